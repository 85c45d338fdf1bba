"""Several times a day, pauses, a briefing put off, quiet hours, and a shared location, in chat.

The clock says Sunday, 1 March, 06:00 UTC.
"""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from bot.models import Destination, Subscription
from bot.sandbox import people
from bot.sandbox.people import Typed
from bot.slots import Pause, QuietHours
from bot.storage.schema import inbox
from tests.factories import add_edition, insert_delivery
from tests.integration.room import ADA, DENIZ, FORUM, GROUP, LAYLA, Json, Room, labels

ISTANBUL = "Europe/Istanbul"
EVERY_DAY, WORKDAYS, WEEKEND, SUNDAY = 127, 31, 96, 64


async def known(room: Room, chat: int = DENIZ, thread: int = 0) -> Subscription:
    found = await room.subscriptions.find(Destination(chat, thread))
    assert found is not None
    return found


async def times(room: Room, chat: int = DENIZ) -> dict[str, int]:
    return {f"{each.local_time:%H:%M}": each.weekdays for each in (await known(room, chat)).times}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("7:30 and 18:00 Istanbul", {"07:30": 127, "18:00": 127}),
        ("7:30 mon-fri and 10:00 weekends Istanbul", {"07:30": 31, "10:00": 96}),
        ("weekly sunday 10:00 Istanbul", {"10:00": 64}),
        ("7:30, 12:00, 18:00 mon-fri Istanbul", {"07:30": 31, "12:00": 31, "18:00": 31}),
    ],
)
async def test_several_times_in_one_line(room: Room, typed: str, expected: dict[str, int]) -> None:
    answer = await room.ask(f"/subscribe {typed}")
    assert "Done!" in answer["text"]
    assert await times(room) == expected
    assert (await known(room)).zone == ISTANBUL


async def test_the_answer_says_all_times_and_the_next_one(room: Room) -> None:
    answer = await room.ask("/subscribe 7:30 and 18:00 Istanbul")
    assert "every day at 07:30 and 18:00, Istanbul time" in answer["text"]
    assert "today at 18:00 (Istanbul), in 9\u00a0h" in answer["text"]
    own = await room.ask("/subscribe 7:30 mon-fri and 10:00 weekends")
    assert "Mon–Fri at 07:30 and Sat, Sun at 10:00, Istanbul time" in own["text"]
    assert "today at 10:00 (Istanbul), in 1\u00a0h" in own["text"]


async def test_a_time_in_addition(room: Room) -> None:
    await room.ask("/subscribe 7:30 Istanbul mon-fri")
    await room.ask("/subscribe also 18:00")
    assert await times(room) == {"07:30": 31, "18:00": 31}
    await room.ask("/subscribe also 10:00 weekends")
    assert await times(room) == {"07:30": 31, "10:00": 96, "18:00": 31}
    await room.ask("/subscribe 9:00")
    assert len(await times(room)) == 1


async def test_several_times_are_remembered_while_the_place_is_asked(room: Room) -> None:
    message = await room.ask("/subscribe 7:30 and 18:00")
    assert "07:30 and 18:00 – in which part of the world?" in message["text"]
    await room.press(message, "🌍 Somewhere else")
    await room.press(room.now(message), "Europe")
    while "Athens" not in labels(room.now(message)):
        await room.press(room.now(message), "▶")
    await room.press(room.now(message), "Athens")
    assert await times(room) == {"07:30": 127, "18:00": 127}
    assert (await known(room)).zone == "Europe/Athens"


async def test_more_than_six_times_are_too_many(room: Room) -> None:
    assert "6 times a day at most" in (await room.ask("/subscribe 1 2 3 4 5 6 7 am Paris"))["text"]
    await room.ask("/subscribe 1 2 3 4 5 6 am Paris")
    assert len(await times(room)) == 6
    assert "At most 6 times a day" in (await room.ask("/subscribe also 7 am"))["text"]
    assert len(await times(room)) == 6
    assert "➕ Add a time" not in labels(await room.ask("/settings"))


