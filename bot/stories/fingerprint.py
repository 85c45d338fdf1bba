"""What is kept of an article to compare it with others: a hash, a sample of its shingles, its telling words."""

import math
import re
import struct
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from itertools import chain, islice, pairwise
from zlib import crc32

from bot.stories.words import NAME, RARE, Rarity, fold, is_character, names, stems, units

# Four words find a shortened wire copy and no chance likeness; eight characters are about as much text.
SHINGLE_WORDS, SHINGLE_CHARACTERS = 4, 8
SKETCH = 24
TERMS = 40
# The heaviest terms lead to candidates; all of them decide.
TERM_KEYS = 14
_TERM_SPACE = 1 << 32
_IN_TITLE, _IN_LEAD, _IN_BODY = 3.0, 2.0, 1.0
_LEAD_UNITS, _BODY_UNITS = 90, 600
# So many units of a headline are one that no other report of the day has by chance.
FEWEST_IN_HEADLINE, FEWEST_CHARACTERS = 4, 8
# More than any article has; of what is longer the beginning is compared, but copies are equal to the end.
_COMPARED = 200_000
# "ANKARA, Turkey (AP) — ": where it was written and by whom, the same before every article of an agency's office.
_DATELINE = re.compile(r"\A[^\W\d_][^\n—–]{0,80}?\s*(?:\([^)\n]{1,40}\)\s*[—–-]{1,2}|(?<=[^\W\d_a-z]{3})\s*[—–])\s+")
_HEAD = struct.Struct("<QQBBB")


@dataclass(frozen=True)
class Fingerprint:
    """A function of the article alone, so that no order of arrival changes a story.

    `text` is equal exactly for copies. `sketch` are the smallest shingle hashes. `names` and `words` weigh what the
    article tells of, in thousandths, together of unit length. `source` is a hash, 0 where nobody is named.
    """

    text: int
    source: int
    sketch: tuple[int, ...]
    names: dict[int, int]
    words: dict[int, int]

    @cached_property
    def keys(self) -> tuple[int, ...]:
        """What another article must share to be compared with this one at all."""
        ranked = sorted((-weight, term) for term, weight in chain(self.names.items(), self.words.items()))
        return (*self.sketch, *(_TERM_SPACE + term for _, term in ranked[:TERM_KEYS]))

    def pack(self) -> bytes:
        """A few hundred bytes."""
        sizes = (len(self.sketch), len(self.names), len(self.words))
        terms = (*self.names.items(), *self.words.items())
        return (
            _HEAD.pack(self.text, self.source, *sizes)
            + struct.pack(f"<{len(self.sketch)}I", *self.sketch)
            + b"".join(struct.pack("<IH", term, weight) for term, weight in terms)
        )

    @classmethod
    def unpack(cls, packed: bytes) -> "Fingerprint":
        """The reverse of `pack`."""
        text, source, sketched, named, _ = _HEAD.unpack_from(packed)
        sketch = struct.unpack_from(f"<{sketched}I", packed, _HEAD.size)
        terms = list(struct.iter_unpack("<IH", packed[_HEAD.size + 4 * sketched :]))
        return cls(text, source, sketch, dict(terms[:named]), dict(terms[named:]))


def take(title: str, body: Sequence[str], *, language: str, source: str, rarity: Rarity) -> Fingerprint:
    """The fingerprint of an article."""
    written = "\n".join(body)
    told = _DATELINE.sub("", written[:_COMPARED], count=1)
    title_units, body_units = units(fold(title)), units(fold(written))
    compared = body_units if len(written) <= _COMPARED else units(fold(written[:_COMPARED]))
    weights, named = _weights(title_units, units(fold(told))[:_BODY_UNITS], language, rarity, names(told))
    best = sorted(((weight, term) for term, weight in weights.items() if weight), reverse=True)[:TERMS]
    length = math.hypot(*(weight for weight, _ in best)) or 1.0
    terms = [(_hash(term), term in named, round(1000 * weight / length)) for weight, term in best]
    return Fingerprint(
        text=_wide_hash(" ".join((*title_units, "\n", *body_units))),
        source=_wide_hash(fold(source)) if source else 0,
        sketch=tuple(sorted(_shingles(compared))[:SKETCH]),
        names={term: weight for term, is_name, weight in terms if is_name},
        words={term: weight for term, is_name, weight in terms if not is_name},
    )


def shingles(body: str) -> frozenset[int]:
    """The hashed shingles of a text, as far as it is compared."""
    return frozenset(_shingles(units(fold(body[:_COMPARED]))))


def headline(title: str) -> str:
    """A headline to be compared with others; empty for one so short that it may stand above anything."""
    found = units(fold(title))
    fewest = FEWEST_CHARACTERS if any(map(is_character, found)) else FEWEST_IN_HEADLINE
    return " ".join(found) if len(found) >= fewest else ""


def _wide_hash(text: str) -> int:
    """56 bits, positive in both databases: equal only for equal texts."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=7).digest(), "big")


def _hash(text: str) -> int:
    """32 bits, quickly: chance hits are outvoted, since one of them decides nothing."""
    return crc32(text.encode("utf-8", "surrogatepass"))


def _shingles(found: Sequence[str]) -> set[int]:
    unspaced = 2 * sum(is_character(unit) for unit in found if len(unit) == 1) > len(found)
    width = SHINGLE_CHARACTERS if unspaced else SHINGLE_WORDS
    return {_hash(" ".join(found[start : start + width])) for start in range(len(found) - width + 1)}


def _weights(
    title: Sequence[str], body: Sequence[str], language: str, rarity: Rarity, runs: Iterable[Sequence[str]]
) -> tuple[dict[str, float], dict[str, float]]:
    """(weight by term, share by name): what stands in title and lead counts more, repeats count little."""
    counts: dict[str, float] = defaultdict(float)
    for part, weight in ((title, _IN_TITLE), (body[:_LEAD_UNITS], _IN_LEAD), (body[_LEAD_UNITS:], _IN_BODY)):
        for term in _terms(part, language):
            counts[term] += weight
    named = _names(runs, language, rarity)
    weights = {
        term: (1 + math.log(count)) * (NAME * named[term] if term in named else rarity.weight(term, language))
        for term, count in counts.items()
    }
    return weights, named


def _terms(found: Sequence[str], language: str) -> list[str]:
    if not any(is_character(unit) for unit in found if len(unit) == 1):
        return stems(found, language)
    pairs = [first + second for first, second in pairwise(found) if is_character(first) and is_character(second)]
    return stems([unit for unit in found if not is_character(unit)], language) + pairs


def _names(runs: Iterable[Sequence[str]], language: str, rarity: Rarity) -> dict[str, float]:
    """The telling words of names; those of one name share its weight, or "Port Selin" would count twice."""
    shares: dict[str, float] = {}
    known = [tuple(run) for run in runs]
    stemmed = iter(stems([word for run in known for word in run], language))
    for run in known:
        telling = [stem for stem in islice(stemmed, len(run)) if rarity.weight(stem, language) >= RARE]
        for stem in telling:
            shares[stem] = max(shares.get(stem, 0.0), 1 / math.sqrt(len(telling)))
    return shares
