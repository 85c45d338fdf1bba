"""Searching in chat: pages that need no memory, better spellings, and what was typed shown as text."""

import pytest

from bot.chat import callbacks
from bot.chat.callbacks.reading import SearchSuggested, ShowHits
from bot.chat.memory import Memory
from tests.integration.room import DENIZ, GROUP, Room, an_article, fill, labels


def bolds(message: dict) -> list[str]:  # type: ignore[type-arg]
    """The texts in bold; offsets are in UTF-16 units."""
    raw = message["text"].encode("utf-16-le")
    return [
        raw[2 * each["offset"] : 2 * (each["offset"] + each["length"])].decode("utf-16-le")
        for each in message["entities"]
        if each["type"] == "bold"
    ]


async def library(room: Room) -> None:
    """Twelve articles on ferries, one of them on a strike as well, and one on the moon."""
    ferries = [
        an_article(number, title=f"Ferry {number}", body=(f"The harbour of town {number}.", "Ferries sail."))
        for number in range(1, 12)
    ]
    strike = an_article(12, title="Ferry 12", body=("Crews on strike.",))
    moon = an_article(13, title="Moon", body=("A probe has landed.",))
    await fill(room.store, [*ferries, strike, moon])


async def test_what_is_found_is_shown_with_its_words_in_bold(room: Room) -> None:
    await library(room)
    answer = await room.ask("/search Landing PROBE")
    assert answer["text"].startswith("🔎 Landing PROBE\nOne article\n\n1. Moon\nHarbor Post · ")
    assert answer["text"].endswith("A probe has landed.")
    assert bolds(answer) == ["One article", "1.", "Moon", "probe", "landed"]
    assert labels(answer) == ["1"]


async def test_pages_turn_in_place_also_after_a_restart(room: Room) -> None:
    await library(room)
    message = await room.ask("/search ferry")
    assert "1–5 of 12 articles" in message["text"]
    assert labels(message) == ["1", "2", "3", "4", "5", "·", "1/3", "▶"]
    room.memory.__dict__.update(Memory().__dict__)
    await room.press(message, "▶")
    assert "6–10 of 12" in room.now(message)["text"]
    await room.press(room.now(message), "▶")
    assert labels(room.now(message)) == ["11", "12", "◀", "3/3", "·"]
    await room.press(room.now(message), "◀")
    await room.press(room.now(message), "◀")
    assert room.now(message)["text"] == message["text"]
    assert len(room.from_bot(DENIZ)) == 1


async def test_an_article_opens_below_and_the_list_stays(room: Room) -> None:
    await library(room)
    message = await room.ask("/search strike")
    await room.press(message, "1")
    assert room.from_bot(DENIZ)[-1]["text"].startswith("Ferry 12")
    assert room.now(message)["text"] == message["text"]
    assert (await room.ask("/read 1"))["text"].startswith("Ferry 12")


async def test_some_of_the_words_are_better_than_none_and_it_says_so(room: Room) -> None:
    await library(room)
    message = await room.ask("/search strike probe")
    assert "No article has all the words. These have some:" in message["text"]
    message = await room.ask("/search ferry strike")
    complete, partial = message["text"].split("With some of the words:")
    assert "Ferry 12" in complete
    assert "Ferry 11" in partial


async def test_did_you_mean(room: Room) -> None:
    await library(room)
    message = await room.ask("/search stirke -moon")
    assert "Nothing found for stirke -moon.\n\nDid you mean strike -moon?" in message["text"]
    await room.press(message, "🔎 strike -moon")
    assert room.now(message)["text"].startswith("🔎 strike -moon\nOne article")
    message = await room.ask("/search stirke moon")
    assert "Did you mean strike moon?" in message["text"]
    assert labels(message) == ["1", "🔎 strike moon"]


async def test_nothing_found_and_nothing_asked(room: Room) -> None:
    await library(room)
    assert "Nothing found for zzzz." in (await room.ask("/search zzzz"))["text"]
    assert "needs something after it" in (await room.ask("/search title:"))["text"]
    assert "not a date" in (await room.ask("/search moon after:soon"))["text"]
    assert "⚠️ no source is called “bbc”; sources are: Harbor Post\n" in (await room.ask("/search source:bbc"))["text"]
    for asked in ("/search", "/search    "):
        assert "What are you looking for?" in (await room.ask(asked))["text"]


async def test_groups_search_too(room: Room) -> None:
    await library(room)
    message = await room.ask("/search@briefing_sandbox_bot ferry", GROUP)
    await room.press(message, "▶")
    assert "6–10 of 12" in room.now(message)["text"]


@pytest.mark.parametrize("action", [ShowHits(1), ShowHits(99_999), SearchSuggested()])
async def test_a_button_on_another_message_does_nothing(room: Room, action: callbacks.Action) -> None:
    await library(room)
    message = await room.ask("/headlines")
    await room.press_data(message, callbacks.data(action), forge=True)
    assert room.now(message)["text"] == message["text"]
    assert room.refusals == {}


@pytest.mark.parametrize(
    "typed",
    ["<b>moon</b> & <i>", "&lt;moon&gt;", "'; DROP TABLE articles --", '"moon', "moon " * 90, "\u202emoon", "خبر moon",
     "moon `*_{}[]()", "AND OR NOT", "title:moon lang:<en>", "👩‍👩‍👧 moon"],
)  # fmt: skip
async def test_whatever_is_typed_is_shown_as_text(room: Room, typed: str) -> None:
    await fill(room.store, [an_article(n, title=f"{typed} moon", body=(f"{typed} moon " * 40,)) for n in range(1, 9)])
    message = await room.ask(f"/search {typed}")
    assert message["text"].startswith(("🔎", "🤷"))
    if "▶" in labels(message):
        await room.press(message, "▶")
        assert "6–8 of 8" in room.now(message)["text"]
    assert room.refusals == {}
