"""The words that people read, one module a subject. Views, handlers and briefings hold none of their own."""

from bot.texts.say import say
from bot.texts.words import Words

__all__ = ["ENGLISH", "Words", "say", "words_for"]

ENGLISH = Words()


def words_for(_language: str) -> Words:
    """The words of the language, English while it is the only one."""
    return ENGLISH
