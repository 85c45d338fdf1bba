"""A selection as Telegram messages: HTML, the same as plain text, and a button a story. Pure.

One message where everything fits, further ones at story boundaries. Text is cut before it is escaped, and escaped
here once (Bot API, "HTML style"; the limit of 4096 characters counts after entities parsing).
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

from bot.digest.select import OTHER_TOPIC, Selection, minutes
from bot.markup import escape
from bot.models import Edition, EditionPart, Headline

MESSAGE_LIMIT = 3900
TITLE_LIMIT = 240
SUMMARY_LIMIT = 420
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
    """A piece that is never cut: its HTML, its plain text, and the story that it tells, if any."""

    html: str
    plain: str
    story: Headline | None = None
    number: int = 0


def render(selection: Selection, *, day: date, first: bool, read_button: Callable[[int], str]) -> Edition:
    """The edition of that local day. `first` marks a chat's first briefing; `read_button` makes button data."""
    blocks = [_header(selection, day, first=first), *_stories(selection)]
    if selection.more and not first:
        blocks.append(_text(f"+{selection.more} more in /headlines", italic=True))
    return Edition(
        parts=tuple(_part(group, read_button) for group in _packed(blocks)),
        article_ids=tuple(story.id for story in selection.stories),
    )


def _header(selection: Selection, day: date, *, first: bool) -> Block:
    stories = selection.stories
    when = format_date(day, "EEEE d MMMM", locale="en")
    name = "Your first briefing" if first else "Your briefing"
    count = "1 story" if len(stories) == 1 else f"{len(stories)} stories"
    size = f"{count} · {minutes(stories)} min read"
    return Block(html=f"<b>☕️ {name}</b> · {when}\n<i>{size}</i>", plain=f"☕️ {name} · {when}\n{size}")


def _stories(selection: Selection) -> list[Block]:
    blocks = [_story(selection.lead, 1, heading="")]
    number = 2
    for topic, stories in selection.groups:
        for place, story in enumerate(stories):
            heading = _heading(topic) if place == 0 else ""
            blocks.append(_story(story, number, heading=heading))
            number += 1
    return blocks


def _heading(topic: str) -> str:
    if topic == OTHER_TOPIC:
        return "📰 More news"
    return f"{_ICONS.get(topic, '📰')} {topic.capitalize()}"


def _story(story: Headline, number: int, *, heading: str) -> Block:
    title = _cut(story.title, TITLE_LIMIT)
    summary = _cut(story.summary, SUMMARY_LIMIT)
    meta = " · ".join(part for part in (story.source, _dated(story)) if part)
    html = [f"<b>{number}. {escape(title)}</b>"]
    plain = [f"{number}. {title}"]
    if summary:
        html.append(escape(summary))
        plain.append(summary)
    if meta:
        html.append(f"<i>{escape(meta)}</i>")
        plain.append(meta)
    if heading:
        html.insert(0, f"<b>{escape(heading)}</b>")
        plain.insert(0, heading)
    return Block("\n".join(html), "\n".join(plain), story, number)


def _dated(story: Headline) -> str:
    return "" if story.published is None else format_date(story.published.date(), "d MMM y", locale="en")


def _text(text: str, *, italic: bool) -> Block:
    return Block(f"<i>{escape(text)}</i>" if italic else escape(text), text)


def _cut(text: str, limit: int) -> str:
    """The text, or its first words with an ellipsis; never a part of a word."""
    flat = " ".join(text.split())
    if len(flat) <= limit:
        return flat
    kept = flat[:limit].rsplit(" ", 1)[0]
    return f"{kept.rstrip(',;:–— ')} …"


def _packed(blocks: Sequence[Block]) -> list[list[Block]]:
    """Blocks in as few messages as they need, none over the limit (in UTF-16 units, which no client exceeds)."""
    groups: list[list[Block]] = [[]]
    used = 0
    for block in blocks:
        size = len(block.plain.encode("utf-16-le")) // 2 + 2
        if groups[-1] and used + size > MESSAGE_LIMIT:
            groups.append([])
            used = 0
        groups[-1].append(block)
        used += size
    return groups


def _part(blocks: Sequence[Block], read_button: Callable[[int], str]) -> EditionPart:
    buttons = [
        {"text": str(block.number), "callback_data": read_button(block.story.id)}
        for block in blocks
        if block.story is not None
    ]
    return EditionPart(
        html="\n\n".join(block.html for block in blocks),
        plain="\n\n".join(block.plain for block in blocks),
        keyboard=_rows(buttons),
    )


def _rows(buttons: Sequence[dict[str, str]]) -> tuple[tuple[dict[str, str], ...], ...]:
    """As few rows as they need, as even as can be: eight buttons stand four and four."""
    if not buttons:
        return ()
    width = math.ceil(len(buttons) / math.ceil(len(buttons) / BUTTONS_A_ROW))
    return tuple(tuple(buttons[start : start + width]) for start in range(0, len(buttons), width))
