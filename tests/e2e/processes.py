"""The real programs as child processes: started with a clean environment, their output kept, always reaped."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from bot.sandbox.server import BOT_ID
from tests.postgres import free_port

ROOT = Path(__file__).resolve().parents[2]
# The secret part must turn up nowhere; the first part is public.
SECRET = "AAcanary_e2e-must-never-be-seen_0123456789"
TOKEN = f"{BOT_ID}:{SECRET}"
PATIENCE = 30.0
LAST_LINES = 20

Json = dict[str, Any]


class Output:
    """The lines that a process writes, as they come; they can be waited for."""

    def __init__(self, stream: Any) -> None:
        self.lines: list[str] = []
        self._changed = threading.Condition()
        self._ended = False
        self._reader = threading.Thread(target=self._read, args=(stream,), daemon=True)
        self._reader.start()

    def _read(self, stream: Any) -> None:
        with stream:
            for line in stream:
                with self._changed:
                    self.lines.append(line.rstrip("\n"))
                    self._changed.notify_all()
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def wait(self, wanted: Callable[[str], bool], after: int = 0, seconds: float = PATIENCE) -> int:
        """The place of the first wanted line from `after` on; AssertionError when it does not come."""
        give_up = time.monotonic() + seconds
        place = after
        with self._changed:
            while True:
                while place < len(self.lines):
                    if wanted(self.lines[place]):
                        return place
                    place += 1
                left = give_up - time.monotonic()
                if self._ended or left <= 0:
                    said = "\n".join(self.lines[-LAST_LINES:])
                    raise AssertionError(f"the process {'ended' if self._ended else 'hangs'}; it said:\n{said}")
                self._changed.wait(left)

    def join(self) -> str:
        """Everything that was written, once the process has ended."""
        self._reader.join(PATIENCE)
        return "\n".join(self.lines)


class Program:
    """`python -m ARGUMENTS` with nothing in its environment but PATH, HOME and what is given."""

    def __init__(self, home: Path, arguments: list[str], environment: Mapping[str, str]) -> None:
        clean = {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(home),
            "LC_ALL": "C.UTF-8",
            "PYTHONPATH": str(ROOT),
            **environment,
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            cwd=home,
            env=clean,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.out = Output(self.process.stdout)
        self.log = Output(self.process.stderr)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        self.kill9()
        if error is not None:
            error.add_note("It said:\n" + "\n".join(self.log.lines[-LAST_LINES:]))

    def kill9(self) -> None:
        """End it as the kernel would: no clean-up. It is reaped when this returns."""
        self._end(signal.SIGKILL)

    def terminate(self, seconds: float = PATIENCE) -> int:
        """Ask it to stop, and give back its exit status."""
        return self._end(signal.SIGTERM, seconds)

    def wait(self, seconds: float = PATIENCE) -> int:
        """Its exit status, once it has ended by itself."""
        try:
            status = self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill9()
            raise AssertionError(f"it did not end; it said:\n{self.log.join()}") from None
        self.out.join()
        self.log.join()
        return status

    def _end(self, number: signal.Signals, seconds: float = PATIENCE) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.wait(seconds)

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self.process.poll() is None


class SandboxProcess(Program):
    """The sandbox in its own process; `url` is known once this is made."""

    def __init__(self, home: Path, *arguments: str) -> None:
        super().__init__(home, ["bot.sandbox", "--token", TOKEN, *arguments], {})
        self.url = self.out.lines[self.out.wait(lambda line: line.startswith("http"))]


@dataclass(frozen=True)
class BotSettings:
    """What a bot process is started with; `more` are settings by their names."""

    api_url: str
    database_url: str
    seeds: Path
    more: Mapping[str, str]

    def environment(self, port: int) -> dict[str, str]:
        """The settings as environment variables."""
        return {
            "BOT_TOKEN": TOKEN,
            "BOT_API_URL": self.api_url,
            "CLOCK_URL": f"{self.api_url}/sandbox/clock",
            "DATABASE_URL": self.database_url,
            "SEEDS_DIR": str(self.seeds),
            "ADMIN_IDS": "1001",
            "LISTEN": f"127.0.0.1:{port}",
            "LOG_FORMAT": "json",
            **self.more,
        }


class BotProcess(Program):
    """`python -m bot run`."""

    def __init__(self, home: Path, settings: BotSettings) -> None:
        self.port = free_port()
        super().__init__(home, ["bot", "run"], settings.environment(self.port))

    @property
    def seen(self) -> int:
        """How many log lines there are so far."""
        return len(self.log.lines)

    def until(self, event: str, after: int = 0, seconds: float = PATIENCE) -> Json:
        """Wait for a log line with this event, from line `after` on; gives back the line."""
        place = self.log.wait(lambda line: event_of(line) == event, after, seconds)
        found: Json = json.loads(self.log.lines[place])
        return found

    def logged(self, event: str) -> list[Json]:
        """The log lines with this event so far."""
        return [json.loads(line) for line in self.log.lines if event_of(line) == event]

    def complaints(self) -> list[str]:
        """Lines that no well-behaved bot writes: tracebacks, errors, and what is not a log line."""
        return [line for line in self.log.lines if _is_complaint(line)]


def event_of(line: str) -> str:
    """The event of a JSON log line; empty for anything else."""
    try:
        parsed = json.loads(line)
    except ValueError:
        return ""
    return str(parsed.get("event", "")) if isinstance(parsed, dict) else ""


def _is_complaint(line: str) -> bool:
    try:
        parsed = json.loads(line)
    except ValueError:
        return True
    return parsed.get("level") in ("error", "critical") or "exception" in parsed
