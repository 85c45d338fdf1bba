"""Seed files -> articles: bytes, hash and, where the bytes are new, what stands in them. No database, one thread."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from pathlib import Path

import structlog

from bot.clock import Clock
from bot.errors import RejectedSeed
from bot.ingest.decide import KnownSeed, NeedsParse, StillRejected, decide_content, sha256
from bot.ingest.parse import parse_items
from bot.ingest.prepare import Prepared, Preparer
from bot.ingest.sources import SeedFile, read
from bot.models import ParsedArticle, RejectedItem
from bot.storage.seeds import SeedRow

_DATED = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])")

_log = structlog.get_logger(__name__)


# Somebody who has mended so many has seen what was wrong.
ITEMS_TOLD = 20


@dataclass(frozen=True, slots=True)
class ReadSeed:
    """A file whose bytes were looked at: its row, and what stands in it unless it is unchanged or rejected."""

    row: SeedRow
    items: tuple[Prepared | RejectedItem, ...] = ()
    unchanged: bool = False

    @property
    def articles(self) -> tuple[Prepared, ...]:
        """The good ones of its items."""
        return tuple(item for item in self.items if isinstance(item, Prepared))


class SeedReader:
    """Reads files below the root. A file that cannot be read gives its reason; nothing else comes of it.

    Text that is neither marked nor UTF-8 is in the encoding `fallback`, or in one that is guessed.
    """

    def __init__(self, root: Path, clock: Clock, preparer: Preparer, fallback: str = "") -> None:
        self.fallback = fallback
        self._root = root
        self._clock = clock
        self._preparer = preparer

    def read_all(self, files: Sequence[SeedFile], rows: Mapping[str, SeedRow]) -> list[ReadSeed]:
        """Read files of which `rows` tells what is known."""
        return [self._read(file, rows.get(file.path)) for file in files]

    def _read(self, file: SeedFile, row: SeedRow | None) -> ReadSeed:
        digest = ""
        try:
            data = read(self._root, file.path)
            digest = sha256(data)
            decision = decide_content(known_seed(row), digest)
            if isinstance(decision, NeedsParse):
                items = self._items(data, file.path)
                found = SeedRow(file.path, file.size, file.mtime_ns, digest, rejected_items=told(items))
                return ReadSeed(found, items)
            reason = decision.reason if isinstance(decision, StillRejected) else ""
            same = row or SeedRow(file.path, file.size, file.mtime_ns, digest)
            row = replace(same, size=file.size, mtime_ns=file.mtime_ns, rejected=reason)
            return ReadSeed(row, unchanged=not reason)
        except RejectedSeed as error:
            return ReadSeed(SeedRow(file.path, file.size, file.mtime_ns, digest, str(error)))
        except Exception as error:
            # A reader of ours or of a library that fails on one file must not end the load of all others.
            _log.exception("seed_failed", seed=file.path)
            return ReadSeed(
                SeedRow(file.path, file.size, file.mtime_ns, digest, f"cannot be read ({type(error).__name__})")
            )

    def _items(self, data: bytes, path: str) -> tuple[Prepared | RejectedItem, ...]:
        now = self._clock.now()
        return tuple(
            item if isinstance(item, RejectedItem) else self._preparer.prepare(dated_by_name(item, path, now))
            for item in parse_items(data, path, fallback=self.fallback)
        )


def told(items: Sequence[object]) -> tuple[tuple[int, str], ...]:
    """The places and reasons of rejected items, as many as anybody reads; the last says how many more there are."""
    bad = [(place, item.reason) for place, item in enumerate(items) if isinstance(item, RejectedItem)]
    more = len(bad) - ITEMS_TOLD
    if more <= 0:
        return tuple(bad)
    place, reason = bad[ITEMS_TOLD - 1]
    return (*bad[: ITEMS_TOLD - 1], (place, f"{reason}; and {more:,} more items after it are rejected"))


def dated_by_name(article: ParsedArticle, path: str, now: datetime) -> ParsedArticle:
    """Editors put dates before file names: such a date counts where the article itself states none."""
    name = path.rpartition("/")[2]
    if article.published is not None or not _DATED.match(name):
        return article
    try:
        day = datetime.combine(date.fromisoformat(name[:10]), time(), UTC)
    except ValueError:
        return article
    return replace(article, published=day) if day <= now else article


def known_seed(row: SeedRow | None) -> KnownSeed | None:
    """A stored row as decisions are made by."""
    return None if row is None else KnownSeed(row.size, row.mtime_ns, row.sha256, row.rejected)
