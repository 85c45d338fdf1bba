"""What a load has to do for each seed: decided from what is stored and what was found, without touching either.

An article is stored under its seed path and a number in it. It keeps its identity through an edit, when others come
before it and when its file gets another name, so that readers' buttons and "already sent" marks stay true. Cost grows
with the change: a stat for an untouched file, a hash for a touched one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum

from bot.ingest.matching import Bodies, Item, pair
from bot.ingest.sources import SeedFile
from bot.models import ParsedArticle
from bot.storage.articles import KnownArticle

# Found in the text by rules: better rules are no edit of the article.
DERIVED = frozenset({"people", "organisations", "keywords"})
# So many articles are not deleted all at once by hand, nor one in so many.
MEANT = 10
SHARE = 5


@dataclass(frozen=True, slots=True)
class KnownSeed:
    """What storage knows of a seed; `rejected` is the reason when its content could not be read."""

    size: int
    mtime_ns: int
    sha256: str
    rejected: str = ""


@dataclass(frozen=True, slots=True)
class Unchanged:
    """Nothing to do; `restat` when only the file's time moved and storage should remember the new one."""

    restat: bool = False


@dataclass(frozen=True, slots=True)
class StillRejected:
    """The same content was rejected before: report the reason again without reading it."""

    reason: str
    restat: bool = False


@dataclass(frozen=True, slots=True)
class NeedsHash:
    """The stat differs or the seed is new: read the bytes and ask `decide_content`."""


@dataclass(frozen=True, slots=True)
class NeedsParse:
    """The bytes are new: parse them and ask `decide_articles`."""


class Step(StrEnum):
    """What becomes of an article."""

    ADD = "add"
    KEEP = "keep"
    EDIT = "edit"
    RESTORE = "restore"
    MOVE = "move"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class ArticleDecision:
    """A step for the article at a position of the file; `known` is what was known of it.

    `slot` is the number under which the file's article is stored: it stays when others come before it.
    """

    step: Step
    position: int
    slot: int
    known: KnownArticle | None = None


def sha256(data: bytes) -> str:
    """The hash by which the bytes of a seed are compared."""
    return hashlib.sha256(data).hexdigest()


def decide_stat(known: KnownSeed | None, found: SeedFile) -> Unchanged | StillRejected | NeedsHash:
    """Compare by size and time alone. The time is taken before the file is read, so a later edit shows."""
    if known is None or (known.size, known.mtime_ns) != (found.size, found.mtime_ns):
        return NeedsHash()
    return StillRejected(known.rejected) if known.rejected else Unchanged()


def decide_content(known: KnownSeed | None, digest: str) -> Unchanged | StillRejected | NeedsParse:
    """Compare by the hash of the bytes: a copied or checked-out folder has new times and old content."""
    if known is None or known.sha256 != digest:
        return NeedsParse()
    return StillRejected(known.rejected, restat=True) if known.rejected else Unchanged(restat=True)


def decide_articles(
    stored: Sequence[KnownArticle],
    items: Sequence[Item],
    moved: Mapping[int, KnownArticle] | None = None,
    bodies: Bodies | None = None,
    *,
    taken: Collection[int] = (),
) -> list[ArticleDecision]:
    """Decisions for one parsed file of these items, in their order.

    A rejected item has no hash: nothing is done for it, and what was loaded of it before stays.
    `stored` is what is known of this file, `bodies` the texts of what its content does not tell; `moved` are articles
    of other files that stand here now, by place, and keep their identity. Numbers that are `taken`, by what stood here
    before, are not given again.
    """
    paired = pair(stored, items, moved, bodies)
    used, own = {*taken, *(article.position for article in stored)}, {article.id for article in stored}
    decisions = []
    for position, item in enumerate(items):
        here = paired.get(position)
        if not item.content_hash:
            continue
        if here is not None and here.id in own:
            decisions.append(ArticleDecision(_step(here, item.content_hash), position, here.position, here))
            continue
        slot = position if position not in used else max(used) + 1
        used.add(slot)
        decisions.append(ArticleDecision(Step.ADD if here is None else Step.MOVE, position, slot, here))
    kept = {article.id for article in paired.values()}
    leaving = [article for article in stored if article.live and article.id not in kept]
    return decisions + [ArticleDecision(Step.WITHDRAW, each.position, each.position, each) for each in leaving]


def _step(here: KnownArticle, digest: str) -> Step:
    if not here.live:
        return Step.RESTORE
    return Step.KEEP if here.content_hash == digest else Step.EDIT


def changed_fields(old: ParsedArticle, new: ParsedArticle) -> tuple[str, ...]:
    """Names of the fields that an edit touched, in the order of the article, for the report."""
    names = [field.name for field in fields(ParsedArticle) if field.name not in DERIVED]
    return tuple(name for name in names if getattr(old, name) != getattr(new, name))


def withdraws_too_many(count: int, live: int, agreed: int, share: int = SHARE) -> bool:
    """Whether a load has to ask before it withdraws so many of the live articles: more than one in `share`.

    Nobody deletes a fifth of a library by hand: it is an unmounted disk, or a folder that was moved by mistake.
    """
    return count >= MEANT and count * share > live and count > agreed


def content_hash(article: ParsedArticle) -> str:
    """A hash over every field that is not derived from others, equal exactly when the articles are.

    Each value is written with its length, so that moving a word from one field to the next changes the hash.
    """
    digest = hashlib.sha256()
    for field in fields(article):
        if field.name in DERIVED:
            continue
        value = getattr(article, field.name)
        parts = value if isinstance(value, tuple) else ("" if value is None else str(value),)
        digest.update(f"{field.name} {len(parts)}\n".encode())
        for part in parts:
            data = part.encode("utf-8", "surrogatepass")
            digest.update(b"%d:" % len(data) + data)
    return digest.hexdigest()
