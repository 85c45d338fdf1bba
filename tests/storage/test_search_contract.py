"""What a question finds among the samples, the same on both databases."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings

from bot.services.search import Search, SearchPage
from bot.storage.engine import Store, open_store
from tests.storage.samples import load_samples
from tests.unit.test_search_query import TYPED

OUTLETS = {"harbor-post": "h", "meridian-courier": "m", "northline-wire": "n", "campus-science-weekly": "c"}
NATO = {"sweden-joins-nato/n", "sweden-nato/m", "sweden-nato/h", "uk-election/m"}
ECLIPSE = {"total-eclipse/h", "total-eclipse/n", "total-eclipse/c"}
TURKISH = {"acemoglu-nobel"}
NOBEL = {"nobel-physics-attoseconds/c", *TURKISH}
RUSSIAN, CHINESE, ARABIC = {"kononenko-vozvrashchenie"}, {"change-6-samples"}, {"riyadh-expo-2030"}
SPANISH, COVID = {"espana-eurocopa"}, {"who-ends-covid-emergency/m"}
ELECTIONS = {"india-election/n", "uk-election/m", "pope-leo-xiv/n"}

FINDS: dict[str, set[str]] = {
    "nato": NATO,
    "NATO's": NATO,
    "ｎａｔｏ": NATO,
    "sweden nato": NATO - {"uk-election/m"},
    "NATO SWEDEN": NATO - {"uk-election/m"},
    '"joins nato"': {"sweden-joins-nato/n"},
    '"nato joins"': set(),
    "“joins nato": {"sweden-joins-nato/n"},
    "sweden -nato": {"nobel-physics-attoseconds/c"},
    '-"joins nato" nato': NATO - {"sweden-joins-nato/n"},
    "eclipse": ECLIPSE,
    "eclips*": ECLIPSE,
    "ecl*": ECLIPSE,
    "title:eclipse": ECLIPSE - {"total-eclipse/c"},
    "title: ECLIPSE": ECLIPSE - {"total-eclipse/c"},
    "-title:eclipse eclipse": {"total-eclipse/c"},
    "title:-eclipse eclipse": {"total-eclipse/c"},
    "&lt;nato&gt; title:&quot;joins nato&quot;": {"sweden-joins-nato/n"},
    "elections": ELECTIONS,
    "elected": ELECTIONS,
    "title:election": {"pope-leo-xiv/n"},
    "topic:space eclipse": ECLIPSE - {"total-eclipse/h"},
    "topic:sports": {*SPANISH, "gukesh-world-chess-champion"},
    "nato -topic:world": {"sweden-nato/h", "uk-election/m"},
    "place:turkey": TURKISH,
    "place:TR": TURKISH,
    "place:Türkiye": TURKISH,
    "place:Britain": {"uk-election/m"},
    "place:baltimore": {"baltimore-bridge/h"},
    'source:"harbor post" nato': {"sweden-nato/h"},
    "source:post source:harbor eclipse": {"total-eclipse/h"},
    "source:northline title:nato": {"sweden-joins-nato/n"},
    "lang:ru": RUSSIAN,
    "lang:turkish": TURKISH,
    "lang:中文": CHINESE,
    "nobel": NOBEL,
    "nobel lang:en": NOBEL - TURKISH,
    "before:2023-06": {"ubs-credit-suisse/n", *COVID},
    "after:2024-04-08 before:2024-04-10": ECLIPSE - {"total-eclipse/n"},
    "eclipse -after:2024-04-09": {"total-eclipse/h"},
    "acemoğlu": TURKISH,
    "ACEMOGLU": TURKISH,
    "ödülü": TURKISH,
    "космонавт": RUSSIAN,
    "космонавты": RUSSIAN,
    "月球": CHINESE,
    "球": CHINESE,
    "样品 背面": CHINESE,
    "嫦娥六号": CHINESE,
    "号六": set(),
    "الرياض": ARABIC,
    "الرّياض": ARABIC,
    "España": SPANISH,
    "espana eurocopa": SPANISH,
    "COVID-19": COVID,
    '"covid 19"': COVID,
    '"19 covid"': set(),
    "u.s. secretary": {"sweden-joins-nato/n", "sweden-nato/h"},
    "zzzz": set(),
}


@dataclass(frozen=True, slots=True)
class Samples:
    """The samples in a database."""

    search: Search
    names: dict[int, str]

    def named(self, page: SearchPage, *, complete: bool) -> set[str]:
        return {self.names[hit.headline.id] for hit in page.hits if hit.complete is complete}


def name(path: str) -> str:
    """A short name for a sample: no folder, no date, the outlet's first letter."""
    stem = re.sub(r"^\d{4}-\d\d-\d\d-", "", path.rpartition("/")[2].removesuffix(".txt"))
    for outlet, letter in OUTLETS.items():
        stem = re.sub(f"-{outlet}$", f"/{letter}", stem)
    return stem


