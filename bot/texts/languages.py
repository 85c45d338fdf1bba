"""The language of the bot, and those of the articles."""

from functools import lru_cache
from types import MappingProxyType

from babel import Locale, UnknownLocaleError

from bot.search.folding import words
from bot.search.languages import code_of
from bot.texts.catalogue import LANGUAGES
from bot.texts.language import Language


class LanguageTexts(Language):
    """Said by /language."""

    command_language = "My language, and the articles’"
    button_language = "🌐 Language"
    language_title = "🌐 <b>I speak {language} here.</b>"
    language_hint = "Pick another language, or the languages of the articles in your briefing."
    language_as_telegram = "As in Telegram"
    language_articles = "📰 Articles: {languages}"
    all_languages = "All languages"
    ask_articles = (
        "📰 <b>In which languages do you want articles?</b>\n"
        "Tap a language to switch it on or off. It counts for your briefings, from the next one on."
    )
    articles_set = "📰 <b>Articles: {languages}.</b>\nIt counts for your briefings, from the next one on."
    language_unknown = (
        "I don’t speak “{text}”. I know {languages}.\n"
        "For the articles’ languages: <code>/language articles en tr</code>, or <code>/language articles all</code>"
    )
    articles_unknown = "“{text}” is not a language that I know. For example: <code>/language articles en tr</code>"

    def language_name(self, code: str) -> str:
        """`Turkish`, with a capital as it stands alone; the code where CLDR has no name."""
        return _capital(Locale(self.locale).languages.get(code, code))


def own_name(code: str) -> str:
    """What a language calls itself: `Türkçe`."""
    try:
        return _capital(Locale.parse(code).languages.get(code, code))
    except (UnknownLocaleError, ValueError):
        return code


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def language_called(text: str) -> str:
    """The code of the language that a person means by a name or code; "" for what is none."""
    folded = " ".join(words(text))
    code = _by_name().get(folded) or code_of(folded)
    return code if code in Locale("en").languages and len(code) <= 3 else ""


@lru_cache(maxsize=1)
def _by_name() -> MappingProxyType[str, str]:
    """Folded names of languages in each of ours."""
    names = (
        (" ".join(words(name)), code)
        for locale in LANGUAGES
        for code, name in Locale(locale).languages.items()
        if len(code) == 2
    )
    return MappingProxyType(dict(names))
