"""The index follows the articles, in their transactions, and is filled for those that were there before it."""

import asyncio
from contextlib import AbstractAsyncContextManager, suppress
from datetime import timedelta

import pytest
from alembic.command import downgrade
from alembic.config import Config
from sqlalchemy import Connection, delete, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.search.document import LONGEST_WORD
from bot.search.terms import VERSION
from bot.services.search import Search
from bot.storage import articles, facts, fts5, search, search_fill, search_index
from bot.storage.engine import Store, migration_engine, open_store
from bot.storage.migrate import current, head, scripts_folder, upgrade
from bot.storage.schema import articles as article_table
from bot.storage.schema import search_docs, search_words
from bot.storage.search_index import DAY, day_of, day_start
from tests.factories import load_articles, new_article, parsed
from tests.fakes import START


async def found(store: Store, question: str) -> set[int]:
    page = await Search(store).find(question, 0, 1000)
    return {hit.headline.id for hit in page.hits}


async def documents(store: Store) -> dict[int, int]:
    async with store.read() as connection:
        return {row.article_id: row.id for row in await connection.execute(select(search_docs))}


async def revise(store: Store, article_id: int, path: str, **content: object) -> None:
    async with store.write() as connection:
        edited = new_article(path, content=parsed(**content))
        await articles.revise(connection, article_id, edited, load_id=None, now=START + timedelta(hours=1))


async def test_an_edit_is_found_by_its_new_words_alone(store: Store) -> None:
    await load_articles(store, [new_article("a", content=parsed("Ferry", ["Old port."])), new_article("b")])
    await revise(store, 1, "a", title="Tram", body=["New bridge."])
    assert await found(store, "ferry") == await found(store, "port") == set()
    assert await found(store, "tram") == await found(store, '"new bridge"') == {1}
    await revise(store, 1, "a", title="Ferry", body=["Old port."])
    assert await found(store, "ferry") == {1}
    assert await found(store, "tram") == set()


async def test_a_withdrawn_article_is_not_found_until_it_comes_back(store: Store) -> None:
    await load_articles(store, [new_article("a", content=parsed("Ferry")), new_article("b", content=parsed("Ferry"))])
    async with store.write() as connection:
        await articles.withdraw(connection, [1], START)
    assert await found(store, "ferry") == {2}
    assert (await Search(store).find("ferry")).total == 1
    await revise(store, 1, "a", title="Ferry")
    assert await found(store, "ferry") == {1, 2}


async def test_a_transaction_that_fails_leaves_the_index_as_it_was(store: Store) -> None:
    await load_articles(store, [new_article("a", content=parsed("Ferry"))])
    with suppress(RuntimeError):
        async with store.write() as connection:
            await articles.add(connection, [new_article("b", content=parsed("Tram"))], load_id=1, now=START)
            await articles.revise(connection, 1, new_article("a", content=parsed("Tram")), load_id=None, now=START)
            raise RuntimeError
    assert await found(store, "tram") == set()
    assert await found(store, "ferry") == {1}
    await load_articles(store, [new_article("b", content=parsed("Tram"))])
    assert len(await found(store, "tram")) == 1


async def test_an_article_moves_to_the_day_of_its_new_date(store: Store) -> None:
    await load_articles(store, [new_article("a", content=parsed("Ferry", published=START - timedelta(days=400)))])
    assert await found(store, "after:2026") == set()
    await revise(store, 1, "a", title="Ferry", published=START)
    assert await found(store, "after:2026") == {1}
    assert await found(store, "before:2026") == set()


async def test_documents_of_a_day_are_numbered_on(store: Store) -> None:
    for batch in range(3):
        await load_articles(store, [new_article(f"{batch}/{number}") for number in range(3)])
    first = day_start(START.date())
    assert sorted((await documents(store)).values()) == list(range(first, first + 9))
    assert day_of(first) == day_of(first + DAY - 1) == START.date().toordinal()


async def test_a_day_that_is_full_goes_over_into_the_next(store: Store) -> None:
    await load_articles(store, [new_article("a", content=parsed("a", published=START - timedelta(days=1)))])
    yesterday = day_start(START.date()) - DAY
    async with store.write() as connection:
        index = search_index.index_of(connection)
        empty = search_index.Document([], [], [], ["_every"], frozenset())
        await index.add(connection, {yesterday + DAY - 1: empty})
    await load_articles(
        store,
        [
            new_article("c"),
            *(new_article(f"b{n}", content=parsed("b", published=START - timedelta(days=1))) for n in "12"),
        ],
    )
    assert sorted((await documents(store)).values()) == [yesterday, *(yesterday + DAY + place for place in range(3))]


