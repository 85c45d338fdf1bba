"""What deliveries are compared with: a general HTTP client alone, and the loop that a bot would begin with."""

import asyncio
import time
from tempfile import TemporaryDirectory

import aiohttp
import orjson
from sqlalchemy import BigInteger
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup

from bench.broadcast import BUTTONS, FIRST_ID, HTML, Spent
from bench.setting import TOKEN


class _Base(DeclarativeBase):
    pass


class _Sent(_Base):
    __tablename__ = "sent"
    id: Mapped[int] = mapped_column(primary_key=True)
    chat: Mapped[int] = mapped_column(BigInteger)


async def raw(address: str, messages: int) -> Spent:
    """The same requests by aiohttp without anything around them, ready-made, 32 in flight."""
    url = f"{address}/bot{TOKEN}/sendMessage"
    keyboard = {"inline_keyboard": [BUTTONS]}
    bodies = [
        orjson.dumps({"chat_id": FIRST_ID + n, "text": HTML, "parse_mode": "HTML", "reply_markup": keyboard})
        for n in range(messages)
    ]
    queue = iter(bodies)

    async def sender(session: aiohttp.ClientSession) -> None:
        for body in queue:
            async with session.post(url, data=body, headers={"Content-Type": "application/json"}) as answer:
                await answer.read()

    async with aiohttp.ClientSession() as session:
        wall, cpu = time.perf_counter(), time.process_time()
        await asyncio.gather(*(sender(session) for _ in range(32)))
        return Spent(messages, time.perf_counter() - wall, time.process_time() - cpu)


async def naive(address: str, messages: int) -> Spent:
    """The library as it comes, and the commit of an object for each message, on SQLite."""
    keyboard = InlineKeyboardMarkup(
        [[InlineKeyboardButton(button["text"], callback_data=button["callback_data"]) for button in BUTTONS]]
    )
    with TemporaryDirectory() as folder:
        engine = create_async_engine(f"sqlite+aiosqlite:///{folder}/naive.db")
        async with engine.begin() as connection:
            await connection.run_sync(_Base.metadata.create_all)
        async with Bot(TOKEN, base_url=f"{address}/bot") as bot, AsyncSession(engine) as session:
            wall, cpu = time.perf_counter(), time.process_time()
            for number in range(messages):
                await bot.send_message(FIRST_ID + number, HTML, parse_mode="HTML", reply_markup=keyboard)
                session.add(_Sent(chat=FIRST_ID + number))
                await session.commit()
            spent = Spent(messages, time.perf_counter() - wall, time.process_time() - cpu)
        await engine.dispose()
        return spent