async def test_settings_add_and_remove_a_time_and_set_its_days(room: Room) -> None:
    await room.ask("/subscribe 7:30 Istanbul")
    message = await room.ask("/settings")
    await room.press(message, "➕ Add a time")
    await room.press(room.now(message), "18:00")
    shown = room.now(message)
    assert "Times: 07:30, 18:00 (every day)" in shown["text"]
    await room.press(shown, "🕢 18:00 · every day")
    await room.press(room.now(message), "Mon–Fri")
    assert await times(room) == {"07:30": 127, "18:00": 31}
    await room.press(room.now(message), "‹ Back")
    assert "Times: 07:30 (every day), 18:00 (Mon–Fri)" in room.now(message)["text"]
    await room.press(room.now(message), "🕢 18:00 · Mon–Fri")
    await room.press(room.now(message), "🗑 Remove 18:00")
    assert await times(room) == {"07:30": 127}
    assert "🕢 07:30" in labels(room.now(message))


async def test_an_old_button_removes_no_last_time(room: Room) -> None:
    await room.ask("/subscribe 7:30 and 18:00 UTC")
    message = await room.ask("/settings")
    await room.press(message, "🕢 18:00 · every day")
    await room.ask("/subscribe 18:00")
    await room.press(room.now(message), "🗑 Remove 18:00")
    assert await times(room) == {"18:00": 127}


async def test_a_time_taken_away_and_given_back_brings_no_second_briefing(room: Room) -> None:
    """07:30 has come and gone today; as a new time it would come again, were it not remembered."""
    await room.ask("/subscribe 9:30 and 18:00 Istanbul")
    edition = await add_edition(room.store)
    await insert_delivery(room.store, (await known(room)).id, edition, slot_time=time(9, 30), state="sent")
    message = await room.ask("/settings")
    await room.press(message, "🕢 09:30 · every day")
    await room.press(room.now(message), "🗑 Remove 09:30")
    answer = await room.ask("/subscribe 9:30")
    assert "tomorrow, Monday 2 March at 09:30" in answer["text"]


@pytest.mark.parametrize(
    ("typed", "back", "shown"),
    [
        ("until Wednesday", "Wednesday 4 March", "until the end of Tuesday 3 March"),
        ("3 days", "Thursday 5 March", "until the end of Wednesday 4 March"),
        ("", "", "Paused until you say /resume"),
    ],
)
async def test_pause_from_now_on(room: Room, typed: str, back: str, shown: str) -> None:
    """07:30 has gone today, so that the days off begin tomorrow."""
    await room.ask("/subscribe 7:30 Istanbul")
    answer = await room.ask(f"/pause {typed}")
    assert shown in answer["text"]
    assert (f"{back} at 07:30 (Istanbul)" in answer["text"]) if back else ("Next" not in answer["text"])
    status = await room.ask("/status")
    assert ("Next briefing" in status["text"]) is bool(back)
    assert ("Pause ahead: Mon 2 Mar – " in status["text"]) is bool(back), "which is why it is not tomorrow"
    assert "Welcome back" in (await room.ask("/resume"))["text"]
    assert "tomorrow, Monday 2 March at 07:30" in (await room.ask("/status"))["text"]


async def test_a_day_whose_briefing_is_still_to_come_counts(room: Room) -> None:
    await room.ask("/subscribe 18:00 Istanbul")
    answer = await room.ask("/pause 1 day")
    assert "Paused until the end of Sunday 1 March" in answer["text"]
    assert "tomorrow, Monday 2 March at 18:00" in answer["text"]
    assert (await known(room)).pauses == (Pause(date(2026, 3, 1), date(2026, 3, 1)),)


async def test_holidays_set_ahead_are_listed_and_removable(room: Room) -> None:
    await room.ask("/subscribe 7:30 Istanbul")
    answer = await room.ask("/pause 24 dec - 2 jan")
    assert "no briefing from Thursday 24 December to Saturday 2 January" in answer["text"]
    assert "tomorrow, Monday 2 March at 07:30" in answer["text"]
    assert labels(answer) == ["🗑 Thu 24 Dec – Sat 2 Jan", "⚙️ Settings"]
    await room.ask("/pause 5 march")
    for command in ("/status", "/subscribe", "/subscribe 8:00", "/subscribe 7:30", "/settings"):
        message = await room.ask(command)
        assert "Pause ahead: Thu 5 Mar\nPause ahead: Thu 24 Dec – Sat 2 Jan\n" in message["text"], command
    await room.press(message, "⏸ Pause")
    assert "That pause is off" not in room.now(message)["text"]
    await room.press(room.now(message), "🗑 Thu 24 Dec – Sat 2 Jan")
    assert "That pause is off" in room.now(message)["text"]
    assert (await known(room)).pauses == (Pause(date(2026, 3, 5), date(2026, 3, 5)),)
    nothing = await room.ask("/resume")
    assert "Nothing is paused" in nothing["text"]
    await room.press(nothing, "🗑 Thu 5 Mar")
    assert (await known(room)).pauses == ()


