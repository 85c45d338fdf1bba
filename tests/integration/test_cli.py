"""The command line as a person has it: one clear line for what is wrong, a status, and no file unasked."""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.fakes import CANARY_TOKEN

ROOT = Path(__file__).resolve().parents[2]
ARTICLE = "A Ferry Arrives\n\nThe ferry came into the harbour of Izmir on Monday, after two days at sea.\n"
NO_DATABASE = "there is no database yet (data/briefing.db); run: python -m bot migrate"


@dataclass(frozen=True)
class Said:
    """What one run of the program left: its status and what it wrote."""

    status: int
    out: str
    err: str

    @property
    def error(self) -> str:
        """The one line on standard error, without its first word."""
        (line,) = self.err.splitlines()
        assert line.startswith("error: ")
        return line.removeprefix("error: ")


class Desk:
    """A folder with a seed in it, where commands are typed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "seeds").mkdir()
        (folder / "seeds" / "ferry.txt").write_text(ARTICLE)

    def type(self, *arguments: str, **settings: str) -> Said:
        """`python -m bot ARGUMENTS` with nothing but these settings."""
        return self.start("-m", "bot", *arguments, **settings)

    def start(self, *arguments: str, given: str = "", out: int = subprocess.PIPE, **settings: str) -> Said:
        """`python ARGUMENTS`, with something to read, and somewhere to write to."""
        clean = {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(self.folder), "LC_ALL": "C.UTF-8"}
        run = subprocess.run(
            [sys.executable, *arguments],
            cwd=self.folder,
            env={**clean, "PYTHONPATH": str(ROOT), "LOG_LEVEL": "WARNING", **settings},
            input=given,
            stdout=out,
            stderr=subprocess.PIPE,
            text=True,
            timeout=120,
        )
        return Said(run.returncode, run.stdout, run.stderr)

    def database(self) -> sqlite3.Connection:
        """The database that the commands work on."""
        return sqlite3.connect(self.folder / "data" / "briefing.db")

    @property
    def files(self) -> list[str]:
        """Everything in the folder."""
        return sorted(path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*"))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


# Each: the settings, the arguments, the status, and a part of the one line.
WRONG = [
    ("", "lod", 2, "No such command 'lod'"),
    ("", "load --bogus", 2, "No such option: --bogus; see: "),
    ("", "search", 2, "Missing argument 'query'; see: "),
    ("", "search --limit 0 ferry", 2, "'--limit'"),
    ("", "search --limit 1001 ferry", 2, "'--limit'"),
    ("", "sandbox --port 65536", 2, "'--port': Input should be less than or equal to 65535"),
    ("", "demo --port -1", 2, "'--port': Input should be greater than or equal to 0"),
    ("", f"preview --chat {'9' * 23}", 2, "'--chat': Input should be less than or equal to 4503599627370496"),
    ("", f"preview --chat -{'9' * 23}", 2, "'--chat': Input should be greater than or equal to -4503599627370496"),
    ("", "preview --format pdf", 2, "'--format'"),
    ("", "preview --at tomorrow", 2, "write it like 2026-11-23T07:30+03:00"),
    ("", "preview --at 0001-01-01T00:00+14:00", 2, "must be in the years 1970 to 2999"),
    ("", f"load {'a' * 300}", 2, "is not in the seeds folder seeds"),
    ("", "load /etc/hostname", 2, "is not in the seeds folder seeds"),
    ("", "load loop", 2, "loop is not in the seeds folder seeds; only what is in it can be loaded"),
    ("DATABASE_URL=postgresql://u:p@h:abc/x", "stats", 2, "DATABASE_URL is not a database URL"),
    ("DATABASE_URL=postgresql://u:p@h/x?bogus=1", "stats", 2, "unknown parameter 'bogus'; only host, port, ssl"),
    ("DEFAULT_LANGUAGE=de", "stats", 2, "DEFAULT_LANGUAGE: must be one of the bot's languages: en, ru"),
    ("", "stats", 1, NO_DATABASE),
    ("", "preview", 1, NO_DATABASE),
    ("", "search ferry", 1, NO_DATABASE),
    ("", "backup copy.db", 1, NO_DATABASE),
]
# Starting Python anew for each of them would take longer than all other tests of the command line.
ONE_AFTER_THE_OTHER = """
import contextlib, io, json, os, sys
from bot.cli import main
for line in sys.stdin:
    setting, arguments = json.loads(line)
    name, _, value = setting.partition("=")
    os.environ.update({name: value} if name else {})
    sys.argv = ["bot", *arguments.split()]
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main()
        except SystemExit as end:
            status = end.code
    os.environ.pop(name, None)
    print(json.dumps([status, out.getvalue(), err.getvalue()]))
