"""Subscribing in chat: from whatever is typed or pressed to one exact next time.

The clock says Sunday, 1 March, 06:00 UTC.
"""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import update

from bot.models import Destination
from bot.sandbox import changes
from bot.storage.schema import slots
from tests.integration.room import ADA, DENIZ, FORUM, GROUP, LAYLA, Room, labels

ISTANBUL = "Europe/Istanbul"


async def schedule(room: Room, chat: int = DENIZ, thread: int = 0) -> tuple[time, str, int, int, bool] | None:
    found = await room.subscriptions.find(Destination(chat, thread))
    if found is None:
        return None
    (only,) = found.times
    return only.local_time, found.zone, only.weekdays, found.minutes, found.active


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("7:30 Istanbul", (time(7, 30), ISTANBUL)),
        ("0730 Europe/Istanbul", (time(7, 30), ISTANBUL)),
        ("7.30pm istanbul", (time(19, 30), ISTANBUL)),
        ("Istanbul 07:30", (time(7, 30), ISTANBUL)),
        ("18:00 Europe/Paris", (time(18, 0), "Europe/Paris")),
        ("7:30 UTC", (time(7, 30), "UTC")),
    ],
)
async def test_subscribe_understands(room: Room, typed: str, expected: tuple[time, str]) -> None:
    answer = await room.ask(f"/subscribe {typed}")
    assert "Done!" in answer["text"]
    assert await schedule(room) == (*expected, 127, 5, True)


async def test_the_answer_names_the_exact_next_time(room: Room) -> None:
    """06:00 UTC is 09:00 in Istanbul: 07:30 has passed there today."""
    answer = await room.ask("/subscribe 7:30 Istanbul")
    assert "tomorrow, Monday 2 March at 07:30 (Istanbul), in 22\u00a0h 30\u00a0min" in answer["text"]
    assert answer["text"].startswith("✅ Done! Your briefing comes every day at 07:30, Istanbul time.")
    later = await room.ask("/subscribe 9:30 Istanbul")
    assert "today at 09:30 (Istanbul), in 30\u00a0min" in later["text"]


@pytest.mark.parametrize(("days", "shown"), [("", "Every day"), ("mon-fri", "Mon–Fri")])
async def test_days_begin_with_a_capital_where_they_stand_alone(room: Room, days: str, shown: str) -> None:
    await room.ask(f"/subscribe 7:30 Istanbul {days}")
    assert f"Days: {shown}\n" in (await room.ask("/settings"))["text"]


async def test_weekdays_can_be_said_at_once(room: Room) -> None:
    answer = await room.ask("/subscribe 7:30 Istanbul mon-fri")
    assert "Mon–Fri at 07:30" in answer["text"]
    assert await schedule(room) == (time(7, 30), ISTANBUL, 31, 5, True)


async def test_subscribe_alone_asks_for_time_then_place(room: Room) -> None:
    await room.in_english(DENIZ, phone="tr")
    message = await room.ask("/subscribe")
    assert "07:30" in labels(message)
    await room.press(message, "07:30")
    asked = room.now(message)
    assert "07:30" in asked["text"]
    assert "Istanbul" in labels(asked), "suggested by the language of Deniz's phone"
    await room.press(asked, "Istanbul")
    assert "Done!" in room.now(message)["text"]
    assert "Monday 2 March at 07:30 (Istanbul)" in room.now(message)["text"]
    assert await schedule(room) == (time(7, 30), ISTANBUL, 127, 5, True)
    assert len(room.from_bot(DENIZ)) == 1


async def test_the_welcome_subscribes_with_two_presses(room: Room) -> None:
    await room.in_english(DENIZ, phone="tr")
    message = await room.ask("/start")
    await room.press(message, "⏰ Subscribe 07:30")
    await room.press(room.now(message), "Istanbul")
    assert await schedule(room) == (time(7, 30), ISTANBUL, 127, 5, True)


async def test_a_time_alone_asks_for_the_place(room: Room) -> None:
    message = await room.ask("/subscribe 6:45")
    assert "06:45" in message["text"]
    await room.press(message, "🌍 Somewhere else")
    await room.press(room.now(message), "America")
    second = room.now(message)
    while "Lima" not in labels(room.now(message)):
        await room.press(room.now(message), "▶")
    assert room.now(message) != second
    await room.press(room.now(message), "Lima")
    assert await schedule(room) == (time(6, 45), "America/Lima", 127, 5, True)


