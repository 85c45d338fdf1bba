"""What a load decides for each seed."""

from dataclasses import fields, replace
from datetime import UTC, datetime

import pytest

from bot.ingest.decide import (
    DERIVED,
    KnownSeed,
    NeedsHash,
    NeedsParse,
    Step,
    StillRejected,
    Unchanged,
    changed_fields,
    content_hash,
    decide_articles,
    decide_content,
    decide_stat,
)
from bot.ingest.matching import Item, moves
from bot.ingest.sources import SeedFile
from bot.models import ParsedArticle
from bot.storage.articles import KnownArticle

KNOWN = KnownSeed(size=10, mtime_ns=5, sha256="aa")
REJECTED = KnownSeed(size=10, mtime_ns=5, sha256="aa", rejected="binary")


@pytest.mark.parametrize(
    ("known", "size", "mtime_ns", "decision"),
    [
        (None, 10, 5, NeedsHash()),
        (KNOWN, 10, 5, Unchanged()),
        (KNOWN, 11, 5, NeedsHash()),
        (KNOWN, 10, 6, NeedsHash()),
        (KNOWN, 10, 4, NeedsHash()),
        (REJECTED, 10, 5, StillRejected("binary")),
        (REJECTED, 10, 6, NeedsHash()),
    ],
)
def test_stat(known: KnownSeed | None, size: int, mtime_ns: int, decision: object) -> None:
    assert decide_stat(known, SeedFile("a.txt", size, mtime_ns)) == decision


@pytest.mark.parametrize(
    ("known", "digest", "decision"),
    [
        (None, "aa", NeedsParse()),
        (KNOWN, "aa", Unchanged(restat=True)),
        (KNOWN, "bb", NeedsParse()),
        (REJECTED, "aa", StillRejected("binary", restat=True)),
        (REJECTED, "bb", NeedsParse()),
    ],
)
def test_content(known: KnownSeed | None, digest: str, decision: object) -> None:
    assert decide_content(known, digest) == decision


def known(position: int, digest: str, *, live: bool = True, path: str = "a.txt") -> KnownArticle:
    """A stored article whose id is its position and 10."""
    return KnownArticle(position + 10, path, position, digest, live)


def elsewhere(digest: str) -> KnownArticle:
    return known(0, digest, path="old.txt")


@pytest.mark.parametrize(
    ("stored", "found", "gone", "decisions"),
    [
        ([], ["x"], [], [(Step.ADD, 0, None)]),
        ([known(0, "x")], ["x"], [], [(Step.KEEP, 0, 10)]),
        ([known(0, "x")], ["y"], [], [(Step.ADD, 0, None), (Step.WITHDRAW, 0, 10)]),
        ([known(0, "x")], ["x", "y"], [], [(Step.KEEP, 0, 10), (Step.ADD, 1, None)]),
        ([known(0, "x"), known(1, "y")], ["x"], [], [(Step.KEEP, 0, 10), (Step.WITHDRAW, 1, 11)]),
        ([known(0, "x"), known(1, "y", live=False)], ["x"], [], [(Step.KEEP, 0, 10)]),
        ([known(0, "x", live=False)], ["x"], [], [(Step.RESTORE, 0, 10)]),
        ([], ["x"], [elsewhere("x")], [(Step.MOVE, 0, 10)]),
        ([], ["x", "x"], [elsewhere("x")], [(Step.MOVE, 0, 10), (Step.ADD, 1, None)]),
        ([known(0, "y")], ["x"], [replace(elsewhere("x"), id=9)], [(Step.MOVE, 0, 9), (Step.WITHDRAW, 0, 10)]),
        ([known(0, "x")], ["x"], [elsewhere("x")], [(Step.KEEP, 0, 10)]),
    ],
)
def test_articles(
    stored: list[KnownArticle],
    found: list[str],
    gone: list[KnownArticle],
    decisions: list[tuple[Step, int, int | None]],
) -> None:
    items = [Item(digest) for digest in found]
    decided = decide_articles(stored, items, moves({"a.txt": items}, {"a.txt": stored}, gone)["a.txt"])
    assert [(each.step, each.position, each.known and each.known.id) for each in decided] == decisions


def listed(*items: str, first: int = 0) -> list[KnownArticle]:
    """Stored articles of one file, each a title with its hash: `Walrus` has the content `walrus`."""
    return [
        KnownArticle(slot + 10, "list.json", slot, title.lower(), live=True, title=title)
        for slot, title in enumerate(items, first)
    ]


