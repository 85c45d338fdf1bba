"""Every kind of fault: what the bot sees of it and what the ledger knows."""

import asyncio
import contextlib
from typing import Any

import aiohttp
import pytest

from tests.sandbox.conftest import GROUP, READER, Peer

SEND: dict[str, Any] = {"chat_id": READER, "text": "x"}


async def accepted(peer: Peer) -> list[bool]:
    """For each accepted call whether its answer was lost."""
    return [entry["lost"] for entry in (await peer.control("GET", "ledger"))["entries"]]


@pytest.mark.parametrize(("kind", "lost"), [("lost_answer", [True]), ("cut", [])])
async def test_the_connection_is_cut_after_or_before_acceptance(started: Peer, kind: str, lost: list[bool]) -> None:
    await started.control("POST", "faults", kind=kind, method="sendMessage")
    with pytest.raises(aiohttp.ClientConnectionError):
        await started.answer("sendMessage", **SEND)
    assert await accepted(started) == lost
    await started.call("sendMessage", **SEND)
    assert await accepted(started) == [*lost, False]


@pytest.mark.parametrize(
    ("fault", "status", "lost"),
    [
        ({"kind": "status", "status": 502}, 502, []),
        ({"kind": "status_after", "status": 500}, 500, [True]),
        ({"kind": "garbage"}, 200, [True]),
        ({"kind": "garbage", "body": "%PDF"}, 200, [True]),
    ],
)
async def test_the_answer_is_not_json(started: Peer, fault: dict[str, Any], status: int, lost: list[bool]) -> None:
    await started.control("POST", "faults", **fault)
    url = f"{started.sandbox.url}/bot{started.sandbox.token}/sendMessage"
    async with started.session.post(url, json=SEND) as response:
        assert response.status == status
        assert (await response.text())[:1] == fault.get("body", "<")[:1]
    assert await accepted(started) == lost


@pytest.mark.parametrize("kind", ["lost_answer", "status_after", "garbage"])
async def test_a_refusal_is_no_answer_to_be_lost(started: Peer, kind: str) -> None:
    await started.control("POST", "faults", kind=kind, method="sendMessage")
    assert (await started.answer("sendMessage", chat_id=READER, text=""))[0] == 400
    url = f"{started.sandbox.url}/bot{started.sandbox.token}/sendMessage"
    with contextlib.suppress(aiohttp.ClientConnectionError):
        async with started.session.post(url, json=SEND):
            pass
    assert await accepted(started) == [True]


@pytest.mark.parametrize(("kind", "at_once"), [("slow", 1), ("late_accept", 0)])
async def test_an_answer_is_held_until_the_fault_is_cleared(started: Peer, kind: str, at_once: int) -> None:
    """slow: accepted at the start; late_accept: accepted at the end."""
    await started.control("POST", "faults", kind=kind, seconds=3600)
    version = (await started.control("GET", "state"))["version"]
    call = asyncio.create_task(started.call("sendMessage", **SEND))
    events: list[Any] = []
    while not any(event["kind"] == "fault" for event in events):
        events = (await started.control("GET", f"events?after={version}&wait=25"))["events"]
    assert len(await accepted(started)) == at_once
    assert not call.done()
    await started.control("DELETE", "faults")
    assert (await call)["text"] == "x"
    assert await accepted(started) == [False]


async def test_a_delay_ends_by_itself(started: Peer) -> None:
    await started.control("POST", "faults", kind="slow", seconds=0.01)
    assert await started.call("sendMessage", **SEND)


async def test_flood_and_error_answer_as_told(started: Peer) -> None:
    await started.control("POST", "faults", kind="flood", retry_after=9, chat_id=READER)
    status, body = await started.answer("sendMessage", **SEND)
    assert (status, body["parameters"]) == (429, {"retry_after": 9})
    await started.control("POST", "faults", kind="error", code=400, description="Bad Request: CHAT_RESTRICTED")
    assert await started.refused("sendMessage", **SEND) == "Bad Request: CHAT_RESTRICTED"
    assert await accepted(started) == []


async def test_a_fault_strikes_only_what_it_names(started: Peer) -> None:
    await started.control("POST", "faults", kind="flood", method="sendMessage", chat_id=GROUP, times=2)
    await started.call("sendMessage", **SEND)
    await started.call("getChat", chat_id=GROUP)
    statuses = [(await started.answer("sendMessage", chat_id=GROUP, text="x"))[0] for _ in range(3)]
    assert statuses == [429, 429, 200]


async def test_a_seeded_fault_strikes_the_same_calls_each_time(started: Peer) -> None:
    rounds = []
    for _ in range(2):
        await started.control("POST", "faults", kind="flood", times=0, probability=0.5, seed=7)
        rounds.append([(await started.answer("sendMessage", **SEND))[0] for _ in range(20)])
        await started.control("DELETE", "faults")
    assert rounds[0] == rounds[1]
    assert set(rounds[0]) == {200, 429}


async def test_faults_are_listed_and_misunderstood_ones_refused(started: Peer) -> None:
    await started.control("POST", "faults", kind="cut", times=3)
    (rule,) = (await started.control("GET", "faults"))["faults"]
    assert (rule["kind"], rule["times"], rule["used"]) == ("cut", 3, 0)
    status, body = await started.try_control("POST", "faults", kind="gremlin")
    assert (status, body["error"][:28]) == (400, "unknown fault kind 'gremlin'")
    assert (await started.try_control("POST", "faults", kind="cut", colour="red"))[0] == 400
