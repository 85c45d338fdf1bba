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
from bot.ingest.parse import parse
from bot.ingest.prepare import Prepared, Preparer
from bot.ingest.sources import SeedFile, read
from bot.models import ParsedArticle
from bot.storage.seeds import SeedRow

_DATED = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])")

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ReadSeed:
    """A file whose bytes were looked at: its row, and its articles unless it is unchanged or rejected."""

    row: SeedRow
    articles: tuple[Prepared, ...] = ()
    unchanged: bool = False


class SeedReader:
    """Reads files below the root. A file that cannot be read gives its reason; nothing else comes of it."""

    def __init__(self, root: Path, clock: Clock, preparer: Preparer) -> None:
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
                return ReadSeed(SeedRow(file.path, file.size, file.mtime_ns, digest), self._articles(data, file.path))
            reason = decision.reason if isinstance(decision, StillRejected) else ""
            undone = row is not None and row.undone
            row = SeedRow(file.path, file.size, file.mtime_ns, digest, reason, undone=undone)
            return ReadSeed(row, unchanged=not reason)
        except RejectedSeed as error:
            return ReadSeed(SeedRow(file.path, file.size, file.mtime_ns, digest, str(error)))
        except Exception as error:
            # A reader of ours or of a library that fails on one file must not end the load of all others.
            _log.exception("seed_failed", seed=file.path)
            return ReadSeed(
                SeedRow(file.path, file.size, file.mtime_ns, digest, f"cannot be read ({type(error).__name__})")
            )

    def _articles(self, data: bytes, path: str) -> tuple[Prepared, ...]:
        found = (dated_by_name(article, path, self._clock.now()) for article in parse(data, path))
        return tuple(self._preparer.prepare(article) for article in found)


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
