"""Every sample seed is read as its gold file says."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.ingest.enrich import Enricher
from bot.ingest.lines import count_words
from bot.ingest.parse import parse
from bot.models import ParsedArticle
from bot.sentences import split_sentences

ROOT = Path(__file__).resolve().parents[2]
GOLD = json.loads((ROOT / "tests/data/seeds_gold.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def enricher() -> Enricher:
    return Enricher()


def moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    stated = datetime.fromisoformat(text)
    return stated if stated.tzinfo else stated.replace(tzinfo=UTC)


def read(path: str) -> ParsedArticle:
    articles = parse((ROOT / "seeds" / path).read_bytes(), path)
    assert len(articles) == 1
    return articles[0]


def test_gold_covers_every_seed() -> None:
    files = {str(path.relative_to(ROOT / "seeds")) for path in (ROOT / "seeds").rglob("*.txt")}
    assert files == {gold["path"] for gold in GOLD}


@pytest.mark.parametrize("gold", GOLD, ids=[gold["path"] for gold in GOLD])
def test_seed_is_read_as_gold_says(gold: dict[str, str], enricher: Enricher) -> None:
    article = read(gold["path"])
    paragraphs = list(gold["paragraphs"])
    if gold["dateline"]:
        paragraphs[0] = f"{gold['dateline']} {paragraphs[0]}"
    assert article.title == gold["title"]
    assert list(article.body) == paragraphs
    assert sorted(article.captions) == sorted(gold["captions"])
    assert article.byline == (gold["byline"] or "")
    assert article.source == (gold["source"] or "")
    assert article.published == moment(gold["published"])
    assert article.updated == moment(gold["updated"])
    enriched = enricher.enrich(article)
    assert enriched.language == gold["language"]
    if gold["dateline_country"]:
        assert gold["dateline_country"] in enriched.places


@pytest.mark.parametrize("gold", GOLD, ids=[gold["path"] for gold in GOLD])
def test_summary_is_the_standfirst_or_whole_opening_sentences(gold: dict[str, str], enricher: Enricher) -> None:
    article = read(gold["path"])
    summary = enricher.enrich(article).summary
    if article.summary:
        assert summary == article.summary
        assert summary not in article.body
        return
    sentences = split_sentences(summary)
    assert all(any(sentence in paragraph for paragraph in article.body) for sentence in sentences)
    assert len(sentences) == 1 or count_words(summary) <= 75
