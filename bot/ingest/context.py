"""What a line turns out to be when its neighbours and repeats are seen."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from bot.ingest.alttexts import is_scene
from bot.ingest.boxes import mark_boxes
from bot.ingest.captions import is_credit
from bot.ingest.lines import Kind, Line, holds_sentence, key
from bot.ingest.media import mark_media
from bot.ingest.phrases import is_teaser
from bot.ingest.sections import is_button, labels_headlines
from bot.sentences import is_list_item

_LOOK_BACK = 40  # items after a colon line that may still be of its list

_TEMPLATE = 8
_SHOUTED = 6
# A date and an author that come again belong to a headline that does.
_ENTRIES = frozenset(Kind) - {Kind.PROSE, Kind.STAMP, Kind.BYLINE}
_SPEAKER = re.compile(r"(?!What |Who |Why |How )[A-Z][\w .'’-]{1,30} says:?")
_AGO = re.compile(
    r"(?!(?:updated|published|posted|modified)\b)@?[^\W\d_][\w.'’-]{1,30}(?: [\w.'’-]{1,20}){0,2}[,:·•]?\s+"
    r"(?:\d+|an?|one)\s?(?:min(?:ute)?s?|hours?|hrs?|days?|weeks?|months?|years?|[hdwmy])\s+ago",
    re.IGNORECASE,
)
_TEASERS_APART = 8
_HEADLINE, _APART = 20, 6
_MENU, _LABELLED = 3, 6
# What comes so often is the button of every entry of a list.
_BUTTONS = 4
_DATED_END = re.compile(
    r"[,\s](?:on|in|at)?\s?(?:\w{3,9},? )?(?:\w{3,9}\.? \d{1,2}|\d{1,2} \w{3,9}),? (?:19|20)\d\d\.?$"
)
_PAST = re.compile(r"\b(?:was|were|had|did|said|told|\w{3,}ed)\b")


def settle(lines: Sequence[Line]) -> list[Line]:
    """Lines with the kinds that only their surroundings show: contents lists, doubled captions, stray alt texts."""
    names = [key(line.text) for line in lines]
    kinds = [line.kind for line in lines]
    _mark_contents(lines, names, kinds)
    _mark_doubled(lines, names, kinds)
    _mark_templates(lines, names, kinds)
    _mark_teasers(lines, kinds)
    _mark_dated_headlines(lines, kinds)
    _mark_labelled_headlines(lines, kinds)
    _mark_shouted(lines, kinds)
    _mark_comments(lines, kinds)
    mark_boxes(lines, kinds)
    _mark_stray_lower_case(lines, kinds)
    _mark_dated_opening(lines, kinds)
    _mark_scenes(lines, kinds)
    mark_media(lines, names, kinds)
    _mark_repeated_captions(lines, names, kinds)
    return [line if line.kind is kind else replace(line, kind=kind) for line, kind in zip(lines, kinds, strict=True)]


def _mark_contents(lines: Sequence[Line], names: list[str], kinds: list[Kind]) -> None:
    """A table of contents: lines in a row that come again in the same order, but spread out over the text.

    A menu that is repeated in the footer comes again as densely as before, and is left to other rules; a contents
    list that is printed twice is one all the same.
    """
    places: dict[str, list[int]] = defaultdict(list)
    for index, name in enumerate(names):
        places[name].append(index)
    index = 0
    copies: list[tuple[int, list[int]]] = []
    while index < len(lines):
        later: list[int] = []
        end = index
        while end < len(lines) and kinds[end] in _ENTRIES and lines[end].words <= 20:
            floor = max(later[-1] if later else end, end)
            again = places[names[end]]
            next_place = bisect_right(again, floor)
            if next_place == len(again):
                break
            later.append(again[next_place])
            end += 1
        asked = len(later) == 2 and all(line.text.endswith("?") for line in lines[index:end])
        if (len(later) >= 3 or asked) and later[0] >= end:
            copies.append((index, later))
        index = max(end, index + 1)
    for index, later in reversed(copies):
        spread = later[-1] - later[0] >= 2.5 * len(later)
        if spread or all(kinds[place] is Kind.FURNITURE for place in later):
            kinds[index : index + len(later)] = [Kind.FURNITURE] * len(later)


def _mark_templates(lines: Sequence[Line], names: list[str], kinds: list[Kind]) -> None:
    """A short line that comes eight times or more is a button or tag of the page; a label with a colon is not."""
    counts = Counter(names)
    for index, line in enumerate(lines):
        if (
            counts[names[index]] >= _TEMPLATE
            and kinds[index] is Kind.TEXT
            and line.words <= 8
            and not line.text.endswith((":", "："))
        ):
            kinds[index] = Kind.FURNITURE


def _mark_teasers(lines: Sequence[Line], kinds: list[Kind]) -> None:
    """Cut-off openings of other articles come several together, each below its headline.

    One paragraph may well end in an ellipsis, and so may several in a row that tell a story.
    """
    teasers = [
        index
        for index, line in enumerate(lines)
        if is_teaser(line.text, line.words) and (index == 0 or kinds[index - 1] is not Kind.PROSE)
    ]
    for here, index in enumerate(teasers):
        near = [other for other in teasers[max(0, here - 1) : here + 2] if other != index]
        if any(abs(other - index) <= _TEASERS_APART for other in near):
            kinds[index] = Kind.FURNITURE


def _mark_dated_headlines(lines: Sequence[Line], kinds: list[Kind]) -> None:
    """Three headlines or more that each have a date of their own below, and no text between: other articles.

    A timeline sets its dates above sentences, so those stay.
    """
    dated: list[int] = []
    headline, prose = None, -1
    for index, line in enumerate(lines):
        if kinds[index] is Kind.STAMP and headline is not None:
            dated.append(headline)
            headline = None
        elif line.words > 3 and kinds[index] in {Kind.TEXT, Kind.PROSE}:
            short = line.words <= _HEADLINE and not line.text.endswith((".", "。"))
            headline, prose = (index, prose) if short else (None, index)
        if (headline is None and prose == index) or index + 1 == len(lines):
            _mark_row(dated, kinds)
            dated = []


def _mark_row(dated: Sequence[int], kinds: list[Kind]) -> None:
    for group in zip(dated, dated[1:], dated[2:], strict=False):
        if group[2] - group[0] <= 2 * _APART:
            for index in group:
                kinds[index] = Kind.FURNITURE


def _mark_labelled_headlines(lines: Sequence[Line], kinds: list[Kind]) -> None:
    """The headlines directly below a label such as "Related stories", a few at most, or above a lone "Read more"."""
    labels = [index for index, line in enumerate(lines) if labels_headlines(line.text, line.words)]
    for index in labels:
        if kinds[index] is Kind.TEXT and lines[index].text.endswith((":", "：")):
            kinds[index] = Kind.FURNITURE
    counts = Counter(key(lines[index].text) for index in labels)
    for index in labels:
        if kinds[index] not in {Kind.FURNITURE, Kind.AFTER} or counts[key(lines[index].text)] >= _BUTTONS:
            continue
        above = lines[max(0, index - 1)]
        if (
            is_button(lines[index].text)
            and kinds[index - 1] is Kind.TEXT
            and not above.sentence
            and above.words > _MENU
        ):
            kinds[index - 1] = Kind.FURNITURE
        for place in range(index + 1, min(index + 1 + _LABELLED, len(lines))):
            below = lines[place]
            if not _MENU < below.words <= _HEADLINE or below.text.endswith((".", "。", ":", "：")):
                break
            if kinds[place] is Kind.TEXT or (kinds[place] is Kind.PROSE and below.text.endswith(("?", "？"))):
                kinds[place] = Kind.FURNITURE


def _mark_shouted(lines: Sequence[Line], kinds: list[Kind]) -> None:
    """A long line in capitals alone between two paragraphs is the headline of another story: subheads are shorter."""
    for index in range(1, len(lines) - 1):
        line = lines[index]
        around = {kinds[index - 1], kinds[index + 1]}
        if around == {Kind.PROSE} and kinds[index] is Kind.TEXT and line.words >= _SHOUTED and line.text.isupper():
            kinds[index] = Kind.FURNITURE


def _mark_comments(lines: Sequence[Line], kinds: list[Kind]) -> None:
    """ "Ann says", "Ben says", "ben_42 2 hours ago": the second of them shows that readers are speaking.

    One alone may be a subhead, or the author with the time.
    """
    speakers = [
        index
        for index, line in enumerate(lines)
        if line.words <= 6 and (_SPEAKER.fullmatch(line.text) or _AGO.fullmatch(line.text))
    ]
    if len(speakers) > 1:
        for index in speakers:
            kinds[index] = Kind.END


def _mark_doubled(lines: Sequence[Line], names: list[str], kinds: list[Kind]) -> None:
    """A line printed twice in a row without a blank between is a picture's alt text and its caption.

    The headline is the exception: pages print it twice too, at the top. A pull quote that repeats a paragraph
    stands apart from it.
    """
    doubled = {
        names[index]
        for index in range(1, len(lines))
        if not lines[index].gap and lines[index].words >= 4 and names[index] == names[index - 1]
    } - {names[0] if names else ""}
    for index, name in enumerate(names):
        if name in doubled and kinds[index] in {Kind.TEXT, Kind.PROSE}:
            kinds[index] = Kind.CAPTION


def _mark_stray_lower_case(lines: Sequence[Line], kinds: list[Kind]) -> None:
    """An alt text typed without a capital or full stop, alone between paragraphs that have both.

    Not in a list, whose items begin small together, and not after a colon or comma, which it would continue.
    """
    for index in range(1, len(lines)):
        line, above = lines[index], lines[index - 1]
        below = lines[index + 1] if index + 1 < len(lines) else None
        if kinds[index] is not Kind.TEXT or line.sentence or not line.text[0].islower() or line.words > 20:
            continue
        if above.text.endswith((":", ",", ";")) or above.text[0].islower():
            continue
        if below is None or not below.text[0].islower():
            kinds[index] = Kind.CAPTION


def _mark_dated_opening(lines: Sequence[Line], kinds: list[Kind]) -> None:
    """A first sentence in the present tense that closes with a full date tells of a picture, not of the news.

    Reports open in the past tense; captions say "walks past a shop, on Dec. 19, 2016".
    """
    opening = [index for index, kind in enumerate(kinds) if kind is Kind.PROSE][:2]
    if len(opening) == 2:
        line = lines[opening[0]]
        if line.words <= 45 and _DATED_END.search(line.text) and not _PAST.search(line.text):
            kinds[opening[0]] = Kind.CAPTION


def _mark_scenes(lines: Sequence[Line], kinds: list[Kind]) -> None:
    """A caption above a line that is only its credit, or without full stop between two paragraphs."""
    for index in range(1, len(lines) - 1):
        line = lines[index]
        stamped = kinds[index + 1] in {Kind.STAMP, Kind.BYLINE}
        if stamped and is_credit(lines[index - 1].text) and kinds[index] in {Kind.TEXT, Kind.PROSE}:
            kinds[index] = Kind.CAPTION
        if is_credit(lines[index + 1].text) and is_scene(line.text, line.words) and not holds_sentence(line.text):
            kinds[index] = Kind.CAPTION
        if kinds[index] is Kind.TEXT and not line.sentence and lines[index - 1].kind is Kind.PROSE:
            below = next((kind for kind in kinds[index + 1 : index + 4] if kind is not Kind.CAPTION), Kind.TEXT)
            if below in {Kind.PROSE, Kind.FURNITURE} and is_scene(line.text, line.words):
                kinds[index] = Kind.CAPTION


def _mark_repeated_captions(lines: Sequence[Line], names: list[str], kinds: list[Kind]) -> None:
    """A caption stays one where a gallery prints it again without its credit."""
    captions = {
        name for name, kind, line in zip(names, kinds, lines, strict=True) if kind is Kind.CAPTION and line.words > 5
    }
    for index, name in enumerate(names):
        if name in captions and kinds[index] in {Kind.TEXT, Kind.PROSE}:
            kinds[index] = Kind.CAPTION


def in_list(lines: Sequence[Line]) -> list[bool]:
    """For each line, whether it is an item of a list: it has a mark, or stands below a line that ends in a colon.

    A label such as "Share:" opens no list, and page furniture or prose closes one.
    """
    found: list[bool] = []
    since = _LOOK_BACK
    for line in lines:
        found.append(since < _LOOK_BACK or is_list_item(line.text))
        if line.kind in {Kind.TEXT, Kind.PROSE} and line.words >= 3 and line.text.endswith((":", "：")):
            since = 0
        elif line.kind in {Kind.TEXT, Kind.CAPTION}:
            since += 1
        else:
            since = _LOOK_BACK
    return found