async def test_pause_by_button_and_back(room: Room) -> None:
    await room.ask("/subscribe 7:30 Istanbul")
    message = await room.ask("/settings")
    await room.press(message, "⏸ Pause")
    await room.press(room.now(message), "Until I say so")
    assert (await known(room)).next_due is None
    await room.press(room.now(message), "▶️ End the pause")
    assert "tomorrow, Monday 2 March at 07:30" in room.now(message)["text"]


@pytest.mark.parametrize("typed", ["blah", "until today", "until 2040-01-01", "x" * 300, "<b>"])
async def test_what_is_no_pause_gets_an_example(room: Room, typed: str) -> None:
    await room.ask("/subscribe 7:30 Istanbul")
    answer = await room.ask(f"/pause {typed}")
    assert "/pause" in answer["text"] or "/unsubscribe" in answer["text"]
    assert (await known(room)).pauses == ()
    assert room.refusals == {}


async def test_until_a_day_before_which_nothing_comes(room: Room) -> None:
    await room.ask("/subscribe 7:30 Istanbul")
    assert "no briefing comes anyway" in (await room.ask("/pause until tomorrow"))["text"]


@pytest.mark.parametrize("command", ["/pause", "/snooze", "/quiet 22-7", "/resume"])
async def test_without_a_subscription_one_is_offered(room: Room, command: str) -> None:
    assert "No briefing is set up" in (await room.ask(command))["text"]
    assert "only its administrators" in (await room.ask(command, GROUP, DENIZ))["text"]


async def test_snooze_puts_off_the_next_one_alone(room: Room) -> None:
    await room.ask("/subscribe 9:30 Istanbul")
    answer = await room.ask("/snooze 1h")
    assert "today at 10:30 (Istanbul), in 1\u00a0h 30\u00a0min (put off from 09:30)" in answer["text"]
    again = await room.ask("/snooze until 12:00")
    assert "today at 12:00 (Istanbul)" in again["text"]
    await room.press(again, "⏰ At the usual time")
    assert "today at 09:30 (Istanbul), in 30\u00a0min." in room.from_bot(DENIZ)[-1]["text"]
    status = await room.ask("/status")
    await room.press(status, "😴 1 h later")
    assert (await known(room)).next_due == room.clock.now() + timedelta(hours=1, minutes=30)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("13h", "12 hours at most"),
        ("until 17:50", "too close"),
        ("until 9:00", "12 hours at most"),
        ("30", "How much later"),
        ("blah", "How much later"),
    ],
)
async def test_what_cannot_be_put_off(room: Room, typed: str, said: str) -> None:
    await room.ask("/subscribe 9:30 and 18:00 Istanbul")
    before = (await known(room)).times
    assert said in (await room.ask(f"/snooze {typed}"))["text"]
    assert (await known(room)).times == before


@pytest.mark.parametrize("change", ["/resume", "/subscribe every day"])
async def test_what_was_put_off_gives_way_to_an_earlier_briefing(room: Room, change: str) -> None:
    """On Sunday the coming one is Wednesday's, put off; then Monday's comes, and Wednesday's at its usual time."""
    await room.ask("/subscribe wednesday 7:30 Istanbul" if "every" in change else "/subscribe 7:30 Istanbul")
    if change == "/resume":
        await room.ask("/pause until wednesday")
    assert "Wednesday" in (await room.ask("/snooze 1h"))["text"]
    assert "tomorrow, Monday 2 March at 07:30 (Istanbul)" in (await room.ask(change))["text"].replace("today", "")
    assert all(each.snoozed_from is None for each in (await known(room)).times)


async def test_a_day_off_does_not_shorten_a_pause(room: Room) -> None:
    await room.ask("/subscribe 7:30 Istanbul")
    await room.ask("/pause for a week")
    before = (await known(room)).pauses
    await room.ask("/pause tomorrow")
    assert (await known(room)).pauses == before


async def test_a_paused_chat_has_nothing_to_put_off(room: Room) -> None:
    await room.ask("/subscribe 9:30 Istanbul")
    await room.ask("/pause")
    assert "No briefing is on its way" in (await room.ask("/snooze"))["text"]


