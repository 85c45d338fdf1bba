"""How right the metadata of articles are: precision and recall against labels made by hand.

`tests/data/metadata_gold.json` labels the sample seeds, on which the rules and word lists were improved, so that its
figures are what the rules can do at best. `tests/data/stories_gold.json` is made-up news in six languages.
"""

import json
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.figures import Figure
from bench.setting import SAMPLES
from bot.ingest.enrich import Enricher
from bot.ingest.parse import parse
from bot.models import ParsedArticle

GOLD = SAMPLES.parent / "tests" / "data"


@dataclass(slots=True)
class Score:
    """Labels given, of those right ones, and labels that were wanted."""

    given: int = 0
    right: int = 0
    found: int = 0
    wanted: int = 0

    def add(self, given: Collection[str], wanted: Collection[str], *, allowed: Collection[str] = ()) -> None:
        """Count one article. `allowed` labels are not wrong, and not missed."""
        self.given += len(given)
        self.right += len([each for each in given if each in wanted or each in allowed])
        self.found += len([each for each in wanted if each in given])
        self.wanted += len(wanted)

    @property
    def precision(self) -> float:
        """The share of the given labels that are right."""
        return self.right / self.given if self.given else 1.0

    @property
    def recall(self) -> float:
        """The share of the wanted labels that were given."""
        return self.found / self.wanted if self.wanted else 1.0


def score_samples(enricher: Enricher, report: Callable[[str], None] = lambda _: None) -> dict[str, Score]:
    """Scores by field over the sample seeds; `report` is told of each wrong or missing label."""
    scores = {name: Score() for name in ("language", "topics", "places", "people", "organisations")}
    for gold in json.loads((GOLD / "metadata_gold.json").read_text("utf-8")):
        article = enricher.enrich(parse((SAMPLES / gold["path"]).read_bytes(), Path(gold["path"]).name)[0])
        given = {name: _labels(article, name) for name in scores}
        wanted = {**gold, "language": [gold["language"]]}
        for name, score in scores.items():
            allowed = gold["named_places"] if name == "places" else ()
            score.add(given[name], wanted[name], allowed=allowed)
            _tell(report, f"{gold['path']}: {name}", given[name], wanted[name], allowed)
    return scores


def score_other_news(enricher: Enricher, report: Callable[[str], None] = lambda _: None) -> dict[str, Score]:
    """Scores over the labelled stories. A story may have several topics, of which one is enough."""
    scores = {name: Score() for name in ("topics", "people", "organisations")}
    for gold in json.loads((GOLD / "stories_gold.json").read_text("utf-8")):
        article = enricher.enrich(ParsedArticle(gold["title"], tuple(gold["body"]), language=gold["language"]))
        for name, score in scores.items():
            given, wanted, allowed = _labels(article, name), gold[name], ()
            if name == "topics":
                wanted, allowed = [each for each in wanted if each in given][:1] or wanted[:1], tuple(wanted)
            score.add(given, wanted, allowed=allowed)
            _tell(report, f"{gold['story']}: {name}", given, wanted, allowed)
    return scores


def _labels(article: ParsedArticle, name: str) -> Sequence[str]:
    value: Any = getattr(article, name)
    return [value] if isinstance(value, str) else list(value)


def _tell(
    report: Callable[[str], None], where: str, given: Collection[str], wanted: Collection[str], allowed: Collection[str]
) -> None:
    wrong = [f"+{each}" for each in given if each not in wanted and each not in allowed]
    missing = [f"-{each}" for each in wanted if each not in given]
    if wrong or missing:
        report(f"{where} {' '.join(wrong + missing)}")


async def measure() -> AsyncIterator[Figure]:
    """Precision and recall by field."""
    enricher = Enricher()
    other = {f"{name}, other news": score for name, score in score_other_news(enricher).items()}
    scores = {**score_samples(enricher), **other}
    for name, score in scores.items():
        yield Figure(f"{name}: precision", 100 * score.precision, "%")
        yield Figure(f"{name}: recall", 100 * score.recall, "%")
