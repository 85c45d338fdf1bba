"""Whether Telegram answers sends: a doubtful message has one repetition, and an outage must not use it up."""

import structlog

from bot.clock import Clock
from bot.delivery.pacing import Pacer
from bot.delivery.sender import Sender
from bot.models import Destination

_log = structlog.get_logger(__name__)


class Line:
    """`works` from any answer, whatever it says, until a request that got none. At first nothing is known."""

    def __init__(self, sender: Sender, pacer: Pacer, clock: Clock) -> None:
        self._sender = sender
        self._pacer = pacer
        self._clock = clock
        self._silent_to = Destination(0)
        self.works = False

    def heard(self, to: Destination, *, answered: bool) -> None:
        """Note how a request to this chat ended."""
        self.works = answered
        if not answered:
            self._silent_to = to

    async def ask(self) -> None:
        """Find out, where the last answer was missing; sends nothing. With every silence the rest grows."""
        self._pacer.spend(self._clock.monotonic())
        try:
            answered = await self._sender.answers(self._silent_to)
        except Exception:
            _log.exception("line_unknown")
            answered = False
        self.heard(self._silent_to, answered=answered)
        if answered:
            self._pacer.answered()
        elif rest := self._pacer.unanswered(self._clock.monotonic()):
            _log.warning("still_unanswered", resting=rest)
