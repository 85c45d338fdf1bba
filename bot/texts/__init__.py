"""The words that people read, one module a subject. Views, handlers and briefings hold none of their own.

English stands in the sources and names the messages of the catalogues in `locales/`; `make texts` brings them up to
date.
"""

from functools import lru_cache

from bot.texts.catalogue import LANGUAGES, language_of
from bot.texts.say import say
from bot.texts.words import Words

__all__ = ["ENGLISH", "LANGUAGES", "Words", "language_of", "say", "words_for"]

ENGLISH = Words()


def words_for(tag: str) -> Words:
    """The words of the language that an IETF tag means: Spanish for `es-419`; English for one that we do not speak."""
    return _words(language_of(tag) or ENGLISH.locale)


@lru_cache(maxsize=len(LANGUAGES))
def _words(language: str) -> Words:
    return Words(language)
