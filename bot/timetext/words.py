"""What people type, made comparable: digits and dashes of any script, case, accents, Turkish dotless i."""

import re
import unicodedata

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-")
_SIGNS = {ord("∶"): ":", ord("٫"): ".", ord("،"): ",", **_DASHES}
_LETTERS = str.maketrans(
    {"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ة": "ه", "ى": "ي"}
)
_NOT_A_WORD = re.compile(r"[\W_]+")


def word_list(text: str) -> list[str]:
    """The words of a table that is written as a text."""
    return text.split()


def word_set(text: str) -> frozenset[str]:
    """The same without order."""
    return frozenset(text.split())


def plain(text: str) -> str:
    """The text with ASCII digits, colons and dashes, and without characters that show nothing."""
    shown = "".join(_plain_char(char) for char in unicodedata.normalize("NFKC", text))
    return shown.translate(_SIGNS)


def fold(text: str) -> str:
    """The words of the text, one space apart, equal for every way of writing them: `São_Paulo` is `sao paulo`."""
    letters = unicodedata.normalize("NFKD", text)
    bare = "".join(char for char in letters if not unicodedata.combining(char)).casefold().translate(_LETTERS)
    return _NOT_A_WORD.sub(" ", bare).strip()


def squeeze(text: str) -> str:
    """The folded text without its spaces, by which names are looked up: `New York`, `newyork` and `NEW-YORK`."""
    return fold(text).replace(" ", "")


def tokens(text: str) -> list[str]:
    """The folded words in order, each dash a token of its own."""
    return [token for part in re.split("(-)", plain(text)) for token in (("-",) if part == "-" else fold(part).split())]


def _plain_char(char: str) -> str:
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    return "" if unicodedata.category(char) == "Cf" else char
