"""Words in any case, found quickly: `re.IGNORECASE` tries every alternative at every letter of a text.

Text and pattern are put into small letters, and matched as they are then. Where that would change the length of a
text, `re.IGNORECASE` itself decides.
"""

from __future__ import annotations

import re
from collections.abc import Collection

_LITERAL = re.compile(r"\\.|[^\\]+", re.DOTALL)


class AnyCase:
    """A pattern like those of `re`, which only tells whether there is a match.

    Where `telling` is given, no text matches that holds none of these words.
    """

    def __init__(self, pattern: str, telling: Collection[str] = ()) -> None:
        self.exact = re.compile(pattern, re.IGNORECASE)
        self._telling = tuple(map(_small, telling))
        # What a backslash makes of a letter stays: \W is not \w.
        self._small = re.compile(_LITERAL.sub(lambda part: part[0] if part[0][0] == "\\" else _small(part[0]), pattern))

    def search(self, text: str) -> bool:
        """Whether it matches anywhere in the text."""
        small = _small(text)
        if len(small) != len(text):
            return self.exact.search(text) is not None
        if self._telling and not any(word in small for word in self._telling):
            return False
        return self._small.search(small) is not None


def _small(text: str) -> str:
    """In small letters; those that `re.IGNORECASE` takes for i and s are made these."""
    return text.lower() if text.isascii() else text.replace("İ", "i").lower().replace("ı", "i").replace("ſ", "s")
