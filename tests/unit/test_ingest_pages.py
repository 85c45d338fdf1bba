"""Whole pages and pastes in five languages, with everything that stands around an article, are read as gold says."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.ingest.enrich import Enricher
from bot.ingest.parse import parse

DATA = Path(__file__).resolve().parents[1] / "data" / "ingest"
GOLD = json.loads((DATA / "pages_gold.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def enricher() -> Enricher:
    return Enricher()


def moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    stated = datetime.fromisoformat(text)
    return stated if stated.tzinfo else stated.replace(tzinfo=UTC)


def test_gold_covers_every_page() -> None:
    assert sorted(path.name for path in (DATA / "pages").iterdir()) == [gold["path"] for gold in GOLD]


@pytest.mark.parametrize("gold", GOLD, ids=[gold["path"] for gold in GOLD])
def test_page_is_read_as_gold_says(gold: dict[str, Any], enricher: Enricher) -> None:
    [article] = parse((DATA / "pages" / gold["path"]).read_bytes(), gold["path"])
    assert article.title == gold["title"]
    assert list(article.body) == gold["body"]
    assert sorted(article.captions) == sorted(gold["captions"])
    assert (article.byline, article.source) == (gold["byline"], gold["source"])
    assert (article.published, article.updated) == (moment(gold["published"]), moment(gold["updated"]))
    assert enricher.enrich(article).language == gold["language"]
