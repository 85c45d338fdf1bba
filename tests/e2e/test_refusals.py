"""Chats that cannot be written to, messages that are refused, answers and polls that go wrong: on SQLite."""

import pytest

from tests.e2e.conftest import Scene, Stage
from tests.e2e.lab import Json, Lab, Talk, addressed
from tests.e2e.mornings import morning, struck, subscribe, the_briefing, until_status


@pytest.fixture(scope="module")
def scene(module_stage: Stage) -> Scene:
    """What Telegram refuses is decided without the database, so one kind of it will do."""
    return module_stage("sqlite")


def test_a_block_ends_the_subscription_and_its_end_brings_it_back(lab: Lab, reader: Talk, neighbour: Talk) -> None:
    due = subscribe(reader)
    subscribe(neighbour)
    lab.post("block", user_id=reader.person, blocked=True)
    the_briefing(neighbour, morning(lab, due))
    assert len(lab.ledger(reader.chat_id)) == 1
    after = lab.version()
    lab.post("block", user_id=reader.person, blocked=False)
    back = reader.next_message(after, "the greeting")
    assert "every day at 07:30" in back.text
    the_briefing(reader, morning(lab, subscribe(reader)))


def test_a_block_that_only_the_refusal_tells(lab: Lab, reader: Talk) -> None:
    due = subscribe(reader)
    forbidden = "Forbidden: bot was blocked by the user"
    lab.fault("error", method="sendMessage", chat_id=reader.chat_id, status=403, description=forbidden)
    after = morning(lab, due)
    struck(lab, after)
    status = until_status(reader, "Paused")
    assert "blocked by the user" in status
    assert "could not be delivered" in status
    reader.say("/start")
    assert "Next briefing" in reader.say("/status").text


def test_a_deactivated_account_is_written_off(scene: Scene, reader: Talk, neighbour: Talk) -> None:
    due = subscribe(reader)
    subscribe(neighbour)
    scene.lab.post("deactivate", user_id=reader.person)
    seen = scene.bot.seen
    the_briefing(neighbour, morning(scene.lab, due))
    assert scene.bot.until("delivery_refused", seen)["outcome"] == "gone"
    assert scene.bot.complaints() == []


@pytest.mark.parametrize("change", [{"closed": True}, {"deleted": True}])
def test_a_closed_or_deleted_topic_ends_its_subscription(
    scene: Scene, reader: Talk, neighbour: Talk, change: Json
) -> None:
    lab = scene.lab
    forum = lab.chat("supergroup", "Forum", is_forum=True, topics=["World"], admins=[reader.person])
    world = next(found["thread_id"] for found in forum["topics"] if found["name"] == "World")
    due = subscribe(Talk(lab, forum["id"], reader.person, world))
    subscribe(neighbour)
    lab.call("PATCH", f"chats/{forum['id']}/topics/{world}", change)
    seen = scene.bot.seen
    the_briefing(neighbour, morning(lab, due))
    assert scene.bot.until("delivery_refused", seen)["outcome"] == "gone"
    if "closed" in change:
        lab.call("PATCH", f"chats/{forum['id']}/topics/{world}", {"closed": False})
        back = Talk(lab, forum["id"], reader.person, world).say(addressed("/status"))
        assert "the topic is closed" in back.text
        assert "Next briefing" in back.text


def test_markup_that_does_not_parse_is_sent_as_plain_text(lab: Lab, reader: Talk) -> None:
    due = subscribe(reader)
    broken = "Bad Request: can't parse entities: Unsupported start tag"
    lab.fault("error", method="sendMessage", chat_id=reader.chat_id, status=400, description=broken)
    briefing = the_briefing(reader, morning(lab, due))
    sent = lab.ledger(reader.chat_id)[-1]
    assert (sent["text"], sent["html"]) == (briefing.text, None)
    assert briefing.labels == ["1"]


def test_a_refused_message_dies_with_its_reason(lab: Lab, reader: Talk) -> None:
    due = subscribe(reader)
    lab.fault("error", method="sendMessage", chat_id=reader.chat_id, status=400, description="Bad Request: odd")
    struck(lab, morning(lab, due))
    assert "could not be delivered: odd" in until_status(reader, "could not be delivered").lower()
    assert "Next briefing" in reader.say("/status").text


@pytest.mark.parametrize(("kind", "rule"), [("flood", {"retry_after": 1}), ("lost_answer", {}), ("garbage", {})])
def test_an_answer_that_telegram_holds_back_or_takes_comes_once(lab: Lab, reader: Talk, kind: str, rule: Json) -> None:
    lab.fault(kind, method="sendMessage", chat_id=reader.chat_id, **rule)
    assert "/subscribe" in reader.say("/help").text
    assert "No briefing is set up" in reader.say("/status").text
    assert len(lab.ledger(reader.chat_id)) == 2


@pytest.mark.parametrize(("kind", "rule"), [("cut", {}), ("status", {"status": 502})])
def test_an_answer_that_may_have_arrived_holds_up_no_other(lab: Lab, reader: Talk, kind: str, rule: Json) -> None:
    lab.fault(kind, method="sendMessage", chat_id=reader.chat_id, **rule)
    sent = reader.send("/help")
    struck(lab, sent["after"])
    assert "No briefing is set up" in reader.say("/status").text


def test_trouble_with_polling_is_waited_out(lab: Lab, reader: Talk) -> None:
    after = lab.version()
    lab.fault("status", method="getUpdates", status=502)
    lab.fault("cut", method="getUpdates")
    reader.send("/help")
    assert "/subscribe" in reader.next_message(after).text
    reader.say("/status")
