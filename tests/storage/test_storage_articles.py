"""The library: what readers and briefings see of it, and how edits keep an article's identity."""

from datetime import timedelta

from bot.storage import articles, headlines, seeds
from bot.storage.articles import KnownArticle
from bot.storage.engine import Store
from tests.factories import load_articles, new_article, parsed, utc
from tests.fakes import START


async def titles(store: Store, **paging: int) -> list[str]:
    async with store.read() as connection:
        return [each.title for each in await articles.latest(connection, **({"most": 10} | paging))]


async def test_an_article_comes_back_as_it_was_written(store: Store) -> None:
    content = parsed(
        title="Köprü açıldı — «мост» 🌉",
        body=("First paragraph.", "Second\nwith a line break."),
        summary="Short.",
        byline="A. Writer",
        source="Harbour Post",
        url="https://example.org/a",
        section="City",
        published=utc(2026, 2, 28, 9),
        updated=utc(2026, 2, 28, 12),
        captions=("A bridge",),
        language="tr",
        topics=("world", "culture"),
        places=("Ankara",),
    )
    await load_articles(store, [new_article("a.txt", content=content, words=6)])
    async with store.read() as connection:
        article = await articles.get(connection, 1)
    assert article is not None
    assert article.content == content
    assert (article.seed_path, article.words, article.withdrawn) == ("a.txt", 6, None)
    assert article.first_seen == article.changed == START


async def test_a_page_of_headlines_is_what_is_latest(store: Store) -> None:
    dates = [utc(2026, 1, day, 9) for day in range(1, 8)]
    await load_articles(
        store, [new_article(f"{at.day}", content=parsed(f"Day {at.day}", published=at)) for at in dates]
    )
    async with store.read() as connection:
        for skip in (0, 3, 6):
            found, load = await headlines.page(connection, most=3, skip=skip)
            assert found == await articles.latest(connection, most=3, skip=skip)
            assert load == await articles.last_load(connection)
        assert [each.title for each in found] == ["Day 1"]
        assert await headlines.page(connection, most=3, skip=9) == ([], 0)


async def test_an_article_without_text_has_no_paragraphs(store: Store) -> None:
    await load_articles(store, [new_article(content=parsed(body=()))])
    async with store.read() as connection:
        article = await articles.get(connection, 1)
    assert article is not None
    assert article.content.body == ()


async def test_unknown_article_is_none(store: Store) -> None:
    async with store.read() as connection:
        assert await articles.get(connection, 99) is None


async def test_newest_first_by_published_else_by_first_seen(store: Store) -> None:
    await load_articles(
        store,
        [
            new_article("old", content=parsed("old", published=START - timedelta(days=9))),
            new_article("undated", content=parsed("undated")),
            new_article("recent", content=parsed("recent", published=START - timedelta(hours=1))),
        ],
    )
    assert await titles(store) == ["undated", "recent", "old"]
    assert await titles(store, most=1, skip=1) == ["recent"]


async def test_a_date_in_the_future_keeps_no_article_on_top(store: Store) -> None:
    await load_articles(store, [new_article("typo", content=parsed("typo", published=START + timedelta(days=3650)))])
    later = START + timedelta(days=1)
    await load_articles(store, [new_article("next", content=parsed("next"))], now=later)
    assert await titles(store) == ["next", "typo"]


async def test_equal_dates_are_paged_without_gaps_or_repeats(store: Store) -> None:
    await load_articles(store, [new_article(str(number), content=parsed(str(number))) for number in range(7)])
    paged = [title for skip in range(0, 7, 2) for title in await titles(store, most=2, skip=skip)]
    assert sorted(paged) == [str(number) for number in range(7)]


async def test_withdrawn_leaves_the_lists_and_stays_readable(store: Store) -> None:
    await load_articles(store, [new_article("a"), new_article("b")])
    async with store.write() as connection:
        await articles.withdraw(connection, [1], START + timedelta(hours=1))
        await articles.withdraw(connection, [1], START + timedelta(hours=2))
        await articles.withdraw(connection, [], START)
        article = await articles.get(connection, 1)
        assert await articles.count(connection) == 1
    assert article is not None
    assert article.withdrawn == START + timedelta(hours=1)
    assert await titles(store) == ["Title of b"]


async def test_an_edit_keeps_the_id_and_may_bring_an_article_back(store: Store) -> None:
    await load_articles(store, [new_article("a", content=parsed("before"))])
    later = START + timedelta(hours=3)
    async with store.write() as connection:
        await articles.withdraw(connection, [1], START)
        await articles.revise(connection, 1, new_article("b", content=parsed("after")), load_id=None, now=later)
        article = await articles.get(connection, 1)
    assert article is not None
    assert (article.content.title, article.seed_path, article.withdrawn) == ("after", "b", None)
    assert (article.first_seen, article.changed) == (START, later)
    assert await titles(store) == ["after"]


async def test_an_edit_that_gives_a_date_moves_the_article_to_it(store: Store) -> None:
    await load_articles(store, [new_article("a", content=parsed("a")), new_article("b", content=parsed("b"))])
    dated = new_article("b", content=parsed("b", published=START - timedelta(days=1)))
    async with store.write() as connection:
        await articles.revise(connection, 2, dated, load_id=None, now=START)
    assert await titles(store) == ["a", "b"]


async def test_entered_counts_loads(store: Store) -> None:
    first = await load_articles(store, [new_article("a", content=parsed("a"))])
    second = await load_articles(store, [new_article("b", content=parsed("b"))])
    third = await load_articles(store, [])

    async def entered(after: int, through: int, most: int = 9) -> list[tuple[str, int]]:
        async with store.read() as connection:
            found = await articles.entered(connection, after_load=after, through_load=through, most=most)
        return [(each.title, story) for each, story in found]

    assert await entered(0, third) == [("b", 2), ("a", 1)], "an article alone is its own story"
    assert await entered(first, third) == [("b", 2)]
    assert await entered(0, first) == [("a", 1)]
    assert await entered(second, third) == []
    assert await entered(0, third, most=1) == [("b", 2)]


async def test_last_load_is_the_newest_finished_one(store: Store) -> None:
    async with store.read() as connection:
        assert await articles.last_load(connection) == 0
    done = await load_articles(store, [])
    async with store.write() as connection:
        await seeds.begin_load(connection, requested_by=7, now=START)
        assert await articles.last_load(connection) == done


async def test_known_at_gives_every_article_of_a_file_in_order(store: Store) -> None:
    await load_articles(store, [new_article("feed", 1), new_article("feed", 0), new_article("other")])
    async with store.read() as connection:
        known = await articles.known_at(connection, ["feed", "missing"])
    assert [each.position for each in known["feed"]] == [0, 1]
    assert known["missing"] == []


async def test_moved_candidates_are_found_by_content_also_when_withdrawn(store: Store) -> None:
    await load_articles(store, [new_article("a", content_hash="same"), new_article("b", content_hash="other")])
    async with store.write() as connection:
        await articles.withdraw(connection, [1], START)
        assert await articles.moved_candidates(connection, ["same"]) == [
            KnownArticle(1, "a", 0, "same", live=False, title="Title of a")
        ]
