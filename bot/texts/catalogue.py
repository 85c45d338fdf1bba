"""The languages that the bot speaks, and their catalogues: gettext `.po` files beside this module, read as they are.

No compiled `.mo` is kept, so that nothing can be out of step: reading one catalogue takes a few milliseconds, once.
"""

import re
from functools import lru_cache
from importlib import resources
from io import BytesIO

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

ENGLISH = "en"
LANGUAGES = (ENGLISH, "ru", "tr", "ar", "es")
"""English is what the sources say; each other one has a catalogue in `locales/`."""

_PLACES_AND_TAGS = re.compile(r"\{[^{}]*\}|<[^<>]*>")


def has_words(template: str) -> bool:
    """Whether there is anything to translate: `{name}` and `◀` are the same in every language."""
    return any(map(str.isalpha, _PLACES_AND_TAGS.sub("", template)))


def language_of(tag: str) -> str:
    """The language of ours that an IETF tag such as `es-419` means, "" where it is none."""
    language = tag.replace("_", "-").partition("-")[0].lower()
    return language if language in LANGUAGES else ""


@lru_cache(maxsize=len(LANGUAGES))
def translations(language: str) -> NullTranslations:
    """The catalogue of one of our languages; that of English says everything as it is. Fuzzy entries do not count."""
    if language == ENGLISH:
        return NullTranslations()
    path = resources.files("bot.texts").joinpath("locales", language, "LC_MESSAGES", "bot.po")
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(path.read_bytes()), locale=language))
    compiled.seek(0)
    return Translations(compiled)
