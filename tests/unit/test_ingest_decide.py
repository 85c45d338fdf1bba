"""What a load decides for each seed."""

from dataclasses import fields, replace
from datetime import UTC, datetime

import pytest

from bot.ingest.decide import (
    Added,
    ArticleDecision,
    Changed,
    KnownSeed,
    NeedsHash,
    NeedsParse,
    StillRejected,
    Unchanged,
    Withdrawn,
    changed_fields,
    content_hash,
    decide_articles,
    decide_content,
    decide_stat,
    decide_withdrawn,
)
from bot.ingest.sources import SeedFile
from bot.models import ParsedArticle

KNOWN = KnownSeed(size=10, mtime_ns=5, sha256="aa")
REJECTED = KnownSeed(size=10, mtime_ns=5, sha256="aa", rejected="binary")
ONE = ParsedArticle(title="One", body=("first", "second"))
TWO = ParsedArticle(title="Two", body=("third",))


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


EDITED = replace(ONE, body=("first", "other"))


@pytest.mark.parametrize(
    ("stored", "found", "decisions"),
    [
        ([], [ONE], [Added(0, ONE)]),
        ([ONE], [ONE], []),
        ([ONE], [EDITED], [Changed(0, EDITED)]),
        ([ONE], [ONE, TWO], [Added(1, TWO)]),
        ([ONE, TWO], [ONE], [Withdrawn(1)]),
        ([ONE, TWO], [], [Withdrawn(0), Withdrawn(1)]),
        ([ONE, TWO], [TWO, ONE], [Changed(0, TWO), Changed(1, ONE)]),
    ],
)
def test_articles(stored: list[ParsedArticle], found: list[ParsedArticle], decisions: list[ArticleDecision]) -> None:
    hashes = {position: content_hash(article) for position, article in enumerate(stored)}
    assert decide_articles(hashes, found) == decisions


def test_withdrawn_seeds_are_those_no_longer_found() -> None:
    assert decide_withdrawn(frozenset({"c", "a", "b"}), frozenset({"b", "d"})) == ["a", "c"]


def test_every_field_counts_in_hash_and_diff() -> None:
    """A field that the hash forgot would keep an edit out of the library for good."""
    full = ParsedArticle("t", ("b",), "s", "y", "o", "u", "e", None, None, ("c",), "en", ("x",), ("GB",))
    for field in fields(ParsedArticle):
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
