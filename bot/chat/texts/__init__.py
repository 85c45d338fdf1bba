"""The words that people read, one module a language. Views and handlers hold none of their own."""

from bot.chat.texts.english import English

Words = English
"""What every language has to say; a further one is a class with the same names."""

ENGLISH = English()


def words_for(_language: str) -> Words:
    """The words of the language, English while it is the only one."""
    return ENGLISH
