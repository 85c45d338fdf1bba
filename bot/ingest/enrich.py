"""What can be said of an article beyond its text: language, summary, topics, places, names and keywords."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from bot.ingest.keywords import KeywordFinder
from bot.ingest.language import LanguageDetector
from bot.ingest.leads import make_summary
from bot.ingest.organisations import OrganisationFinder
from bot.ingest.people import PeopleFinder
from bot.ingest.places import Gazetteer
from bot.ingest.stated import SectionNames
from bot.ingest.topics import TopicVocabulary
from bot.models import ParsedArticle
from bot.stories.words import Rarity


def _people() -> PeopleFinder:
    return PeopleFinder.shipped(Gazetteer.shipped().known | OrganisationFinder.shipped().known)


@dataclass(frozen=True, slots=True)
class Enricher:
    """Fills what a seed did not state itself; what it did state stays, in the words of our vocabulary.

    Holds the language model and the word lists; make one and pass it where seeds are loaded.
    """

    detector: LanguageDetector = field(default_factory=LanguageDetector)
    topics: TopicVocabulary = field(default_factory=TopicVocabulary.shipped)
    sections: SectionNames = field(default_factory=SectionNames.shipped)
    gazetteer: Gazetteer = field(default_factory=Gazetteer.shipped)
    organisations: OrganisationFinder = field(default_factory=OrganisationFinder.shipped)
    people: PeopleFinder = field(default_factory=_people)
    keywords: KeywordFinder = field(default_factory=lambda: KeywordFinder(Rarity.shipped()))

    def enrich(self, article: ParsedArticle) -> ParsedArticle:
        """The article with everything that it did not state."""
        language = self.detector.settle(article.language, "\n".join((article.title, *article.body)))
        return replace(
            article,
            language=language,
            summary=make_summary(article.summary, article.body, article.title),
            topics=self.sections.topics(article.topics) or self._topics(article),
            places=self.gazetteer.codes(article.places, language)
            or self.gazetteer.find(article.title, article.body, language),
            people=article.people or self.people.find(article.body),
            organisations=article.organisations or self.organisations.find(article.body),
            keywords=article.keywords or self.keywords.find(article.title, article.body, language),
        )

    def _topics(self, article: ParsedArticle) -> tuple[str, ...]:
        return self.sections.with_section(article.section, self.topics.find(article.title, article.body))
