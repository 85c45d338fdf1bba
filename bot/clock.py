"""The clock, as a value that is passed in: no other module asks the operating system for the date."""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """What the rest of the program knows of time."""

    def now(self) -> datetime:
        """The current instant, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that never go back; only differences mean anything."""
        ...


class SystemClock:
    """The operating system's clock, optionally shifted.

    The sandbox lets a person move time forward; the bot then follows by setting `offset`. Pacing and leases use
    `monotonic()`, which the shift leaves alone.
    """

    def __init__(self) -> None:
        self.offset = timedelta(0)

    def now(self) -> datetime:
        """The current instant, aware, in UTC, plus the offset."""
        return datetime.now(UTC) + self.offset

    def monotonic(self) -> float:
        """Seconds of the process's monotonic clock."""
        return time.monotonic()