async def test_quiet_hours_by_command_and_button(room: Room) -> None:
    await room.ask("/subscribe 6:30 Istanbul")
    assert "Quiet from 22:00 to 07:00" in (await room.ask("/quiet 22:00-7:00"))["text"]
    assert (await known(room)).quiet == QuietHours(time(22), time(7))
    message = await room.ask("/settings")
    assert "Quiet: 22:00–07:00" in message["text"]
    await room.press(message, "🔕 Quiet hours")
    await room.press(room.now(message), "🔔 None")
    assert (await known(room)).quiet is None
    await room.ask("/quiet 23-8")
    assert "No quiet hours" in (await room.ask("/quiet 7:00-7:00"))["text"], "equal times are off, not always"
    assert "Which hours?" in (await room.ask("/quiet blah"))["text"]
    assert "22:00–07:00" in labels(await room.ask("/quiet"))


async def test_in_groups_only_administrators_pause(room: Room) -> None:
    await room.ask("/subscribe 7:30 Istanbul", GROUP, ADA)
    for command in ("/pause", "/resume", "/snooze", "/quiet 22-7"):
        assert "only its administrators" in (await room.ask(command, GROUP, LAYLA))["text"]
    message = await room.ask("/pause 3 days", GROUP, ADA)
    assert (await room.press(message, "▶️ End the pause", LAYLA))["show_alert"]
    assert (await known(room, GROUP)).pauses != ()


async def test_a_topic_has_its_own_times_and_pauses(room: Room) -> None:
    topic = room.topic("Science")
    await room.ask("/subscribe 7:30 and 18:00 Istanbul", FORUM, ADA, thread_id=topic)
    await room.ask("/subscribe 9:00 UTC", FORUM, ADA)
    await room.ask("/pause 3 days", FORUM, ADA, thread_id=topic)
    assert len((await known(room, FORUM, topic)).pauses) == 1
    assert (await known(room, FORUM)).pauses == ()
    assert len((await known(room, FORUM)).times) == 1


async def share(room: Room, latitude: float, longitude: float, chat: int = DENIZ) -> list[Json]:
    before = len(room.from_bot(chat))
    place = {"latitude": latitude, "longitude": longitude}
    people.write(room.state, Typed(chat_id=chat, from_id=DENIZ, location=place))
    await room.settle()
    return room.from_bot(chat)[before:]


async def test_a_shared_location_says_the_zone_and_is_not_kept(room: Room) -> None:
    message = await room.ask("/subscribe 7:30")
    await room.press(message, "📍 Share my location")
    assert "time zone on the spot" in room.from_bot(DENIZ)[-1]["text"]
    place = {"latitude": 28.6139391, "longitude": 77.2090212}
    people.write(room.state, Typed(chat_id=DENIZ, from_id=DENIZ, location=place))
    await room.receiver.poll_once()
    async with room.store.read() as connection:
        kept = " ".join((await connection.execute(select(inbox.c.payload))).scalars())
    await room.settle()
    found, done = room.from_bot(DENIZ)[-2:]
    assert "Asia/Kolkata" in found["text"]
    assert "Done!" in done["text"]
    assert (await known(room)).zone == "Asia/Kolkata"
    assert "located_zone" in kept
    assert "28.61" not in kept
    assert "latitude" not in kept


async def test_a_location_changes_the_zone_of_what_there_is(room: Room) -> None:
    await room.ask("/subscribe 7:30 and 18:00 Istanbul")
    await share(room, -36.8485, 174.7633)
    assert (await known(room)).zone == "Pacific/Auckland"
    assert len(await times(room)) == 2


async def test_the_key_goes_away_when_a_city_was_written_instead(room: Room) -> None:
    message = await room.ask("/subscribe 7:30")
    await room.press(message, "📍 Share my location")
    assert room.state.world.chats[DENIZ].keyboard is not None
    found, done = await room.say("Lima")
    assert "America/Lima" in found["text"]
    assert "Done!" in done["text"]
    assert room.state.world.chats[DENIZ].keyboard is None
    await room.ask("/subscribe 8:00")


async def test_at_sea_a_city_is_asked_for(room: Room) -> None:
    await room.ask("/subscribe 7:30")
    (answer,) = await share(room, 30.0, -40.0)
    assert "no time zone there" in answer["text"]
    assert "Done!" in (await room.ask("Istanbul"))["text"]


async def test_a_location_alone_asks_for_the_time(room: Room) -> None:
    _, asked = await share(room, 41.0082, 28.9784)
    assert "When shall I bring" in asked["text"]
    await room.press(asked, "08:00")
    assert (await known(room)).zone == ISTANBUL
