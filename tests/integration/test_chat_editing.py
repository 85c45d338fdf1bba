"""Editors pin and hide stories, and leave notes; nobody else can."""

from datetime import timedelta

from bot.models import EditorMark
from bot.storage import editorial
from tests.factories import DAY
from tests.integration.room import ADA, DENIZ, Room, an_article, fill, labels


async def marks(room: Room) -> dict[int, tuple[EditorMark, bool]]:
    async with room.store.read() as connection:
        return await editorial.marks(connection)


async def notes(room: Room) -> list[tuple[int, str]]:
    """The notes with how many days from today they are."""
    async with room.store.read() as connection:
        return [((each.day - DAY).days, each.text) for each in await editorial.notes(connection, since=DAY)]


async def test_a_pin_counts_for_the_story_and_can_be_narrowed_and_taken_back(room: Room) -> None:
    await fill(room.store, [an_article(1), an_article(2)])
    await room.ask("/headlines", ADA)
    answer = await room.ask("/pin 2", ADA)
    assert "Title 1" in answer["text"]
    (article,) = await marks(room)
    assert await marks(room) == {article: (EditorMark.PIN, True)}
    await room.press(answer, "Only this article")
    assert await marks(room) == {article: (EditorMark.PIN, False)}
    assert "this article alone" in room.now(answer)["text"]
    await room.press(answer, "↩️ Take it back")
    assert await marks(room) == {}
    assert "As it was" in room.now(answer)["text"]


async def test_what_is_marked_is_listed_and_unmarked_by_number(room: Room) -> None:
    await fill(room.store, [an_article(1), an_article(2)])
    await room.ask("/pin 1", ADA)
    await room.ask("/hide 2", ADA)
    listed = await room.ask("/pin", ADA)
    assert "📌 Title 2" in listed["text"]
    assert "🙈 Title 1" in listed["text"]
    assert (await room.ask("/hide", ADA))["text"] == listed["text"]
    number = 1 if listed["text"].index("Title 1") < listed["text"].index("Title 2") else 2
    await room.press(listed, f"{number} ✕")
    assert "Title 1" not in room.now(listed)["text"]
    assert [mark for mark, _ in (await marks(room)).values()] == [EditorMark.PIN]


async def test_a_pin_that_cannot_be_is_explained(room: Room) -> None:
    assert "Nothing is pinned" in (await room.ask("/pin", ADA))["text"]
    assert "“soon” is not a number" in (await room.ask("/pin soon", ADA))["text"]
    assert "no number 7" in (await room.ask("/hide 7", ADA))["text"]
    assert "no number 0" in (await room.ask("/hide 0", ADA))["text"]
    assert await marks(room) == {}


async def test_a_note_is_for_tomorrow_unless_it_names_its_day(room: Room) -> None:
    answer = await room.ask("/note Good luck with the exams <3!", ADA)
    assert "Good luck with the exams <3!" in answer["text"]
    await room.ask("/note today The office is closed.", ADA)
    await room.ask(f"/note {DAY + timedelta(days=30)}: Merry Christmas", ADA)
    assert await notes(room) == [
        (0, "The office is closed."), (1, "Good luck with the exams <3!"), (30, "Merry Christmas"),
    ]  # fmt: skip
    await room.press(answer, labels(answer)[0])
    assert "is gone" in room.now(answer)["text"]
    assert [day for day, _ in await notes(room)] == [0, 30]
    listed = await room.ask("/note", ADA)
    assert "The office is closed." in listed["text"]
    assert len(labels(listed)) == 2


async def test_a_note_that_cannot_be_changes_nothing(room: Room) -> None:
    assert "No notes are waiting" in (await room.ask("/note", ADA))["text"]
    assert "No notes are waiting" in (await room.ask("/note today", ADA))["text"]
    assert "is over" in (await room.ask("/note 2001-01-01 Hello", ADA))["text"]
    assert await notes(room) == []


async def test_nobody_else_has_these_commands(room: Room) -> None:
    await fill(room.store, [an_article(1)])
    for text in ("/pin 1", "/hide 1", "/note Hello"):
        assert "I don’t know" in (await room.ask(text, DENIZ))["text"]
    shown = await room.ask("/headlines", DENIZ)
    await room.press_data(shown, "1m:1:hide:s", forge=True)
    assert await marks(room) == {}
    assert await notes(room) == []


async def test_a_button_of_an_article_that_is_gone(room: Room) -> None:
    shown = await room.ask("/pin", ADA)
    await room.press_data(shown, "1m:999:pin:s", forge=True)
    assert "not in the library any more" in room.now(shown)["text"]
    await room.press_data(shown, "1M:999", forge=True)
    await room.press_data(shown, "1U:999", forge=True)
    assert "Nothing is pinned" in room.now(shown)["text"]
