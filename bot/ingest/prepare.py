"""Everything about an article that can be worked out before a transaction: what a load stores, indexes and compares."""

from dataclasses import dataclass, replace

from bot.ingest.decide import content_hash
from bot.ingest.enrich import Enricher
from bot.ingest.matching import Item
from bot.models import ParsedArticle
from bot.search.document import Document, describe
from bot.search.terms import Analyser
from bot.stories.fingerprint import Fingerprint, take
from bot.stories.words import Rarity

# What a longer article is about has been said by then; two megabytes of names would take many seconds.
_TOLD = 100_000


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article with what was worked out from it."""

    content: ParsedArticle
    content_hash: str
    words: int
    document: Document
    fingerprint: Fingerprint

    def as_item(self) -> Item:
        """What tells which stored article this is; paragraphs as they are read back from the database."""
        content = self.content
        return Item(self.content_hash, content.title, content.url, _as_stored(content.body))


class Preparer:
    """Fills in and works out. Make one and keep it: it holds the word lists."""

    def __init__(self, enricher: Enricher) -> None:
        self._enricher = enricher
        self._rarity = Rarity.shipped()

    def prepare(self, article: ParsedArticle) -> Prepared:
        """The article as it is to be stored."""
        content = replace(self._enricher.enrich(replace(article, body=_beginning(article.body))), body=article.body)
        body = _as_stored(content.body)
        return Prepared(
            content,
            content_hash(content),
            sum(len(paragraph.split()) for paragraph in content.body),
            describe(content, Analyser()),
            take(content.title, body, language=content.language, source=content.source, rarity=self._rarity),
        )


def _as_stored(body: tuple[str, ...]) -> tuple[str, ...]:
    """As it is read back from the database, where a blank line parts two paragraphs."""
    return tuple("\n\n".join(body).split("\n\n"))


def _beginning(body: tuple[str, ...]) -> tuple[str, ...]:
    taken, left = [], _TOLD
    for paragraph in body:
        taken.append(paragraph[:left])
        left -= len(paragraph)
        if left <= 0:
            break
    return tuple(taken)
