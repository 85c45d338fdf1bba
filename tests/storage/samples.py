"""The sample articles as they should be read, in a library: what searches are tested on."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.models import ParsedArticle
from bot.storage.articles import NewArticle
from bot.storage.engine import Store
from tests.factories import load_articles, new_article

_GOLD = Path(__file__).resolve().parent.parent / "data" / "seeds_gold.json"
_PLACES = {"sweden": ("SE", "US"), "baltimore": ("US",), "acemoglu": ("SE", "TR"), "uk-election": ("GB",)}


def sample_articles() -> list[NewArticle]:
    """All of them, in the order of their paths; the folder is the topic."""
    gold = json.loads(_GOLD.read_text("utf-8"))
    gold.sort(key=lambda each: each["path"])
    return [new_article(each["path"], content=_content(each), content_hash=str(n)) for n, each in enumerate(gold)]


def _content(gold: dict[str, Any]) -> ParsedArticle:
    folder = gold["path"].partition("/")[0]
    published = gold["published"] and datetime.fromisoformat(gold["published"])
    return ParsedArticle(
        title=gold["title"],
        body=tuple(gold["paragraphs"]),
        byline=gold["byline"] or "",
        source=gold["source"] or "",
        published=published and (published if published.tzinfo else published.replace(tzinfo=UTC)),
        captions=tuple(gold["captions"]),
        language=gold["language"],
        topics=() if folder.endswith(".txt") else (folder,),
        places=next((places for name, places in _PLACES.items() if name in gold["path"]), ()),
    )


async def load_samples(store: Store) -> dict[int, str]:
    """Load them; gives back their paths by id."""
    articles = sample_articles()
    await load_articles(store, articles)
    return {number: article.seed_path for number, article in enumerate(articles, 1)}