async def test_a_place_alone_asks_for_the_time(room: Room) -> None:
    message = await room.ask("/subscribe Istanbul")
    assert "Istanbul" in message["text"]
    await room.press(message, "08:00")
    assert await schedule(room) == (time(8, 0), ISTANBUL, 127, 5, True)


async def test_an_ambiguous_place_asks_which(room: Room) -> None:
    message = await room.ask("/subscribe 8:00 Birmingham")
    assert "Birmingham, United Kingdom" in labels(message)
    await room.press(message, "Birmingham, United Kingdom")
    assert await schedule(room) == (time(8, 0), "Europe/London", 127, 5, True)


async def test_a_question_may_be_answered_in_words(room: Room) -> None:
    await room.ask("/subscribe")
    asked = await room.ask("7.30")
    assert "07:30" in asked["text"]
    answer = await room.ask("istanbul")
    assert "Done!" in answer["text"]
    assert await schedule(room) == (time(7, 30), ISTANBUL, 127, 5, True)


async def test_a_question_may_be_answered_with_everything_at_once(room: Room) -> None:
    await room.ask("/subscribe")
    assert "Done!" in (await room.ask("7:30 istanbul"))["text"]


async def test_a_whole_schedule_needs_no_command(room: Room) -> None:
    assert "Done!" in (await room.ask("7:30 istanbul"))["text"]
    assert await schedule(room) is not None


@pytest.mark.parametrize(
    "typed", ["25:00", "blahblahblah", "7:30 Nowhereville", "7 or 8 Istanbul", "x" * 400, "<b>", "-1"]
)
async def test_wrong_arguments_get_an_example(room: Room, typed: str) -> None:
    answer = await room.ask(f"/subscribe {typed}")
    assert await schedule(room) is None
    assert any(example in answer["text"] for example in ("07:30", "Istanbul", "Did you mean"))
    assert room.refusals == {}


async def test_a_subscriber_who_asks_again_sees_what_there_is(room: Room) -> None:
    await room.ask("/subscribe 7:30 Istanbul")
    answer = await room.ask("/subscribe")
    assert "every day at 07:30" in answer["text"]
    assert "⚙️ Settings" in labels(answer)


async def test_a_new_time_keeps_the_zone(room: Room) -> None:
    await room.ask("/subscribe 7:30 Istanbul")
    await room.ask("/subscribe 21:00")
    assert await schedule(room) == (time(21, 0), ISTANBUL, 127, 5, True)


async def test_a_changed_time_gives_no_second_briefing_today(room: Room) -> None:
    """The briefing of 1 March has gone out; a later time chosen on that day starts tomorrow."""
    await room.ask("/subscribe 8:00 Istanbul")
    async with room.store.write() as connection:
        await connection.execute(update(slots).values(last_slot_date=date(2026, 3, 1)))
    answer = await room.ask("/subscribe 21:00")
    assert "tomorrow, Monday 2 March at 21:00" in answer["text"]


async def test_unsubscribe_and_undo(room: Room) -> None:
    await room.ask("/subscribe 7:30 Istanbul mon-fri")
    message = await room.ask("/unsubscribe")
    assert "Stopped" in message["text"]
    assert await schedule(room) == (time(7, 30), ISTANBUL, 31, 5, False)
    await room.press(message, "↩️ Undo")
    assert "Mon–Fri at 07:30" in room.now(message)["text"]
    assert await schedule(room) == (time(7, 30), ISTANBUL, 31, 5, True)


async def test_unsubscribe_without_a_subscription(room: Room) -> None:
    assert "no briefing to stop" in (await room.ask("/unsubscribe"))["text"]


async def test_subscribing_again_offers_the_old_settings(room: Room) -> None:
    await room.ask("/subscribe 6:10 Istanbul")
    await room.ask("/unsubscribe")
    message = await room.ask("/subscribe")
    assert labels(message)[0] == "06:10"
    await room.press(message, "06:10")
    assert await schedule(room) == (time(6, 10), ISTANBUL, 127, 5, True)


async def test_settings_change_one_thing_at_a_time(room: Room) -> None:
    await room.ask("/subscribe 7:30 Istanbul")
    message = await room.ask("/settings")
    for presses in (("🕢 07:30", "06:30"), ("📏 5 min", "10 minutes"), ("📅 Every day", "Mon–Fri", "‹ Back")):
        for label in presses:
            await room.press(room.now(message), label)
    shown = room.now(message)
    assert "06:30" in shown["text"]
    assert "10 minutes" in shown["text"]
    assert "Mon–Fri" in shown["text"]
    assert "Monday 2 March at 06:30 (Istanbul)" in shown["text"]
    assert await schedule(room) == (time(6, 30), ISTANBUL, 31, 10, True)
    assert len(room.from_bot(DENIZ)) == 2


