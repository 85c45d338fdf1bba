"""Whole briefings as readers get them. The files are read by people before they are accepted."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.digest.builder import Buttons, compose, prepare
from bot.digest.choice import EditionRequest
from bot.digest.pool import Pool
from bot.digest.stories import ToldStory
from bot.models import Edition, EditorMark, Interest, InterestKind, Stance
from bot.storage.news import News
from tests.factories import headline, utc

EDITIONS = Path(__file__).parent.parent / "data" / "editions"
AT = utc(2026, 11, 24, 4, 30)
DAY = date(2026, 11, 24)
QUOTED = (
    "The ferry ran aground at half past two in the morning. Its captain had asked for a pilot an hour before. "
    "Boats of the coast guard and of fishermen brought everybody to Naxos.",
    "Nobody was hurt. The company promised to pay for the night.",
)


def told(number: int, title: str, summary: str, source: str, topic: str = "", **more: Any) -> News:
    """A report; `hours` before the slot it appeared, `story` is the one that it belongs to."""
    at = more.pop("at", AT - timedelta(hours=more.pop("hours", number)))
    around = {name: more.pop(name, default) for name, default in (("places", ()), ("url", ""), ("story", number))}
    load = more.pop("load", 2)
    fields = {"published": at, "shown_at": at, "words": 400, "topics": (topic,) if topic else (), **more}
    shown = headline(number, title=title, summary=summary, source=source, **fields)
    return News(shown, around["story"], around["places"], "", around["url"], load, AT - timedelta(hours=1))


FERRY = (
    told(
        1,
        "All 212 passengers safe after a ferry runs aground off Naxos",
        "A ferry with 212 people on board ran aground off Naxos in the night. All of them were taken off by morning, "
        "the Greek coast guard said. The ship had left Piraeus with a delay of two hours.",
        "Northline Wire",
        "world",
        url="https://example.com/ferry",
        places=("GR",),
    ),
    told(2, "Ferry stranded near Naxos", "Passengers were taken off.", "Harbor Post", "world", story=1, words=200),
    told(3, "Naxos ferry: what is known", "The cause is unclear.", "Meridian Courier", "world", story=1, words=180),
)
REST = (
    told(
        4,
        "Swiss central bank cuts its rate to a quarter of a percent",
        "The Swiss National Bank lowered its rate for the fourth time this year. It warned of a strong franc.",
        "Daily Ledger",
        "business",
    ),
    told(
        5,
        "Wild bees return to fields that are left unmown",
        "Fields that are not mown until August have three times as many kinds of bees, a study over ten years found. "
        "Farmers in four countries took part. Nobody had expected the effect to last.",
        "Campus Science Weekly",
        "science",
        at=utc(2026, 11, 23),
        url="https://example.com/bees",
    ),
    told(6, "Cyprus leaders agree to open two more crossings", "Both open in spring.", "Meridian Courier", "politics"),
    told(7, "Debutant wins the marathon in Osaka", "She had run the distance once before.", "Sport Wire", "sport"),
    told(8, "A village in Liguria that shares one oven", "", "Harbor Post", "culture", at=utc(2025, 12, 30)),
    told(9, "Old maps of the coast are shown", "Admission is free.", "", published=None),
)
CROWD = tuple(
    told(
        number,
        f"Report {number} of a busy day with a headline of the usual length",
        "The council met on Monday and put off the vote. It will meet again before the month ends. Nobody objected.",
        f"Outlet {number % 7}",
        ("world", "politics", "business", "health", "technology")[number % 5],
        hours=number % 20,
    )
    for number in range(20, 60)
)
RUSSIAN = (
    told(
        71,
        "Мост через Волгу открыт для движения",
        "Движение по мосту открыли утром во вторник. Строительство длилось четыре года.",
        "Образцовый вестник",
        "world",
        language="ru",
    ),
    told(72, "Биржа закрылась ростом", "Индекс прибавил процент.", "Деловая газета", "business", language="ru"),
    told(73, "وصول المسبار إلى القمر", "هبط المسبار بسلام.", "صحيفة المثال", "space", language="ar"),
)


@dataclass(frozen=True)
class Morning:
    """A chat and what is new to it."""

    articles: tuple[News, ...]
    since: date | None = DAY - timedelta(days=1)
    minutes: int = 5
    language: str = "en"
    interests: frozenset[Interest] = frozenset()
    told: frozenset[ToldStory] = frozenset()
    body: tuple[str, ...] = ()
    notes: Mapping[date, str] = field(default_factory=dict)
    marks: Mapping[int, tuple[EditorMark, bool]] = field(default_factory=dict)
    weekly: bool = False


BEFORE = told(80, "Quake kills 12 near Izmir", "At least 12 people died.", "Harbor Post", story=80, hours=30, load=1)
LATER = told(81, "Izmir quake toll rises to 48", "Rescuers go on.", "Northline Wire", "world", story=80, hours=3)
MORNINGS = {
    "first": Morning((*FERRY, *REST), since=None, body=QUOTED),
    "quiet": Morning(REST[1:3]),
    "busy": Morning((*FERRY, *REST, *CROWD), body=QUOTED),
    "busy-short": Morning((*FERRY, *REST, *CROWD), minutes=2, body=QUOTED),
    "busy-long": Morning((*FERRY, *REST, *CROWD), minutes=10, body=QUOTED),
    "one-source": Morning(tuple(each for each in CROWD if each.headline.source == "Outlet 3")),
    "russian": Morning((*RUSSIAN, *FERRY[:1]), language="ru"),
    "arabic": Morning((*RUSSIAN, *FERRY), language="ar"),
    "weekly": Morning((*FERRY, *REST[:3]), since=DAY - timedelta(days=7), weekly=True),
    "weekly-arabic": Morning(RUSSIAN, since=DAY - timedelta(days=7), language="ar", weekly=True),
    "group": Morning(
        (BEFORE, LATER, *FERRY, *REST),
        since=DAY - timedelta(days=4),
        interests=frozenset({Interest(InterestKind.TOPIC, "science", Stance.FOLLOW)}),
        told=frozenset({ToldStory(80, frozenset({80}), 1)}),
        notes={DAY: "Tomorrow there is no briefing: we move house."},
        marks={6: (EditorMark.PIN, False)},
    ),
}


def made(morning: Morning, at: datetime = AT) -> Edition:
    pool = Pool(morning.articles, at=at, through_load=2, marks=morning.marks, notes=morning.notes)
    request = EditionRequest(
        after_load=0 if morning.since is None else 1,
        through_load=2,
        day=DAY,
        minutes=morning.minutes,
        since=morning.since,
        told=morning.told,
        interests=morning.interests,
        language=morning.language,
        tongue=morning.language,
        weekly=morning.weekly,
    )
    chosen = prepare(pool, request)
    assert chosen is not None
    buttons = Buttons(lambda key: f"read:{key}", lambda edition, page: f"more:{edition}:{page}")
    return compose(pool, chosen, buttons, edition_id=7, body=morning.body)


def show(edition: Edition) -> str:
    """An edition as a golden file holds it: each message with its buttons, then why the stories are there."""
    shown = [
        f"{part.html}\n{json.dumps([[button['text'] for button in row] for row in part.keyboard], ensure_ascii=False)}"
        for part in edition.parts
    ]
    why = [f"{key}: {json.dumps(edition.factors[key])}" for key in edition.article_ids]
    return "\n=====\n".join(shown) + "\n-----\n" + "\n".join(why) + "\n"


@pytest.mark.parametrize("name", MORNINGS)
def test_golden(name: str) -> None:
    """Change the files by hand, or not at all."""
    assert show(made(MORNINGS[name])) == (EDITIONS / f"{name}.txt").read_text("utf-8")
