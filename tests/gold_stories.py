"""Labelled reports of events, and the stories that come of comparing each with each."""

import json
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from itertools import combinations
from pathlib import Path

from bot.ingest.enrich import Enricher
from bot.ingest.parse import parse
from bot.models import ParsedArticle
from bot.stories.fingerprint import headline, shingles, take
from bot.stories.grouping import group
from bot.stories.likeness import containment, link, may_be_copies
from bot.stories.meeting import WINDOW_DAYS
from bot.stories.words import Rarity
from tests.factories import parsed

ROOT = Path(__file__).resolve().parent.parent
# The samples that tell of one event; every other sample is alone.
SAMPLE_EVENTS = ("sweden", "eclipse")


@dataclass(frozen=True, slots=True)
class Report:
    """An article, the event that it is of, and the day."""

    event: str
    content: ParsedArticle
    day: date
    path: str = ""


def labelled(which: str) -> list[Report]:
    """Reports of made-up events: several of one, and others of the same days, places and kinds.

    The `first` set is what the thresholds were chosen on; the `later` one was written when they stood.
    """
    reports = []
    for number, each in enumerate(json.loads((ROOT / "tests/data/stories_gold.json").read_text("utf-8"))):
        if each["set"] != which:
            continue
        day = date.fromisoformat(each["day"])
        content = parsed(
            each["title"],
            each["body"],
            source=each["source"],
            language=each["language"],
            published=datetime(day.year, day.month, day.day, 12, tzinfo=UTC),
        )
        reports.append(Report(each["story"], content, day, f"gold/{number:02}.txt"))
    return reports


def samples(day: date) -> list[Report]:
    """The sample seeds, all taken as of one day: their dates would make it too easy to tell them apart."""
    enricher = Enricher()
    reports = []
    for path in sorted((ROOT / "seeds").rglob("*.txt")):
        content = enricher.enrich(parse(path.read_bytes(), path.name)[0])
        event = next((each for each in SAMPLE_EVENTS if each in path.name), path.name)
        published = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        reports.append(Report(event, replace(content, published=published), day, f"samples/{path.name}"))
    return reports


def stories_from_scratch(reports: dict[int, Report]) -> dict[int, int]:
    """Every article's story by comparing all pairs: slow, and without any index or bound."""
    rarity = Rarity.shipped()
    prints = {
        key: take(
            each.content.title,
            each.content.body,
            language=each.content.language,
            source=each.content.source,
            rarity=rarity,
        )
        for key, each in reports.items()
    }
    links = []
    for first, second in combinations(sorted(reports), 2):
        same_text = prints[first].text == prints[second].text
        if abs((reports[first].day - reports[second].day).days) > WINDOW_DAYS and not same_text:
            continue
        contained = 0.0
        if may_be_copies(prints[first], prints[second]):
            contained = containment(_shingles(reports[first]), _shingles(reports[second]))
        said = {(each.day, headline(each.content.title)) for each in (reports[first], reports[second])}
        same = len(said) == 1 and all(title for _, title in said)
        if found := link((first, second), prints[first], prints[second], contained, same_headline=same):
            links.append(found)
    return group(reports.keys(), links)


def _shingles(report: Report) -> frozenset[int]:
    return shingles("\n\n".join(report.content.body))


@dataclass(frozen=True, slots=True)
class Score:
    """Of the pairs put together: how many belong together; and of those that belong together: how many are."""

    right: int
    made: int
    wanted: int

    @property
    def precision(self) -> float:
        """1.0 when nothing was put together wrongly."""
        return self.right / self.made if self.made else 1.0

    @property
    def recall(self) -> float:
        """1.0 when nothing was missed."""
        return self.right / self.wanted if self.wanted else 1.0


def score(reports: dict[int, Report], stories: dict[int, int]) -> Score:
    """Pairs in one story against pairs of one event."""
    right = made = wanted = 0
    for first, second in combinations(sorted(reports), 2):
        together = first in stories and stories.get(first) == stories.get(second)
        belong = reports[first].event == reports[second].event
        made += together
        wanted += belong
        right += together and belong
    return Score(right, made, wanted)
