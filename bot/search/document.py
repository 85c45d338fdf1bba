"""An article as the index holds it."""

from dataclasses import dataclass
from itertools import chain

from bot.models import ParsedArticle
from bot.search.folding import words
from bot.search.question import EVERY_ARTICLE, language_term, place_terms, source_terms, topic_terms
from bot.search.spelling import SHORTEST
from bot.search.terms import Analyser

MOST_TERMS = 15_000
"""Of a longer article only so many terms are indexed: PostgreSQL counts positions up to 16,383."""

LONGEST_WORD = 24


@dataclass(frozen=True, slots=True)
class Document:
    """The terms of an article by where they stand. `facets` are what conditions ask for.

    `words` are those of its words that a mistyped one may have meant.
    """

    title: list[str]
    lead: list[str]
    body: list[str]
    facets: list[str]
    words: frozenset[str]


def describe(content: ParsedArticle, analyser: Analyser) -> Document:
    """The article as terms: title, opening, and all other text that a reader sees of it."""
    language = content.language
    lead, rest = content.body[:1], content.body[1:]
    if content.summary and not _is_quoted(content.summary, content.body):
        lead = (content.summary, *lead)
    rest = (*rest, *content.captions, content.byline)
    texts = [words(text) for text in (content.title, "\n".join(lead), "\n".join(rest))]
    title, opening, body = (analyser.terms(text[:MOST_TERMS], language) for text in texts)
    opening = opening[: max(0, MOST_TERMS - len(title))]
    body = body[: max(0, MOST_TERMS - len(title) - len(opening))]
    return Document(title[:MOST_TERMS], opening, body, _facets(content, analyser), _words(texts))


def _is_quoted(summary: str, body: tuple[str, ...]) -> bool:
    """Whether a summary was taken from the text: then its words are in it already."""
    return any(summary[:40] in paragraph for paragraph in body)


def _facets(content: ParsedArticle, analyser: Analyser) -> list[str]:
    named = chain(
        (EVERY_ARTICLE, language_term(content.language)),
        chain.from_iterable(topic_terms(topic, analyser) for topic in (*content.topics, content.section)),
        chain.from_iterable(place_terms(place) for place in content.places),
        source_terms(content.source),
    )
    return [term for term in named if term]


def _words(texts: list[list[str]]) -> frozenset[str]:
    return frozenset(
        word for word in set(chain.from_iterable(texts)) if SHORTEST <= len(word) <= LONGEST_WORD and word.isalpha()
    )
