"""Which format a seed file is in."""

from __future__ import annotations

from pathlib import PurePosixPath

from bot.errors import RejectedSeed
from bot.ingest.formats import text
from bot.ingest.formats.contract import Format

FORMATS: tuple[Format, ...] = (text.FORMAT,)


def known_suffixes() -> frozenset[str]:
    """The suffixes of files that a seeds folder may hold."""
    return frozenset(suffix for form in FORMATS for suffix in form.suffixes)


def choose_format(name: str, text: str) -> Format:
    """The format of a file: what its content says first, since people rename files, then its suffix."""
    for form in FORMATS:
        if form.sniff(text):
            return form
    suffix = PurePosixPath(name).suffix.lower()
    for form in FORMATS:
        if suffix in form.suffixes:
            return form
    raise RejectedSeed(f"files ending in {suffix or 'nothing'} are not read; use {', '.join(sorted(known_suffixes()))}")
