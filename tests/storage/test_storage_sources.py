"""The library's sources and topics, by names and parts of names."""

from bot.storage import sources
from bot.storage.engine import Store
from tests.factories import load_articles, new_article, parsed


async def library(store: Store) -> None:
    rows = [("Daily Planet", ()), ("Daily Planet", ("space",)), ("The Harbor Post", ("Local News",)), ("", ())]
    await load_articles(
        store,
        [
            new_article(f"{number}.txt", content=parsed(f"Title {number}", source=source, topics=topics))
            for number, (source, topics) in enumerate(rows)
        ],
    )


async def test_sources_of_the_newest_articles_the_busiest_first(store: Store) -> None:
    await library(store)
    async with store.read() as connection:
        assert await sources.lately(connection) == ["Daily Planet", "The Harbor Post"]


async def test_sources_are_found_by_words_of_their_names(store: Store) -> None:
    await library(store)
    async with store.read() as connection:
        assert await sources.named(connection, "PLANET", ("en",)) == ["Daily Planet"]
        assert await sources.named(connection, "harbor post", ("en",)) == ["The Harbor Post"]
        assert await sources.named(connection, "nobody", ("en",)) == []


async def test_topics_that_articles_state_are_found(store: Store) -> None:
    await library(store)
    async with store.read() as connection:
        assert await sources.topics_named(connection, "local news", ("en",)) == ["Local News"]
        assert await sources.topics_named(connection, "gardening", ("en",)) == []
