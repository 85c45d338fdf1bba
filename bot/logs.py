"""Logging: one pipeline for our events and for the libraries' lines, and nothing secret leaves it.

Whatever a record holds, also an exception's text or a local URL, is rendered first and then redacted, so that the
token cannot slip through a field that nobody thought of.
"""

import logging
import re
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, TextIO
from urllib.parse import quote

import structlog

# A bot token: the bot's id, a colon, 35 or so URL-safe characters.
_TOKEN = re.compile(r"\b(\d{6,})(:|%3A)[A-Za-z0-9_-]{20,}", re.IGNORECASE)
# These tell whole URLs and updates at INFO or DEBUG.
_TALKATIVE = (
    "httpx",
    "httpcore",
    "aiohttp",
    "apscheduler",
    "asyncio",
    "aiosqlite",
    "telegram",
    "sqlalchemy",
    "alembic",
)


class Redactor:
    """Takes tokens and other given secrets out of a finished line."""

    def __init__(self, secrets: Sequence[str]) -> None:
        long = [secret for secret in secrets if len(secret) >= 8]
        self._secrets = {form for secret in long for form in (secret, quote(secret, safe=""))}

    def __call__(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "[redacted]")
        return _TOKEN.sub(r"\1\2[redacted]", text)


class _Formatter(structlog.stdlib.ProcessorFormatter):
    def __init__(self, redact: Redactor, **options: Any) -> None:
        super().__init__(**options)
        self.redact = redact

    def format(self, record: logging.LogRecord) -> str:
        return self.redact(super().format(record))


class _Handler(logging.StreamHandler[TextIO]):
    """Writes lines; of a record that cannot be formatted it tells no more than where it came from."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the name is the library's
        with suppress(Exception):
            self.stream.write(f"a log line of {record.name} could not be written\n")


def redact(text: str) -> str:
    """The text as the log would show it, as that is configured now."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler.formatter, _Formatter):
            text = handler.formatter.redact(text)
    return text


def configure(level: str, style: str, *, secrets: Sequence[str] = (), stream: TextIO | None = None) -> None:
    """Send every log line to standard error (or `stream`): `style` is `text` or `json`, `level` the least to show."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    target = stream or sys.stderr
    renderer: list[structlog.types.Processor] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
        if style == "json"
        else [structlog.dev.ConsoleRenderer(colors=target.isatty(), exception_formatter=structlog.dev.plain_traceback)]
    )
    formatter = _Formatter(
        Redactor(secrets),
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderer],
    )
    handler = _Handler(target)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[level]))
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


class Outage:
    """Something that fails again and again: told at once, then ever more seldom."""

    def __init__(self) -> None:
        self._times = 0

    def again(self) -> bool:
        """It has failed once more; whether that is to be told: the first, second, fourth, eighth time."""
        self._times += 1
        return self._times & (self._times - 1) == 0

    def over(self) -> int:
        """It works; how often it had failed before."""
        times, self._times = self._times, 0
        return times
