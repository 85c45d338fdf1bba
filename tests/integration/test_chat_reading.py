"""Reading in chat: headlines by pages, articles by number and button, the pager to the last page and back."""

from datetime import timedelta

import pytest

from bot.chat.callbacks import article_button
from bot.storage import articles, seeds
from tests.integration.room import ADA, DENIZ, FORUM, GROUP, Room, an_article, fill, labels

LONG = tuple(f"Paragraph {number}. " + "It goes on for a while. " * 20 for number in range(25))


async def test_headlines_of_an_empty_library(room: Room) -> None:
    answer = await room.ask("/headlines")
    assert "No articles yet" in answer["text"]


async def test_headlines_come_newest_first_with_a_button_each(room: Room) -> None:
    await fill(room.store, [an_article(number) for number in range(1, 4)])
    answer = await room.ask("/headlines")
    assert answer["text"].index("Title 3") < answer["text"].index("Title 2") < answer["text"].index("Title 1")
    assert labels(answer) == ["1", "2", "3"]
    assert "1–3 of 3" in answer["text"]
    assert "Harbor Post" in answer["text"]


async def test_pages_turn_in_place_and_numbers_go_on(room: Room) -> None:
    await fill(room.store, [an_article(number) for number in range(1, 21)])
    message = await room.ask("/headlines")
    assert labels(message) == [*map(str, range(1, 9)), "·", "1/3", "▶"]
    await room.press(message, "▶")
    second = room.now(message)
    assert "9–16 of 20" in second["text"]
    await room.press(second, "▶")
    third = room.now(message)
    assert labels(third) == ["17", "18", "19", "20", "◀", "3/3", "·"]
    await room.press(third, "◀")
    assert room.now(message)["text"] == second["text"]
    assert len(room.from_bot(DENIZ)) == 1


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("1", "1–8"), ("2", "9–16"), ("#3", "17–20"), ("4", "17–20"), ("999999", "17–20"), ("0", "1–8"), ("٢", "9–16")],
)
async def test_a_page_of_the_headlines_by_its_number(room: Room, typed: str, shown: str) -> None:
    await fill(room.store, [an_article(number) for number in range(1, 21)])
    assert f"{shown} of 20" in (await room.ask(f"/headlines {typed}"))["text"]


@pytest.mark.parametrize("typed", ["foo", "-1", "2 3", "<b>&amp;", "9" * 400])
async def test_what_is_no_page_of_the_headlines_gets_an_example(room: Room, typed: str) -> None:
    await fill(room.store, [an_article(1)])
    assert "for example /headlines 2" in (await room.ask(f"/headlines {typed}"))["text"]
    assert room.refusals == {}


@pytest.mark.parametrize("command", ["/briefing", "/status", "/settings", "/unsubscribe", "/help", "/stats"])
async def test_commands_that_take_nothing_are_not_put_off_by_more_words(room: Room, command: str) -> None:
    await fill(room.store, [an_article(1)])
    await room.say("/subscribe 7:30 Istanbul", ADA)
    plain = (await room.ask(command, ADA))["text"]
    await room.say("/subscribe 7:30 Istanbul", ADA)
    assert (await room.ask(f"{command} please 3 <now>", ADA))["text"] == plain


async def test_an_article_opens_in_the_list_and_goes_back_to_its_page(room: Room) -> None:
    await fill(room.store, [an_article(number) for number in range(1, 21)])
    message = await room.ask("/headlines")
    await room.press(message, "▶")
    await room.press(room.now(message), "10")
    shown = room.now(message)
    assert shown["text"].startswith("Title 11")
    assert "The second." in shown["text"]
    await room.press(shown, "☰ Headlines")
    assert "9–16 of 20" in room.now(message)["text"]


async def test_the_pager_reaches_the_last_page_and_comes_back(room: Room) -> None:
    """Every word of the article is shown once, in order, and the message stays one message."""
    await fill(room.store, [an_article(1, body=LONG)])
    message = await room.ask("/read 1")
    pages = [message["text"]]
    first = pages[0]
    while "▶" in labels(room.now(message)):
        await room.press(room.now(message), "▶")
        pages.append(room.now(message)["text"])
    assert len(pages) > 3
    shown = [paragraph for page in pages for paragraph in page.split("\n\n") if paragraph.startswith("Paragraph")]
    assert shown == [paragraph.strip() for paragraph in LONG]
    for _ in pages[1:]:
        await room.press(room.now(message), "◀")
    assert room.now(message)["text"] == first
    assert len(room.from_bot(DENIZ)) == 1
    assert room.refusals == {}


async def test_the_page_number_only_shows(room: Room) -> None:
    await fill(room.store, [an_article(1, body=LONG)])
    message = await room.ask("/read 1")
    number = next(label for label in labels(message) if label.startswith("1/"))
    answer = await room.press(message, number)
    assert not answer.get("text")
    assert room.now(message)["text"] == message["text"]


async def test_read_takes_the_number_of_the_list_seen_last(room: Room) -> None:
    """News that come in between do not change what a number means to those who saw the list."""
    await fill(room.store, [an_article(number) for number in range(1, 4)])
    await room.say("/headlines")
    await fill(room.store, [an_article(50)], load=2)
    assert (await room.ask("/read 1"))["text"].startswith("Title 3")
    assert (await room.ask("/read 1", GROUP))["text"].startswith("Title 50")
    await room.say("/headlines")
    assert (await room.ask("/read 1"))["text"].startswith("Title 50")


