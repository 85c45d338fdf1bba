"""Stories kept up as articles come, change and go are those that comparing everything with everything would give."""

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from bot.services.search import Search
from bot.storage import articles, stories
from bot.storage.articles import NewArticle
from bot.storage.engine import Store
from bot.storage.schema import articles as table
from bot.storage.schema import fingerprint_keys, fingerprints, story_links
from bot.storage.story_follow import StoryFollower
from bot.storage.story_regroup import CROWD
from tests.factories import load_articles, new_article, parsed, utc
from tests.fakes import START
from tests.gold_stories import Report, labelled, samples, stories_from_scratch

DAY = date(2026, 2, 10)
TUNNEL = [
    "The council of Harbor decided on Monday to build the tunnel below the strait, after a debate of eleven years.",
    "Work begins in spring at the old customs house, where engineers drilled forty holes to look at the rock.",
    "The ferry company fears for its trade and wants to be paid for every passenger that it loses to the new road.",
]


@pytest.fixture(scope="module")
def follower() -> StoryFollower:
    return StoryFollower()


def as_article(report: Report) -> NewArticle:
    words = sum(len(paragraph.split()) for paragraph in report.content.body)
    return new_article(report.path, content=report.content, words=words, content_hash=report.path[:64])


def tunnel(
    path: str, *, title: str = "Council votes for the tunnel", body: list[str] | None = None, **more: object
) -> Report:
    content = parsed(title, body or TUNNEL, language="en", **{"published": utc(2026, 2, 10), "source": "Post", **more})
    return Report("tunnel", content, DAY, path)


async def follow(store: Store, follower: StoryFollower, *, most: int = 7) -> None:
    async with store.write() as connection:
        while await follower.follow(connection, most=most):
            pass


async def places(store: Store) -> dict[str, tuple[int | None, int | None]]:
    """(story, copy of) by path."""
    async with store.read() as connection:
        rows = await connection.execute(select(table.c.seed_path, table.c.story_id, table.c.copy_of))
        return {row.seed_path: (row.story_id, row.copy_of) for row in rows}


async def ids(store: Store) -> dict[str, int]:
    async with store.read() as connection:
        return {row.seed_path: row.id for row in await connection.execute(select(table.c.seed_path, table.c.id))}


async def together(store: Store) -> set[frozenset[str]]:
    """The paths of each story."""
    found: dict[int, set[str]] = {}
    for path, (story, _) in (await places(store)).items():
        if story is not None:
            found.setdefault(story, set()).add(path)
    return {frozenset(each) for each in found.values()}


async def expected(store: Store, reports: dict[str, Report]) -> dict[str, int | None]:
    """The stories of these reports, which are all that is live, by comparing each with each."""
    known = await ids(store)
    named = {known[path]: report for path, report in reports.items()}
    found = stories_from_scratch(named)
    return {path: found.get(key) for path, key in known.items()}


@pytest.mark.parametrize("seed", range(3))
async def test_in_any_order_with_edits_and_withdrawals(store: Store, follower: StoryFollower, seed: int) -> None:
    chance = random.Random(seed)
    reports = {each.path: each for each in (*labelled("first"), *labelled("later"), *samples(DAY))}
    for path in chance.sample(sorted(reports), 12):
        copy = reports[path]
        reports[f"copy/{path}"] = replace(copy, path=f"copy/{path}", content=replace(copy.content, byline="Someone"))
    waiting = chance.sample(sorted(reports), len(reports))
    live: dict[str, Report] = {}
    while waiting:
        taken = [waiting.pop() for _ in range(min(len(waiting), chance.randint(1, 12)))]
        live |= {path: reports[path] for path in taken}
        await load_articles(store, [as_article(reports[path]) for path in taken])
        known = await ids(store)
        for path in chance.sample(sorted(live), 2):
            async with store.write() as connection:
                if chance.random() < 0.5:
                    await articles.withdraw(connection, [known[path]], START)
                    del live[path]
                else:
                    other = replace(chance.choice(sorted(live.values(), key=lambda each: each.path)), path=path)
                    await articles.revise(connection, known[path], as_article(other), load_id=None, now=START)
                    live[path] = other
        await follow(store, follower, most=chance.choice([3, 20, 200]))
        found = {path: story for path, (story, _) in (await places(store)).items()}
        assert found == await expected(store, live)


