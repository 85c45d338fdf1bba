"""What an edit did to an article, in the few words that an editor needs to see whether it was meant. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from difflib import SequenceMatcher

from bot.ingest.decide import changed_fields
from bot.models import ParsedArticle

QUOTED = 48
LEAD = 12
NAMED = 3
# Paragraphs are aligned by a method whose cost may grow with their square.
ALIGNED = 400

_LINES = {"byline": "byline", "source": "source", "section": "section", "language": "language"}
# What follows from the text by itself is not worth a word beside it.
_FROM_TEXT = frozenset({"summary", "places", "language"})
_LISTS = {"topics": "topics", "places": "places"}
_TIMES = {"published": "date", "updated": "updated"}


def describe(old: ParsedArticle, new: ParsedArticle) -> tuple[str, ...]:
    """A phrase for each field that was touched, in the order of the article; at least one when any was."""
    touched = changed_fields(old, new)
    hidden = _FROM_TEXT if "body" in touched else frozenset()
    return tuple(_phrase(name, old, new) for name in touched if name not in hidden)


def _phrase(name: str, old: ParsedArticle, new: ParsedArticle) -> str:
    before, after = getattr(old, name), getattr(new, name)
    if name == "title":
        return "title: “{}” → “{}”".format(*_apart(before, after))
    if name == "body":
        return f"text: {describe_text(before, after)}"
    if name in _LINES:
        return f"{_LINES[name]}: " + " → ".join(text or "none" for text in _apart(before, after))
    if name in _TIMES:
        return f"{_TIMES[name]}: {_moments(before, after)}"
    if name in _LISTS:
        return f"{_LISTS[name]}: {_list(before, after)}"
    return "link" if name == "url" else name


def describe_text(old: Sequence[str], new: Sequence[str]) -> str:
    """How many paragraphs were rewritten, added and removed."""
    if Counter(old) == Counter(new):
        return "paragraphs in another order"
    rewritten = added = removed = 0
    for tag, first, last, start, end in _blocks(old, new):
        if tag == "equal":
            continue
        both = min(last - first, end - start)
        rewritten += both
        removed += last - first - both
        added += end - start - both
    counts = [(rewritten, "rewritten"), (added, "added"), (removed, "removed")]
    told = [(count, word) for count, word in counts if count]
    noun = "paragraph" if told[0][0] == 1 else "paragraphs"
    return ", ".join([f"{told[0][0]} {noun} {told[0][1]}", *(f"{count} {word}" for count, word in told[1:])])


def _blocks(old: Sequence[str], new: Sequence[str]) -> Iterable[tuple[str, int, int, int, int]]:
    """As `SequenceMatcher.get_opcodes`, with what is equal at both ends set aside first."""
    head = _equal(old, new)
    tail = _equal(old[head:][::-1], new[head:][::-1])
    first, second = old[head : len(old) - tail], new[head : len(new) - tail]
    if max(len(first), len(second)) > ALIGNED:
        return [("replace", 0, len(first), 0, len(second))]
    return SequenceMatcher(None, first, second, autojunk=False).get_opcodes()


def _equal(old: Sequence[str], new: Sequence[str]) -> int:
    pairs = zip(old, new, strict=False)
    return next((place for place, (one, other) in enumerate(pairs) if one != other), min(len(old), len(new)))


def _moments(before: datetime | None, after: datetime | None) -> str:
    same_day = before is not None and after is not None and before.date() == after.date()
    return f"{_moment(before, timed=same_day)} → {_moment(after, timed=same_day)}"


def _moment(value: datetime | None, *, timed: bool) -> str:
    if value is None:
        return "none"
    return f"{value.day} {value:%b %Y %H:%M}" if timed else f"{value.day} {value:%b %Y}"


def _list(before: Sequence[str], after: Sequence[str]) -> str:
    signed = [f"+{each}" for each in after if each not in before] + [f"−{each}" for each in before if each not in after]
    if not signed:
        return "in another order"
    more = len(signed) - NAMED
    return " ".join([*signed[:NAMED], *([f"+{more} more"] if more > 0 else [])])


def _apart(before: str, after: str) -> tuple[str, str]:
    """Both, cut so that one sees where they differ: long beginnings that are the same in both are left out."""
    same = _equal(before, after)
    start = 0 if max(len(before), len(after)) <= QUOTED else before.rfind(" ", 0, max(0, same - LEAD)) + 1
    return _cut(before, start), _cut(after, start)


def _cut(text: str, start: int) -> str:
    shown = ("…" if start else "") + text[start:]
    return shown if len(shown) <= QUOTED else shown[: QUOTED - 1].rstrip() + "…"
