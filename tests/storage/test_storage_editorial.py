"""Editors' marks and notes."""

from datetime import timedelta

from bot.models import EditorMark
from bot.storage import articles, editorial
from bot.storage.editorial import Marked, Note
from bot.storage.engine import Store
from tests.factories import DAY, load_articles, new_article
from tests.fakes import START

EDITOR = 7


async def newest(store: Store, count: int) -> list[int]:
    await load_articles(store, [new_article(f"{number}.txt") for number in range(count)])
    async with store.read() as connection:
        return [each.id for each in (await articles.latest(connection, most=count))]


async def test_an_article_has_one_mark_and_the_last_word_counts(store: Store) -> None:
    first, second = await newest(store, 2)
    async with store.write() as connection:
        for wanted, whole in ((EditorMark.PIN, False), (EditorMark.HIDE, True)):
            await editorial.mark(connection, first, wanted, whole_story=whole, person=EDITOR, now=START)
        later = START + timedelta(minutes=1)
        await editorial.mark(connection, second, EditorMark.PIN, whole_story=False, person=EDITOR, now=later)
    async with store.read() as connection:
        assert await editorial.marks(connection) == {first: (EditorMark.HIDE, True), second: (EditorMark.PIN, False)}
        listed = await editorial.marked(connection, most=5)
    assert [(each.article_id, each.mark) for each in listed] == [(second, EditorMark.PIN), (first, EditorMark.HIDE)]
    assert isinstance(listed[0], Marked)


async def test_a_mark_is_taken_away_once(store: Store) -> None:
    (only,) = await newest(store, 1)
    async with store.write() as connection:
        await editorial.mark(connection, only, EditorMark.PIN, whole_story=False, person=EDITOR, now=START)
        assert await editorial.unmark(connection, only)
        assert not await editorial.unmark(connection, only)
        assert await editorial.marks(connection) == {}


async def test_old_pins_go_and_what_is_hidden_stays(store: Store) -> None:
    first, second = await newest(store, 2)
    async with store.write() as connection:
        await editorial.mark(connection, first, EditorMark.PIN, whole_story=False, person=EDITOR, now=START)
        await editorial.mark(connection, second, EditorMark.HIDE, whole_story=False, person=EDITOR, now=START)
        assert await editorial.unmark_older(connection, EditorMark.PIN, START) == 0
        assert await editorial.unmark_older(connection, EditorMark.PIN, START + timedelta(days=1)) == 1
        assert await editorial.marks(connection) == {second: (EditorMark.HIDE, False)}


async def test_a_withdrawn_article_is_not_listed(store: Store) -> None:
    (only,) = await newest(store, 1)
    async with store.write() as connection:
        await editorial.mark(connection, only, EditorMark.PIN, whole_story=False, person=EDITOR, now=START)
        await articles.withdraw(connection, [only], START)
        assert await editorial.marked(connection, most=5) == []


async def test_a_day_has_one_note(store: Store) -> None:
    tomorrow = DAY + timedelta(days=1)
    async with store.write() as connection:
        await editorial.put_note(connection, tomorrow, "First", person=EDITOR, now=START)
        await editorial.put_note(connection, tomorrow, "Second", person=EDITOR, now=START)
        await editorial.put_note(connection, DAY, "Today", person=EDITOR, now=START)
        assert await editorial.note(connection, tomorrow) == "Second"
        assert await editorial.note(connection, tomorrow + timedelta(days=1)) == ""
        assert await editorial.notes(connection, since=DAY) == [Note(DAY, "Today"), Note(tomorrow, "Second")]
        assert await editorial.remove_note(connection, DAY)
        assert not await editorial.remove_note(connection, DAY)
        assert await editorial.notes(connection, since=DAY) == [Note(tomorrow, "Second")]