async def samples_in(store: Store) -> Samples:
    return Samples(Search(store), {number: name(path) for number, path in (await load_samples(store)).items()})


@pytest.fixture
async def samples(store: Store) -> Samples:
    return await samples_in(store)


@pytest.fixture
async def both(sqlite_url: str, postgres_url: str) -> AsyncIterator[tuple[Samples, Samples]]:
    """The samples in a database of each kind."""
    stores = [await open_store(url) for url in (sqlite_url, postgres_url)]
    yield await samples_in(stores[0]), await samples_in(stores[1])
    for store in stores:
        await store.close()


async def test_every_operator_finds_what_it_says(samples: Samples) -> None:
    found = {}
    for question in FINDS:
        page = await samples.search.find(question, 0, 100)
        found[question] = samples.named(page, complete=True)
        assert page.complete == len(found[question])
        assert page.problems == ()
    assert found == FINDS


async def test_where_no_article_has_all_the_words_some_will_do(samples: Samples) -> None:
    page = await samples.search.find("suisse nato wibble", 0, 100)
    assert (page.complete, page.total, page.relaxed) == (0, 5, True)
    assert samples.named(page, complete=False) == {*NATO, "ubs-credit-suisse/n"}


async def test_articles_with_all_the_words_come_before_those_with_some(samples: Samples) -> None:
    page = await samples.search.find("sweden nato", 0, 100)
    assert [hit.complete for hit in page.hits] == [True] * 3 + [False] * 2
    assert page.relaxed


async def test_conditions_hold_also_for_articles_with_some_of_the_words(samples: Samples) -> None:
    page = await samples.search.find("nobel nato -acemoglu lang:en -source:courier", 0, 100)
    assert samples.named(page, complete=False) == {
        "sweden-joins-nato/n",
        "sweden-nato/h",
        "nobel-physics-attoseconds/c",
    }


async def test_words_that_hang_together_without_quotes_may_part(samples: Samples) -> None:
    page = await samples.search.find("covid-20")
    assert samples.named(page, complete=False) >= COVID
    assert (await samples.search.find('"covid 20"')).total == 0


async def test_the_best_article_comes_first(samples: Samples) -> None:
    firsts = {}
    for question in ("nato", "credit suisse", "climate agreement fossil", "moon landing japan", "pope", "chess"):
        page = await samples.search.find(question)
        firsts[question] = samples.names[page.hits[0].headline.id]
    assert firsts == {
        "nato": "sweden-joins-nato/n",
        "credit suisse": "ubs-credit-suisse/n",
        "climate agreement fossil": "cop28-dubai-deal/m",
        "moon landing japan": "japan-slim-moon-landing/n",
        "pope": "pope-leo-xiv/n",
        "chess": "gukesh-world-chess-champion",
    }


async def test_hits_show_where_the_words_stand(samples: Samples) -> None:
    hit = (await samples.search.find("space-telescope acemoglu")).hits[0]
    assert "Daron \x02Acemoğlu\x03," in hit.title
    assert "\x02Acemoğlu\x03" in hit.snippet


