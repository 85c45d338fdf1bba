"""A selection as Telegram messages: HTML, the same as plain text, and a button a story. Pure.

One message where everything fits, further ones at story boundaries. Text is cut before it is escaped, and escaped
once, by `bot.markup`.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

from bot.digest.select import OTHER_TOPIC, Selection, minutes
from bot.markup import Html, bold, escape, isolate, italic, lines, one_line, paragraphs, plain, utf16_length
from bot.models import Edition, EditionPart, Headline
from bot.sentences import sentence_ends

# Room is left below Telegram's 4096, so that a reader sees the whole message on few screens.
MESSAGE_LIMIT = 3900
# A story makes at most three entities, of which Telegram keeps a hundred a message, and one button.
STORIES_A_MESSAGE = 24
TITLE_LIMIT = 240
SUMMARY_LIMIT = 420
SOURCE_LIMIT = 60
NAMED_SOURCES = 3
TOPIC_LIMIT = 40
BUTTONS_A_ROW = 5
_ICONS = {
    "world": "🌍",
    "politics": "🏛",
    "business": "💼",
    "technology": "💻",
    "science": "🔬",
    "space": "🚀",
    "health": "🩺",
    "environment": "🌱",
    "sport": "🏅",
    "culture": "🎭",
}


@dataclass(frozen=True, slots=True)
class Block:
    """A piece that is never cut, and the story that it tells, if any."""

    html: Html
    story: Headline | None = None
    number: int = 0


def render(selection: Selection, *, day: date, first: bool, read_button: Callable[[int], str]) -> Edition:
    """The edition of that local day. `first` marks a chat's first briefing; `read_button` makes button data."""
    blocks = [_header(selection, day, first=first), *_stories(selection)]
    if selection.more and not first:
        blocks.append(Block(italic(f"+{selection.more} more in /headlines")))
    return Edition(
        parts=tuple(_part(group, read_button) for group in _packed(blocks)),
        article_ids=tuple(story.id for story in selection.stories),
    )


def _header(selection: Selection, day: date, *, first: bool) -> Block:
    stories = selection.stories
    name = bold(f"☕️ {'Your first briefing' if first else 'Your briefing'}")
    when = escape(format_date(day, "EEEE d MMMM", locale="en"))
    count = "1 story" if len(stories) == 1 else f"{len(stories)} stories"
    return Block(lines(Html(f"{name} · {when}"), italic(f"{count} · {minutes(stories)} min read")))


def _stories(selection: Selection) -> list[Block]:
    others = selection.others
    blocks = [_story(selection.lead, 1, heading="", others=others.get(selection.lead.id, ()))]
    for topic, stories in selection.groups:
        for place, story in enumerate(stories):
            heading = _heading(topic) if place == 0 else ""
            blocks.append(_story(story, len(blocks) + 1, heading=heading, others=others.get(story.id, ())))
    return blocks


def _heading(topic: str) -> str:
    if topic == OTHER_TOPIC:
        return "📰 More news"
    return f"{_ICONS.get(topic, '📰')} {one_line(topic, TOPIC_LIMIT).capitalize()}"


def _story(story: Headline, number: int, *, heading: str, others: Sequence[str]) -> Block:
    dated = "" if story.published is None else format_date(story.published.date(), "d MMM y", locale="en")
    source = isolate(one_line(story.source, SOURCE_LIMIT))
    html = lines(
        bold(heading),
        bold(f"{number}. {isolate(one_line(story.title, TITLE_LIMIT))}"),
        escape(_opening(story.summary)),
        italic(" · ".join(part for part in (source, dated, _more_sources(others)) if part)),
    )
    return Block(html, story, number)


def _more_sources(others: Sequence[str]) -> str:
    if not others:
        return ""
    named = [isolate(one_line(source, SOURCE_LIMIT)) for source in others[:NAMED_SOURCES]]
    rest = " …" if len(others) > NAMED_SOURCES else ""
    return f"+{len(others)} more source{'s' if len(others) > 1 else ''}: {', '.join(named)}{rest}"


def _opening(summary: str) -> str:
    """As many whole sentences as have room; only a first one that is too long by itself is cut, at a word."""
    flat = " ".join(summary.split())
    ends = [end for end in sentence_ends(flat) if utf16_length(flat[:end]) <= SUMMARY_LIMIT]
    if utf16_length(flat) <= SUMMARY_LIMIT or not ends:
        return one_line(flat, SUMMARY_LIMIT)
    return flat[: ends[-1]].rstrip()


def _packed(blocks: Sequence[Block]) -> list[list[Block]]:
    """Blocks in as few messages as they need, none over a limit (in UTF-16 units, which no client exceeds)."""
    groups: list[list[Block]] = [[]]
    used = 0
    for block in blocks:
        size = utf16_length(plain(block.html)) + 2
        if groups[-1] and (used + size > MESSAGE_LIMIT or len(groups[-1]) > STORIES_A_MESSAGE):
            groups.append([])
            used = 0
        groups[-1].append(block)
        used += size
    return groups


def _part(blocks: Sequence[Block], read_button: Callable[[int], str]) -> EditionPart:
    html = paragraphs(*(block.html for block in blocks))
    buttons = [
        {"text": str(block.number), "callback_data": read_button(block.story.id)}
        for block in blocks
        if block.story is not None
    ]
    return EditionPart(html=html, plain=plain(html), keyboard=_rows(buttons))


def _rows(buttons: Sequence[dict[str, str]]) -> tuple[tuple[dict[str, str], ...], ...]:
    """As few rows as they need, as even as can be: eight buttons stand four and four."""
    if not buttons:
        return ()
    width = math.ceil(len(buttons) / math.ceil(len(buttons) / BUTTONS_A_ROW))
    return tuple(tuple(buttons[start : start + width]) for start in range(0, len(buttons), width))
