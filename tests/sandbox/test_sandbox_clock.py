"""The clock that people and tests move."""

import asyncio
from datetime import UTC, datetime, timedelta

from bot.sandbox.clock import Clock
from tests.sandbox.conftest import READER, Peer


async def test_messages_are_dated_by_the_sandbox_clock(started: Peer) -> None:
    await started.control("POST", "clock", set="2027-03-28T00:59:30+00:00")
    sent = await started.call("sendMessage", chat_id=READER, text="x")
    assert abs(datetime.fromtimestamp(sent["date"], UTC) - datetime(2027, 3, 28, 1, 0, tzinfo=UTC)) < timedelta(
        minutes=5
    )
    before = (await started.control("GET", "clock"))["offset"]
    assert (await started.control("POST", "clock", advance=3600))["offset"] == before + 3600
    typed = (await started.write("x"))["message"]
    assert typed["date"] - sent["date"] >= 3600
    assert (await started.try_control("POST", "clock", set="2027-03-28T00:59:30"))[0] == 400
    assert (await started.try_control("POST", "clock", advance="soon"))[0] == 400


async def test_a_move_wakes_who_waits_for_it(started: Peer) -> None:
    version = (await started.control("GET", "clock"))["version"]
    waiting = asyncio.create_task(started.control("GET", f"clock?after={version}&wait=25"))
    moved = await started.control("POST", "clock", advance=60)
    assert (await waiting)["version"] == moved["version"] == version + 1
    assert (await started.control("GET", f"clock?after={version}&wait=25"))["offset"] == 60


async def test_waiting_for_a_moment_ends_when_the_clock_gets_there() -> None:
    clock = Clock(real=lambda: 1000.0)
    waiting = asyncio.create_task(clock.wait_until(5000.0))
    await asyncio.sleep(0)
    clock.advance(3999)
    await asyncio.sleep(0)
    assert not waiting.done()
    clock.advance(1)
    await waiting
    clock.set(datetime.fromtimestamp(10, UTC))
    assert clock.now() == 10
