"""A person gets a copy of what is kept of them, and has it deleted."""

import json
from pathlib import Path

from bot.services.housekeeping import Housekeeping
from tests.integration.room import ADA, DENIZ, GROUP, Room, labels


async def test_a_copy_comes_as_a_file(room: Room) -> None:
    await room.ask("/subscribe 7:30 Istanbul")
    answer = await room.ask("/mydata")
    assert answer["document"]["file_name"] == "mydata.json"
    assert "/forgetme" in answer["caption"]
    kept = json.loads(room.state.files[answer["document"]["file_id"]])
    assert kept["chats"][0]["telegram_id"] == DENIZ
    assert kept["subscriptions"][0]["zone"] == "Europe/Istanbul"


async def test_forgetting_asks_first_and_leaves_nothing(room: Room) -> None:
    await room.ask("/subscribe 7:30 Istanbul")
    question = await room.ask("/forgetme")
    await room.press(question, "No, keep it")
    assert "stays as it is" in room.now(question)["text"]
    question = await room.ask("/forgetme")
    assert labels(question) == ["Yes, delete everything", "No, keep it"]
    await room.press(question, "Yes, delete everything")
    assert "Forgotten" in room.now(question)["text"]
    assert "I keep nothing about you" in (await room.ask("/mydata"))["text"]
    assert "No briefing is set up here" in (await room.ask("/status"))["text"]


async def test_there_may_be_nothing_to_forget(room: Room) -> None:
    assert "I keep nothing about you" in (await room.ask("/mydata"))["text"]
    question = await room.ask("/forgetme")
    await room.press(question, "Yes, delete everything")
    assert "nothing to forget" in room.now(question)["text"]


async def test_a_group_is_not_a_person(room: Room) -> None:
    await room.ask("/subscribe 7:30 Istanbul", GROUP, ADA)
    for command in ("/mydata", "/forgetme"):
        assert "private chat" in (await room.ask(command, GROUP))["text"]
    shown = await room.ask("/status", GROUP)
    await room.press_data(shown, "1x", forge=True)
    assert "07:30" in (await room.ask("/status", GROUP))["text"]


async def test_not_even_the_file_holds_anything(room: Room, sqlite_url: str) -> None:
    """Neither the database's free pages nor, within the hour, its log: what is deleted is overwritten."""
    name = "Zebulon Quickfox"
    room.state.world.people[DENIZ].first_name = name
    await room.ask("/subscribe 7:30 Istanbul")
    await room.ask("/follow zzyzx")
    question = await room.ask("/forgetme")
    await room.press(question, "Yes, delete everything")
    await Housekeeping(room.store, room.clock, history_days=400).run()
    file = Path(sqlite_url.partition(":///")[2])
    held = b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
    assert len(held) > 10_000
    assert name.encode() not in held
    assert b"zzyzx" not in held
