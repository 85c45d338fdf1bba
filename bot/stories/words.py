"""A text as words that can be compared: folded, stemmed, and weighed by how much they say about an event."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files

import Stemmer

# Scripts that put no spaces between words; there a character stands for half a word.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_UNIT = re.compile(rf"\d+(?:[.,:]\d+)*|[{_UNSPACED}]|[^\W\d_{_UNSPACED}]+\d*|\w")
_CHARACTER = re.compile(f"[{_UNSPACED}]")
_FIRST_CHARACTER = _UNSPACED[0]
# Units that may have a capital: most of a text is passed over without a look.
_CAPITAL = re.compile(rf"[^\W\d_a-z{_UNSPACED}](?<![^\W\d_{_UNSPACED}].)[^\W\d_{_UNSPACED}]*\d*")
_SENTENCE_START = re.compile(r"(?:^|[\n.!?…:;•«“\"'‘(—–-]\s*)$")
_DIGIT_MARKS = re.compile(r"(?<=\d)[.,](?=\d)")
_SNOWBALL = {
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "tr": "turkish",
}
SILENT, COMMON, RARE, NAME = 0.0, 1.0, 3.0, 4.0
_YEAR = re.compile(r"(?:19|20)\d\d$")
_YEAR_WEIGHT = 0.5
# Particles that stand in most sentences of Chinese and Japanese, of no use to tell events apart.
_PARTICLES = frozenset(
    "的了在是和有不为人这中上个们以到说时要就出会也你对生能而子那得于着下自之年过发后作里はがのをにでとも"
)


def fold(text: str) -> str:
    """Compatibility forms, case and the Russian ё made equal; the dotted İ would otherwise leave a stray mark."""
    return unicodedata.normalize("NFKC", text).replace("İ", "i").casefold().replace("ё", "е")


def units(text: str) -> list[str]:
    """Words and numbers of a folded text; each character of a script without spaces is a unit of its own."""
    return _UNIT.findall(text)


def is_character(unit: str) -> bool:
    """Whether a unit is one character of a script without spaces."""
    return len(unit) == 1 and unit >= _FIRST_CHARACTER and _CHARACTER.match(unit) is not None


def stems(words: Sequence[str], language: str) -> list[str]:
    """Snowball stems where the language has them, else the words; in numbers the marks between digits go."""
    algorithm = _SNOWBALL.get(language)
    found = Stemmer.Stemmer(algorithm).stemWords(list(words)) if algorithm else words
    return [stem if stem.isalpha() else _DIGIT_MARKS.sub("", stem) for stem in found]


def names(text: str) -> list[tuple[str, ...]]:
    """Folded runs of words that stand with a capital inside a sentence: ("port", "selin"), ("nato",)."""
    runs: list[list[str]] = []
    end = -1
    for match in _CAPITAL.finditer(text):
        word = match.group()
        if not word[0].isupper():
            continue
        if runs and text[end : match.start()] in (" ", "-", "\u00a0"):
            runs[-1].append(fold(word))
        elif _SENTENCE_START.search(text[max(0, match.start() - 3) : match.start()]):
            continue
        else:
            runs.append([fold(word)])
        end = match.end()
    return [tuple(run) for run in runs]


class Rarity:
    """How much a word says: function words nothing, the words of every newspaper a little, others much."""

    def __init__(self, bands: Mapping[str, tuple[Iterable[str], Iterable[str]]]) -> None:
        self._bands = {
            language: (_with_stems(function, language), _with_stems(common, language))
            for language, (function, common) in bands.items()
        }

    @classmethod
    def shipped(cls) -> "Rarity":
        """The words that come with the bot, `bot/stories/data/common_words.toml`."""
        text = files("bot.stories").joinpath("data/common_words.toml").read_text(encoding="utf-8")
        return cls(
            {
                language: (bands["function"].split(), bands["common"].split())
                for language, bands in tomllib.loads(text).items()
            }
        )

    def weight(self, stem: str, language: str) -> float:
        """The weight of a stem, `SILENT` to `RARE`."""
        if stem[0].isdigit():
            return _number_weight(stem)
        if language not in self._bands or (stem >= _FIRST_CHARACTER and _CHARACTER.match(stem)):
            return _weight_by_length(stem)
        function, common = self._bands[language]
        if stem in function or len(stem) == 1:
            return SILENT
        return COMMON if stem in common else RARE

    def is_function_word(self, word: str, language: str) -> bool:
        """Whether the word only holds others together: `the`, `и`, `ve`. A letter alone does no more."""
        written = fold(word)
        if len(written) == 1 and written.isalpha() and not is_character(written):
            return True
        return language in self._bands and written in self._bands[language][0]


def _with_stems(words: Iterable[str], language: str) -> frozenset[str]:
    folded = [fold(word) for word in words]
    return frozenset((*folded, *stems(folded, language)))


def _number_weight(digits: str) -> float:
    """Years and single digits stand in every article; "310" or "6.7" are facts of one event."""
    if len(digits) == 1 or _YEAR.match(digits):
        return _YEAR_WEIGHT
    return COMMON if len(digits) == 2 else RARE


def _weight_by_length(stem: str) -> float:
    """Frequent words are short in every language (Zipf's law of abbreviation); pairs of characters are all alike."""
    if _CHARACTER.match(stem):
        return SILENT if _PARTICLES.intersection(stem) else RARE
    return SILENT if len(stem) <= 3 else COMMON if len(stem) <= 5 else RARE
