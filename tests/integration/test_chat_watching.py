"""Operators ask what a chat got, and are told once when something needs a person."""

from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from bot.chat.handlers.watching import tell_trouble
from bot.errors import DatabaseUnavailable
from bot.models import ChatKind, DeliveryState
from bot.services.watch import AGAIN_AFTER, LEAST_DISK, Watch
from bot.storage import chats
from bot.web.metrics import Metrics
from tests.factories import DAY, add_edition, insert_delivery, subscribe
from tests.fakes import START
from tests.integration.room import ADA, DENIZ, GROUP, Room, labels

HOUR = timedelta(hours=1)


async def refused(room: Room, count: int) -> None:
    """So many chats that have blocked the bot, half an hour ago."""
    edition = await add_edition(room.store, 1)
    for number in range(count):
        subscription = (await subscribe(room.store, 7000 + number)).id
        at = START - HOUR / 2
        await insert_delivery(
            room.store, subscription, edition,
            state=DeliveryState.DEAD.value, reason="Forbidden: bot was blocked by the user", slot_at=at, finished_at=at,
        )  # fmt: skip


async def told(room: Room) -> list[str]:
    """What operators are told when somebody looks now."""
    before = len(room.from_bot(ADA))
    await tell_trouble(room.services, room.answers)
    return [message["text"] for message in room.from_bot(ADA)[before:]]


async def test_what_a_chat_got_and_why_not(room: Room) -> None:
    subscription = (await subscribe(room.store, GROUP, kind=ChatKind.GROUP)).id
    edition = await add_edition(room.store, 1)
    for day, state, reason in ((2, "sent", ""), (1, "dead", "Forbidden: bot was kicked <b>"), (0, "planned", "429")):
        await insert_delivery(
            room.store, subscription, edition,
            state=state, reason=reason, attempts=3 if state == "planned" else 1,
            slot_at=START - timedelta(days=day), slot_date=DAY - timedelta(days=day),
            finished_at=None if state == "planned" else START - timedelta(days=day),
        )  # fmt: skip
    text = (await room.ask(f"/deliveries {GROUP}", ADA))["text"]
    assert str(GROUP) in text
    assert "bot was kicked <b>" in text
    assert "attempts: 3" in text
    assert text.index("on its way") < text.index("kicked") < text.rindex("sent")


async def test_a_chat_is_found_by_its_name(room: Room) -> None:
    async with room.store.write() as connection:
        for number, title in enumerate(("Daily Club", "Sunday club", "100%_sure"), 71):
            await chats.remember(connection, number, ChatKind.PRIVATE, title, "en", now=START)
    which = await room.ask("/deliveries club", ADA)
    assert labels(which) == ["Daily Club", "Sunday club"]
    await room.press(which, "Sunday club")
    assert "Sunday club" in room.now(which)["text"]
    assert "100%_sure" in (await room.ask("/deliveries %_", ADA))["text"]
    assert "no chat named “nobody”" in (await room.ask("/deliveries nobody", ADA))["text"]
    assert "Of which chat?" in (await room.ask("/deliveries", ADA))["text"]
    assert "I don’t know /deliveries" in (await room.ask("/deliveries club", DENIZ))["text"]


async def test_many_refusals_are_told_once_and_again_when_they_come_back(room: Room) -> None:
    await room.say("/start", ADA)
    assert await told(room) == []
    await refused(room, 20)
    (text,) = await told(room)
    assert "20 in the last hour" in text
    assert "bot was blocked" in text
    assert await told(room) == []
    room.clock.advance(2 * HOUR)
    assert await told(room) == []
    room.clock.advance(6 * HOUR)
    assert await told(room) == []


async def test_a_few_refusals_are_everyday(room: Room) -> None:
    await room.say("/start", ADA)
    await refused(room, 19)
    assert await told(room) == []


@pytest.mark.parametrize(("waiting", "expected"), [(1, "A chat waits"), (3, "A chat waits"), (4, "Briefings are late")])
async def test_chats_that_wait_for_long(room: Room, waiting: int, expected: str) -> None:
    await room.say("/start", ADA)
    edition = await add_edition(room.store, 1)
    for number in range(waiting):
        subscription = (await subscribe(room.store, 7000 + number)).id
        await insert_delivery(room.store, subscription, edition, slot_at=START - 2 * HOUR, reason="Too Many Requests")
    texts = await told(room)
    assert len(texts) == (waiting if waiting < 4 else 1)
    assert all(expected in text for text in texts)
    assert await told(room) == []