async def test_settings_change_the_zone(room: Room) -> None:
    await room.ask("/subscribe 7:30 Istanbul")
    message = await room.ask("/settings")
    await room.press(message, "🌍 Istanbul")
    await room.press(room.now(message), "UTC")
    assert "today at 07:30 (UTC)" in room.now(message)["text"]
    assert await schedule(room) == (time(7, 30), "UTC", 127, 5, True)


async def test_weekdays_are_switches_and_one_stays(room: Room) -> None:
    await room.ask("/subscribe 7:30 UTC mon tue")
    message = await room.ask("/settings")
    await room.press(message, "📅 Mon, Tue")
    assert "✓ Mon" in labels(room.now(message))
    await room.press(room.now(message), "✓ Mon")
    assert await schedule(room) == (time(7, 30), "UTC", 2, 5, True)
    assert "Tuesday 3 March" in room.now(message)["text"]
    await room.press(room.now(message), "✓ Tue")
    assert await schedule(room) == (time(7, 30), "UTC", 2, 5, True)
    await room.press(room.now(message), "Sun")
    assert await schedule(room) == (time(7, 30), "UTC", 66, 5, True)
    assert "today at 07:30" in room.now(message)["text"]


async def test_a_repeated_press_changes_nothing(room: Room) -> None:
    await room.ask("/subscribe 7:30 UTC")
    message = await room.ask("/settings")
    await room.press(message, "📅 Every day")
    days = room.now(message)
    data = next(
        b["callback_data"] for row in days["reply_markup"]["inline_keyboard"] for b in row if b["text"] == "✓ Mon"
    )
    for _ in range(2):
        await room.press_data(days, data, forge=True)
    assert await schedule(room) == (time(7, 30), "UTC", 126, 5, True)


@pytest.mark.parametrize("command", ["/settings", "/status"])
async def test_without_a_subscription_one_is_offered(room: Room, command: str) -> None:
    await room.in_english(DENIZ, phone="tr")
    message = await room.ask(command)
    assert "No briefing is set up" in message["text"]
    await room.press(message, "⏰ Subscribe 07:30")
    await room.press(room.now(message), "Istanbul")
    assert await schedule(room) == (time(7, 30), ISTANBUL, 127, 5, True)


async def test_old_settings_buttons_after_unsubscribing(room: Room) -> None:
    await room.ask("/subscribe 7:30 UTC")
    message = await room.ask("/settings")
    await room.press(message, "📏 5 min")
    await room.ask("/unsubscribe")
    await room.press(room.now(message), "10 minutes")
    assert "No briefing is set up" in room.now(message)["text"]
    assert await schedule(room) == (time(7, 30), "UTC", 127, 5, False)


async def test_status_tells_schedule_and_next(room: Room) -> None:
    await room.ask("/subscribe 7:30 Istanbul")
    text = (await room.ask("/status"))["text"]
    assert "every day at 07:30, Istanbul time" in text
    assert "tomorrow, Monday 2 March at 07:30 (Istanbul)" in text
    assert "Nothing has been sent yet" in text
    await room.ask("/unsubscribe")
    message = await room.ask("/status")
    assert "Paused: you unsubscribed" in message["text"]
    await room.press(message, "▶️ Start again")
    assert (await schedule(room) or ())[-1] is True


async def test_in_groups_only_administrators_schedule(room: Room) -> None:
    assert "only its administrators" in (await room.ask("/subscribe 7:30 Istanbul", GROUP, DENIZ))["text"]
    assert "only its administrators" in (await room.ask("/settings", GROUP, DENIZ))["text"]
    assert "only its administrators" in (await room.ask("/unsubscribe", GROUP, DENIZ))["text"]
    assert await schedule(room, GROUP) is None
    assert "Done!" in (await room.ask("/subscribe 7:30 Istanbul", GROUP, ADA))["text"]
    assert await schedule(room, GROUP) == (time(7, 30), ISTANBUL, 127, 5, True)


