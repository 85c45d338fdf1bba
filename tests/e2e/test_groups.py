"""Groups and forums: commands for this bot alone, answers in the same topic, schedules for administrators."""

import itertools

import pytest

from tests.e2e.conftest import Scene
from tests.e2e.lab import Json, Lab, Talk, addressed

_numbers = itertools.count(30_000)


@pytest.fixture
def people(lab: Lab) -> tuple[Talk, Talk]:
    """Somebody who leads groups, and somebody who is in them, each in private."""
    return lab.person(next(_numbers), "Leader"), lab.person(next(_numbers), "Member")


@pytest.fixture
def forum(lab: Lab, people: tuple[Talk, Talk]) -> Json:
    """A forum with two topics beside General."""
    leader, member = people
    return lab.chat(
        "supergroup",
        "Newsroom",
        is_forum=True,
        topics=["World", "Science"],
        members=[member.person, 1001],
        admins=[leader.person],
    )


@pytest.fixture
def group(lab: Lab, people: tuple[Talk, Talk]) -> Json:
    """A plain group."""
    leader, member = people
    return lab.chat("group", "Breakfast", members=[member.person], admins=[leader.person])


def topic(forum: Json, name: str) -> int:
    """The number of a topic."""
    return next(found["thread_id"] for found in forum["topics"] if found["name"] == name)


def test_commands_for_this_bot_are_answered_and_others_left_alone(group: Json, people: tuple[Talk, Talk]) -> None:
    member = Talk(people[1].lab, group["id"], people[1].person)
    member.send("/headlines@somebody_elses_bot")
    member.send("good morning everyone")
    assert "/subscribe" in member.say(addressed("/help")).text
    assert len(member.lab.ledger(group["id"])) == 1
    assert member.say("/headlines").labels
    assert member.say(addressed("/nonsense")).text.startswith("I don’t know /nonsense")


def test_an_unknown_command_without_our_name_is_for_somebody_else(group: Json, people: tuple[Talk, Talk]) -> None:
    member = Talk(people[1].lab, group["id"], people[1].person)
    member.send("/nonsense")
    member.say("/headlines")
    assert len(member.lab.ledger(group["id"])) == 1


def test_answers_come_in_the_topic_of_the_question(forum: Json, people: tuple[Talk, Talk]) -> None:
    for name in ("World", "Science"):
        member = Talk(people[1].lab, forum["id"], people[1].person, topic(forum, name))
        assert member.say(addressed("/headlines")).body["message_thread_id"] == topic(forum, name)
    general = Talk(people[1].lab, forum["id"], people[1].person)
    assert "message_thread_id" not in general.say(addressed("/headlines")).body


def test_each_topic_has_its_own_schedule(forum: Json, people: tuple[Talk, Talk]) -> None:
    world = Talk(people[0].lab, forum["id"], people[0].person, topic(forum, "World"))
    science = world.in_thread(topic(forum, "Science"))
    world.say(addressed("/subscribe 7:30 Istanbul"))
    science.say(addressed("/subscribe 19:00 London"))
    assert "07:30, Istanbul" in world.say("/status").text
    assert "19:00, London" in science.say("/status").text
    world.say("/unsubscribe")
    assert "19:00, London" in science.say("/status").text


def test_only_administrators_change_the_schedule(group: Json, people: tuple[Talk, Talk]) -> None:
    leader, member = (Talk(each.lab, group["id"], each.person) for each in people)
    refusal = "only its administrators"
    assert refusal in member.say(addressed("/subscribe 7:30 Istanbul")).text
    agreed = leader.say(addressed("/subscribe 7:30 Istanbul"))
    assert "every day at 07:30" in agreed.text
    for command in ("/settings", "/unsubscribe", "/subscribe 8:00"):
        assert refusal in member.say(addressed(command)).text
    for label in ("Settings", "Stop briefings"):
        _, answer = member.tap(agreed, label)
        assert (answer["show_alert"], "administrators" in answer["text"]) == (True, True)
    assert "every day at 07:30" in member.say("/status").text
    assert "Time: 07:30" in leader.press(agreed, "Settings").message.text


def test_rights_are_asked_anew(group: Json, people: tuple[Talk, Talk]) -> None:
    leader, member = (Talk(each.lab, group["id"], each.person) for each in people)
    leader.say(addressed("/subscribe 7:30 Istanbul"))
    member.lab.post("members", chat_id=group["id"], user_id=member.person, status="administrator")
    assert "08:00, Istanbul" in member.say(addressed("/subscribe 8:00")).text
    member.lab.post("members", chat_id=group["id"], user_id=member.person, status="member")
    assert "only its administrators" in member.say(addressed("/subscribe 9:00")).text


def test_an_anonymous_administrator_may_and_a_linked_channel_may_not(forum: Json, people: tuple[Talk, Talk]) -> None:
    lab = people[0].lab
    inside = Talk(lab, forum["id"], people[1].person, topic(forum, "World"))
    channel = lab.chat("channel", "Linked", admins=[people[0].person])
    sent = inside.send(addressed("/subscribe 7:30 Istanbul"), sender_chat=channel["id"])
    assert "only its administrators" in inside.next_message(sent["after"]).text
    sent = inside.send(addressed("/subscribe 7:30 Istanbul"), sender_chat=forum["id"])
    assert "every day at 07:30, Istanbul" in inside.next_message(sent["after"]).text


def test_an_operator_has_no_operators_commands_in_a_group(forum: Json, scene: Scene) -> None:
    operator = Talk(scene.lab, forum["id"], 1001, topic(forum, "World"))
    for command in ("/reload", "/stats"):
        assert operator.say(addressed(command)).text.startswith(f"I don’t know {command}")


def test_being_added_says_hello_and_being_removed_stops_the_briefing(lab: Lab, people: tuple[Talk, Talk]) -> None:
    group = lab.chat("group", "New", admins=[people[0].person], bot_status="left")
    leader = Talk(lab, group["id"], people[0].person)
    after = lab.version()
    lab.post("members", chat_id=group["id"], bot=True, status="member")
    assert "Hello, everyone" in leader.next_message(after).text
    leader.say(addressed("/subscribe 7:30 Istanbul"))
    lab.post("members", chat_id=group["id"], bot=True, status="left")
    after = lab.version()
    lab.post("members", chat_id=group["id"], bot=True, status="member")
    assert "every day at 07:30, Istanbul" in leader.next_message(after).text
