"""Finding the headline of a paste."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from bot.ingest.captions import is_caption
from bot.ingest.lines import Kind, Line, key
from bot.ingest.outlet_names import is_outlet
from bot.ingest.outlets import copyright_holder
from bot.sentences import is_list_item, split_sentences

_LONGEST = 250
_MADE = 90
_LOST = 0.4
_INSIDE = 1.8
_FREQUENT = 6
_ENTRY = 6
# A heading that the contents list names is a subhead.
_ENTRY_COST, _CONTENTS = 3.0, 4
# The name of the paper stands above its articles, again and again.
_OUTLET, _NAME_WORDS = 3.0, 4
# Two lines above a byline are headline and standfirst; a kicker or the name of a section is shorter than a headline.
_HEADLINE_WORDS, _HEADLINE_MOST, _REACH = 5, 20, 3
# So much they share with the text; the standfirst may tell of it a little more.
_STEM, _SHARED, _CLOSE = 5, 1, 0.6
_STAMPED = frozenset({Kind.BYLINE, Kind.STAMP})
_WORD = re.compile(r"[^\W_]{4,}")
_CLOCK = re.compile(r"\d{1,2}[:.]\d\d\b")
_TRAIL = re.compile(r"[>»›/|]")


def choose_title(lines: Sequence[Line], numbers: Sequence[float], run: tuple[int, int]) -> int | None:
    """Index of the headline for the article that covers `run`, or None; `numbers` are the values of the lines.

    It stands above the article, or among its first lines when prose of the page precedes it. What speaks for a
    line: the article's own frequent words in it, nearness, a date or byline right below, a repeat elsewhere
    (breadcrumb, tab title), the usual length, and being the first line of all.
    """
    if printed_twice(lines):
        return 0
    start, end = run
    if start and not any(number > 0 for number in numbers[start:end]):
        return start - 1
    counts = Counter(key(line.text) for line in lines)
    contents = _contents(lines, counts)
    holder = key(copyright_holder(lines))
    theme = Counter(word for line in lines[start:end] for word in _words(line.text))
    best, best_score = None, 1.2
    for index, depth in _candidates(numbers, start, end):
        line = lines[index]
        if not _may_be_title(line, counts[key(line.text)]):
            continue
        score = _score(line, counts, theme) + _place(lines, index)
        score -= _ENTRY_COST if key(line.text) in contents else 0.0
        score -= _OUTLET if holder and key(line.text) == holder else 0.0
        repeated = counts[key(line.text)] > 1
        far = min(1.5 if repeated else 2.0, 0.08 * (start - index))
        score -= _INSIDE + 4 * depth if index > start else far
        score -= 0.8 if index == start and line.kind is Kind.PROSE else 0.0
        if score > best_score:
            best, best_score = index, score
    return best - 1 if best is not None and _is_standfirst(lines, best, end, counts) else best


def _is_standfirst(lines: Sequence[Line], index: int, end: int, counts: Counter[str]) -> bool:
    """Whether a line that could be the headline stands right below a better one: of two such lines the first is it.

    The first must have the length and shape of a headline and speak of the article, since a menu, a label or another
    story's headline may stand there; and byline, date or text must follow.
    """
    line, above = lines[index], lines[max(0, index - 1)]
    if not index or line.kind is not Kind.TEXT or counts[key(line.text)] > 1 or not _is_headline(above):
        return False
    if index > 1 and _is_headline(lines[index - 2]):  # three in a row are a list
        return False
    if not any(below.kind in _STAMPED or below.kind is Kind.PROSE for below in lines[index + 1 : index + 1 + _REACH]):
        return False
    theme = Counter(word for told in lines[index + 1 : end] for word in _words(told.text))
    stems = {word[:_STEM] for word in theme}
    if sum(word[:_STEM] in stems for word in set(_words(above.text))) < _SHARED:
        return False
    return _score(above, counts, theme) > _score(line, counts, theme) - _CLOSE


def _is_headline(line: Line) -> bool:
    """By length and shape alone."""
    text = line.text
    if line.kind is not Kind.TEXT or line.sentence or not _HEADLINE_WORDS <= line.words <= _HEADLINE_MOST:
        return False
    if text[0].islower() or is_list_item(text) or text.endswith((":", ",", ";", "…", "...")):
        return False
    return not (_TRAIL.search(text) or _CLOCK.match(text) or is_outlet(text))


def _contents(lines: Sequence[Line], counts: Counter[str]) -> set[str]:
    """What contents lists name: lines of the page, several together, that come again as headings."""
    named: set[str] = set()
    for again, group in groupby(lines, key=lambda line: line.kind is Kind.FURNITURE and counts[key(line.text)] > 1):
        entries = [key(line.text) for line in group] if again else []
        named.update(entries if len(entries) >= _CONTENTS else ())
    return named


def _candidates(numbers: Sequence[float], start: int, end: int) -> Iterator[tuple[int, float]]:
    """Indices from the first line on, with the share of the article that would be lost above each."""
    yield from ((index, 0.0) for index in range(min(start + 1, len(numbers))))
    total = sum(number for number in numbers[start:end] if number > 0) or 1.0
    passed = max(0.0, numbers[start]) if start < len(numbers) else 0.0
    for index in range(start + 1, end):
        if passed > _LOST * total:
            return
        yield index, passed / total
        passed += max(0.0, numbers[index])


def _may_be_title(line: Line, copies: int) -> bool:
    if len(line.text) > _LONGEST or line.words > 30:
        return False
    if line.kind is Kind.CAPTION:  # a headline printed twice in a row looks like a caption with its alt text
        return copies > 1 and not line.sentence and not is_caption(line.text, line.words)
    return line.kind in {Kind.TEXT, Kind.PROSE}


def printed_twice(lines: Sequence[Line]) -> bool:
    """The first line comes again right below: a tight paste of tab title and headline."""
    return (
        len(lines) > 2
        and lines[0].words >= 2
        and any(key(line.text).startswith(key(lines[0].text)) for line in lines[1:4])
    )


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _score(line: Line, counts: Counter[str], theme: Counter[str]) -> float:
    words = _words(line.text)
    if not words or len(split_sentences(line.text)) > 2:
        return -5.0
    own = counts[key(line.text)]
    weights = [min(theme[word], _FREQUENT) / _FREQUENT for word in set(words)]
    score = 2.5 * sum(weights) / len(weights) + 0.25 * min(sum(weights), 6)
    score += {1: -1.0, 2: 0.0, 3: 0.5, 4: 0.9}.get(line.words, 1.3 if line.words <= 20 else 0.3)
    score += 0.7 if own > 1 else 0.0
    score -= 1.2 if line.sentence and not line.text.rstrip().endswith(("?", "!")) else 0.0
    score -= 0.5 if line.kind is Kind.PROSE else 0.0
    score -= _OUTLET if is_outlet(line.text) and line.words <= _NAME_WORDS else 0.0
    score -= 4.0 if _CLOCK.match(line.text) else 0.0
    score -= 1.0 if is_list_item(line.text) or line.text.endswith((":", ",", ";")) else 0.0
    score -= 1.0 if line.text[0].islower() else 0.0
    score -= 2.0 if _TRAIL.search(line.text) else 0.0
    score -= 1.5 if line.text.count(",") >= 3 else 0.0
    score -= 0.6 if line.words >= 14 and line.text.endswith("?") else 0.0
    return score


def _place(lines: Sequence[Line], index: int) -> float:
    """What the surroundings of a line say: date and author below it, a menu or prose around it."""
    below = lines[index + 1 : index + 6]
    stamped = next((place for place, line in enumerate(below) if line.kind in _STAMPED), None)
    score = 0.0 if stamped is None else 1.4 - 0.2 * stamped
    score += 0.6 if below and below[0].kind is Kind.PROSE else 0.0
    if index == 0:
        return score + (1.5 if lines[0].words >= 4 else 0.5)
    if any(key(line.text) == key(lines[index].text) for line in (lines[index - 1], *below[:1])):
        score += 0.8
    above = lines[index - 1]
    score -= 1.0 if above.kind is Kind.PROSE else 0.0
    menu = [line.kind is Kind.TEXT and line.words <= _ENTRY for line in (*lines[max(0, index - 2) : index], *below[:2])]
    return score - (1.2 if len(menu) > 3 and all(menu) else 0.0)


def without_site(title: str, source: str) -> str:
    """A headline without the section or site behind it: "Headline | Opinion", "Headline - The Courier".

    A dash also stands inside headlines, so what follows one must be the source.
    """
    stem, bar, rest = title.rpartition(" | ")
    if bar and len(stem.split()) >= 3 and len(rest.split()) <= 5:
        return stem.strip()
    for dash in (" - ", " – ", " — "):
        stem, _, rest = title.rpartition(dash)
        if source and stem and rest.casefold() == source.casefold():
            return stem.strip()
    return title


def make_title(paragraph: str) -> str:
    """A title for a paste without one: its first sentence, cut at a word and marked with an ellipsis."""
    sentence = split_sentences(paragraph)[0]
    if len(sentence) <= _MADE:
        return sentence.rstrip(".。")
    cut = sentence[:_MADE].rsplit(" ", 1)[0] or sentence[:_MADE]
    return cut.rstrip(" ,;:-–—") + "…"