async def test_dates_long_ago_have_their_days_too(store: Store) -> None:
    old = START.replace(year=1066)
    await load_articles(store, [new_article("a", content=parsed("Hastings", published=old)), new_article("b")])
    assert await found(store, "before:1100") == {1}
    assert await found(store, "after:0001 hastings") == {1}
    assert await found(store, "after:9999-12-31") == set()


async def test_two_seeds_of_one_file_are_two_articles(store: Store) -> None:
    await load_articles(
        store, [new_article("f", number, content=parsed(f"Ferry {word}")) for number, word in enumerate("xy")]
    )
    assert await found(store, "ferry") == {1, 2}
    assert await found(store, "title:x") == {1}


async def test_the_library_knows_its_words_and_languages(store: Store) -> None:
    content = parsed("Ünlü yazar", ["Otobüs 2024 x9 ab " + "uzun" * 20], language="tr-TR")
    await load_articles(store, [new_article("a", content=content), new_article("b", content=parsed("T", language=""))])
    async with store.read() as connection:
        assert set(await search_index.languages(connection)) == {"tr", ""}
        words = set((await connection.execute(select(search_words.c.word))).scalars())
    assert {"unlu", "yazar", "otobus"} <= words
    assert all(len(word) <= LONGEST_WORD and word.isalpha() for word in words)


async def test_words_in_the_order_of_their_characters(store: Store) -> None:
    """A range of words must be the words with one beginning, whatever the database's own order of letters is."""
    await load_articles(store, [new_article("a", content=parsed("Earthquake earthworm eartha Éarthen", ["zebra"]))])
    async with store.read() as connection:
        assert await search.similar_words(connection, "earthqkae", 5) == ["earthquake"]
        assert await search.similar_words(connection, "erthworm", 5) == ["earthworm"]
        assert await search.similar_words(connection, "zzzzzzz", 5) == []


async def test_only_the_newest_of_very_many_are_weighed(store: Store) -> None:
    many = search.CANDIDATES + 5
    content = [parsed("Ferry", [f"No {n}."], published=START - timedelta(days=n)) for n in range(many)]
    await load_articles(store, [new_article(str(n), content=each) for n, each in enumerate(content)])
    page = await Search(store).find("ferry", 0, 10)
    assert (page.total, page.more) == (search.CANDIDATES, True)
    assert many not in await found(store, "ferry")
    assert await found(store, f"ferry {many - 1}") >= {many}


async def test_a_rare_word_is_not_crowded_out_by_a_common_one(store: Store) -> None:
    common = [parsed("Ferry", published=START - timedelta(minutes=n)) for n in range(search.CANDIDATES_A_WORD + 50)]
    rare = parsed("Quokka", published=START - timedelta(days=900))
    await load_articles(store, [new_article(str(n), content=each) for n, each in enumerate([*common, rare])])
    page = await Search(store).find("ferry quokka")
    assert page.hits[0].headline.title == "Quokka"


async def test_equals_are_in_one_order_on_both_databases(store: Store) -> None:
    """By day, then by article: an edit moves nothing, whatever number it takes in the index."""
    days = (0, 0, 0, 1, 1)
    content = [
        parsed("Ferry", ["Port."], published=START - timedelta(days=day, minutes=n)) for n, day in enumerate(days)
    ]
    await load_articles(store, [new_article(str(n), content=each) for n, each in enumerate(content)])
    for number in (3, 1, 2, 4):
        path = str(number - 1)
        await revise(store, number, path, title="Tram", body=["Port."], published=content[number - 1].published)
        await revise(store, number, path, title="Ferry", body=["Port."], published=content[number - 1].published)
    for question in ("ferry", "-zzzz", "ferry zzzz", "after:2020"):
        page = await Search(store).find(question, 0, 10)
        assert [hit.headline.id for hit in page.hits] == [3, 2, 1, 5, 4], question


async def empty_index(store: Store) -> None:
    """As it is before the first fill."""
    async with store.write() as connection:
        await search_index.index_of(connection).clear(connection)
        await connection.execute(delete(search_docs))
        await facts.put(connection, search_fill.STATE, "")


async def test_what_was_stored_before_is_indexed_in_batches(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_fill, "BATCH", 4)
    await load_articles(store, [new_article(str(n), content=parsed(f"Ferry {n}")) for n in range(10)])
    async with store.write() as connection:
        await articles.withdraw(connection, [3], START)
    await empty_index(store)
    assert await found(store, "ferry") == set()
    assert await search_fill.fill(store.write) == 9
    assert await found(store, "ferry") == {1, 2, *range(4, 11)}
    assert await search_fill.fill(store.write) == 0


