"""Briefings that come by themselves: at the exact local time, once, with what is new and nothing else."""

import itertools
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.e2e.articles import write_article
from tests.e2e.conftest import Scene
from tests.e2e.lab import Lab, Message, Talk, addressed
from tests.e2e.mornings import briefed, morning, reloaded, subscribe, until_status
from tests.e2e.outbox import Outbox


@pytest.fixture(scope="module")
def library(library: Path) -> Path:
    """Two articles."""
    write_article(library, "museum.txt", "A Museum of Clocks Is Founded")
    return library


def test_a_subscription_fires_next_morning(reader: Talk) -> None:
    due = subscribe(reader, zone="Europe/Istanbul")
    briefing = briefed(reader, due)
    assert "The Harbour Bridge Opens" in briefing.text
    assert "A Museum of Clocks Is Founded" in briefing.text
    sent = reader.lab.ledger(reader.chat_id)[-1]
    assert 0 <= sent["at"] - due.timestamp() < 60
    opened = reader.press(briefing, "1").message
    assert opened.body["reply_to_message"]["message_id"] == briefing.id
    assert "✅" in until_status(reader, "07:30 – sent")
    second = next(line for line in briefing.text.splitlines() if line.startswith("2. ")).removeprefix("2. ")
    assert reader.say("/read 2").text.startswith(second)


def test_nothing_new_is_recorded_and_not_sent(scene: Scene, reader: Talk) -> None:
    due = subscribe(reader)
    briefed(reader, due)
    sent = len(scene.lab.ledger(reader.chat_id))
    for day in (1, 2):
        seen = scene.bot.seen
        morning(scene.lab, due + timedelta(days=day))
        assert scene.bot.until("planned", seen)["skipped"] >= 1
    assert len(scene.lab.ledger(reader.chat_id)) == sent
    status = reader.say("/status").text
    assert status.count("not sent: nothing new") == 2
    assert "up to date" in reader.say("/briefing").text


def test_the_next_briefing_holds_only_what_is_new(scene: Scene, reader: Talk, admin: Talk) -> None:
    due = subscribe(reader)
    briefed(reader, due)
    name = f"ferry-{scene.settings.database_url[:6]}.txt"
    write_article(scene.seeds, name, "A Ferry Line Returns After Ten Years")
    assert name in reloaded(admin).text
    second = briefed(reader, due + timedelta(days=1))
    assert "A Ferry Line Returns After Ten Years" in second.text
    assert "The Harbour Bridge Opens" not in second.text


def test_a_changed_time_gives_no_second_briefing_that_day(reader: Talk) -> None:
    due = subscribe(reader)
    briefed(reader, due)
    day = due.date() + timedelta(days=1)
    assert f"tomorrow, {day:%A} {day.day} {day:%B} at 23:00" in reader.say("/subscribe 23:00").text


def test_a_stopped_briefing_does_not_come(reader: Talk, neighbour: Talk, lab: Lab) -> None:
    due = subscribe(reader)
    subscribe(neighbour)
    reader.say("/unsubscribe")
    briefed(neighbour, due)
    assert len(lab.ledger(reader.chat_id)) == 2


def test_a_chat_that_subscribes_again_gets_its_briefing(reader: Talk) -> None:
    due = subscribe(reader)
    reader.press(reader.say("/unsubscribe"), "Undo")
    assert "Bridge" in briefed(reader, due).text


def test_groups_and_topics_are_briefed_where_they_asked(lab: Lab, reader: Talk) -> None:
    group = lab.chat("group", "Breakfast", admins=[reader.person])
    forum = lab.chat("supergroup", "Forum", is_forum=True, topics=["World"], admins=[reader.person])
    world = next(found["thread_id"] for found in forum["topics"] if found["name"] == "World")
    in_group, in_topic = Talk(lab, group["id"], reader.person), Talk(lab, forum["id"], reader.person, world)
    in_general = Talk(lab, forum["id"], reader.person)
    due = subscribe(in_group)
    for talk in (in_topic, in_general):
        subscribe(talk)
    after = morning(lab, due)
    in_group.next_message(after)
    wanted = {world, None}
    for event in lab.events(after, "a briefing in the topic and one in General"):
        if event["kind"] == "message" and event["chat_id"] == forum["id"]:
            wanted.discard(event["message"].get("message_thread_id"))
        if not wanted:
            break
    opened = in_topic.press(_newest(in_topic, world), "1").message
    assert opened.body["message_thread_id"] == world


def _newest(talk: Talk, thread: int) -> Message:
    return Message([found for found in talk.history() if found.get("message_thread_id") == thread][-1], 0)


def test_a_long_briefing_comes_in_order(scene: Scene, reader: Talk, admin: Talk) -> None:
    """Its parts are messages of their own, a second apart, and the buttons go on counting."""
    for number in range(14):
        title = f"Report Number {number} About the Growth of the Town and What Its People Make of It"
        write_article(scene.seeds, f"report-{number}.txt", title)
    reloaded(admin)
    due = subscribe(reader)
    shown = reader.press(reader.press(reader.say("/settings"), "📏").message, "10 minutes").message
    assert "10 minutes" in shown.text
    written = len(scene.lab.ledger(reader.chat_id))
    briefed(reader, due)
    Outbox(scene.settings.database_url).until_all_is_sent()
    parts = scene.lab.ledger(reader.chat_id)[written:]
    assert len(parts) >= 2
    assert f"sent in {len(parts)} messages" in reader.say("/status").text
    assert "briefing" in parts[0]["text"].splitlines()[0]
    labels = [label for part in parts for label in Message(part, 0).labels]
    assert labels == [str(number) for number in range(1, len(labels) + 1)]
    assert all(later["at"] - before["at"] > 0.9 for before, later in itertools.pairwise(parts))


@pytest.mark.parametrize(
    ("before", "zone", "told", "due"),
    [
        ("2027-03-27T12:00Z", "Europe/London", "02:30", "2027-03-28T01:30Z"),
        ("2027-11-06T12:00Z", "America/New_York", "01:30", "2027-11-07T05:30Z"),
    ],
)
def test_changes_of_the_clock(reader: Talk, before: str, zone: str, told: str, due: str) -> None:
    """Half past one is skipped on one date and comes twice on the other: an hour later, and the first of the two."""
    reader.lab.move_to(datetime.fromisoformat(before))
    assert f"at {told} (" in reader.say(addressed(f"/subscribe 01:30 {zone}")).text
    briefed(reader, datetime.fromisoformat(due))
    assert 0 <= reader.lab.ledger(reader.chat_id)[-1]["at"] - datetime.fromisoformat(due).timestamp() < 60
