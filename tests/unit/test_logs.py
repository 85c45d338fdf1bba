"""Logs: two styles, and in neither of them a secret."""

import io
import json
import logging
from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest
import structlog

from bot.logs import Outage, Redactor, configure

WEBHOOK_SECRET = "hook_secret_0123456789"
Lines = Callable[[], list[str]]


@pytest.fixture(params=["text", "json"])
def style(request: pytest.FixtureRequest) -> str:
    chosen: str = request.param
    return chosen


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    """The root logger as it was: others capture with it."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def logging_to_memory(level: str, style: str, *secrets: str) -> Lines:
    stream = io.StringIO()
    configure(level, style, secrets=secrets, stream=stream)
    return lambda: stream.getvalue().splitlines()


def test_an_event_is_one_line_with_its_fields(style: str) -> None:
    lines = logging_to_memory("INFO", style)
    structlog.get_logger("bot.delivery").info("delivery_flood", chat=5, retry_after=30)
    (line,) = lines()
    if style == "json":
        told = json.loads(line)
        assert (told["event"], told["chat"], told["retry_after"]) == ("delivery_flood", 5, 30)
        assert (told["level"], told["logger"]) == ("info", "bot.delivery")
        assert told["timestamp"].endswith("Z")
    else:
        assert "delivery_flood" in line
        assert "chat=5" in line
        assert "\x1b" not in line, "no colours into a file"


def test_lines_below_the_level_are_not_shown(style: str) -> None:
    lines = logging_to_memory("WARNING", style)
    structlog.get_logger("bot").info("quiet")
    logging.getLogger("library").info("quiet")
    structlog.get_logger("bot").warning("loud")
    assert len(lines()) == 1


@pytest.mark.parametrize("library", ["httpx", "aiohttp.client", "telegram.Bot", "apscheduler.executors", "sqlalchemy"])
def test_libraries_that_tell_urls_and_updates_are_held_back(style: str, library: str) -> None:
    lines = logging_to_memory("DEBUG", style)
    logging.getLogger(library).info("GET https://api.telegram.org/bot…/getUpdates")
    logging.getLogger(library).warning("trouble")
    assert len(lines()) == 1


class Holder:
    """Something whose repr tells what it holds."""

    def __init__(self, token: str) -> None:
        self.token = token

    def __repr__(self) -> str:
        return f"<Bot token={self.token}>"


def fail(token: str) -> None:
    url = f"https://api.telegram.org/bot{token}/sendMessage"
    try:
        raise ConnectionError(url)
    except ConnectionError as error:
        raise RuntimeError(f"cannot reach {url}") from error


@pytest.mark.parametrize("level", ["DEBUG", "INFO"])
def test_no_secret_leaves(style: str, level: str, token: str) -> None:
    """In an event, a field, a nested value, a repr, a URL, a library's arguments, an exception and its stack."""
    lines = logging_to_memory(level, style, token, WEBHOOK_SECRET)
    ours, library = structlog.get_logger("bot"), logging.getLogger("library")
    url = f"https://api.telegram.org/bot{token}/sendMessage"
    ours.warning(f"failed {url}")
    ours.warning("failed", url=url, secret=WEBHOOK_SECRET, bot=Holder(token), nested={"a": [{token: (token,)}]})
    ours.warning("failed", stack_info=True, quoted=quote(url, safe=""))
    library.warning("calling %s with %r", url, Holder(token))
    library.error("percent %d", token)
    structlog.contextvars.bind_contextvars(request=url)
    for log in (ours, library):
        try:
            fail(token)
        except RuntimeError:
            log.exception("failed")
            log.warning("failed", exc_info=True)
    structlog.contextvars.clear_contextvars()
    told = "\n".join(lines())
    assert "cannot reach" in told
    assert "ConnectionError" in told
    assert token.partition(":")[2] not in told
    assert WEBHOOK_SECRET not in told
    assert "[redacted]" in told


def test_a_line_that_cannot_be_written_tells_no_secret(token: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The standard library would print the arguments of a record that it cannot format, past every formatter."""
    lines = logging_to_memory("INFO", "text", token)
    logging.getLogger("library").error("a number: %d", token)
    shown = capsys.readouterr()
    assert token not in shown.err + shown.out
    assert lines() == ["a log line of library could not be written"]


def test_a_token_that_nobody_named_is_known_by_its_form(style: str, token: str) -> None:
    lines = logging_to_memory("INFO", style)
    logging.getLogger("library").warning("another bot: %s", token)
    assert token not in lines()[0]
    assert "987654321:[redacted]" in lines()[0]


@pytest.mark.parametrize("text", ["12:30", "chat -1001234567890", "2026-03-01T06:00:00Z", "host:8080", "a1b2c3" * 9])
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert Redactor(["short"])(text) == text


def test_an_outage_is_told_at_once_and_then_ever_more_seldom() -> None:
    outage = Outage()
    assert [number for number in range(1, 101) if outage.again()] == [1, 2, 4, 8, 16, 32, 64]
    assert outage.over() == 100
    assert outage.over() == 0
    assert outage.again(), "the next one is told at once"
