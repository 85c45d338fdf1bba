"""One form for all spellings of a word: `Été`, `été` and `ETE` are one, and so are `Ёлка` and `елка`.

Compatibility forms and case go first (Unicode NFKC and case folding, UAX #15 and the Standard, section 3.13); then the
marks of Latin, Greek, Cyrillic, Arabic and Hebrew, which people leave out when they type. Marks of other scripts are
vowels and stay, and so does the breve of й, which is a letter that nobody leaves out.
"""

import re
import unicodedata

_KEPT = "й"
_LETTERS = {
    "ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d",
    # Forms of alef, hamza seats and final yeh, as Arabic analysers have them (Larkey, Ballesteros, Connell 2002).
    "آ": "ا", "أ": "ا", "إ": "ا", "ٱ": "ا", "ى": "ي", "ـ": "",
    # Soft hyphen and zero-width characters: they are there for the eye or by accident.
    "\u00ad": "", "\u200b": "", "\u200c": "", "\u200d": "", "\u2060": "", "\ufeff": "",
}  # fmt: skip
_MARKS = (
    (0x0300, 0x036F),
    (0x0483, 0x0487),
    (0x0591, 0x05C7),
    (0x0610, 0x061A),
    (0x064B, 0x065F),
    (0x0670, 0x0670),
    (0x06D6, 0x06ED),
    (0x1AB0, 0x1AFF),
    (0x1DC0, 0x1DFF),
    (0x20D0, 0x20FF),
    (0xFE20, 0xFE2F),
)
# Latin, Greek and Cyrillic with their marks built in.
_COMPOSED = ((0x00C0, 0x024F), (0x0370, 0x052F), (0x1E00, 0x1FFF))
_PUNCTUATION = (0x00A0, 0x00AB, 0x00BB, *range(0x2010, 0x2028))
_DIGITS = (0x0660, 0x06F0, 0x0966, 0x09E6)


def _table() -> dict[int, str]:
    table = {code: "" for first, last in _MARKS for code in range(first, last + 1)}
    for first, last in _COMPOSED:
        for code in range(first, last + 1):
            plain = unicodedata.normalize("NFD", chr(code))
            if len(plain) > 1:
                table[code] = plain[0]
    table |= {zero + digit: str(digit) for zero in _DIGITS for digit in range(10)}
    table |= {ord(letter): plain for letter, plain in _LETTERS.items()}
    # Dashes and quotes: without them most English is ASCII, which is split several times as fast.
    table |= dict.fromkeys(_PUNCTUATION, " ") | dict.fromkeys(map(ord, "’ʼ"), "'")
    return {code: plain for code, plain in table.items() if chr(code) not in _KEPT}


_TABLE = _table()

# Marks that belong to the letter before them; `\w` has letters and digits only.
_SIGNS = (
    r"[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    r"\u0900-\u0963\u0966-\u0df3\u0e31-\u0e4e\u0eb1-\u0ece\u0f71-\u0f84\u102b-\u103e\u17b4-\u17d3\u3099\u309a"
    r"\u00ad\u200b-\u200d\u2060\ufe20-\ufe2f]"
)
_LETTERS_AND_SIGNS = rf"[^\W_]+(?:{_SIGNS}+[^\W_]*)*"
# Letters with dots between them are one word: people type US, agencies write U.S.
_ACRONYM = r"[^\W\d_](?:\.[^\W\d_])+(?![^\W_])"
WORD = re.compile(rf"{_ACRONYM}|{_LETTERS_AND_SIGNS}(?:['’ʼ＇]{_LETTERS_AND_SIGNS})*")
_ASCII_WORD = re.compile(r"[a-z](?:\.[a-z])+(?![a-z0-9])|[a-z0-9]+(?:'[a-z0-9]+)*")
_PIECE = re.compile(_LETTERS_AND_SIGNS)


def fold(text: str) -> str:
    """The text with case, compatibility forms and marks taken off."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", text).casefold().translate(_TABLE)


def words(text: str) -> list[str]:
    """The folded words of a text, in order.

    An apostrophe parts a word; a single letter before or after it goes (`NATO's`, `l'eau`, `O'Brien`). Dots between
    letters go: `U.S.` is `us`.
    """
    folded = fold(text)
    found: list[str] = (_ASCII_WORD if folded.isascii() else WORD).findall(folded)
    return [piece for word in found for piece in ((word,) if word.isalnum() else _pieces(word))]


def _pieces(word: str) -> list[str]:
    pieces: list[str] = _PIECE.findall(word.replace(".", ""))
    return [piece for piece in pieces if len(piece) > 1] or pieces
