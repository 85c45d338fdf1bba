"""A load balancer in front of replicas: each connection goes to the next one that takes it."""

import socket
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Self

CHUNK = 65_536


class Balancer:
    """Round robin over the ports given, of which some may be closed. `taken` counts the connections of each."""

    def __init__(self, ports: Callable[[], list[int]]) -> None:
        self._ports = ports
        self._turn = 0
        self.taken: Counter[int] = Counter()
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        self._joined: list[threading.Thread] = []
        self._lines: list[socket.socket] = []
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        with self._server:
            self._server.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        for joined in self._joined:
            joined.join()

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._server.accept()
            except OSError:
                return
            replica = self._replica()
            if replica is None:
                client.close()
                continue
            self._lines += [client, replica]
            self._joined.append(threading.Thread(target=_join, args=(client, replica), daemon=True))
            self._joined[-1].start()

    def hang_up(self) -> None:
        """Cut every connection that there is."""
        for line in self._lines:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def _replica(self) -> socket.socket | None:
        ports = self._ports()
        for _ in ports:
            self._turn += 1
            port = ports[self._turn % len(ports)]
            try:
                replica = socket.create_connection(("127.0.0.1", port))
            except OSError:
                continue
            self.taken[port] += 1
            return replica
        return None


def _join(client: socket.socket, replica: socket.socket) -> None:
    """Carry what both say until either hangs up."""
    with client, replica:
        answers = threading.Thread(target=_copy, args=(replica, client), daemon=True)
        answers.start()
        _copy(client, replica)
        answers.join()


def _copy(source: socket.socket, target: socket.socket) -> None:
    """Everything that one side says to the other; then both are told that it is over."""
    with suppress(OSError):
        while data := source.recv(CHUNK):
            target.sendall(data)
    for each in (source, target):
        with suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
