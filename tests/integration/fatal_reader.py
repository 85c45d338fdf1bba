"""A reader whose process ends where a file says so: boots the worker of `reading_pool` with it."""

import os
import signal

from bot.ingest import reading_worker
from bot.ingest.prepare import Prepared
from bot.ingest.reader import SeedReader
from bot.models import RejectedItem


class FatalReader(SeedReader):
    """Reads like any other, but crashes on `crash`, runs out of time on `hang` and has a bug for `bug`."""

    def _items(self, data: bytes, path: str) -> tuple[Prepared | RejectedItem, ...]:
        if "crash" in path:
            os.kill(os.getpid(), signal.SIGSEGV)
        if "hang" in path:
            signal.raise_signal(signal.SIGALRM)
        if "bug" in path:
            raise ZeroDivisionError(path)
        return super()._items(data, path)


def main() -> None:
    """The worker, with this reader."""
    reading_worker.main(FatalReader)
