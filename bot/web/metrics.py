"""The figures for Prometheus, read from the database when somebody asks."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from prometheus_client import CollectorRegistry, Gauge, generate_latest

from bot.models import DeliveryState, Figures

# Telegram words its refusals freely: labels are few and short, or a scrape would grow for ever.
MOST_REASONS = 20
REASON_LENGTH = 80


class Metrics:
    """Gauges of one installation in a registry of their own."""

    def __init__(self, figures: Callable[[], Awaitable[Figures]], now: Callable[[], datetime]) -> None:
        self._figures = figures
        self._now = now
        self._registry = CollectorRegistry()
        self._articles = self._gauge("articles", "Articles that can be read")
        self._chats = self._gauge("chats", "Chats known")
        self._subscriptions = self._gauge("subscriptions", "Active subscriptions")
        self._deliveries = Gauge(
            "briefing_deliveries", "Open deliveries, and those of the last day", ["state"], registry=self._registry
        )
        self._waiting = self._gauge("queue_depth", "Deliveries that wait or are on their way")
        self._lateness = self._gauge("lateness_seconds", "How late the oldest open delivery is")
        self._sent_late = Gauge(
            "briefing_sent_late_seconds",
            "How late the latest briefings of the last day were sent",
            ["quantile"],
            registry=self._registry,
        )
        self._rate = self._gauge("sent_per_second", "Briefings sent a second, over the last minute")
        self._unsent = Gauge(
            "briefing_unsent",
            "Briefings of the last day that were not sent, by reason, among the latest deliveries",
            ["state", "reason"],
            registry=self._registry,
        )

    def _gauge(self, name: str, text: str) -> Gauge:
        return Gauge(f"briefing_{name}", text, registry=self._registry)

    async def render(self) -> bytes:
        """The text exposition of the figures as they are now."""
        figures = await self._figures()
        self._articles.set(figures.articles)
        self._chats.set(figures.chats)
        self._subscriptions.set(figures.subscriptions)
        for state in DeliveryState:
            self._deliveries.labels(state.value).set(figures.deliveries.get(state.value, 0))
        oldest = figures.oldest_planned
        self._lateness.set(max((self._now() - oldest).total_seconds(), 0.0) if oldest is not None else 0.0)
        self._waiting.set(figures.planned)
        self._rate.set(figures.sent_last_minute / 60)
        if figures.lateness is not None:
            for quantile, late in zip(("0.5", "0.99"), figures.lateness, strict=True):
                self._sent_late.labels(quantile).set(late.total_seconds())
        self._unsent.clear()
        for state, reason, count in figures.reasons[:MOST_REASONS]:
            self._unsent.labels(state.value, reason[:REASON_LENGTH]).inc(count)
        return generate_latest(self._registry)
