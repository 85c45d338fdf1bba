"""Languages by their ISO 639-1 codes: what people call them, and whose stems are known."""

from dataclasses import dataclass

from bot.search.folding import fold


@dataclass(frozen=True, slots=True)
class Language:
    """A language's Snowball algorithm, empty where there is none or it rewrites the script, and its names."""

    stemmer: str
    names: tuple[str, ...]


LANGUAGES = {
    "ar": Language("arabic", ("arabic", "العربية", "عربي")),
    "be": Language("", ("belarusian",)),
    "bg": Language("", ("bulgarian", "български")),
    "ca": Language("catalan", ("catalan", "català")),
    "cs": Language("czech", ("czech", "čeština", "česky")),
    "da": Language("danish", ("danish", "dansk")),
    "de": Language("german", ("german", "deutsch")),
    "el": Language("greek", ("greek", "ελληνικα")),
    "en": Language("english", ("english",)),
    "es": Language("spanish", ("spanish", "español", "castellano")),
    "et": Language("estonian", ("estonian", "eesti")),
    "eu": Language("basque", ("basque", "euskara")),
    "fa": Language("", ("persian", "farsi", "فارسی")),
    "fi": Language("finnish", ("finnish", "suomi")),
    "fr": Language("french", ("french", "français")),
    "ga": Language("irish", ("irish", "gaeilge")),
    "he": Language("", ("hebrew", "עברית")),
    "hi": Language("hindi", ("hindi", "हिन्दी", "हिंदी")),
    "hr": Language("", ("croatian", "hrvatski")),
    "hu": Language("hungarian", ("hungarian", "magyar")),
    "hy": Language("armenian", ("armenian", "հայերեն")),
    "id": Language("indonesian", ("indonesian", "indonesia")),
    "it": Language("italian", ("italian", "italiano")),
    "ja": Language("", ("japanese", "日本語")),
    "ko": Language("", ("korean", "한국어")),
    "lt": Language("lithuanian", ("lithuanian", "lietuvių")),
    "ne": Language("nepali", ("nepali", "नेपाली")),
    "nl": Language("dutch", ("dutch", "nederlands")),
    "no": Language("norwegian", ("norwegian", "norsk")),
    "pl": Language("polish", ("polish", "polski")),
    "pt": Language("portuguese", ("portuguese", "português")),
    "ro": Language("romanian", ("romanian", "română")),
    "ru": Language("russian", ("russian", "русский")),
    "sr": Language("", ("serbian", "српски", "srpski")),
    "sv": Language("swedish", ("swedish", "svenska")),
    "ta": Language("tamil", ("tamil", "தமிழ்")),
    "th": Language("", ("thai", "ไทย")),
    "tr": Language("turkish", ("turkish", "türkçe")),
    "uk": Language("", ("ukrainian", "українська")),
    "vi": Language("", ("vietnamese", "tiếng việt")),
    "zh": Language("", ("chinese", "中文", "汉语", "漢語")),
}
_BY_NAME = {fold(name): code for code, language in LANGUAGES.items() for name in language.names}


def primary(tag: str) -> str:
    """The language of a tag: `pt-BR` and `pt_BR` are `pt`; both written Norwegians are `no`."""
    code = tag.replace("_", "-").split("-")[0].lower()
    return "no" if code in {"nb", "nn"} else code


def code_of(folded: str) -> str:
    """The code that a person means by a folded name or code; the text itself when it is neither."""
    return _BY_NAME.get(folded) or primary(folded)