async def test_a_fill_that_was_stopped_goes_on(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_fill, "BATCH", 4)
    await load_articles(store, [new_article(str(n), content=parsed(f"Ferry {n}")) for n in range(10)])
    await empty_index(store)
    transactions = iter(range(3))

    def begin() -> AbstractAsyncContextManager[AsyncConnection]:
        if next(transactions, None) is None:
            raise InterruptedError
        return store.write()

    with pytest.raises(InterruptedError):
        await search_fill.fill(begin)
    before = await documents(store)
    assert len(before) == 8
    assert await search_fill.fill(store.write) == 2
    assert (await documents(store)).items() >= before.items()


async def test_terms_of_another_release_are_written_anew(store: Store) -> None:
    await load_articles(store, [new_article("a", content=parsed("Ferry"))])
    async with store.write() as connection:
        assert await facts.get(connection, search_fill.STATE) == VERSION
        await facts.put(connection, search_fill.STATE, "0/other")
    assert await search_fill.fill(store.write) == 1
    assert await found(store, "ferry") == {1}


async def test_an_index_worn_by_edits_is_written_anew(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_fill, "_FORMER", 3)
    await load_articles(store, [new_article("a", content=parsed("Ferry"))])
    for _ in range(4):
        await revise(store, 1, "a", title="Ferry")
    assert await search_fill.fill(store.write) == (1 if store.dialect == "sqlite" else 0)
    async with store.read() as connection:
        assert await search_index.index_of(connection).stored(connection) == 1
    assert await found(store, "ferry") == {1}


async def test_two_processes_fill_by_turns(store: Store, second_store: Store) -> None:
    await load_articles(store, [new_article(str(n), content=parsed(f"Ferry {n}")) for n in range(30)])
    await empty_index(store)
    await asyncio.gather(search_fill.fill(store.write), search_fill.fill(second_store.write))
    assert len(await found(store, "ferry")) == 30


async def test_an_article_changed_otherwise_can_be_indexed_anew(store: Store) -> None:
    await load_articles(store, [new_article("a", content=parsed("Ferry"))])
    async with store.write() as connection:
        await connection.execute(update(article_table).values(title="Tram"))
        await search_fill.reindex(connection, [1])
    assert await found(store, "tram") == {1}
    assert await found(store, "title:ferry") == set()
    for live, expected in ((False, set[int]()), (True, {1})):
        async with store.write() as connection:
            await connection.execute(update(article_table).values(live=live))
            await search_fill.reindex(connection, [1])
        assert await found(store, "tram") == expected


def to_first_schema(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(scripts_folder()))
    config.attributes["connection"] = connection
    downgrade(config, "0001")


async def test_the_migration_finds_the_library_that_is_there(store: Store, database_url: str) -> None:
    await load_articles(store, [new_article(str(n), content=parsed(f"Ferry {n}")) for n in range(5)])
    await store.close()
    engine = migration_engine(database_url)
    async with engine.begin() as connection:
        await connection.run_sync(to_first_schema)
    await engine.dispose()
    assert await upgrade(database_url, START) == ("0001", head())
    again = await open_store(database_url)
    assert await current(again) == head()
    assert len(await found(again, "ferry")) == 5
    async with again.read() as connection:
        assert (await connection.execute(select(func.count()).select_from(search_docs))).scalar_one() == 5
    await again.close()


async def test_sqlite_finds_its_index_whole(sqlite_url: str) -> None:
    """FTS5's own check of a table; it raises when postings and sizes do not agree."""
    store = await open_store(sqlite_url)
    await load_articles(store, [new_article(str(n), content=parsed(f"Ferry {n}")) for n in range(20)])
    for _ in range(3):
        await revise(store, 7, "6", title="Tram", body=["Other words."])
    async with store.write() as connection:
        await connection.execute(text("INSERT INTO article_terms (article_terms, rank) VALUES ('integrity-check', 0)"))
        await connection.execute(text("INSERT INTO article_terms (article_terms) VALUES ('optimize')"))
    assert await found(store, "tram") == {7}
    await store.close()


async def test_words_that_are_everywhere_are_left_out_of_long_questions(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only on SQLite do they cost anything; one of them stays beside rarer words, two by themselves."""
    monkeypatch.setattr(fts5, "COSTLY", 5)
    store = await open_store(sqlite_url)
    many = [new_article(str(n), content=parsed(f"the of and {n}")) for n in range(5)]
    await load_articles(store, [*many, new_article("q", content=parsed("the quokka of zoo"))])
    assert (await Search(store).find("the of and quokka")).complete == 1
    assert (await Search(store).find("and the quokka")).complete == 0
    assert (await Search(store).find("the of and of")).complete == 6
    await store.close()
