"""Bytes of a seed become clean text, whatever editor or browser wrote them."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass

from charset_normalizer import from_bytes

from bot.errors import RejectedSeed
from bot.ingest.mojibake import undo_mojibake

# Longest first: the UTF-32 mark begins with the UTF-16 one.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What people's editors write. Old Macintosh and DOS tables only produce false guesses on short texts.
_CANDIDATES = [
    "cp1252", "cp1251", "cp1250", "cp1253", "cp1254", "cp1255", "cp1256", "koi8_r",
    "gb18030", "big5", "shift_jis", "euc_jp", "euc_kr", "utf_16_le", "utf_16_be",
]  # fmt: skip
_SAMPLE = 64 * 1024
# Latin to Arabic; punctuation; Chinese, Japanese and Korean with their punctuation and wide forms.
_WRITTEN = re.compile(r"[\t\n\r\x20-\x7e\xa0-\u0700\u2000-\u206f\u3000-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff00-\uffef]")
_ALL_BUT_FEW = 0.98

# Magic numbers of files that people rename or paste by accident.
_BINARY = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"RIFF", "a picture or sound file"),
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a zip or Office document"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x7fELF", "a program"),
    (b"{\\rtf", "a Rich Text document"),
    (b"SQLite format 3\x00", "a database"),
)

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Every blank that is not a line end; tabs too, since columns do not survive in a chat.
_BLANKS = re.compile("[\t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
# Soft hyphen, zero-width space, word joiner, BOM in the middle, bidi isolates and overrides, controls.
# Joiners U+200C and U+200D stay: Persian and emoji need them.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064"
    "\u2066-\u206f\ufeff\ufff9-\ufffb]"
)
_TURKISH_WORDS = re.compile(r"\b(?:ve|bir|bu|için|ile|de|da)\b")

_CENTRAL_WORDS = re.compile(
    r"\b(?:na|w|z|jest|nie|oraz|dla|je|pro|se|ve|az|egy|hogy|nem|meg|din|pentru|cu|sunt|su|kako)\b"
)
_WESTERN_WORDS = re.compile(
    r"\b(?:the|and|of|to|les|des|est|une|dans|que|los|las|por|una|der|die|und|das|ist|che|il|per|uma|het|een|och|og)\b"
)
# Tables that read the same bytes as Latin letters; the others have a script of their own.
_FEW_HIGH = 0.03
_LATIN = frozenset({"cp1252", "cp1250", "cp1254", "latin_1"})


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text of a seed with the encoding it was read in; `known` is false where nothing told which, not even a guess."""

    text: str
    encoding: str
    known: bool = True


def decode(data: bytes, fallback: str = "") -> Decoded:
    """Read bytes by their mark, as UTF-8, as `fallback`, or by the best guess; RejectedSeed when binary.

    Strict UTF-8 comes before any guess because other encodings almost never pass it by chance.
    """
    for magic, what in _BINARY:
        if data.startswith(magic):
            raise RejectedSeed(f"the content is {what}, not text; save the article as text and try again")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], encoding)
    guessed = _unmarked_utf16(data)
    if guessed:
        return _strict(data, guessed)
    if b"\x00" in data:
        raise RejectedSeed("the content is binary, not text; save the article as text and try again")
    try:
        return Decoded(normalise(data.decode("utf-8")), "utf-8")
    except UnicodeDecodeError:
        return _guess(data, fallback)


def _strict(data: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(normalise(data.decode(encoding)), encoding)
    except UnicodeDecodeError as error:
        raise RejectedSeed(
            f"the text claims to be {encoding} but breaks off at byte {error.start}; save it as UTF-8"
        ) from error


def _unmarked_utf16(data: bytes) -> str:
    """UTF-16 without a mark: nearly every second byte of Latin text is zero, and every blank and line end holds one."""
    head = data[: 4096 & ~1]
    if len(head) < 8:
        return ""
    half = len(head) // 2
    if head[1::2].count(0) > 0.7 * half and head[0::2].count(0) < 0.05 * half:
        return "utf-16-le"
    if head[0::2].count(0) > 0.7 * half and head[1::2].count(0) < 0.05 * half:
        return "utf-16-be"
    if b"\x00" in head and len(data) % 2 == 0:
        return max(("utf-16-le", "utf-16-be"), key=lambda name: _written(head, name)) if _is_written(head) else ""
    return ""


def _is_written(head: bytes) -> bool:
    """Whether one of the two readings is text; bytes of programs and pictures give signs that nobody writes."""
    return max(_written(head, "utf-16-le"), _written(head, "utf-16-be")) >= _ALL_BUT_FEW


def _written(head: bytes, encoding: str) -> float:
    text = head.decode(encoding, "replace")
    return len(_WRITTEN.findall(text)) / len(text) if " " in text or "\n" in text else 0.0


def _guess(data: bytes, fallback: str) -> Decoded:
    if sum(byte < 32 and byte not in (9, 10, 11, 12, 13, 27) for byte in data[:_SAMPLE]) > len(data[:_SAMPLE]) // 50:
        raise RejectedSeed("the content is binary, not text; save the article as text and try again")
    if fallback:
        return Decoded(normalise(data.decode(fallback, "replace")), fallback)
    best = from_bytes(data[:_SAMPLE], cp_isolation=_CANDIDATES, threshold=0.35).best()
    encoding = _settle_latin(data, best.encoding if best else "cp1252")
    return Decoded(normalise(data.decode(encoding, "replace")), encoding, best is not None)


def _settle_latin(data: bytes, encoding: str) -> str:
    """Western, Central European and Turkish Windows tables differ in a few letters, too few for a statistical guess.

    Common words without accents tell which family the language is of. Turkish needs its own letters as well. A text
    with next to no letter beyond ASCII is Latin, whatever else a guess makes of a single one.
    """
    high = sum(byte > 127 for byte in data[:_SAMPLE])
    if encoding not in _LATIN and high > _FEW_HIGH * len(data[:_SAMPLE]):
        return encoding
    sample = data[:_SAMPLE].decode("cp1254", "replace")
    letters = sum(sample.count(letter) for letter in "ğışĞİŞ")
    if letters >= 3 and len(_TURKISH_WORDS.findall(sample)) >= 2:
        return "cp1254"
    central = len(_CENTRAL_WORDS.findall(sample))
    return "cp1250" if encoding == "cp1250" and central > len(_WESTERN_WORDS.findall(sample)) else "cp1252"


def normalise(text: str) -> str:
    """Line ends as \\n, every blank a space, nothing invisible, composed accents (NFC).

    Two pastes of one article must give the same text, or they would count as two articles.
    """
    text = _LINE_ENDS.sub("\n", undo_mojibake(text))
    text = _BLANKS.sub(" ", text)
    text = _INVISIBLE.sub("", text)
    return unicodedata.normalize("NFC", text)