async def test_pages_follow_each_other_without_gaps(samples: Samples) -> None:
    whole = await samples.search.find("the", 0, 100)
    pages = [await samples.search.find("the", number, 7) for number in range(5)]
    assert [hit.headline.id for page in pages for hit in page.hits] == [hit.headline.id for hit in whole.hits]
    assert [page.pages for page in pages] == [5] * 5
    assert await samples.search.find("the", 99, 7) == pages[-1]
    assert (await samples.search.find("the", -1, 7)).page == 0


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("swedn", "sweden"),
        ("eclpse", "eclipse"),
        ("artificial inteligence", "artificial intelligence"),
        ("Кононинко", "кононенко"),
        ("acemolgu", "acemoglu"),
        ("title:eclipsse -nato", "title:eclipse -nato"),
        ('"solar eclpise" lang:en', '"solar eclipse" lang:en'),
        ("earthquuakke", None),
        ("zzzzzz", None),
        ("2031", None),
        ("xy", None),
        ("nato", None),
        ("-swedn", None),
        ("tittle:eclipse", "title:eclipse"),
        ("swedn topic:sports", None),
        ("swedn lang:ru", None),
        ("swedn title:-zzz", "sweden title:-zzz"),
        ("AT&amp;T", None),
        ("nosuch:swedn", None),
        ("https://example.com/swedn", None),
        ("UEFA", None),
        ("O'Brian", None),
        ("swedn's", "sweden"),
        ("Macron Scholz", None),
    ],
)
async def test_did_you_mean(samples: Samples, typed: str, meant: str | None) -> None:
    assert (await samples.search.find(typed)).suggestion == meant


@pytest.mark.parametrize("typed", ["", " ", "(", "*", '"', '""', "-", "'';--", "title:", "\x00", "!!! ???"])
async def test_nothing_to_look_for_is_said(samples: Samples, typed: str) -> None:
    page = await samples.search.find(typed)
    assert (page.hits, page.total, page.pages, page.suggestion) == ((), 0, 1, None)
    assert len(page.problems) == 1


TOPICS = "space, world, business, environment, culture, technology, sport, science, politics, health"
SOURCES = (
    "Northline Wire, Harbor Post, The Meridian Courier, Campus Science Weekly, Le Courrier Exemple, Örnek Haber, "
    "Образцовый вестник, Diario de Muestra, 样例新闻, صحيفة المثال"
)


@pytest.mark.parametrize(
    ("typed", "problems"),
    [
        ("topic:sprots nato", [f"no topic is called “sprots”; topics are: {TOPICS}"]),
        ("nato -topic:sprots", [f"no topic is called “sprots”; topics are: {TOPICS}"]),
        ('source:"the bbc"', [f"no source is called “the bbc”; sources are: {SOURCES}"]),
        ("lang:klingon", ["no article is in the language “klingon”; languages are: ar, en, es, fr, ru, tr, zh"]),
        ("place:narnia", ["no article is about a place called “narnia”; write a country or a city"]),
        ("after:2025 before:2024", ["no day is both after 2025-01-01 and before 2024-01-01"]),
        ("nato after:soon", ["after:soon is not a date; write it like after:2024, after:2024-05 or after:2024-05-31"]),
        ("topic:sports lang:ru", []),
        ("zzzz topic:sports", []),
    ],
)
async def test_a_condition_that_no_article_meets_is_said(samples: Samples, typed: str, problems: list[str]) -> None:
    assert list((await samples.search.find(typed)).problems) == problems


async def test_an_empty_library_knows_no_names(store: Store) -> None:
    page = await Search(store).find("topic:sports source:bbc")
    assert (page.total, page.problems) == (0, ())


HOSTILE = [
    "COVID-19",
    "nato's",
    "foo AND",
    "AND",
    "(",
    '"unbalanced',
    "*",
    "-x",
    "nosuch:x",
    "title:x",
    "^",
    "NEAR(a b)",
]
HOSTILE += [
    "a' OR 1=1 --",
    "foo bar &",
    "!foo | bar",
    "a:*",
    "\\",
    "'a'",
    "body:nato",
    "{title}:nato",
    "nato\x00",
    "%",
    "_",
]


async def test_what_has_a_meaning_to_a_database_has_none_here(samples: Samples) -> None:
    pages = {typed: await samples.search.find(typed, 0, 100) for typed in HOSTILE}
    assert samples.named(pages["body:nato"], complete=False) >= NATO
    assert samples.named(pages["{title}:nato"], complete=False) >= NATO
    assert samples.named(pages["nato\x00"], complete=True) == NATO
    assert pages["_"].total == 0


@given(TYPED)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_whatever_is_typed_both_databases_answer_alike(both: tuple[Samples, Samples], typed: str) -> None:
    pages = await asyncio.gather(*[each.search.find(typed, 0, 100) for each in both])
    for complete in (True, False):
        assert both[0].named(pages[0], complete=complete) == both[1].named(pages[1], complete=complete)
    assert pages[0].problems == pages[1].problems
    assert pages[0].suggestion == pages[1].suggestion
