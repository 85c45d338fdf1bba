"""Briefings delivered a second through the sandbox, each with its durable intent and result.

The baselines run in the same minute against the same server: raw aiohttp with the same bodies, and the loop that a
bot would begin with, `bot.send_message` and an ORM commit for each message.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from datetime import time as wall_time

import aiohttp
import orjson
from sqlalchemy import BigInteger, insert
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from telegram import Bot

from bench.figures import Figure
from bench.setting import TOKEN, control, database, sandbox
from bot.clock import SystemClock
from bot.delivery.outcome import Outcome
from bot.delivery.pacing import Pacer
from bot.delivery.sender import Sender, TelegramSender, connect
from bot.delivery.transport import AiohttpRequest
from bot.delivery.window import Window
from bot.delivery.worker import Tools, Worker
from bot.models import ClaimedDelivery, Edition, EditionPart
from bot.storage import editions, history, outbox
from bot.storage.engine import Store
from bot.storage.schema import chats, loads, subscriptions

CHATS = 4000
NAIVE = 300
FIRST_ID = 100_000
HTML = "<b>A headline of usual length for a morning</b>\n" + "A sentence that tells what happened, and where. " * 40
BUTTONS = tuple({"text": str(number), "callback_data": f"1A:{number}"} for number in range(1, 7))


async def measure() -> AsyncIterator[Figure]:
    """Deliver one briefing to each of many chats."""
    async with sandbox("--no-ledger") as address:
        await control(address, "bulk", people=CHATS, start_id=FIRST_ID, started=True)
        raw, raw_cpu = await _raw(address)
        naive, naive_cpu = await _naive(address)
        ours, ours_cpu = await _ours(address)
    yield Figure("raw aiohttp sends, no database", raw, "sends/s")
    yield Figure("send_message + ORM commit loop", naive, "sends/s")
    yield Figure("briefings delivered durably", ours, "sends/s", "raw aiohttp", ours / raw)
    yield Figure("CPU a delivered briefing", ours_cpu * 1e6, "µs", "send_message loop", ours_cpu / naive_cpu)
    yield Figure("CPU of that loop", naive_cpu * 1e6, "µs", "raw aiohttp", naive_cpu / raw_cpu)


class _Base(DeclarativeBase):
    pass


class _Sent(_Base):
    __tablename__ = "sent"
    id: Mapped[int] = mapped_column(primary_key=True)
    chat: Mapped[int] = mapped_column(BigInteger)


async def _raw(address: str) -> tuple[float, float]:
    """The same requests without anything around them, 32 in flight."""
    url = f"{address}/bot{TOKEN}/sendMessage"
    keyboard = {"inline_keyboard": [BUTTONS]}
    bodies = [
        orjson.dumps({"chat_id": FIRST_ID + n, "text": HTML, "parse_mode": "HTML", "reply_markup": keyboard})
        for n in range(CHATS)
    ]
    queue = iter(bodies)

    async def sender(session: aiohttp.ClientSession) -> None:
        for body in queue:
            async with session.post(url, data=body, headers={"Content-Type": "application/json"}) as answer:
                await answer.read()

    wall, cpu = time.perf_counter(), time.process_time()
    async with aiohttp.ClientSession() as session:
        await asyncio.gather(*(sender(session) for _ in range(32)))
    return CHATS / (time.perf_counter() - wall), (time.process_time() - cpu) / CHATS


async def _naive(address: str) -> tuple[float, float]:
    """The library as it comes and a commit for each message."""
    async with database() as (_, place):
        engine = create_async_engine(f"sqlite+aiosqlite:///{place}/naive.db")
        async with engine.begin() as connection:
            await connection.run_sync(_Base.metadata.create_all)
        async with Bot(TOKEN, base_url=f"{address}/bot") as bot, AsyncSession(engine) as session:
            wall, cpu = time.perf_counter(), time.process_time()
            for number in range(NAIVE):
                await bot.send_message(FIRST_ID + number, HTML, parse_mode="HTML")
                session.add(_Sent(chat=FIRST_ID + number))
                await session.commit()
            result = NAIVE / (time.perf_counter() - wall), (time.process_time() - cpu) / NAIVE
        await engine.dispose()
        return result


class _Counting:
    """Passes deliveries on, and tells when all of them have been sent."""

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


async def _ours(address: str) -> tuple[float, float]:
    """The delivery worker without a rate limit; its last commit counts."""
    async with database() as (store, _), AiohttpRequest() as request:
        await _plan(store)
        sender = _Counting(TelegramSender(connect(TOKEN, address, request)), CHATS)
        tools = Tools(store, sender, Pacer(float("inf")), Window(float("inf")), SystemClock())
        worker = Worker(tools, epoch=1, resend=True, may_send=lambda: True)
        wall, cpu = time.perf_counter(), time.process_time()
        running = asyncio.create_task(worker.run())
        await sender.done.wait()
        worker.stop()
        await running
        result = CHATS / (time.perf_counter() - wall), (time.process_time() - cpu) / CHATS
        await _check(store)
        return result


async def _check(store: Store) -> None:
    async with store.read() as connection:
        states = await history.counts(connection, since=datetime.now(UTC) - timedelta(hours=1))
    if states != {"sent": CHATS}:
        raise RuntimeError(f"not every briefing was delivered: {states}")


async def _plan(store: Store) -> None:
    """One edition for all, a delivery for each."""
    now = datetime.now(UTC)
    async with store.write() as connection:
        await connection.execute(insert(loads).values(id=1, started_at=now, finished_at=now))
        part = EditionPart(html=HTML, plain=HTML, keyboard=(BUTTONS,))
        edition = await editions.add(connection, Edition((part,), ()), through_load=1, now=now)
        chat = {"kind": "private", "title": "", "language": "", "created_at": now}
        await connection.execute(
            insert(chats), [{**chat, "id": n, "telegram_id": FIRST_ID + n - 1} for n in range(1, CHATS + 1)]
        )
        await connection.execute(
            insert(subscriptions),
            [
                {
                    "id": n,
                    "chat_id": n,
                    "thread_id": 0,
                    "zone": "UTC",
                    "minutes": 5,
                    "active": True,
                    "inactive_reason": "",
                    "created_at": now,
                }
                for n in range(1, CHATS + 1)
            ],
        )
        rows = [
            outbox.PlannedDelivery(n, now.date(), wall_time(7, 30), now, 1, edition, now + timedelta(days=1))
            for n in range(1, CHATS + 1)
        ]
        await outbox.plan(connection, rows, now)