async def test_what_is_unchanged_is_not_compared_again(store: Store, follower: StoryFollower) -> None:
    await load_articles(store, [as_article(each) for each in labelled("first")])
    async with store.write() as connection:
        assert await follower.follow(connection) > 0
        assert await follower.follow(connection) == 0


async def test_an_article_from_before_the_stories_is_taken_up(store: Store, follower: StoryFollower) -> None:
    await load_articles(
        store, [as_article(tunnel("a")), as_article(tunnel("b", title="Council decides: a tunnel", source="Other"))]
    )
    await follow(store, follower)
    assert await together(store) == {frozenset({"a", "b"})}


async def test_exact_copies_are_one_article_whatever_their_dates(store: Store, follower: StoryFollower) -> None:
    copies = [tunnel("a"), tunnel("b", source="Other", published=utc(2026, 9, 1)), tunnel("c", published=None)]
    await load_articles(store, [as_article(each) for each in copies])
    await follow(store, follower)
    assert await places(store) == {"a": (1, None), "b": (1, 1), "c": (1, 1)}
    async with store.read() as connection:
        assert [each.id for each in await articles.latest(connection, most=9)] == [1]
        assert await articles.count(connection) == 1
        assert [each.id for each, _ in await articles.entered(connection, after_load=0, through_load=1, most=9)] == [1]


async def test_a_copy_is_found_only_where_its_original_is_not(store: Store, follower: StoryFollower) -> None:
    await load_articles(store, [as_article(tunnel("a")), as_article(tunnel("b", source="Other"))])
    await follow(store, follower)
    for question, expected in (("tunnel", [1]), ("tunnel source:other", [2])):
        page = await Search(store).find(question)
        assert [hit.headline.id for hit in page.hits] == expected
        assert page.total == 1
    async with store.write() as connection:
        await articles.withdraw(connection, [1], START)
    await follow(store, follower)
    assert [hit.headline.id for hit in (await Search(store).find("tunnel")).hits] == [2]


async def test_when_the_original_goes_a_copy_takes_its_place(store: Store, follower: StoryFollower) -> None:
    await load_articles(store, [as_article(tunnel(path)) for path in "abc"])
    await follow(store, follower)
    async with store.write() as connection:
        await articles.withdraw(connection, [1], START)
    await follow(store, follower)
    assert await places(store) == {"a": (None, None), "b": (2, None), "c": (2, 2)}
    async with store.write() as connection:
        await articles.revise(connection, 1, as_article(tunnel("a")), load_id=None, now=START)
    await follow(store, follower)
    assert await places(store) == {"a": (1, None), "b": (1, 1), "c": (1, 1)}


@pytest.mark.parametrize(
    "body",
    [TUNNEL[:2], [each.replace("Monday", "Tuesday") for each in TUNNEL], ["Updated at noon with more.", *TUNNEL]],
    ids=["shortened", "edited", "longer"],
)
async def test_near_copies_are_one_story_and_no_copies(store: Store, follower: StoryFollower, body: list[str]) -> None:
    other = tunnel("b", title="A tunnel, after all", body=body, source="Other")
    await load_articles(store, [as_article(tunnel("a")), as_article(other)])
    await follow(store, follower)
    assert await places(store) == {"a": (1, None), "b": (1, None)}


