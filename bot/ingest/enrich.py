"""What can be said of an article beyond its text: language, summary, topics, places."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from bot.ingest.language import LanguageDetector
from bot.ingest.leads import make_summary
from bot.ingest.places import Gazetteer
from bot.ingest.topics import TopicVocabulary
from bot.models import ParsedArticle


@dataclass(frozen=True, slots=True)
class Enricher:
    """Fills what a seed did not state itself; whatever it did state stays.

    Holds the language model and the word lists; make one and pass it where seeds are loaded.
    """

    detector: LanguageDetector = field(default_factory=LanguageDetector)
    topics: TopicVocabulary = field(default_factory=TopicVocabulary.shipped)
    gazetteer: Gazetteer = field(default_factory=Gazetteer.shipped)

    def enrich(self, article: ParsedArticle) -> ParsedArticle:
        """The article with language, summary, topics and places."""
        language = article.language or self.detector.detect("\n".join((article.title, *article.body)))
        return replace(
            article,
            language=language,
            summary=article.summary or make_summary("", article.body),
            topics=article.topics or self.topics.find(article.title, article.body),
            places=article.places or self.gazetteer.find(article.title, article.body, language),
        )