@pytest.mark.parametrize(
    "typed", ["/read 2", "/read #2", "/read 2.", "/read   2", "/READ 2", "/read ٢", "/read@briefing_sandbox_bot 2"]
)
async def test_read_understands(room: Room, typed: str) -> None:
    await fill(room.store, [an_article(number) for number in range(1, 4)])
    assert (await room.ask(typed))["text"].startswith("Title 2")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("/read", "for example /read 3"),
        ("/read three", "“three” is not a number"),
        ("/read 0", "There is no number 0: the list goes from 1 to 3"),
        ("/read 4", "There is no number 4"),
        ("/read 99999999", "not a number"),
        ("/read -1", "not a number"),
        ("/read 1 2", "“1 2” is not a number"),
        ("/read <b>", "“<b>” is not a number"),
    ],
)
async def test_read_answers_what_is_wrong_with_an_example(room: Room, typed: str, expected: str) -> None:
    await fill(room.store, [an_article(number) for number in range(1, 4)])
    answer = await room.ask(typed)
    assert expected in answer["text"]
    assert "/read" in answer["text"]


async def test_read_in_an_empty_library(room: Room) -> None:
    assert "nothing to read yet" in (await room.ask("/read 1"))["text"]


async def test_a_briefings_button_opens_the_article_as_a_new_message(room: Room) -> None:
    """The briefing stays as it is; the article answers it and pages in place."""
    await fill(room.store, [an_article(1, body=LONG)])
    briefing = await room.ask("/briefing")
    data = briefing["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    assert data == article_button(1)
    await room.press_data(briefing, data)
    article = room.from_bot(DENIZ)[-1]
    assert article["reply_to_message"]["message_id"] == briefing["message_id"]
    assert room.now(briefing)["text"] == briefing["text"]
    await room.press(article, "▶")
    assert "2/" in " ".join(labels(room.now(article)))
    assert len(room.from_bot(DENIZ)) == 2


async def test_a_withdrawn_article_says_so(room: Room) -> None:
    await fill(room.store, [an_article(1), an_article(2)])
    message = await room.ask("/headlines")
    async with room.store.write() as connection:
        load = await seeds.begin_load(connection, requested_by=None, now=room.clock.now())
        await articles.withdraw(connection, [2], room.clock.now())
        await seeds.finish_load(connection, load, {}, now=room.clock.now())
    await room.press(message, "1")
    assert "withdrawn" in room.now(message)["text"]
    assert "Title 2" not in room.now(message)["text"]
    await room.press(room.now(message), "☰ Headlines")
    assert "1–1 of 1" in room.now(message)["text"]


async def test_an_article_that_never_was(room: Room) -> None:
    await fill(room.store, [an_article(1)])
    message = await room.ask("/headlines")
    await room.press_data(message, article_button(999), forge=True)
    assert "not in the library" in room.from_bot(DENIZ)[-1]["text"]


@pytest.mark.parametrize(
    "title",
    ["<b>bold</b> & <a href='x'>", "&lt;script&gt;", "a" * 5000, "word " * 2000, "\u202eevil", "خبر عاجل",
     "👩‍👩‍👧‍👦" * 400, "two\nlines", "&#x41;&amp;", "/start@other", "_*[]()~`>#+-=|{}.!"],
)  # fmt: skip
async def test_hostile_titles_are_shown_as_text(room: Room, title: str) -> None:
    await fill(room.store, [an_article(number, title=title, source=title, byline=title) for number in range(1, 10)])
    message = await room.ask("/headlines")
    assert message["entities"][0]["type"] == "bold"
    await room.press(message, "1")
    assert labels(room.now(message)) == ["👍 More", "👎 Less", "🔇 Source", "❓ Why", "☰ Headlines"]
    assert room.refusals == {}


async def test_ages_are_told_by_the_hour_and_day_then_by_date(room: Room) -> None:
    now = room.clock.now()
    ages = [timedelta(minutes=5), timedelta(hours=3), timedelta(days=1), timedelta(days=6), timedelta(days=30)]
    await fill(room.store, [an_article(number, published=now - age) for number, age in enumerate(ages)])
    text = (await room.ask("/headlines"))["text"]
    for expected in ("5 min ago", "3 h ago", "yesterday", "6 days ago", "30 Jan 2026"):
        assert expected in text


async def test_groups_and_topics_are_answered_where_they_ask(room: Room) -> None:
    await fill(room.store, [an_article(1)])
    assert "Title 1" in (await room.ask("/headlines@briefing_sandbox_bot", GROUP))["text"]
    topic = room.topic("Science")
    answer = await room.ask("/headlines", FORUM, thread_id=topic)
    assert answer["message_thread_id"] == topic
    await room.press(answer, "1")
    assert room.now(answer)["text"].startswith("Title 1")


async def test_a_deep_link_opens_an_article(room: Room) -> None:
    await fill(room.store, [an_article(1)])
    assert (await room.ask("/start a1"))["text"].startswith("Title 1")
    assert (await room.ask("/start a_1"))["text"].startswith("Title 1")


@pytest.mark.parametrize("payload", ["a0", "a1x", "b1", "<b>", "a99999999999999999999", "'; DROP TABLE"])
async def test_other_deep_links_are_a_welcome(room: Room, payload: str) -> None:
    assert "Hello" in (await room.ask(f"/start {payload}"))["text"]
