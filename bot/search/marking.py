"""Where in a text the words looked for stand, and the passage around them, the words marked.

Marks are the control characters 2 and 3, which no text of ours holds: whoever shows a passage escapes it first and
turns the marks into its own bold afterwards.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.search.folding import WORD, words
from bot.search.question import Phrase
from bot.search.terms import Analyser, pairs, runs

MARK, UNMARK = "\x02", "\x03"
SNIPPET = 200
# Text that is looked through for a passage; further down in a long article there is rarely a better one.
DEPTH = 12_000
MOST_HITS = 60
_BEFORE_HIT = 60


@dataclass(frozen=True, slots=True)
class Text:
    """The terms of a text, in order, with the folded words they come from and their places."""

    terms: list[str]
    folded: list[str]
    places: list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found: its number among the wanted, and its place."""

    wanted: int
    start: int
    end: int


class Marker:
    """Marks the phrases of a question in texts of one language."""

    def __init__(self, wanted: Sequence[Sequence[Phrase]], language: str, analyser: Analyser) -> None:
        self._starts: dict[str, list[tuple[int, Phrase]]] = {}
        self._prefixes: list[tuple[int, Phrase]] = []
        for number, phrases in enumerate(wanted):
            for phrase in phrases:
                if phrase.prefix and len(phrase.terms) == 1:
                    self._prefixes.append((number, phrase))
                else:
                    self._starts.setdefault(phrase.terms[0], []).append((number, phrase))
        self._wanted = len(wanted)
        self._language = language
        self._analyser = analyser

    def marked(self, text: str) -> str:
        """The text with every hit marked."""
        clean = _without_controls(text)
        return _with_marks(clean, self._hits(clean), 0, len(clean))

    def snippet(self, paragraphs: Sequence[str]) -> str:
        """The passage with most of the wanted in it, marked; the opening where there is none. Ends are cut with …."""
        best, passage, depth = -1, "", 0
        for paragraph in paragraphs:
            clean = _without_controls(paragraph)
            hits = self._hits(clean[:DEPTH])
            worth, at = _densest(hits)
            if worth > best:
                best, passage = worth, _passage(clean, at, hits)
            depth += len(clean)
            if best == self._wanted or depth > DEPTH:
                break
        return passage

    def _hits(self, text: str) -> list[Hit]:
        # Most paragraphs have none, and that is told much faster without the places of their words.
        if not self._prefixes and self._starts.keys().isdisjoint(self._analyser.terms(words(text), self._language)):
            return []
        read = _read(text, self._language, self._analyser)
        found: list[Hit] = []
        for index, term in enumerate(read.terms):
            if term in self._starts:
                found += self._phrases_at(read, index)
            for number, phrase in self._prefixes:
                if read.folded[index].startswith(phrase.terms[0]):
                    found.append(Hit(number, *read.places[index]))
        return sorted(found, key=lambda hit: (hit.start, -hit.end))

    def _phrases_at(self, read: Text, index: int) -> Iterator[Hit]:
        for number, phrase in self._starts[read.terms[index]]:
            last = index + len(phrase.terms) - 1
            if _stands_at(read, index, phrase):
                yield Hit(number, read.places[index][0], read.places[last][1])


def _stands_at(read: Text, index: int, phrase: Phrase) -> bool:
    last = index + len(phrase.terms) - 1
    if last >= len(read.terms) or read.terms[index:last] != list(phrase.terms[:-1]):
        return False
    wanted = phrase.terms[-1]
    return read.folded[last].startswith(wanted) if phrase.prefix else read.terms[last] == wanted


def _densest(hits: list[Hit]) -> tuple[int, int]:
    """How many of the wanted are near each other, and where that begins."""
    best, at = 0, 0
    for number, hit in enumerate(hits[:MOST_HITS]):
        near = {other.wanted for other in hits[number : number + MOST_HITS] if other.end <= hit.start + SNIPPET}
        if len(near) > best:
            best, at = len(near), hit.start
    return best, at


def _read(text: str, language: str, analyser: Analyser) -> Text:
    folded, places = [], []
    for match in WORD.finditer(text):
        word = match.group()
        if word.isascii() and word.isalnum():
            folded.append(word.lower())
            places.append(match.span())
        else:
            for term, start, end in _places(word, match.start()):
                folded.append(term)
                places.append((start, end))
    return Text(analyser.stems(folded, language), folded, places)


def _places(word: str, start: int) -> Iterator[tuple[str, int, int]]:
    """The folded terms of a word as it stands in the text, each with its place as far as it can be told."""
    end = start + len(word)
    for folded in words(word):
        offset = start if len(folded) == len(word) else None
        for run, dense in runs(folded):
            for index, term in enumerate(pairs(run) if dense else [run]):
                if offset is None:
                    yield term, start, end
                else:
                    yield term, offset + index, offset + (index + len(term) if dense else len(run))
            offset = None if offset is None else offset + len(run)


def _passage(text: str, at: int, hits: list[Hit]) -> str:
    """About SNIPPET characters around a place, cut between words where there are any."""
    start = 0 if at <= _BEFORE_HIT or len(text) <= SNIPPET else _word_start(text, at - _BEFORE_HIT, at)
    end = len(text) if len(text) - start <= SNIPPET else _word_end(text, start + SNIPPET)
    passage = _with_marks(text, hits, start, end).strip()
    return f"{'…' if start else ''}{passage}{'…' if end < len(text) else ''}"


def _word_start(text: str, start: int, latest: int) -> int:
    space = text.find(" ", start, latest)
    return start if space < 0 else space + 1


def _word_end(text: str, end: int) -> int:
    space = text.rfind(" ", end - _BEFORE_HIT, end)
    return end if space < 0 else space


def _with_marks(text: str, hits: list[Hit], start: int, end: int) -> str:
    """The part of the text with its hits marked; hits that overlap are marked as one."""
    found, at = [], start
    for first, last in _merged(hits):
        if first < at or last > end:
            continue
        found += [text[at:first], MARK, text[first:last], UNMARK]
        at = last
    return "".join([*found, text[at:end]])


def _merged(hits: list[Hit]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for hit in hits:
        if found and hit.start < found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], hit.end))
        else:
            found.append((hit.start, hit.end))
    return found


def _without_controls(text: str) -> str:
    return " ".join(text.replace(MARK, " ").replace(UNMARK, " ").split())