@pytest.mark.parametrize(
    ("stored", "found", "decisions"),
    [
        (
            listed("A", "B", "C"),
            ["New", "A", "B", "C"],
            [(Step.ADD, 3, None), (Step.KEEP, 0, 10), (Step.KEEP, 1, 11), (Step.KEEP, 2, 12)],
        ),
        (
            listed("A", "B", "C"),
            ["New", "A", "B"],
            [(Step.ADD, 3, None), (Step.KEEP, 0, 10), (Step.KEEP, 1, 11), (Step.WITHDRAW, 2, 12)],
        ),
        (listed("A", "B", "C"), ["C", "A", "B"], [(Step.KEEP, 2, 12), (Step.KEEP, 0, 10), (Step.KEEP, 1, 11)]),
        (listed("A", "B"), ["New", "A", "B edited"], [(Step.ADD, 2, None), (Step.KEEP, 0, 10), (Step.EDIT, 1, 11)]),
        (
            listed("A", "B", "C"),
            ["A", "X", "C"],
            [(Step.KEEP, 0, 10), (Step.ADD, 3, None), (Step.KEEP, 2, 12), (Step.WITHDRAW, 1, 11)],
        ),
        (
            listed("A", "B"),
            ["X", "Y"],
            [(Step.ADD, 2, None), (Step.ADD, 3, None), (Step.WITHDRAW, 0, 10), (Step.WITHDRAW, 1, 11)],
        ),
        (listed("A"), ["X"], [(Step.ADD, 1, None), (Step.WITHDRAW, 0, 10)]),
        (listed("A", "A"), ["A", "A"], [(Step.KEEP, 0, 10), (Step.KEEP, 1, 11)]),
        (listed("B", first=1), ["New", "B"], [(Step.ADD, 0, None), (Step.KEEP, 1, 11)]),
        (listed("A", "B", "C"), ["A", "B bad", "C"], [(Step.KEEP, 0, 10), (Step.KEEP, 2, 12)]),
        (listed("A", "B"), ["B", "A bad"], [(Step.KEEP, 1, 11)]),
        (listed("A", "B"), [" bad", "B"], [(Step.KEEP, 1, 11)]),
        (listed("A", "B"), ["X bad", "B"], [(Step.KEEP, 1, 11)]),
        (listed("A"), ["A bad", "A edited"], [(Step.EDIT, 0, 10)]),
        (listed("A", "B"), ["B", " bad"], [(Step.KEEP, 1, 11), (Step.WITHDRAW, 0, 10)]),
        ([], ["X bad", "New"], [(Step.ADD, 1, None)]),
    ],
)
def test_items_of_a_list_are_known_by_what_they_say(
    stored: list[KnownArticle], found: list[str], decisions: list[tuple[Step, int, int | None]]
) -> None:
    """`B edited` is the item B with another text; whatever is new gets a number that nothing had.

    Of `B bad` no text was read: what was loaded of it before stays.
    """
    titles = [item.removesuffix(" edited").removesuffix(" bad").strip() for item in found]
    hashes = ["" if item.endswith(" bad") else item.lower() for item in found]
    decided = decide_articles(stored, [Item(*each) for each in zip(hashes, titles, strict=True)])
    assert [(each.step, each.slot, each.known and each.known.id) for each in decided] == decisions


def test_every_field_counts_in_hash_and_diff() -> None:
    """A field that the hash forgot would keep an edit out of the library for good; what rules find is no edit."""
    full = ParsedArticle("t", ("b",), "s", "y", "o", "u", "e", None, None, ("c",), "en", ("x",), ("GB",))
    for field in fields(ParsedArticle):
        if field.name in DERIVED:
            better = replace(full, **{field.name: ("found",)})
            assert content_hash(better) == content_hash(full), field.name
            assert changed_fields(full, better) == ()
            continue
        value = getattr(full, field.name)
        other = value + type(value)("z") if value is not None else datetime(2024, 1, 1, tzinfo=UTC)
        edited = replace(full, **{field.name: other})
        assert content_hash(edited) != content_hash(full), field.name
        assert changed_fields(full, edited) == (field.name,)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (ParsedArticle("ab", ("c",)), ParsedArticle("a", ("bc",))),
        (ParsedArticle("a", ("b", "c")), ParsedArticle("a", ("bc",))),
        (ParsedArticle("a", ("b",), summary="x"), ParsedArticle("a", ("b",), byline="x")),
    ],
)
def test_words_that_move_between_fields_change_the_hash(one: ParsedArticle, other: ParsedArticle) -> None:
    assert content_hash(one) != content_hash(other)
