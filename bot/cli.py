"""The command line: reads the environment, prints, and turns errors into one line and an exit status.

0 done, 1 done with rejected items (or trouble while running), 2 wrong usage or settings.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal

import structlog
import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from bot import app, doctor, logs
from bot.config import Settings, load_settings
from bot.errors import BriefingError, SettingsError
from bot.ingest.decide import withdraws_too_many
from bot.reports import ASK, EVERY, Consent, LoadReport, counted, holds, printed
from bot.search.marking import MARK, UNMARK
from bot.services.previews import Preview, factors_line
from bot.services.search import SearchPage

DONE, REJECTED, WRONG = 0, 1, 2
REASONS_SHOWN = 20
# A chat's id has at most 52 significant bits (Bot API, Chat).
FARTHEST_CHAT = 2**52
# Those that a preview may be asked for: its arithmetic goes some days and zones beyond.
YEARS = range(1970, 3000)

cli = typer.Typer(
    name="briefing-bot",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="A self-hosted Telegram bot that turns a folder of news articles into briefings.",
)


class _Output(Console):
    """Standard output whose reader may leave (`| head`), which for Rich is a failure."""

    def on_broken_pipe(self) -> None:
        """There is nobody left to tell, and nothing is wrong. What is still to be written goes nowhere."""
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(DONE)


_out = _Output(soft_wrap=True, highlight=False)
_err = Console(stderr=True, soft_wrap=True, highlight=False)
_log = structlog.get_logger(__name__)


def main() -> None:
    """The entry point of `briefing-bot` and `python -m bot`."""
    # Durations of the Telegram library as timedelta: its own way forward, without its deprecation warning.
    os.environ.setdefault("PTB_TIMEDELTA", "true")
    os.umask(0o077)
    # Until the settings are read, and for the commands that read none.
    logs.configure("DEBUG" if os.environ.get("LOG_LEVEL", "").strip().upper() == "DEBUG" else "WARNING", "text")
    try:
        sys.exit(cli(sys.argv[1:] or ["--help"], standalone_mode=False))
    except typer.TyperException as error:
        _fail(_usage(error), WRONG)
    except SettingsError as error:
        _fail(str(error), WRONG)
    except BriefingError as error:
        _fail(str(error), REJECTED)
    except (KeyboardInterrupt, typer.Abort):
        sys.exit(130)
    except Exception as error:
        _log.debug("internal_error", exc_info=True)
        told = " ".join([f"{type(error).__name__}:", *str(error).strip().splitlines()[:1]])
        _fail(f"internal error: {told}; run with LOG_LEVEL=DEBUG for the trace", REJECTED)


def _usage(error: typer.TyperException) -> str:
    """What is wrong with the command line, and where to look, in one line."""
    context = getattr(error, "ctx", None)
    told = " ".join(error.format_message().split()).rstrip(".")
    return f"{told}; see: {context.command_path if context else 'python -m bot'} --help"


def _fail(text: str, status: int) -> None:
    _err.print(f"error: {logs.redact(text)}", style="red", markup=False)
    sys.exit(status)


def _settings() -> Settings:
    settings = load_settings(os.environ)
    logs.configure(settings.log_level, settings.log_format, secrets=settings.secrets())
    return settings


@contextmanager
def _progress(what: str, *, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on standard error, so that standard output stays a report or JSON."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=_err, transient=True, disable=quiet or not _err.is_terminal) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@cli.command()
def run() -> None:
    """Run the bot: polling or webhook, scheduler, sender."""
    app.main_loop(app.run(_settings()))


@cli.command()
def demo(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port of the chat page; 0 takes a free one.")] = 8090,
) -> None:
    """Run the bot against the sandbox, with a chat page in the browser and no token."""
    logs.configure("WARNING", "text")
    settings = load_settings(_demo_environment(), env_file=None)
    app.main_loop(app.demo(settings, port, lambda url: _out.print(DEMO.format(url=url))))


DEMO = """
  The chat page is at [bold]{url}[/bold]

  You are Ada, an admin. Try /headlines, or subscribe with /subscribe 07:30 Istanbul,
  then move the clock to tomorrow morning. Ctrl-C ends it. Each demo begins anew.
