"""Stand-ins for what the tests do not control: time, and secrets that must never show."""

from datetime import UTC, datetime, timedelta

# Looks like a bot token. No output, log or error of ours may ever hold it.
CANARY_TOKEN = "987654321:AAcanary_must-never-be-seen_0123456789"
# A Sunday, so that the days after it are a plain week.
START = datetime(2026, 3, 1, 6, 0, tzinfo=UTC)


class FakeClock:
    """A `bot.clock.Clock` that moves only when it is told to."""

    def __init__(self, start: datetime = START) -> None:
        self._now = start
        self._monotonic = 1000.0

    def now(self) -> datetime:
        """The instant that was set."""
        return self._now

    def monotonic(self) -> float:
        """Seconds that move with `advance` and never go back."""
        return self._monotonic

    def advance(self, step: timedelta | float) -> None:
        """Let time pass: a span, or seconds."""
        span = step if isinstance(step, timedelta) else timedelta(seconds=step)
        self._now += span
        self._monotonic += span.total_seconds()

    def set(self, instant: datetime) -> None:
        """Set the wall clock, also backwards; the monotonic one knows nothing of it."""
        self._now = instant