@pytest.mark.parametrize(("sent", "unknown", "expected"), [(0, 3, 1), (0, 2, 0), (57, 3, 1), (58, 3, 0)])
async def test_briefings_that_nobody_knows_of_are_told_once(room: Room, sent: int, unknown: int, expected: int) -> None:
    await room.say("/start", ADA)
    edition = await add_edition(room.store, 1)
    for number in range(sent + unknown):
        subscription = (await subscribe(room.store, 7000 + number)).id
        state = "unconfirmed" if number < unknown else "sent"
        await insert_delivery(room.store, subscription, edition, state=state, finished_at=START)
    texts = await told(room)
    assert [f"whether {unknown} briefings arrived" in text for text in texts] == [True] * expected
    assert await told(room) == []


async def test_a_full_disk_is_told(room: Room) -> None:
    await room.say("/start", ADA)
    room.free_disk = LEAST_DISK - 1
    (text,) = await told(room)
    assert "299 MB" in text
    assert await told(room) == []
    room.free_disk = LEAST_DISK
    room.clock.advance(7 * HOUR)
    assert await told(room) == []
    room.free_disk = 0
    assert len(await told(room)) == 1


async def test_a_full_disk_is_told_once_also_while_that_cannot_be_written_down(room: Room) -> None:
    await room.say("/start", ADA)
    room.free_disk = 0
    async with room.store.write() as connection:
        await connection.execute(text("CREATE TRIGGER full BEFORE INSERT ON facts BEGIN SELECT no_room(); END"))
    before = len(room.from_bot(ADA))
    for _ in range(3):
        with suppress(DatabaseUnavailable):
            await tell_trouble(room.services, room.answers)
    assert len(room.from_bot(ADA)) == before + 1
    async with room.store.write() as connection:
        await connection.execute(text("DROP TRIGGER full"))
    assert await told(room) == []
    again = Watch(room.store, room.clock, free=lambda: 0)
    assert await again.look() == [], "a process that comes after knows of it"


async def test_nobody_reached_is_told_when_they_come_and_logged_once(room: Room) -> None:
    """The operator has not opened a chat with the bot yet."""
    room.free_disk = 0
    with capture_logs() as logged:
        for _ in range(3):
            assert await told(room) == []
        assert len([each for each in logged if each["event"] == "trouble"]) == 1
        assert sum(room.refusals.values()) == 1
        room.clock.advance(AGAIN_AFTER)
        assert await told(room) == []
        assert sum(room.refusals.values()) == 2
        await room.say("/start", ADA)
        assert len(await told(room)) == 1
        assert await told(room) == []
    assert len([each for each in logged if each["event"] == "trouble"]) == 1


async def test_a_briefing_that_telegram_makes_wait_is_late_all_the_same(room: Room) -> None:
    subscription = (await subscribe(room.store, 9000)).id
    edition = await add_edition(room.store, 1)
    await insert_delivery(
        room.store, subscription, edition,
        state=DeliveryState.PLANNED.value, slot_at=START - 6 * HOUR, not_before=START + 6 * HOUR,
    )  # fmt: skip
    shown = (await Metrics(room.services.administration.figures, room.clock.now).render()).decode()
    assert "briefing_lateness_seconds 21600.0" in shown


async def test_figures_tell_how_late_briefings_are_and_why_some_were_not_sent(room: Room) -> None:
    edition = await add_edition(room.store, 1)
    for number in range(100):
        subscription = (await subscribe(room.store, 8000 + number)).id
        late = timedelta(seconds=10 if number < 98 else 600)
        await insert_delivery(room.store, subscription, edition, state="sent", slot_at=START - late, finished_at=START)
    await refused(room, 3)
    text = (await room.ask("/stats", ADA))["text"]
    assert "Late by: 10.0 s half of them, 10 min nearly all" in text
    assert "Sent in the last minute: 100" in text
    assert "dead, Forbidden: bot was blocked by the user: 3" in text
    metrics = (await Metrics(room.services.administration.figures, room.clock.now).render()).decode()
    assert 'briefing_sent_late_seconds{quantile="0.99"} 600.0' in metrics
    assert 'briefing_unsent{reason="Forbidden: bot was blocked by the user",state="dead"} 3.0' in metrics