"""


def _demo_environment() -> dict[str, str]:
    """The demo takes nothing from `.env` but what may be changed for it on purpose."""
    return {"LISTEN": "127.0.0.1:0"} | {
        name: os.environ[name] for name in ("DATABASE_URL", "SEEDS_DIR") if name in os.environ
    }


@cli.command()
def sandbox(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = 8090,
) -> None:
    """Run the sandbox alone: a Bot API server on loopback with a chat page."""
    app.main_loop(app.sandbox(port, lambda url, token: _out.print(f"{url}\ntoken: {token}")))


WithdrawAll = Annotated[
    bool, typer.Option("--withdraw-all", help="Withdraw even more than a fifth of the library at once.")
]
AsJson = Annotated[bool, typer.Option("--json", help="As JSON.")]


@cli.command()
def load(
    paths: Annotated[list[str] | None, typer.Argument(help="Files or folders in SEEDS_DIR; all when none.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Report only, store nothing.")] = False,
    withdraw_all: WithdrawAll = False,
    as_json: AsJson = False,
) -> None:
    """Load the seeds folder into the library and report what changed."""
    settings = _settings()
    only = [_below(settings.seeds_dir, path) for path in paths or []]
    with _progress("Loading seeds", quiet=as_json) as progress:
        told = app.Told(progress, _say_waiting)
        consent = Consent(EVERY) if withdraw_all else ASK
        report = app.main_loop(app.load(settings, only, dry_run=dry_run, consent=consent, told=told))
    _print_report(report, as_json=as_json)
    sys.exit(REJECTED if report.rejected else DONE)


@cli.command()
def undo(withdraw_all: WithdrawAll = False, as_json: AsJson = False) -> None:
    """Make the library what it was before the last load; once more brings it back."""
    settings = _settings()
    with _progress("Undoing", quiet=as_json) as progress:
        told = app.Told(progress, _say_waiting)
        report = app.main_loop(app.undo(settings, consent=Consent(EVERY) if withdraw_all else ASK, told=told))
    _print_report(report, as_json=as_json)


def _say_waiting() -> None:
    _err.print("Another load is running; waiting for its end …")


def _below(root: Path, path: str) -> str:
    """A path as the loader names it: relative to the seeds folder. It may be given from here or from there."""
    for candidate in (Path(path), root / path):
        # A name that is too long, links that lead round in a circle (a RuntimeError before Python 3.13).
        with suppress(OSError, RuntimeError):
            resolved = candidate.resolve(strict=True)
            if resolved.is_relative_to(root.resolve()):
                return resolved.relative_to(root.resolve()).as_posix()
    raise SettingsError(f"{path} is not in the seeds folder {root}; only what is in it can be loaded")


def _print_report(report: LoadReport, *, as_json: bool) -> None:
    if as_json:
        _print_json(report.as_json())
        return
    table = Table(box=None, show_header=False)
    for name, count in counted(report).items():
        table.add_row(name, str(count))
    _out.print(table)
    for line in printed(report, REASONS_SHOWN):
        _out.print(f"  {line}", style="red" if line.startswith("rejected ") else None, markup=False)
    if report.undoes is not None:
        _out.print("What was undone is back." if report.redo else UNDONE)
    elif not report.dry_run:
        _out.print(holds(report))
    elif withdraws_too_many(len(report.withdrawn), report.live, 0):
        _out.print(f"Nothing was stored. Of {report.live} articles that is much: a load needs --withdraw-all for it.")
    else:
        _out.print("Nothing was stored.")


UNDONE = """The last load is undone; undo once more brings it back.
Files that stay as they are stay out of coming loads, until they are edited or named: load PATH."""


@cli.command()
def parse(files: Annotated[list[Path], typer.Argument(help="Seed files to read; nothing is stored.")]) -> None:
    """Read files as seeds and print one JSON object a line for each article found."""
    failed = False
    for result in app.parse(files, _settings().seed_encoding):
        failed = failed or "error" in result
        _print_json(result)
    sys.exit(REJECTED if failed else DONE)


@cli.command(context_settings={"ignore_unknown_options": True})
def search(
    query: Annotated[list[str], typer.Argument(help='Words, "phrases", -excluded, title: topic: place: source: ...')],
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Articles to print.")] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Search the library: words, "phrases", -excluded, prefix*, title: topic: place: source: lang: after: before:."""
    found = app.main_loop(app.search(_settings(), " ".join(query), limit))
    if as_json:
        _print_json(_plain_marks(found))
    else:
        _print_hits(found)


def _plain_marks(found: SearchPage) -> dict[str, object]:
    """The page as JSON values, without the marks around what was looked for."""
    hits = [
        {**asdict(hit.headline), "snippet": hit.snippet.replace(MARK, "").replace(UNMARK, ""), "complete": hit.complete}
        for hit in found.hits
    ]
    return {**asdict(found), "relaxed": found.relaxed, "hits": hits}


