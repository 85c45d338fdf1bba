"""Loads queue, and while one runs everything else goes on."""

import asyncio
import threading

import pytest

from bot.errors import ReloadRunning
from bot.ingest.enrich import Enricher
from bot.ingest.language import LanguageDetector
from bot.ingest.pipeline import BATCH, Loader
from bot.ingest.turn import LEASE, LEASE_TTL, QUEUE
from bot.models import DeliveryState
from bot.schedule.planner import Planner
from bot.storage import leases
from bot.storage.engine import Store
from tests.factories import delivery_rows, subscribe
from tests.fakes import START, FakeClock
from tests.integration.post_office import PostOffice
from tests.integration.room import DENIZ, Room, an_article, fill
from tests.integration.seedsfolder import Folder, outcome, text


async def test_loads_and_undos_take_turns_in_order(
    store: Store, clock: FakeClock, folder: Folder, enricher: Enricher
) -> None:
    loader = Loader(store, clock, folder.root, enricher)
    folder.write("a.txt", text("Bridge opens to trams"))
    waited: list[str] = []
    first, second, third = await asyncio.gather(
        loader.load(on_wait=lambda: waited.append("first")),
        loader.undo(on_wait=lambda: waited.append("second")),
        loader.load(on_wait=lambda: waited.append("third")),
    )
    assert waited == ["second", "third"]
    assert outcome(first) == {"added": ("a.txt",)}
    assert second.withdrawn == ("a.txt",)
    assert outcome(third) == {"undone": ("a.txt",)}


async def test_the_queue_is_bounded(store: Store, clock: FakeClock, folder: Folder, enricher: Enricher) -> None:
    loader = Loader(store, clock, folder.root, enricher)
    loads = [loader.load(on_wait=lambda: None) for _ in range(QUEUE + 2)]
    *done, refused = await asyncio.gather(*loads, return_exceptions=True)
    assert isinstance(refused, ReloadRunning)
    assert not any(isinstance(each, BaseException) for each in done)
    assert outcome(await loader.load()) == {}


async def test_a_load_waits_for_that_of_another_process(
    store: Store, clock: FakeClock, folder: Folder, enricher: Enricher
) -> None:
    async with store.write() as connection:
        epoch = await leases.take(connection, LEASE, "elsewhere/1/1", ttl=LEASE_TTL)
    assert epoch is not None
    rests: list[float] = []

    async def rest(seconds: float) -> None:
        rests.append(seconds)
        if len(rests) == 3:
            async with store.write() as connection:
                await leases.release(connection, LEASE, epoch=epoch)

    told: list[str] = []
    loader = Loader(store, clock, folder.root, enricher, rest=rest)
    assert outcome(await loader.load(on_wait=lambda: told.append("waits"))) == {}
    assert (told, len(rests)) == (["waits"], 3)


async def test_a_load_that_gives_up_waiting_leaves_the_queue(
    store: Store, clock: FakeClock, folder: Folder, enricher: Enricher
) -> None:
    async with store.write() as connection:
        await leases.take(connection, LEASE, "elsewhere/1/1", ttl=LEASE_TTL)
    waiting = asyncio.Event()

    async def rest(_seconds: float) -> None:
        waiting.set()
        await asyncio.Event().wait()

    loader = Loader(store, clock, folder.root, enricher, rest=rest)
    task = asyncio.create_task(loader.load(on_wait=lambda: None))
    await waiting.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    with pytest.raises(ReloadRunning, match="another process"):
        await loader.load()


class Gated(LanguageDetector):
    """A detector that stops at an article until it is let through."""

    def __init__(self, stop_at: str) -> None:
        super().__init__()
        self._stop_at = stop_at
        self.reached = threading.Event()
        self.open = threading.Event()

    def settle(self, stated: str, text: str) -> str:
        """As always, when the gate is open."""
        if text.startswith(self._stop_at):
            self.reached.set()
            self.open.wait()
        return super().settle(stated, text)


async def test_commands_are_answered_and_briefings_delivered_in_the_middle_of_a_load(
    room: Room, folder: Folder
) -> None:
    """The load cannot go on before that: were anything to wait for it, this would never end."""
    await fill(room.store, [an_article(1), an_article(2)])
    await subscribe(room.store, DENIZ, at=START.time())
    for number in range(2 * BATCH):
        folder.write(f"{number:04}.txt", text(f"Story number {number} of the day"))
    gated = Gated(f"Story number {BATCH + 5} of the day")
    loading = asyncio.create_task(Loader(room.store, room.clock, folder.root, Enricher(gated)).load())
    try:
        await asyncio.to_thread(gated.reached.wait)
        assert "Title 2" in (await room.ask("/headlines"))["text"]
        assert (await Planner(room.store, room.clock, read_button=str).run_once()).planned == 1
        office = PostOffice(room.store, room.clock)
        while not await sent(room.store):
            await office.worker.run_once()
        assert not loading.done()
    finally:
        gated.open.set()
    assert len((await loading).added) == 2 * BATCH


async def sent(store: Store) -> bool:
    return any(row.state == DeliveryState.SENT for row in (await delivery_rows(store)).values())