@pytest.mark.parametrize("source", ["", "Post"], ids=["unnamed", "the same"])
async def test_articles_of_one_outlet_are_never_folded(store: Store, follower: StoryFollower, source: str) -> None:
    """Notices of different events are worded alike by one outlet; only copies to the letter are one article."""
    pair = [tunnel("a", source=source), tunnel("b", source=source, title="Council votes for a bridge")]
    await load_articles(store, [as_article(each) for each in pair])
    await follow(store, follower)
    assert await together(store) == set()


SHUFFLED = [TUNNEL[0], *(" ".join(sorted(each.split())) for each in TUNNEL[1:])]


@pytest.mark.parametrize(
    ("second", "one"),
    [
        (tunnel("b", body=SHUFFLED), True),
        (tunnel("b", body=SHUFFLED, title="COUNCIL votes for the tunnel!"), True),
        (tunnel("b", body=SHUFFLED, title="Council votes for the bridge"), False),
        (
            tunnel("b", body=["The zoo of Harbor bought an elephant from Selin and calls her Nora; she eats hay."]),
            False,
        ),
        (replace(tunnel("b", body=SHUFFLED, published=utc(2026, 2, 11)), day=date(2026, 2, 11)), False),
    ],
    ids=["same headline", "but for signs", "another headline", "nothing alike", "another day"],
)
async def test_one_outlet_under_one_headline_of_one_day_tells_one_story(
    store: Store, follower: StoryFollower, second: Report, one: bool
) -> None:
    await load_articles(store, [as_article(tunnel("a")), as_article(second)])
    await follow(store, follower)
    assert await together(store) == ({frozenset({"a", "b"})} if one else set())


async def test_a_recurring_column_of_another_week_is_another_story(store: Store, follower: StoryFollower) -> None:
    later = utc(2026, 2, 10) + timedelta(days=7)
    again = tunnel("b", body=[*TUNNEL, "And more."], published=later)
    await load_articles(store, [as_article(tunnel("a")), as_article(again)])
    await follow(store, follower)
    assert await together(store) == set()


async def test_a_crowd_stays_one_story_that_grows_and_shrinks(store: Store, follower: StoryFollower) -> None:
    """More near copies than are ever grouped anew: the bounds hold, and no article is lost or named wrongly."""
    crowd = [
        as_article(
            tunnel(
                f"{number:03}",
                title=f"Council votes {number}",
                body=[*TUNNEL, f"Edition {number}."],
                source=f"Outlet {number}",
            )
        )
        for number in range(CROWD + 40)
    ]
    await load_articles(store, crowd[: CROWD + 20])
    await follow(store, follower, most=64)
    await load_articles(store, crowd[CROWD + 20 :])
    await follow(store, follower, most=64)
    assert await together(store) == {frozenset(each.seed_path for each in crowd)}
    async with store.write() as connection:
        await articles.withdraw(connection, [1, 50], START)
    await follow(store, follower)
    after = await places(store)
    assert after.pop("000") == after.pop("049") == (None, None)
    assert set(after.values()) == {(2, None)}
    async with store.write() as connection:
        await connection.execute(update(table).values(live=False, compared=False))
    await follow(store, follower, most=100)
    assert set((await places(store)).values()) == {(None, None)}
    async with store.read() as connection:
        for left in (fingerprints, fingerprint_keys, story_links):
            assert (await connection.execute(select(left))).all() == []


async def test_stories_and_their_members_for_a_briefing(store: Store, follower: StoryFollower) -> None:
    reports = [each for each in labelled("first") if each.event in ("ferry", "final-cup-b")]
    await load_articles(store, [as_article(each) for each in reports])
    await follow(store, follower)
    async with store.read() as connection:
        entered = await articles.entered(connection, after_load=0, through_load=1, most=9)
        members = await articles.of_stories(connection, {story for _, story in entered})
        sizes = await stories.sizes(connection, {story for _, story in entered})
    assert sorted(story for _, story in entered) == [1, 2, 2, 2]
    assert [story for _, story in members] == [2, 2, 2]
    assert sizes == {2: 3}
