"""The metadata of the labelled samples stay as right as they are; figures and their limits are in docs/metadata.md."""

import pytest

from bench.metadata import Score, score_other_news, score_samples
from bot.ingest.enrich import Enricher


@pytest.fixture(scope="module")
def scores() -> dict[str, Score]:
    enricher = Enricher()
    other = {f"other {name}": score for name, score in score_other_news(enricher).items()}
    return {**score_samples(enricher), **other}


@pytest.mark.parametrize(
    ("name", "precision", "recall"),
    [
        ("language", 1.0, 1.0),
        ("topics", 0.95, 0.78),
        ("places", 0.99, 0.94),
        ("people", 0.97, 0.78),
        ("organisations", 0.97, 0.80),
        ("other topics", 0.93, 0.90),
        ("other people", 0.9, 0.85),
        ("other organisations", 0.8, 0.3),
    ],
)
def test_quality(scores: dict[str, Score], name: str, precision: float, recall: float) -> None:
    assert scores[name].wanted >= 30, "measured on something"
    assert scores[name].precision >= precision
    assert scores[name].recall >= recall


def test_score_counts_each_label_once() -> None:
    score = Score()
    score.add(["a", "b", "c"], ["a", "d"], allowed=["b"])
    assert (score.precision, score.recall) == (2 / 3, 1 / 2)
    assert (Score().precision, Score().recall) == (1.0, 1.0)