def _print_hits(found: SearchPage) -> None:
    for problem in found.problems:
        _err.print(problem, style="yellow", markup=False)
    if found.suggestion:
        _err.print(f"Did you mean: {found.suggestion}", style="yellow", markup=False)
    if not found.hits:
        _err.print("Nothing was found.")
        return
    if found.relaxed and not found.complete:
        _err.print("No article has all the words; these have some of them.")
    for number, hit in enumerate(found.hits, 1):
        headline = hit.headline
        _out.print(f"[bold]{number}.[/bold] {_marked(hit.title)}")
        origin = [headline.source, f"{headline.shown_at:%Y-%m-%d}", f"article {headline.id}"]
        _out.print("   " + " · ".join(part for part in origin if part), style="dim", markup=False)
        _out.print(f"   {_marked(hit.snippet)}\n")
    _out.print(f"{len(found.hits)} of {found.total}{' or more' if found.more else ''}.")


def _marked(text: str) -> str:
    return escape(text).replace(MARK, "[bold yellow]").replace(UNMARK, "[/]")


@cli.command()
def preview(
    chat: Annotated[
        int | None,
        typer.Option(min=-FARTHEST_CHAT, max=FARTHEST_CHAT, help="Telegram id of a chat; a new chat when left out."),
    ] = None,
    topic: Annotated[int | None, typer.Option(min=0, help="Topic of a forum that is briefed in several.")] = None,
    at: Annotated[str, typer.Option(help="Moment as ISO 8601; now when left out.")] = "",
    form: Annotated[Literal["text", "html", "json"], typer.Option("--format", help="How to print it.")] = "text",
) -> None:
    """Print the briefing that a chat would get; nothing is sent or stored."""
    shown = app.main_loop(app.preview(_settings(), chat, topic, _moment(at)))
    edition = shown.edition
    if not shown.known:
        _err.print(f"No chat {chat} is known here; this is what a new one would get.", style="yellow", markup=False)
    if form == "json":
        _print_json(None if edition is None else asdict(edition) | {"scores": [asdict(each) for each in shown.scores]})
    elif edition is None:
        _out.print("Nothing new: no briefing would be sent.")
    else:
        parts = [part.html if form == "html" else part.plain for part in edition.parts]
        _out.print("\n\n".join(parts), markup=False)
        if form == "text":
            _print_scores(shown)


def _print_scores(shown: Preview) -> None:
    """Why the stories stand in this order (docs/briefing.md)."""
    table = Table("", "score", "story", "because of", box=None, pad_edge=False)
    for number, each in enumerate(shown.scores, 1):
        table.add_row(
            str(number), f"{each.factors.get('score', 0):.2f}", escape(each.title), escape(factors_line(each))
        )
    _out.print()
    _out.print(table)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text) if text else datetime.now(UTC)
    except ValueError as error:
        raise SettingsError(f"--at {text!r} is not a moment; write it like 2026-11-23T07:30+03:00") from error
    if moment.year not in YEARS:
        raise SettingsError(f"--at {text!r} must be in the years {YEARS[0]} to {YEARS[-1]}")
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


@cli.command()
def migrate() -> None:
    """Bring the database's schema to head."""
    before, after = app.main_loop(app.migrate(_settings()))
    _out.print(f"schema {after}" if before == after else f"schema {before or 'empty'} -> {after}")


@cli.command("doctor")
def run_doctor() -> None:
    """Check the set-up and say what to mend."""
    findings = app.main_loop(doctor.examine(_settings()))
    for finding in findings:
        mark, style = ("ok  ", "green") if finding.well else ("mend", "red")
        _out.print(f"{mark}  {finding.name}: {finding.text}", style=style, markup=False)
    sys.exit(DONE if all(finding.well for finding in findings) else REJECTED)


@cli.command()
def stats(as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False) -> None:
    """Print what the installation holds, and the last day's deliveries."""
    figures = app.main_loop(app.figures(_settings()))
    values = asdict(figures)
    if as_json:
        _print_json(values)
        return
    table = Table(box=None, show_header=False)
    for name, value in values.items():
        table.add_row(name.replace("_", " "), escape(_figure(value)))
    _out.print(table)


def _figure(value: object) -> str:
    """A figure on one line."""
    if isinstance(value, dict):
        return ", ".join(f"{count} {state}" for state, count in value.items()) or "-"
    if isinstance(value, tuple | list):
        return ", ".join(_figure(each) for each in value) or "-"
    if isinstance(value, timedelta):
        return f"{value.total_seconds():.1f} s"
    return "-" if value is None or value == "" else str(value)


@cli.command()
def backup(path: Annotated[Path, typer.Argument(help="A file that does not exist yet.")]) -> None:
    """Copy the database while the bot goes on (SQLite)."""
    app.backup(_settings(), path)
    _out.print(f"copied to {path}", markup=False)


def _print_json(value: object) -> None:
    try:
        sys.stdout.write(json.dumps(value, ensure_ascii=False, default=_plain) + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        _out.on_broken_pipe()


def _plain(value: object) -> str | float:
    if isinstance(value, timedelta):
        return value.total_seconds()
    return value.isoformat() if isinstance(value, datetime) else str(value)
