"""Encodings that pages, XML and mails name themselves, and what to make of those that lie."""

from __future__ import annotations

import codecs
import re

from bot.ingest.decode import decode

_HEAD = 4096
_DECLARED = re.compile(
    rb"<(?:meta|\?xml)\b[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE
)
# Not encodings of text that anybody writes; UTF-7 hides markup from whoever reads the bytes.
_REFUSED = frozenset({"utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"})
# More of the letters beyond ASCII broken than this, and the text is in another encoding than named.
_BROKEN = 0.1


def declared_encoding(data: bytes) -> str:
    """The encoding that a page or XML file declares in its head, as Python calls it; "" without a usable one."""
    match = _DECLARED.search(data[:_HEAD])
    return known_encoding(match[1].decode("ascii", "replace")) if match else ""


def known_encoding(name: str) -> str:
    """Python's name for an encoding of text, or "" when it knows none or it must not be used."""
    try:
        known = codecs.lookup(name.strip())
    except (LookupError, ValueError):
        return ""
    return known.name if known._is_text_encoding and known.name not in _REFUSED else ""


def decode_declared(data: bytes, declared: str, fallback: str = "") -> str:
    """Text by its mark, as UTF-8, or as `declared` unless that breaks many letters: then as if nothing was named."""
    if not declared:
        return decode(data, fallback).text
    text = decode(data, declared).text
    broken = text.count("\N{REPLACEMENT CHARACTER}")
    if broken and broken > _BROKEN * sum(byte > 127 for byte in data):
        return decode(data, fallback).text
    return text
