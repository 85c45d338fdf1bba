"""A line that can go silent without ending, as behind a pulled cable or a firewall that forgets."""

import asyncio
from types import TracebackType
from typing import Self


class SilencedLine:
    """Carries bytes to a port on loopback. After `fall_silent` nothing passes on older connections; new ones work."""

    def __init__(self, to: int) -> None:
        self._to = to
        self._age = 0
        self._writers: list[asyncio.StreamWriter] = []
        self._carrying: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self.port = 0

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._carrying:
            task.cancel()
        await asyncio.gather(*self._carrying, return_exceptions=True)
        for writer in self._writers:
            writer.transport.abort()

    def fall_silent(self) -> None:
        """From now on, no byte of a connection that is open passes."""
        self._age += 1

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, answer = await asyncio.open_connection("127.0.0.1", self._to)
        self._writers += [writer, answer]
        for source, target in ((reader, answer), (there, writer)):
            task = asyncio.create_task(self._carry(source, target, self._age))
            self._carrying.add(task)

    async def _carry(self, source: asyncio.StreamReader, target: asyncio.StreamWriter, age: int) -> None:
        while data := await source.read(65536):
            if age == self._age:
                target.write(data)
        if age == self._age:
            target.close()
