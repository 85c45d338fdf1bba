"""The figures for Prometheus, read from the database when somebody asks."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from prometheus_client import CollectorRegistry, Gauge, generate_latest

from bot.models import DeliveryState, Figures


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
        self._lateness = self._gauge("lateness_seconds", "How late the oldest open delivery is")

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
        return generate_latest(self._registry)
