"""What a name that is typed may mean."""

from dataclasses import replace

import pytest

from bot.models import Article, InterestKind
from bot.services.naming import (
    Known,
    Meaning,
    Thing,
    folded,
    is_usable,
    matching,
    meaning,
    read_wish,
    things_of,
)
from tests.factories import parsed
from tests.fakes import START

TOPIC, PLACE, SOURCE, WORD = InterestKind.TOPIC, InterestKind.PLACE, InterestKind.SOURCE, InterestKind.WORD
KNOWN = Known(
    topics={"uzay": "space", "فضاء": "space"} | {name: name for name in ("space", "sport", "business", "Local News")},
    sources=("Daily Planet", "Planet Weekly", "The Harbor Post", "Georgia"),
    languages=("en", "tr", "ru"),
    places={"istanbul": "tr", "turkish": "tr", "gaza": "ps"},
)


def understood(typed: str, *, has_words: bool = False) -> Meaning:
    return meaning(read_wish(typed), replace(KNOWN, has_words=has_words))


@pytest.mark.parametrize(
    ("typed", "kind", "value"),
    [
        ("space", TOPIC, "space"),
        ("SPACE ", TOPIC, "space"),
        ("Uzay", TOPIC, "space"),
        ("الفضاء", TOPIC, "space"),
        ("sports", TOPIC, "sport"),
        ("local news", TOPIC, "local news"),
        ("turkey", PLACE, "tr"),
        ("Türkiye", PLACE, "tr"),
        ("Almanya", PLACE, "de"),
        ("Германия", PLACE, "de"),
        ("uk", PLACE, "gb"),
        ("usa", PLACE, "us"),
        ("South Korea", PLACE, "kr"),
        ("daily planet", SOURCE, "daily planet"),
        ("the daily planet", SOURCE, "daily planet"),
        ("source daily planet", SOURCE, "daily planet"),
        ("harbor post", SOURCE, "the harbor post"),
        ("turkish", WORD, "turkish"),
        ("source:Harbor", None, ""),
        ("topic: space", TOPIC, "space"),
        ("place georgia", PLACE, "ge"),
        ("source georgia", SOURCE, "georgia"),
        ('"climate deal"', WORD, "climate deal"),
        ("“Climate Deal”", WORD, "climate deal"),
        ("climate deal", WORD, "climate deal"),
        ("word space", WORD, "space"),
        ("изменение климата", WORD, "изменение климата"),
        ("источник", WORD, "источник"),
    ],
)
def test_a_name_that_is_known_is_taken(typed: str, kind: InterestKind | None, value: str) -> None:
    found = understood(typed, has_words=True).thing
    assert (found and (found.kind, found.value)) == (kind and (kind, value))


def test_a_name_of_several_things_is_asked_about_the_words_last() -> None:
    found = understood("georgia", has_words=True)
    assert found.thing is None
    assert [(each.kind, each.value) for each in found.choices] == [
        (PLACE, "ge"),
        (SOURCE, "georgia"),
        (WORD, "georgia"),
    ]
    assert not found.unseen


def test_a_part_of_a_sources_name_is_asked_about() -> None:
    found = understood("planet", has_words=True)
    assert [each.name for each in found.choices] == ["Daily Planet", "Planet Weekly", "planet"]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("spcae", Thing(TOPIC, "space", "space")),
        ("bussiness", Thing(TOPIC, "business", "business")),
        ("trukey", Thing(PLACE, "tr")),
        ("gremany", Thing(PLACE, "de")),
        ("daly planet", Thing(SOURCE, "daily planet", "Daily Planet")),
    ],
)
def test_a_slip_is_asked_about_and_never_corrected_silently(typed: str, first: Thing) -> None:
    found = understood(typed)
    assert found.thing is None
    assert found.choices[0] == first
    assert found.choices[-1] == Thing(WORD, folded(typed), typed)
    assert found.unseen


def test_words_that_articles_have_are_no_slip() -> None:
    assert understood("spade", has_words=True).thing == Thing(WORD, "spade", "spade")


def test_a_city_is_no_slip_of_a_country_though_no_article_has_it() -> None:
    found = understood("Gaza")
    assert (found.thing, found.rather) == (Thing(WORD, "gaza", "Gaza"), (Thing(PLACE, "ps"),))


@pytest.mark.parametrize(("typed", "codes"), [("Korea", ["kr", "kp"]), ("congo", ["cd", "cg"])])
def test_a_name_of_two_countries_is_asked_about(typed: str, codes: list[str]) -> None:
    found = understood(typed, has_words=True)
    assert [each.value for each in found.choices if each.kind is PLACE] == codes
    assert found.thing is None


@pytest.mark.parametrize("typed", ["quux", "iran war", "xyzzy plugh"])
def test_what_is_like_nothing_is_taken_at_its_word(typed: str) -> None:
    found = understood(typed)
    assert found.thing == Thing(WORD, typed, typed)
    assert found.unseen


@pytest.mark.parametrize("typed", ["topic gardening", "place atlantis", "source nobody knows", "place european union"])
def test_of_a_kind_that_was_said_nothing_else_is_taken(typed: str) -> None:
    found = understood(typed, has_words=True)
    assert found.thing is None
    assert found.choices == ()


def test_a_slip_in_a_kind_that_was_said_offers_only_that_kind() -> None:
    found = understood("topic spcae", has_words=True)
    assert found.choices == (Thing(TOPIC, "space", "space"),)


@pytest.mark.parametrize(
    "typed", ["", "  ", '""', "!!!", "🚀", "a" * 101, "one two three four five six seven eight nine"]
)
def test_what_is_no_name(typed: str) -> None:
    assert not is_usable(read_wish(typed))


@pytest.mark.parametrize("typed", ["source", "topic", "words", "place"])
def test_the_name_of_a_kind_alone_is_a_word(typed: str) -> None:
    assert read_wish(typed).kind is None
    assert understood(typed, has_words=True).thing == Thing(WORD, typed, typed)


def test_what_an_article_is_about_comes_before_its_source() -> None:
    content = parsed(topics=("space", "science"), places=("TR", "Germany", "Atlantis"), source="The Daily Planet")
    article = Article(1, "a.txt", content, START, START, None, 10)
    assert things_of(article) == (
        Thing(TOPIC, "space", "space"),
        Thing(TOPIC, "science", "science"),
        Thing(PLACE, "tr"),
        Thing(PLACE, "de"),
        Thing(SOURCE, "the daily planet", "The Daily Planet"),
    )
    assert things_of(Article(1, "a.txt", parsed(), START, START, None, 10)) == ()
    assert things_of(Article(1, "a.txt", parsed(topics=("🚀",), source="a" * 500), START, START, None, 10)) == ()


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("sports", [0]),
        ("Türkiye", [1]),
        ("turkey", [1]),
        ("daily planet", [2, 3]),
        ("source daily planet", [2]),
        ("x", []),
    ],
)
def test_what_is_kept_is_found_by_any_of_its_names(typed: str, expected: list[int]) -> None:
    kept = [Thing(TOPIC, "sport"), Thing(PLACE, "tr"), Thing(SOURCE, "daily planet"), Thing(WORD, "daily planet")]
    assert matching(read_wish(typed), kept, "tr", {"spor": "sport", "رياضة": "sport"}) == [
        kept[place] for place in expected
    ]
