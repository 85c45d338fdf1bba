"""Briefings delivered, each with its durable intent and result, by one sender process on one core.

The server only counts and runs on another core, as PostgreSQL does. What is compared runs in alternation in the same
minutes: the requests alone through aiohttp, and the loop that a bot would begin with. What takes longer:
`python -m bench broadcasts` (100,000 as fast as it goes and at the paid rate, three minutes at the free rate), and
`python -m bench due` (what a briefing costs among a thousand, and among a million that are due).
"""

import asyncio
import os
import ssl
import statistics
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import aiohttp
import orjson

from bench.broadcast import Spent, deliver, plan, server
from bench.figures import Figure
from bench.replying import reply_times
from bench.rivals import naive, raw
from bench.setting import database
from bot.storage.engine import Store, open_store
from bot.storage.migrate import upgrade
from tests.postgres import PostgresMissing, PostgresServer

ROUNDS = 3
BRIEFINGS = 10_000
RAW = 5_000
NAIVE = 200
DUE = (1_000, 10_000, 100_000)
PAID_RATE = 1_000.0
FREE_RATE = 30.0
FREE_SECONDS = 20
LONG_SECONDS = 180
LATENCY = 0.05
# A server that waits for the disk at each commit.
DURABLE = ("listen_addresses=127.0.0.1", "fsync=on", "jit=off")


async def measure() -> AsyncIterator[Figure]:
    """All of it, one after the other."""
    async with AsyncExitStack() as stack:
        with _on(_others()):
            postgres = stack.enter_context(_postgres())
        for part in (_speed(postgres), _due(DUE, [("SQLite", None)]), _paid(_PLACES), _free(FREE_SECONDS), _replies()):
            async for figure in part:
                yield figure


async def measure_long() -> AsyncIterator[Figure]:
    """Large broadcasts, as fast as it goes and at both rates."""
    with _databases() as databases:
        for part in (_whole(databases), _paid([("", (), 10 * BRIEFINGS)]), _free(LONG_SECONDS)):
            async for figure in part:
                yield figure


async def measure_due() -> AsyncIterator[Figure]:
    """What a briefing costs among few and among many."""
    with _databases() as databases:
        async for figure in _due((*DUE, 1_000_000), databases):
            yield figure


Databases = Sequence[tuple[str, PostgresServer | None]]


@contextmanager
def _databases() -> Iterator[Databases]:
    with ExitStack() as stack:
        with _on(_others()):
            postgres = stack.enter_context(_postgres())
        yield [("SQLite", None)] + ([("PostgreSQL", postgres)] if postgres is not None else [])


def _others() -> set[int]:
    """The cores on which the servers run; the sender has the first."""
    cores = sorted(os.sched_getaffinity(0))
    return set(cores[1:] or cores)


