"""What Telegram and the network do to a briefing on its way, and what becomes of it: never lost, never thrice."""

from collections.abc import Callable

import pytest

from tests.e2e.conftest import Scene
from tests.e2e.lab import Json, Lab, Message, Talk, addressed
from tests.e2e.mornings import REST, copies, morning, rested, subscribe, the_briefing, until_status


def test_a_429_parks_one_chat_and_delays_no_other(scene: Scene, reader: Talk, neighbour: Talk) -> None:
    due = subscribe(reader)
    subscribe(neighbour)
    scene.lab.fault("flood", method="sendMessage", chat_id=reader.chat_id, retry_after=600)
    seen = scene.bot.seen
    the_briefing(neighbour, morning(scene.lab, due))
    assert scene.bot.until("delivery_flood", seen)["whole_bot"] is False
    assert "on its way" in reader.say("/status").text
    after = scene.lab.version()
    scene.lab.advance(601)
    briefing = the_briefing(reader, after)
    assert copies(reader, briefing.text) == [False]


@pytest.mark.parametrize(("kind", "rule"), [("lost_answer", {}), ("status_after", {"status": 502}), ("garbage", {})])
def test_accepted_but_not_answered_is_repeated_once_and_silently(
    scene: Scene, reader: Talk, kind: str, rule: Json
) -> None:
    due = subscribe(reader)
    scene.lab.fault(kind, method="sendMessage", chat_id=reader.chat_id, **rule)
    first = unanswered(scene, reader, lambda: morning(scene.lab, due))
    assert the_briefing(reader, rested(scene.lab)).text == first.text
    assert "– sent" in until_status(reader, "– sent")
    scene.lab.advance(10 * REST)
    reader.say("/status")
    assert copies(reader, first.text) == [False, True]


def unanswered(scene: Scene, talk: Talk, move: Callable[[], int]) -> Message:
    """The chat's briefing after that move of the clock, once the bot has noticed that no answer came."""
    seen = scene.bot.seen
    found = the_briefing(talk, move())
    scene.bot.until("delivery_unanswered", seen)
    return found


def test_an_answer_lost_twice_is_not_repeated_again(scene: Scene, reader: Talk) -> None:
    due = subscribe(reader)
    scene.lab.fault("lost_answer", method="sendMessage", chat_id=reader.chat_id, times=2)
    first = unanswered(scene, reader, lambda: morning(scene.lab, due))
    unanswered(scene, reader, lambda: rested(scene.lab))
    rested(scene.lab)
    assert "did not confirm" in until_status(reader, "did not confirm")
    scene.lab.advance(10 * REST)
    reader.say("/status")
    assert copies(reader, first.text) == [False, True]


@pytest.mark.parametrize(("kind", "rule"), [("cut", {}), ("status", {"status": 502}), ("status", {"status": 500})])
def test_what_was_not_accepted_comes_after_a_rest(scene: Scene, reader: Talk, kind: str, rule: Json) -> None:
    due = subscribe(reader)
    scene.lab.fault(kind, method="sendMessage", chat_id=reader.chat_id, **rule)
    seen = scene.bot.seen
    morning(scene.lab, due)
    scene.bot.until("delivery_unanswered", seen)
    briefing = the_briefing(reader, rested(scene.lab))
    assert len(copies(reader, briefing.text)) == 1


def test_a_slow_answer_holds_up_nobody(lab: Lab, reader: Talk, neighbour: Talk) -> None:
    due = subscribe(reader)
    subscribe(neighbour)
    lab.fault("slow", method="sendMessage", chat_id=reader.chat_id, seconds=600)
    after = morning(lab, due)
    first = the_briefing(reader, after)
    the_briefing(neighbour, after)
    lab.call("DELETE", "faults")
    assert "– sent" in until_status(reader, "– sent")
    assert copies(reader, first.text) == [False]


def test_a_group_that_moves_before_its_briefing(lab: Lab, reader: Talk) -> None:
    group = lab.chat("group", "Moving", admins=[reader.person])
    due = subscribe(Talk(lab, group["id"], reader.person))
    moved = Talk(lab, lab.post("migrate", chat_id=group["id"])["id"], reader.person)
    assert "07:30" in moved.say(addressed("/status")).text
    briefing = the_briefing(moved, morning(lab, due))
    assert copies(moved, briefing.text) == [False]
    assert len(lab.ledger(group["id"])) == 1


def test_a_group_that_has_moved_unnoticed_gets_its_briefing_where_it_is(lab: Lab, reader: Talk) -> None:
    """Only the refusal of the briefing tells the new number."""
    group = lab.chat("group", "Moved", admins=[reader.person])
    due = subscribe(Talk(lab, group["id"], reader.person))
    moved = Talk(lab, lab.post("migrate", chat_id=group["id"], silent=True)["id"], reader.person)
    briefing = the_briefing(moved, morning(lab, due))
    assert copies(moved, briefing.text) == [False]
    assert "– sent" in until_status(moved, "– sent")


def test_several_chats_refused_at_once_pause_the_whole_bot(scene: Scene, reader: Talk) -> None:
    """The last test of the module: the pause is real time. Nobody is lost."""
    lab = scene.lab
    others = [lab.person(reader.person + 200_000 + number) for number in range(6)]
    due = [subscribe(talk) for talk in others][-1]
    seen = scene.bot.seen
    lab.fault("flood", method="sendMessage", retry_after=2, times=4)
    after = morning(lab, due)
    place = scene.bot.log.wait(lambda line: '"whole_bot": true' in line, seen)
    assert place >= seen
    lab.advance(3)
    for talk in others:
        briefing = the_briefing(talk, after)
        assert copies(talk, briefing.text) == [False]