async def test_in_groups_others_cannot_press_the_administrators_buttons(room: Room) -> None:
    await room.ask("/subscribe 7:30 Istanbul", GROUP, ADA)
    message = await room.ask("/settings", GROUP, ADA)
    answer = await room.press(message, "Stop briefings", LAYLA)
    assert answer["show_alert"]
    assert "administrators" in answer["text"]
    assert (await schedule(room, GROUP) or ())[-1] is True
    await room.press(message, "Stop briefings", ADA)
    assert (await schedule(room, GROUP) or ())[-1] is False


async def test_an_administrator_who_lost_the_right_cannot_use_an_old_button(room: Room) -> None:
    changes.set_member(room.state, {"chat_id": GROUP, "user_id": LAYLA, "status": "administrator"})
    await room.ask("/subscribe 7:30 Istanbul", GROUP, LAYLA)
    message = await room.ask("/settings", GROUP, LAYLA)
    changes.set_member(room.state, {"chat_id": GROUP, "user_id": LAYLA, "status": "member"})
    await room.press(message, "Stop briefings", LAYLA)
    assert (await schedule(room, GROUP) or ())[-1] is True


async def test_anonymous_administrators_schedule(room: Room) -> None:
    assert "Done!" in (await room.ask("/subscribe 7:30 Istanbul", FORUM, sender_chat=FORUM))["text"]


async def test_each_topic_has_its_own_schedule(room: Room) -> None:
    topic = room.topic("Science")
    answer = await room.ask("/subscribe 7:30 Istanbul", FORUM, ADA, thread_id=topic)
    assert answer["message_thread_id"] == topic
    await room.ask("/subscribe 18:00 UTC", FORUM, ADA)
    assert await schedule(room, FORUM, topic) == (time(7, 30), ISTANBUL, 127, 5, True)
    assert await schedule(room, FORUM) == (time(18, 0), "UTC", 127, 5, True)


async def test_a_group_answers_a_question_by_reply(room: Room) -> None:
    message = await room.ask("/subscribe", GROUP, ADA)
    answer = await room.ask("7:30 istanbul", GROUP, ADA, reply_to=message["message_id"])
    assert "Done!" in answer["text"]


async def test_a_blocked_bot_pauses_and_comes_back_with_its_settings(room: Room) -> None:
    await room.ask("/subscribe 7:30 Istanbul mon-fri")
    await room.block(DENIZ)
    assert await schedule(room) == (time(7, 30), ISTANBUL, 31, 5, False)
    room.clock.advance(timedelta(days=3))
    answers = await room.unblock(DENIZ)
    assert "Good to be back" in answers[0]["text"]
    assert "Thursday 5 March at 07:30 (Istanbul)" in answers[0]["text"]
    assert await schedule(room) == (time(7, 30), ISTANBUL, 31, 5, True)


async def test_who_unsubscribed_before_blocking_stays_unsubscribed(room: Room) -> None:
    await room.ask("/subscribe 7:30 Istanbul")
    await room.ask("/unsubscribe")
    await room.block(DENIZ)
    assert await room.unblock(DENIZ) == []
    assert (await schedule(room) or ())[-1] is False


async def test_a_group_that_takes_the_bot_back_gets_its_briefing_back(room: Room) -> None:
    await room.ask("/subscribe 7:30 Istanbul", GROUP, ADA)
    changes.set_member(room.state, {"chat_id": GROUP, "bot": True, "status": "kicked"})
    await room.settle()
    assert (await schedule(room, GROUP) or ())[-1] is False
    before = len(room.from_bot(GROUP))
    changes.set_member(room.state, {"chat_id": GROUP, "bot": True, "status": "member"})
    await room.settle()
    assert "Good to be back" in room.from_bot(GROUP)[before]["text"]
    assert (await schedule(room, GROUP) or ())[-1] is True


async def test_a_new_group_gets_a_short_hello(room: Room) -> None:
    chat = changes.add_chat(room.state, {"type": "group", "title": "New", "admins": [ADA], "bot_status": "left"})
    changes.set_member(room.state, {"chat_id": chat.id, "bot": True, "status": "member"})
    await room.settle()
    assert "Hello, everyone" in room.from_bot(chat.id)[0]["text"]


async def test_a_group_that_becomes_a_supergroup_keeps_its_subscription(room: Room) -> None:
    await room.ask("/subscribe 7:30 Istanbul", GROUP, ADA)
    new = changes.migrate(room.state, GROUP, silent=False)
    await room.settle()
    assert await schedule(room, GROUP) is None
    assert await schedule(room, new.id) == (time(7, 30), ISTANBUL, 127, 5, True)