"""


def test_what_is_wrong_is_told_in_one_line_and_makes_no_file(desk: Desk) -> None:
    (desk.folder / "seeds" / "loop").symlink_to("loop")
    before = desk.files
    lines = "".join(json.dumps([setting, arguments]) + "\n" for setting, arguments, _, _ in WRONG)
    answers = desk.start("-c", ONE_AFTER_THE_OTHER, given=lines).out.splitlines()
    for (setting, arguments, status, part), answer in zip(WRONG, answers, strict=True):
        found = Said(*json.loads(answer))
        assert (found.status, found.out, len(found.err.splitlines())) == (status, "", 1), (setting, arguments, found)
        assert part in found.error
    assert desk.files == before


def test_wrong_usage_names_the_command_that_helps(desk: Desk) -> None:
    found = desk.type("load", "--bogus")
    assert (found.status, found.error) == (2, "No such option: --bogus; see: python -m bot load --help")


def test_without_a_command_the_help_is_shown(desk: Desk) -> None:
    found = desk.type()
    assert found.err == ""
    assert all(name in found.out for name in ("run", "demo", "load", "doctor"))


def test_the_doctor_makes_no_database(desk: Desk) -> None:
    found = desk.type("doctor", ADMIN_IDS="1")
    assert (found.status, found.err) == (1, "")
    assert f"mend  database: {NO_DATABASE}" in found.out.splitlines()
    assert desk.files == ["seeds", "seeds/ferry.txt"]


def test_a_backup_holds_what_the_database_holds(desk: Desk) -> None:
    assert desk.type("load").status == 0
    assert desk.type("backup", "copy.db").out == "copied to copy.db\n"
    assert json.loads(desk.type("stats", "--json", DATABASE_URL="sqlite:///copy.db").out)["articles"] == 1


def test_a_preview_says_of_whom_it_is(desk: Desk) -> None:
    """A chat that nobody knows gets what a new one would; of a forum with several topics, one is to be named."""
    assert desk.type("load").status == 0
    with desk.database() as database:
        moment = "2026-03-01 06:00:00.000000"
        database.execute("INSERT INTO chats VALUES (1, -1007, 'supergroup', 'Newsroom', 'en', 0, ?)", (moment,))
        for key, topic in ((1, 2), (2, 3)):
            row = (key, 1, topic, "UTC", 5, True, "", moment)
            columns = "id, chat_id, thread_id, zone, minutes, active, inactive_reason, created_at"
            database.execute(f"INSERT INTO subscriptions ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
    unknown = desk.type("preview", "--chat", "99")
    assert (unknown.status, unknown.err) == (0, "No chat 99 is known here; this is what a new one would get.\n")
    assert "ferry" in unknown.out
    several = desk.type("preview", "--chat", "-1007")
    assert several.status == 2
    assert several.error == "chat -1007 is briefed in these topics: 2, 3; choose one with --topic"
    one = desk.type("preview", "--chat", "-1007", "--topic", "3")
    assert (one.status, one.err) == (0, "")


def test_an_error_that_nobody_foresaw_is_one_line_without_secrets(desk: Desk) -> None:
    """A database that somebody has damaged by hand; where the program stumbled is for those who ask.

    What is in the token's file is a secret, also when it does not look like a token.
    """
    odd = "no-token-but-a-secret-nevertheless"
    (desk.folder / "token").write_text(odd)
    desk.type("load")
    with closing(desk.database()) as connection:
        connection.execute("UPDATE articles SET shown_at = ?", (f"{CANARY_TOKEN} {odd}",))
        connection.commit()
    found = desk.type("search", "ferry", BOT_TOKEN_FILE="token")
    assert (found.status, found.out) == (1, "")
    assert found.error.startswith("internal error: ValueError: ")
    assert found.error.endswith("; run with LOG_LEVEL=DEBUG for the trace")
    traced = desk.type("search", "ferry", BOT_TOKEN_FILE="token", LOG_LEVEL="DEBUG").err
    assert "Traceback" in traced
    assert traced.splitlines()[-1] == found.err.splitlines()[-1]
    for secret in (CANARY_TOKEN.partition(":")[2], odd):
        assert secret not in found.err + traced


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_load_asks_before_it_withdraws_much_and_an_undo_takes_it_back(
    desk: Desk, request: pytest.FixtureRequest, kind: str
) -> None:
    on = {} if kind == "sqlite" else {"DATABASE_URL": request.getfixturevalue("postgres_url")}
    seeds = desk.folder / "seeds"
    for number in range(11):
        text = (seeds / "ferry.txt").read_text().splitlines()
        (seeds / f"{number}.txt").write_text("\n".join([f"Report {number} on the ferry", *text[1:]]))
    desk.type("load", **on)
    for number in range(11):
        (seeds / f"{number}.txt").unlink()
    refused = desk.type("load", **on)
    assert (refused.status, refused.out) == (1, "")
    assert refused.error.startswith("11 of 12 articles are gone from the seeds folder ")
    assert refused.error.endswith("so nothing was changed; if that is meant: python -m bot load --withdraw-all")
    assert "a load needs --withdraw-all" in desk.type("load", "--dry-run", **on).out
    assert json.loads(desk.type("load", "--withdraw-all", "--json", **on).out)["live"] == 12
    undone = desk.type("undo", **on).out
    assert "back       11" in undone
    assert "undo once more brings it back" in undone
    assert "Report 7 on the ferry" in desk.type("search", "title:7", **on).out


@pytest.mark.parametrize("arguments", [("parse", "seeds/ferry.txt"), ("load",), ("load", "--json"), ("stats",)])
def test_a_reader_who_leaves_is_no_failure(desk: Desk, arguments: tuple[str, ...]) -> None:
    """As `| head` does. Whether all of it was read is not for the program to judge."""
    assert desk.type("migrate").status == 0
    reader, writer = os.pipe()
    os.close(reader)
    left = desk.start("-m", "bot", *arguments, out=writer)
    os.close(writer)
    assert (left.status, left.err) == (0, "")
