"""A broadcast to be measured: chats that are all due, and the delivery worker that serves them."""

import asyncio
import math
import ssl
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from datetime import time as wall_time
from pathlib import Path

from sqlalchemy import func, insert, select, text

from bench.setting import TOKEN
from bot.clock import SystemClock
from bot.delivery.direct import DirectRequest
from bot.delivery.outcome import Outcome
from bot.delivery.pacing import Pacer
from bot.delivery.sender import Sender, TelegramSender, connect
from bot.delivery.window import Window
from bot.delivery.worker import Tools, Worker
from bot.models import ClaimedDelivery, Edition, EditionPart
from bot.storage import editions, outbox
from bot.storage.engine import Store
from bot.storage.schema import chats, deliveries, loads, subscriptions

FIRST_ID = 100_000
BATCH = 10_000
# Requests in flight where no rate says how many are needed: so many are in doubt after a crash.
IN_FLIGHT = 128
HTML = "<b>A headline of usual length for a morning</b>\n" + "A sentence that tells what happened, and where. " * 60
BUTTONS = tuple({"text": str(number), "callback_data": f"1A:{number}"} for number in range(1, 7))


@dataclass(frozen=True, slots=True)
class Spent:
    """What so many messages took: seconds by the wall, of the processor, and megabytes by which the process grew."""

    messages: int
    wall: float
    cpu: float
    grown: float = 0.0

    @property
    def rate(self) -> float:
        """Messages a second."""
        return self.messages / self.wall

    @property
    def each(self) -> float:
        """Microseconds of the processor a message."""
        return self.cpu / self.messages * 1e6


@asynccontextmanager
async def server(*options: str) -> AsyncIterator[str]:
    """The counting server as a process of its own; gives its address."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.loopback", *options, stdout=asyncio.subprocess.PIPE
    )
    try:
        line = await process.stdout.readline() if process.stdout else b""
        yield line.decode().strip()
    finally:
        process.terminate()
        await process.wait()


class _Counting:
    """Passes deliveries on, and tells when so many of them have been sent."""

    def __init__(self, sender: Sender, wanted: int) -> None:
        self._sender = sender
        self._left = wanted
        self.done = asyncio.Event()

    async def send(self, delivery: ClaimedDelivery) -> Outcome:
        outcome = await self._sender.send(delivery)
        self._left -= 1
        if self._left == 0:
            self.done.set()
        return outcome


async def deliver(
    store: Store, address: str, messages: int, rate: float = math.inf, tls: ssl.SSLContext | None = None
) -> Spent:
    """Run the delivery worker until so many are sent; its last commit counts."""
    async with DirectRequest(address, tls=tls) as request:
        counting = _Counting(TelegramSender(connect(TOKEN, address, request)), messages)
        window = Window(rate) if math.isfinite(rate) else Window(rate, IN_FLIGHT)
        tools = Tools(store, counting, Pacer(rate), window, SystemClock())
        worker = Worker(tools, epoch=1, resend=True, may_send=lambda: True)
        before, wall, cpu = resident(), time.perf_counter(), time.process_time()
        running = asyncio.create_task(worker.run())
        waiting = asyncio.create_task(counting.done.wait())
        await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
        worker.stop()
        await running
        waiting.cancel()
        spent = Spent(messages, time.perf_counter() - wall, time.process_time() - cpu, resident() - before)
    await _check(store, messages)
    return spent


def resident() -> float:
    """Resident megabytes of this process (proc(5), status, VmRSS)."""
    lines = Path("/proc/self/status").read_text("ascii", "replace").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024


async def _check(store: Store, messages: int) -> None:
    async with store.read() as connection:
        counted = await connection.execute(select(deliveries.c.state, func.count()).group_by(deliveries.c.state))
        states = {row[0]: row[1] for row in counted}
    # A server with a limit refuses, and those rows wait.
    if states.get("sent", 0) < 0.98 * messages or states.keys() - {"sent", "planned"}:
        raise RuntimeError(f"not every briefing was delivered: {states}")


async def plan(store: Store, due: int) -> None:
    """So many chats that are due now, of one edition, the statistics of the database fresh."""
    now = datetime.now(UTC)
    async with store.write() as connection:
        await connection.execute(insert(loads).values(id=1, started_at=now, finished_at=now))
        part = EditionPart(html=HTML, plain=HTML, keyboard=(BUTTONS,))
        edition = await editions.add(connection, Edition((part,), ()), through_load=1, now=now)
    for first in range(1, due + 1, BATCH):
        numbers = range(first, min(first + BATCH, due + 1))
        async with store.write() as connection:
            await connection.execute(insert(chats), [_chat(number, now) for number in numbers])
            await connection.execute(insert(subscriptions), [_subscription(number, now) for number in numbers])
            await outbox.plan(connection, [_delivery(numbers, edition, now)], now)
    async with store.write() as connection:
        await connection.execute(text("ANALYZE"))


def _chat(number: int, now: datetime) -> dict[str, object]:
    telegram_id = FIRST_ID + number - 1
    return {
        "id": number,
        "telegram_id": telegram_id,
        "kind": "private",
        "title": "",
        "language": "",
        "created_at": now,
    }


def _subscription(number: int, now: datetime) -> dict[str, object]:
    return {
        "id": number,
        "chat_id": number,
        "thread_id": 0,
        "zone": "UTC",
        "minutes": 5,
        "active": True,
        "inactive_reason": "",
        "created_at": now,
    }


def _delivery(numbers: Sequence[int], edition: int, now: datetime) -> outbox.PlannedDelivery:
    return outbox.PlannedDelivery(numbers, now.date(), wall_time(7, 30), now, 1, edition, now + timedelta(days=1))
