"""Pauses, a briefing put off, a channel managed in private, a shared location: as people live, with what is told
held against the clock and what comes against what was told."""

from datetime import datetime, timedelta

from tests.e2e.articles import NEWS
from tests.e2e.lab import Json, Lab, Message, Talk
from tests.e2e.mornings import briefed, morning, subscribe, the_briefing, until_status
from tests.e2e.wall import next_instant, next_time


def witness(lab: Lab, number: int, due: datetime) -> None:
    """Somebody new, due at that instant, has got a briefing: so has whoever else was due."""
    other = lab.person(number)
    assert subscribe(other) == due
    the_briefing(other, morning(lab, due))


def sent(talk: Talk) -> int:
    """How many messages the chat has got."""
    return len(talk.lab.ledger(talk.chat_id))


def day_of(moment: datetime) -> str:
    """`Thursday 4 February`."""
    return f"{moment:%A} {moment.day} {moment:%B}"


def test_no_briefing_comes_in_a_pause_and_one_after_it(lab: Lab, reader: Talk) -> None:
    due = subscribe(reader)
    told = reader.say("/pause 3 days").text
    back = due + timedelta(days=3)
    assert f"{day_of(back)} at 07:30 (UTC)" in told
    for number in range(3):
        witness(lab, reader.person + 300_000 + 1000 * number, due + timedelta(days=number))
    assert f"{day_of(back)} at 07:30 (UTC)" in reader.say("/status").text
    assert sent(reader) == 3, "three answers, and no briefing"
    assert NEWS in briefed(reader, back).text
    assert sent(reader) == 4


def test_a_pause_set_ahead_is_taken_back_by_its_button(reader: Talk) -> None:
    due = subscribe(reader)
    first, last = due + timedelta(days=2), due + timedelta(days=4)
    told = reader.say(f"/pause {first.day}.{first.month}. - {last.day}.{last.month}.").text
    assert f"no briefing from {day_of(first)} to {day_of(last)}" in told
    assert next_time(reader.lab.now(), "07:30", "UTC", "UTC") in told
    pauses = reader.press(reader.say("/settings"), "⏸ Pause").message
    dropped = reader.press(pauses, "🗑").message
    assert "That pause is off." in dropped.text
    assert "Nothing is paused" in reader.say("/resume").text


def test_a_pause_without_an_end_lasts_until_somebody_ends_it(lab: Lab, reader: Talk) -> None:
    due = subscribe(reader)
    assert "until you say /resume" in reader.say("/pause").text
    witness(lab, reader.person + 300_000, due)
    back = reader.say("/resume")
    assert sent(reader) == 3
    assert next_time(lab.now(), "07:30", "UTC", "UTC") in back.text
    assert NEWS in briefed(reader, due + timedelta(days=1)).text


def test_one_briefing_is_put_off_and_the_next_comes_at_its_time(lab: Lab, reader: Talk) -> None:
    due = subscribe(reader)
    put_off = reader.say("/snooze 1h")
    assert "at 08:30 (UTC)" in put_off.text
    assert "put off from 07:30" in put_off.text
    witness(lab, reader.person + 300_000, due)
    assert sent(reader) == 2
    briefing = briefed(reader, due + timedelta(hours=1))
    assert NEWS in briefing.text
    assert next_time(lab.now(), "07:30", "UTC", "UTC") in until_status(reader, "– sent")


def test_a_snooze_is_taken_back_by_its_button(reader: Talk) -> None:
    due = subscribe(reader)
    put_off = reader.say("/snooze 2h")
    back = reader.press(put_off, "At the usual time").message
    assert next_time(reader.lab.now(), "07:30", "UTC", "UTC") in back.text
    assert NEWS in briefed(reader, due).text


def test_a_shared_location_says_the_zone(reader: Talk) -> None:
    """Two answers each time: where that is, and what is agreed."""
    asked = reader.say("/subscribe 7:45")
    assert "time zone on the spot" in reader.press(asked, "Share my location").message.text
    where = share(reader, -27.12, -109.35)
    assert "Pacific/Easter" in where.text
    agreed = reader.next_message(where.version, "what is agreed")
    assert next_time(reader.lab.now(), "07:45", "Pacific/Easter", "Easter Island") in agreed.text
    moved = share(reader, 41.01, 28.98)
    agreed = reader.next_message(moved.version, "what is agreed")
    assert next_time(reader.lab.now(), "07:45", "Europe/Istanbul", "Istanbul") in agreed.text
    assert NEWS in briefed(reader, next_instant(reader.lab.now(), "07:45", "Europe/Istanbul")).text


def share(talk: Talk, latitude: float, longitude: float) -> Message:
    """The person shares where they are; the bot's first answer."""
    typed = talk.send("", location={"latitude": latitude, "longitude": longitude})
    return talk.next_message(typed["after"], "where that is")


def channel(lab: Lab, leader: Talk, name: str) -> Json:
    """A public channel of that person, in which the bot is not yet."""
    return lab.chat("channel", "Harbour Notices", username=name, admins=[leader.person], bot_status="left")


def let_in(lab: Lab, leader: Talk, there: Json) -> Message:
    """The person makes the bot an administrator; what it writes to them."""
    after = lab.version()
    lab.post("members", chat_id=there["id"], bot=True, status="administrator")
    return leader.next_message(after, "a word on the channel")


def test_a_channel_is_set_up_and_managed_in_private(lab: Lab, reader: Talk, neighbour: Talk) -> None:
    name = f"notices_{reader.person}"
    there = channel(lab, reader, name)
    reader.say("/start")
    told = let_in(lab, reader, there)
    assert "Harbour Notices" in told.text
    offered = reader.press(told, "Set up its briefing").message
    asked = reader.press(offered, "Subscribe 07:30").message
    agreed = reader.press(asked, "London").message
    assert agreed.text.startswith("📣 Harbour Notices")
    assert next_time(lab.now(), "07:30", "Europe/London", "London") in agreed.text
    assert "Followed." in reader.say(f"/follow @{name} science").text
    assert "“harbour" in reader.say(f'/mute @{name} "harbour seals"').text
    listed = reader.press(reader.say(f"/settings @{name}"), "Interests").message
    assert "Science" in listed.text
    assert "harbour seals" in listed.text
    assert "Nothing is followed" in reader.say("/follow").text, "the person's own chat follows nothing"
    assert "don’t manage it" in neighbour.say(f"/pause @{name}").text
    inside = Talk(lab, there["id"], reader.person)
    briefing = briefed(inside, next_instant(lab.now(), "07:30", "Europe/London"))
    assert NEWS in briefing.text
    assert sent(inside) == 1, "nothing else is seen in the channel"


def test_who_lost_the_channel_manages_it_no_more(lab: Lab, reader: Talk) -> None:
    name = f"lost_{reader.person}"
    there = channel(lab, reader, name)
    reader.say("/start")
    let_in(lab, reader, there)
    answer = reader.say(f"/subscribe @{name} 9:00 UTC")
    assert "every day at 09:00" in answer.text
    lab.post("members", chat_id=there["id"], user_id=reader.person, status="left")
    assert "don’t manage it" in reader.say(f"/unsubscribe @{name}").text
    _, refused = reader.tap(answer, "Stop briefings")
    assert refused["show_alert"] is True
