"""What an operator does from a chat: reload the seeds, look at the figures."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from typing import Protocol

from bot.clock import Clock
from bot.models import DeliveryState, Destination, Figures
from bot.reports import ASK, Consent, LoadReport
from bot.storage import articles, chats, facts, history, outcomes, seeds, subscriptions
from bot.storage.engine import Store

FIGURES_SINCE = timedelta(hours=24)
# The messages that show reloads under way: a JSON list of (chat, topic, message).
_SHOWN = "reload_messages"
# What a start kept though it is gone from the folder, and whether operators were told: a JSON object.
_KEPT = "kept_articles"
_UNSENT = (DeliveryState.DEAD, DeliveryState.EXPIRED, DeliveryState.UNCONFIRMED)
_WAITING = (DeliveryState.PLANNED, DeliveryState.SENDING, DeliveryState.UNCERTAIN)

Progress = Callable[[int, int], None]
"""Called with (files done, files in all)."""
OnWait = Callable[[], None]
"""Called once when another load is under way."""


class Loader(Protocol):
    """Loads the seeds folder; the ingest pipeline is one."""

    async def load(
        self,
        *,
        requested_by: int | None = None,
        progress: Progress | None = None,
        consent: Consent = ...,
        on_wait: OnWait | None = None,
    ) -> LoadReport:
        """Load what changed and tell what was done. Raises ReloadRunning and TooManyWithdrawals."""
        ...

    async def undo(
        self,
        *,
        load: int = 0,
        requested_by: int | None = None,
        progress: Progress | None = None,
        consent: Consent = ...,
        on_wait: OnWait | None = None,
    ) -> LoadReport:
        """Take back the last load. Raises InvalidRequest too, when there is none."""
        ...


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asked for a load, what they have agreed to, and whom to tell how far it is."""

    person: int
    consent: Consent = ASK
    progress: Progress | None = None
    on_wait: OnWait | None = None


class Administration:
    """Who may call this is for the caller to decide."""

    def __init__(self, store: Store, clock: Clock, loader: Loader) -> None:
        self._store = store
        self._clock = clock
        self._loader = loader

    async def reload(self, asked: Asked) -> LoadReport:
        """Load the seeds that changed, after others that came first. Raises ReloadRunning, TooManyWithdrawals."""
        report = await self._loader.load(
            requested_by=asked.person, progress=asked.progress, consent=asked.consent, on_wait=asked.on_wait
        )
        async with self._store.write() as connection:
            await facts.put(connection, _KEPT, "")
        return report

    async def undo(self, asked: Asked, load: int = 0) -> LoadReport:
        """Make the library what it was before the last load, which is to be that one where it is not 0.

        Raises InvalidRequest too, when there is none.
        """
        return await self._loader.undo(
            load=load, requested_by=asked.person, progress=asked.progress, consent=asked.consent, on_wait=asked.on_wait
        )

    async def load_at_start(self) -> None:
        """Load what changed while nobody was there to ask: what would have been withdrawn is kept, and told later.

        Raises ReloadRunning.
        """
        report = await self._loader.load(consent=Consent(keep=True))
        digest = sha256("\n".join(report.kept).encode()).hexdigest()[:16] if report.kept else ""
        async with self._store.write() as connection:
            before = json.loads(await facts.get(connection, _KEPT) or "{}")
            if not digest:
                await facts.put(connection, _KEPT, "")
            elif before.get("digest") != digest:
                kept = {"digest": digest, "count": len(report.kept), "articles": report.live, "told": False}
                await facts.put(connection, _KEPT, json.dumps(kept))

    async def untold_kept(self) -> tuple[int, int] | None:
        """How many of how many articles a start kept though they are gone, when no operator was told of it yet."""
        async with self._store.read() as connection:
            kept = json.loads(await facts.get(connection, _KEPT) or "{}")
        return None if kept.get("told", True) else (kept["count"], kept["articles"])

    async def kept_told(self) -> None:
        """Operators know."""
        async with self._store.write() as connection:
            kept = json.loads(await facts.get(connection, _KEPT) or "{}")
            if kept:
                await facts.put(connection, _KEPT, json.dumps({**kept, "told": True}))

    async def load_report(self, number: int) -> LoadReport | None:
        """What a load did, or would have done; None when it is not known."""
        async with self._store.read() as connection:
            stored = await seeds.report(connection, number)
        return None if stored is None else replace(LoadReport.from_json(stored), number=number)

    async def reload_shown(self, chat: Destination, message_id: int) -> None:
        """This message shows a reload under way; remembered, so that a kill does not leave it unfinished for ever."""
        async with self._store.write() as connection:
            shown = json.loads(await facts.get(connection, _SHOWN) or "[]")
            shown.append([chat.telegram_id, chat.thread_id, message_id])
            await facts.put(connection, _SHOWN, json.dumps(shown))

    async def reload_told(self, chat: Destination, message_id: int) -> None:
        """The message says what came of its reload."""
        async with self._store.write() as connection:
            shown = json.loads(await facts.get(connection, _SHOWN) or "[]")
            left = [each for each in shown if each != [chat.telegram_id, chat.thread_id, message_id]]
            await facts.put(connection, _SHOWN, json.dumps(left))

    async def untold_reloads(self) -> list[tuple[Destination, int]]:
        """The messages of reloads that an earlier process did not finish."""
        async with self._store.read() as connection:
            shown = json.loads(await facts.get(connection, _SHOWN) or "[]")
        return [(Destination(chat, thread), message_id) for chat, thread, message_id in shown]

    async def figures(self) -> Figures:
        """What the installation holds now, and what the last day's deliveries came to."""
        now = self._clock.now()
        async with self._store.read() as connection:
            by_state = await history.counts(connection, since=now - FIGURES_SINCE)
            latest = await outcomes.latest(connection, since=now - FIGURES_SINCE)
            median, most = latest.late(0.5), latest.late(0.99)
            return Figures(
                articles=await articles.count(connection),
                chats=await chats.count(connection),
                subscriptions=await subscriptions.count(connection),
                deliveries=by_state,
                planned=sum(by_state.get(state.value, 0) for state in _WAITING),
                oldest_planned=await outcomes.oldest_open(connection),
                sent_last_minute=await outcomes.sent_since(connection, now - timedelta(minutes=1)),
                lateness=None if median is None or most is None else (median, most),
                reasons=tuple(each for each in latest.by_reason if each[0] in _UNSENT),
            )
