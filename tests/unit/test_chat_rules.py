"""The small rules of the chat side: commands, allowances, memory, and what an update is."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat import updates
from bot.chat.commands import OPERATOR_COMMANDS, PRIVATE_COMMANDS, Command, menu, names_another_bot, read_command
from bot.chat.flood import Allowance, FloodGuard, Verdict
from bot.chat.memory import Listed, Memory, Recent
from bot.models import Destination
from bot.texts import ENGLISH
from tests.fakes import START, FakeClock


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/read 3", Command("read", "3", False)),
        ("/read@My_Bot 3", Command("read", "3", True)),
        ("/READ   3  4 ", Command("read", "3 4", False)),
        ("/subscribe\n7:30\nIstanbul", Command("subscribe", "7:30 Istanbul", False)),
        ("/start", Command("start", "", False)),
        ("/read@other_bot 3", None),
        ("read 3", None),
        ("/", None),
        ("/ read", None),
        ("/чтение", None),
        ("", None),
    ],
)
def test_commands_are_read(text: str, expected: Command | None) -> None:
    assert read_command(text, "my_bot") == expected


@given(st.text(max_size=300) | st.text(max_size=50).map("/".__add__))
def test_no_text_is_too_strange(text: str) -> None:
    command = read_command(text, "my_bot")
    assert command is None or text.startswith("/")
    assert command is None or not names_another_bot(text, "my_bot")


def test_arguments_are_bounded() -> None:
    command = read_command("/read " + "9" * 100_000, "my_bot")
    assert command is not None
    assert len(command.arguments) <= 4096


def test_every_command_of_the_menu_has_a_description() -> None:
    for command in menu(ENGLISH, (*PRIVATE_COMMANDS, *OPERATOR_COMMANDS)):
        assert 1 <= len(command.description) <= 256


def test_an_allowance_is_a_burst_and_then_so_many_a_second() -> None:
    clock = FakeClock()
    guard = FloodGuard(clock, person=Allowance(3, 1), group=Allowance(100, 10))
    verdicts = [guard.judge(1, 50) for _ in range(6)]
    assert verdicts == [Verdict.SERVE] * 3 + [Verdict.SAY_SO] + [Verdict.IGNORE] * 2
    clock.advance(1)
    assert guard.judge(1, 50) is Verdict.SERVE
    assert guard.judge(1, 50) is Verdict.IGNORE, "told once; silence until it has been quiet"
    clock.advance(60)
    assert [guard.judge(1, 50) for _ in range(4)][-1] is Verdict.SAY_SO


def test_a_chat_has_an_allowance_of_its_own() -> None:
    guard = FloodGuard(FakeClock(), person=Allowance(100, 1), group=Allowance(2, 1))
    assert [guard.judge(person, 50) for person in range(4)] == [
        Verdict.SERVE, Verdict.SERVE, Verdict.SAY_SO, Verdict.IGNORE,
    ]  # fmt: skip
    assert guard.judge(9, 51) is Verdict.SERVE


def test_the_guard_remembers_a_bounded_number_of_people() -> None:
    recent: Recent[int, int] = Recent(3)
    for number in range(10):
        recent.put(number, number)
    assert len(recent) == 3
    assert recent.get(9) == 9
    assert recent.get(0) is None
    recent.get(7)
    recent.put(10, 10)
    assert recent.get(7) == 7, "what was used is kept"


def test_numbers_go_on_over_pages_and_start_anew_with_the_first() -> None:
    memory, chat = Memory(), Destination(1)

    def saw(of: str, numbers: dict[int, int]) -> dict[int, int]:
        memory.saw_list(chat, Listed(of, numbers, START))
        found = memory.listed(chat)
        assert found is not None
        return dict(found.numbers)

    assert saw("headlines", {1: 101, 2: 102}) == {1: 101, 2: 102}
    assert saw("headlines", {3: 103}) == {1: 101, 2: 102, 3: 103}
    assert saw("headlines", {1: 201}) == {1: 201}
    assert saw("hits ferry", {6: 306}) == {6: 306}, "pages of another list are no pages of this one"
    assert memory.listed(Destination(1, 7)) is None


def message(chat_type: str = "private", **fields: object) -> dict[str, object]:
    return {"update_id": 1, "message": {"chat": {"id": 5, "type": chat_type}, "from": {"id": 7}, **fields}}


@pytest.mark.parametrize(
    ("update", "wanted"),
    [
        (message(text="hi"), True),
        (message(photo=[]), True),
        (message("group", text="hi"), False),
        (message("group", text="/help"), True),
        (message("supergroup", text="hi", reply_to_message={"from": {"id": 99}}), True),
        (message("supergroup", text="hi", reply_to_message={"from": {"id": 98}}), False),
        (message("group", migrate_to_chat_id=-100), True),
        (message("supergroup", forum_topic_reopened={}), True),
        (message("supergroup", forum_topic_closed={}), False),
        (message("group", photo=[]), False),
        ({"update_id": 1, "callback_query": {"id": "1"}}, True),
        ({"update_id": 1, "my_chat_member": {}}, True),
    ],
)
def test_only_what_is_meant_for_the_bot_is_wanted(update: dict[str, object], wanted: bool) -> None:
    assert updates.is_wanted(update, 99) is wanted


@pytest.mark.parametrize("text", ["/deliveries a\0b\0", "\\u0000", "\\\0", "\\\\\0\0", "\0"])
def test_an_update_is_read_without_what_no_database_holds(text: str) -> None:
    assert updates.read(json.dumps({"text": text})) == {"text": text.replace("\0", "")}


def test_updates_are_queued_by_chat_and_charged_to_who_asked() -> None:
    pressed = {"update_id": 1, "callback_query": {"id": "8", "from": {"id": 7}, "message": message()["message"]}}
    moved = {"update_id": 1, "my_chat_member": {"chat": {"id": 5}, "from": {"id": 7}}}
    assert [updates.chat_of(update) for update in (message(), pressed, moved)] == [5, 5, 5]
    assert [updates.asker_of(update) for update in (message(), pressed, moved)] == [7, 7, None]
    assert [updates.press_of(update) for update in (message(), pressed, moved)] == ["", "8", ""]
    assert [updates.is_request(update) for update in (message(), pressed, moved)] == [True, True, False]


@given(st.recursive(st.none() | st.integers() | st.text(), lambda x: st.dictionaries(st.text(), x) | st.lists(x)))
def test_any_json_can_be_asked(junk: object) -> None:
    for update in ({"message": junk}, {"callback_query": junk}, {"my_chat_member": junk}, {"other": junk}):
        updates.is_wanted(update, 1)
        updates.chat_of(update)
        updates.asker_of(update)
        updates.press_of(update)
        updates.is_request(update)