@contextmanager
def _on(cores: set[int]) -> Iterator[None]:
    """Run this, and the threads and processes that it starts, on these cores."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@contextmanager
def _sender_alone() -> Iterator[None]:
    with _on({min(os.sched_getaffinity(0))}):
        yield


@asynccontextmanager
async def _server(*options: str) -> AsyncIterator[str]:
    with _on(_others()):
        running = server(*options)
        address = await running.__aenter__()
    try:
        yield address
    finally:
        await running.__aexit__(None, None, None)


@contextmanager
def _postgres() -> Iterator[PostgresServer | None]:
    try:
        own = PostgresServer(DURABLE)
    except PostgresMissing:
        yield None
        return
    try:
        own.start()
        yield own
    finally:
        own.stop()


_numbers = count(1)


@asynccontextmanager
async def _store(postgres: PostgresServer | None) -> AsyncIterator[Store]:
    """An empty database at head: of this server, or SQLite."""
    if postgres is None:
        async with database() as (store, _):
            yield store
        return
    name = f"bench_{next(_numbers)}"
    url = await asyncio.to_thread(postgres.create_database, name)
    await upgrade(url, datetime.now(UTC))
    store = await open_store(url)
    try:
        yield store
    finally:
        await store.close()
        await asyncio.to_thread(postgres.drop_database, name)


async def _broadcast(
    address: str,
    messages: int,
    *,
    due: int = 0,
    rate: float = float("inf"),
    postgres: PostgresServer | None = None,
    tls: ssl.SSLContext | None = None,
) -> Spent:
    with _sender_alone():
        async with _store(postgres) as store:
            await plan(store, due or messages)
            return await deliver(store, address, messages, rate, tls)


async def _speed(postgres: PostgresServer | None) -> AsyncIterator[Figure]:
    """Unthrottled: the rivals and both databases in turn, the middle of three."""
    loops, bare, lite, large = [], [], [], []
    async with _server() as address:
        for _ in range(ROUNDS):
            with _sender_alone():
                loops.append(await naive(address, NAIVE))
                bare.append(await raw(address, RAW))
            lite.append(await _broadcast(address, BRIEFINGS))
            if postgres is not None:
                large.append(await _broadcast(address, BRIEFINGS, postgres=postgres))
    loop, alone = _middle(loops), _middle(bare)
    yield Figure("send_message + ORM commit loop", loop.rate, "sends/s")
    yield Figure("  CPU a message", loop.each, "µs")
    yield Figure("raw aiohttp sends, no database", alone.rate, "sends/s")
    yield Figure("  CPU a message", alone.each, "µs")
    for name, runs in (("SQLite", lite), ("PostgreSQL", large)):
        if runs:
            ours = _middle(runs)
            yield Figure(f"delivered durably, {name}", ours.rate, "briefings/s", "raw aiohttp", ours.rate / alone.rate)
            yield Figure("  CPU a briefing", ours.each, "µs", "raw aiohttp", ours.each / alone.each)
            yield Figure("  CPU saved", loop.each / ours.each, "times", "send_message loop", loop.each / ours.each)
            yield Figure("  memory grown by 10,000", ours.grown, "MB")


def _middle(runs: list[Spent]) -> Spent:
    """The run in the middle by what it cost, with the rate in the middle of all."""
    wall = statistics.median(run.wall for run in runs)
    grown = statistics.median(run.grown for run in runs)
    return Spent(runs[0].messages, wall, statistics.median(run.cpu for run in runs), grown)


async def _whole(databases: Databases) -> AsyncIterator[Figure]:
    """All at once, as fast as it goes: how late the last one is, and what they cost."""
    async with _server() as address:
        for name, postgres in databases:
            for messages in (BRIEFINGS, 10 * BRIEFINGS):
                spent = await _broadcast(address, messages, postgres=postgres)
                yield Figure(f"{messages:,} unthrottled, {name}: the last after", spent.wall, "s")
                yield Figure("  CPU a briefing", spent.each, "µs")
                yield Figure("  memory grown", spent.grown, "MB")


async def _due(sizes: Sequence[int], databases: Databases) -> AsyncIterator[Figure]:
    """What a briefing costs when so many are due; of the many the first 10,000 are sent."""
    async with _server() as address:
        for name, postgres in databases:
            least = 0.0
            for due in sizes:
                spent = await _broadcast(address, min(due, BRIEFINGS), due=due, postgres=postgres)
                least = least or spent.each
                title = f"CPU a briefing, {due:,} due, {name}"
                yield Figure(title, spent.each, "µs", f"{sizes[0]:,} due", spent.each / least)
                yield Figure("  delivered a second", spent.rate, "briefings/s")


# (where the server is, its options, how many briefings)
Place = tuple[str, tuple[str, ...], int]
_PLACES: list[Place] = [
    ("", (), BRIEFINGS),
    (", 50 ms away", ("--latency", str(LATENCY)), BRIEFINGS),
    (", over TLS", ("--certificate",), BRIEFINGS),
    (", over TLS, 50 ms away", ("--latency", str(LATENCY), "--certificate"), BRIEFINGS),
]


async def _paid(places: Sequence[Place]) -> AsyncIterator[Figure]:
    """At 1,000 a second: how late the last one is beyond what the rate asks for, and the share of a core."""
    with tempfile.TemporaryDirectory() as folder:
        certificate = _certificate(Path(folder))
        trust = ssl.create_default_context(cafile=certificate)
        for name, options, messages in places:
            secure = "--certificate" in options
            arguments = (*options, str(certificate)) if secure else options
            async with _server(*arguments) as address:
                spent = await _broadcast(address, messages, rate=PAID_RATE, tls=trust if secure else None)
            title = f"{messages:,} at 1,000 a second{name}"
            ideal = messages / PAID_RATE
            yield Figure(f"{title}: the last after", spent.wall, "s", "the rate itself", spent.wall / ideal)
            yield Figure("  share of a core", 100 * spent.cpu / spent.wall, "%")


def _certificate(folder: Path) -> Path:
    """A key and a certificate for loopback in one file, by the openssl command."""
    whole = folder / "whole.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=127.0.0.1"
    names = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(whole), "-out", str(folder / "cert.pem")]
    subprocess.run([*command.split(), *names], check=True, capture_output=True)  # noqa: S603 - our own words
    whole.write_bytes(whole.read_bytes() + (folder / "cert.pem").read_bytes())
    return whole


async def _free(seconds: int) -> AsyncIterator[Figure]:
    """At 30 a second against a server that refuses the 31st within a second."""
    async with _server("--limit", str(int(FREE_RATE))) as address:
        messages = int(FREE_RATE * seconds)
        spent = await _broadcast(address, messages, rate=FREE_RATE)
        async with aiohttp.ClientSession() as session, session.get(f"{address}/seen") as answer:
            seen = orjson.loads(await answer.read())
    rate = (seen["messages"] - 1) / seen["span"]
    yield Figure(f"free rate, {seconds} s", rate, "sends/s", "30 a second", rate / FREE_RATE)
    yield Figure("  most within a second", seen["fullest_second"], "sends")
    yield Figure("  refused with 429", seen["refused"], "sends")
    yield Figure("  share of a core", 100 * spent.cpu / spent.wall, "%")


async def _replies() -> AsyncIterator[Figure]:
    """The whole bot, a person who writes to it, and 10,000 briefings at 1,000 a second."""
    async with _server() as address:
        times = sorted(await reply_times(address, BRIEFINGS))
    yield Figure("reply while 10,000 go out, p50", statistics.median(times) * 1000, "ms")
    yield Figure("  p99", times[int(len(times) * 0.99)] * 1000, "ms")
    yield Figure("  slowest", times[-1] * 1000, "ms")
