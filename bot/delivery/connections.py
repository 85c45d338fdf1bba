"""Keep-alive connections to one server, one request at a time on each, and what is known when one fails.

Written for one purpose, since a general HTTP client costs several times the send itself: small requests whose body
is ready, answers that are read whole. Every failure says whether the request may have left.
"""

import asyncio
import socket
import ssl
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from telegram.error import NetworkError, TimedOut

from bot.delivery.answers import Answer, AnswerReader, Malformed
from bot.wire import SurelyNotSent

CONNECT_TIMEOUT = 10.0
# A server's first address may lead nowhere (IPv6 without a route): the next one gets its chance within the timeout.
ADDRESS_TIMEOUT = 3.0
# Below the idle limit of any server in between, so that a request is hardly ever written to a dead connection.
KEEPALIVE = 12.0
RESOLVED_FOR = 60.0

Address = tuple[socket.AddressFamily, str, int]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the connections go; `tls` is None for plain HTTP."""

    host: str
    port: int
    tls: ssl.SSLContext | None = field(default=None, repr=False)


class Connection(asyncio.Protocol):
    """One connection. Whoever uses it asks one thing at a time."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._reader = AnswerReader()
        self._transport: Any = None
        self._waiting: asyncio.Future[Answer] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._patience = 0.0
        self.idle_since = 0.0
        self.usable = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ready for a request."""
        self._transport = transport
        self.usable = True

    async def ask(self, request: bytes, patience: float) -> Answer:
        """Write the request and wait for its answer, `patience` seconds for each piece of it.

        Raises TimedOut or NetworkError: the request may have left. The connection is then closed.
        """
        self._waiting = self._loop.create_future()
        self._patience = patience
        self._timer = self._loop.call_later(patience, self._give_up)
        self._transport.write(request)
        try:
            return await self._waiting
        finally:
            self._timer.cancel()
            if self._waiting.cancelled():
                self.close()
            self._waiting = None

    def data_received(self, data: bytes) -> None:
        """Read on; bytes that nobody has asked for end the connection."""
        if self._waiting is None or self._waiting.done():
            self.close()
            return
        try:
            answer = self._reader.feed(data)
        except Malformed as error:
            self._fail(NetworkError(f"the Bot API server gave {error}"))
            return
        if answer is not None:
            self._finish(answer)
        else:
            self._wait_again()

    def eof_received(self) -> None:
        """The server has said all it will say."""

    def connection_lost(self, exc: Exception | None) -> None:
        """An answer may last until here; a request without one is in doubt."""
        self.usable = False
        if self._waiting is None or self._waiting.done():
            return
        answer = self._reader.end() if exc is None else None
        if answer is not None:
            self._finish(answer)
        else:
            name = type(exc).__name__ if exc is not None else "closed"
            self._fail(NetworkError(f"the connection to the Bot API server broke ({name})"))

    def close(self) -> None:
        """End the connection at once, whatever is under way."""
        self.usable = False
        if self._transport is not None:
            self._transport.abort()

    def _finish(self, answer: Answer) -> None:
        if not answer.reusable:
            self.close()
        if self._waiting is not None:
            self._waiting.set_result(answer)

    def _fail(self, error: NetworkError) -> None:
        self.close()
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(error)

    def _wait_again(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._loop.call_later(self._patience, self._give_up)

    def _give_up(self) -> None:
        self._fail(TimedOut("no answer from the Bot API server in time"))


async def resolve(origin: Origin) -> list[Address]:
    """The addresses of a server's name, in the system's order of preference."""
    found = await asyncio.get_running_loop().getaddrinfo(origin.host, origin.port, type=socket.SOCK_STREAM)
    return [(each[0], str(each[4][0]), int(each[4][1])) for each in found]


class Connections:
    """At most `most` connections to a server; the one used last is used first, and idle ones are closed."""

    def __init__(
        self,
        origin: Origin,
        most: int,
        *,
        keepalive: float = KEEPALIVE,
        resolver: Callable[[Origin], Awaitable[list[Address]]] = resolve,
    ) -> None:
        self._origin = origin
        self._keepalive = keepalive
        self._resolver = resolver
        self._loop = asyncio.get_running_loop()
        self._slots = asyncio.Semaphore(most)
        self._idle: deque[Connection] = deque()
        self._busy: set[Connection] = set()
        self._sweeper: asyncio.TimerHandle | None = None
        self._addresses: list[Address] = []
        self._resolve_at = 0.0
        self._closed = False

    @property
    def idle(self) -> int:
        """Connections that could carry a request at once."""
        return sum(connection.usable for connection in self._idle)

    async def ask(self, request: bytes, patience: float) -> Answer:
        """The answer to a request. Raises SurelyNotSent when no byte of it has left, else TimedOut or NetworkError."""
        await self._take_slot()
        try:
            connection = self._pop_idle() or await self._open()
            self._busy.add(connection)
            try:
                return await connection.ask(request, patience)
            finally:
                self._busy.discard(connection)
                self._put_back(connection)
        finally:
            self._slots.release()

    def close(self) -> None:
        """Close all of them; what is under way fails."""
        self._closed = True
        if self._sweeper is not None:
            self._sweeper.cancel()
        for connection in (*self._idle, *self._busy):
            connection.close()
        self._idle.clear()

    async def _take_slot(self) -> None:
        if not self._slots.locked():
            await self._slots.acquire()
            return
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT):
                await self._slots.acquire()
        except TimeoutError as error:
            raise SurelyNotSent("all connections to the Bot API server are busy") from error

    def _pop_idle(self) -> Connection | None:
        oldest = self._loop.time() - self._keepalive
        while self._idle:
            connection = self._idle.pop()
            if connection.usable and connection.idle_since > oldest:
                return connection
            connection.close()
        return None

    def _put_back(self, connection: Connection) -> None:
        if not connection.usable or self._closed:
            connection.close()
            return
        connection.idle_since = self._loop.time()
        self._idle.append(connection)
        if self._sweeper is None:
            self._sweeper = self._loop.call_later(self._keepalive, self._sweep)

    def _sweep(self) -> None:
        """Close what nobody has used for a while, the oldest first."""
        oldest = self._loop.time() - self._keepalive
        while self._idle and (self._idle[0].idle_since <= oldest or not self._idle[0].usable):
            self._idle.popleft().close()
        self._sweeper = self._loop.call_later(self._keepalive, self._sweep) if self._idle else None

    async def _open(self) -> Connection:
        if self._closed:
            raise SurelyNotSent("the connection pool is closed")
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT):
                return await self._reach()
        except (OSError, TimeoutError, UnicodeError) as error:
            raise SurelyNotSent(f"no connection to the Bot API server ({type(error).__name__})") from error

    async def _reach(self) -> Connection:
        """The first address that answers; it is asked first from then on."""
        last: Exception = OSError("the server's name has no address")
        addresses = await self._resolved()
        for place, address in enumerate(addresses, 1):
            patience = ADDRESS_TIMEOUT if place < len(addresses) else CONNECT_TIMEOUT
            try:
                connection = await self._connect(address, patience)
            except (OSError, TimeoutError) as error:
                last, self._resolve_at = error, 0.0
                continue
            self._addresses.sort(key=lambda known: known != address)
            return connection
        raise last

    async def _connect(self, address: Address, patience: float) -> Connection:
        family, host, port = address
        tls = self._origin.tls
        async with asyncio.timeout(patience):
            _, connection = await self._loop.create_connection(
                lambda: Connection(self._loop),
                host,
                port,
                family=family,
                ssl=tls,
                server_hostname=self._origin.host if tls else None,
            )
        return connection

    async def _resolved(self) -> list[Address]:
        now = self._loop.time()
        if now >= self._resolve_at:
            known = self._addresses[:1]
            self._addresses = sorted(await self._resolver(self._origin), key=lambda address: address not in known)
            self._resolve_at = now + RESOLVED_FOR
        return list(self._addresses)
