"""Builders of what the digest weighs: articles, and the pool of a moment."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from bot.digest.choice import Choice, EditionRequest, choose
from bot.digest.pool import Pool
from bot.models import Interest, InterestKind, Stance
from bot.storage.news import News
from tests.factories import headline
from tests.fakes import START

DAY = START.date()
LATER = START + timedelta(hours=1)


def news(number: int = 1, *, story: int = 0, load: int = 1, entered: datetime = START, **more: Any) -> News:
    """An article of load 1, which came in at START and was published `number` hours before; its own story."""
    around = {name: more.pop(name) for name in ("places", "names", "url") if name in more}
    told = headline(number, **more)
    article = News(told, story or told.id, (), "", "", load, entered)
    return replace(article, **around)


def pool(articles: Iterable[News], *, at: datetime = LATER, **more: Any) -> Pool:
    """The pool of an hour after START."""
    found = list(articles)
    return Pool(found, at=at, through_load=max((each.load_id for each in found), default=0), **more)


def request(**more: Any) -> EditionRequest:
    """What a chat wants that got a briefing yesterday, before load 1."""
    defaults = EditionRequest(after_load=0, through_load=1, day=DAY, minutes=5, since=DAY - timedelta(days=1))
    return replace(defaults, **more)


def chosen(found: Pool, most: int = 40, **more: Any) -> Choice | None:
    """What that chat is told."""
    return choose(found, request(**more), most=most)


def ids(choice: Choice | None) -> list[int]:
    """The articles that tell the stories, in their order."""
    return [] if choice is None else [each.headline.id for each in choice.tellings]


def follow(kind: InterestKind, value: str) -> Interest:
    """Something followed."""
    return Interest(kind, value, Stance.FOLLOW)


def mute(kind: InterestKind, value: str) -> Interest:
    """Something muted."""
    return Interest(kind, value, Stance.MUTE)


def days(number: int, start: date = DAY) -> date:
    """That many days later."""
    return start + timedelta(days=number)
