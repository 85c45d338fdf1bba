"""A selection as Telegram messages: HTML, the same as plain text, and a button a story. Pure.

One message where everything fits, further ones at story boundaries. Text is cut before it is escaped, and escaped
once, by `bot.markup`.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.digest.choice import Telling
from bot.digest.pool import OTHER_TOPIC
from bot.digest.select import Selection, minutes, text_of
from bot.markup import (
    Html,
    age,
    bold,
    escape,
    italic,
    lines,
    link,
    one_line,
    paragraphs,
    plain,
    quotation,
    utf16_length,
)
from bot.models import Edition, EditionPart
from bot.texts import Words

# Room is left below Telegram's 4096, so that a reader sees the whole message on few screens.
MESSAGE_LIMIT = 3900
# A story makes at most six entities, of which Telegram keeps a hundred a message, and one button.
STORIES_A_MESSAGE = 15
TITLE_LIMIT = 240
SOURCE_LIMIT = 60
NOTE_LIMIT = 600
NAMED_SOURCES = 3
TOPIC_LIMIT = 40
BUTTONS_A_ROW = 5
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Setting:
    """What stands around the stories. `quoted` goes on from what the first of them tells, `note` is an editor's.

    `since` is the day of the chat's last briefing, None for its first; a `weekly` one is named after its week.
    `read_button` makes the button data of an article, `more_button` that of the next page, empty where there is none.
    """

    words: Words
    day: date
    at: datetime
    since: date | None
    read_button: Callable[[int], str]
    more_button: str = ""
    quoted: str = ""
    note: str = ""
    weekly: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A piece that is never cut, and the story that it tells, if any."""

    html: Html
    story: Telling | None = None
    number: int = 0


def render(selection: Selection, setting: Setting) -> Edition:
    """The edition of that local day."""
    blocks = [_header(selection, setting), *_stories(selection, setting)]
    if selection.more and (setting.more_button or setting.since):
        blocks.append(Block(italic(_footer(selection.more, setting))))
    parts = [_part(group, setting) for group in _packed(blocks)]
    parts[-1] = _with_more(parts[-1], setting)
    told = (*selection.stories, *selection.spare)
    return Edition(
        parts=tuple(parts),
        article_ids=tuple(each.headline.id for each in selection.stories),
        factors={each.headline.id: each.factors.as_json() for each in told},
        spare_ids=tuple(each.headline.id for each in selection.spare),
    )


def render_more(tellings: Sequence[Telling], setting: Setting, *, first_number: int, ends: bool = True) -> EditionPart:
    """Further stories as one message; the first of them has that number. Those that have no room are left out.

    On the last page it says that they end there, or where the rest is.
    """
    words = setting.words
    blocks = [Block(bold(words.briefing_more_title))]
    blocks += [_story(each, number, setting) for number, each in enumerate(tellings, first_number)]
    if not setting.more_button:
        blocks.append(Block(italic(words.briefing_no_more if ends else words.briefing_rest)))
    return _with_more(_part(_packed(blocks)[0], setting), setting)


def _header(selection: Selection, setting: Setting) -> Block:
    words = setting.words
    name, of, covers = _named(setting)
    titled = words.line(Html(f"{bold(name)} · {escape(of)}"))
    length = italic(words.briefing_length(len(selection.stories), minutes(selection)))
    note = one_line(setting.note, NOTE_LIMIT)
    noted = quotation(f"{words.briefing_note}: {note}") if note else Html("")
    return Block(lines(titled, words.line(length), escape(covers), noted))


def _named(setting: Setting) -> tuple[str, str, str]:
    """Its title, the day or the week that it is of, and since when it tells, where the day does not say that."""
    words, since, day = setting.words, setting.since, setting.day
    if since is None:
        return words.briefing_title_first, words.long_date(day), ""
    gap = (day - since).days
    if setting.weekly and gap <= WEEK.days:
        return words.briefing_title_weekly, words.days(*week_of(day)), ""
    return words.briefing_title, words.long_date(day), words.briefing_since(since, day) if gap > 1 else ""


def week_of(day: date) -> tuple[date, date]:
    """The first and the last of the seven days that a weekly briefing of that day is about.

    They end with the day itself; on a Monday, when a new week has only begun, with the day before.
    """
    last = day if day.weekday() else day - timedelta(days=1)
    return last - WEEK + timedelta(days=1), last


def _footer(more: int, setting: Setting) -> str:
    if setting.more_button:
        return setting.words.briefing_more(more)
    return setting.words.briefing_more_in_headlines.format(count=more)


def _stories(selection: Selection, setting: Setting) -> list[Block]:
    blocks = [_story(selection.lead, 1, setting, lead=True)]
    for topic, stories in selection.groups:
        heading = setting.words.topic_heading(one_line(topic, TOPIC_LIMIT))
        for place, story in enumerate(stories):
            above = (heading if topic != OTHER_TOPIC else setting.words.briefing_more_news) if place == 0 else ""
            blocks.append(_story(story, len(blocks) + 1, setting, heading=above))
    return blocks


def _story(telling: Telling, number: int, setting: Setting, *, heading: str = "", lead: bool = False) -> Block:
    words, headline = setting.words, telling.headline
    update = f"{words.briefing_update}: " if telling.factors.update else ""
    title = f"{number}. {update}{words.isolate(one_line(headline.title, TITLE_LIMIT))}"
    html = lines(
        words.line(bold(heading)),
        words.line(bold(title)),
        escape(text_of(telling, lead=lead)),
        quotation(setting.quoted, expandable=True) if lead and setting.quoted else Html(""),
        words.line(_origin(telling, setting)),
    )
    return Block(html, telling, number)


def _origin(telling: Telling, setting: Setting) -> Html:
    """Who reports it, when, and who else does."""
    words = setting.words
    source = words.isolate(one_line(telling.headline.source, SOURCE_LIMIT))
    linked = link(source or words.article_at_source, telling.news.url)
    parts = [linked if telling.news.url and linked != escape(source) else italic(source)]
    parts += [_age(telling, setting), italic(_more_sources(telling.others, words))]
    return Html(" · ".join(part for part in parts if part.strip()))


def _age(telling: Telling, setting: Setting) -> Html:
    """When the article is from. An edition is shared by chats and read at any time, so nothing in it is relative.

    Telegram itself says "2 hours ago" of an instant, to each reader at each moment; what has only a date is said by it.
    """
    published = telling.headline.published
    if published is None:
        return Html("")
    said = setting.words.story_day(published.date(), setting.day)
    if published.time() == time(0) or not -1 < (setting.at - published).total_seconds() / 3600 < 48:
        return italic(said)
    return age(said, published)


def _more_sources(others: Sequence[str], words: Words) -> str:
    if not others:
        return ""
    named = [words.isolate(one_line(source, SOURCE_LIMIT)) for source in others[:NAMED_SOURCES]]
    rest = " …" if len(others) > NAMED_SOURCES else ""
    return f"{words.more_sources(len(others))}: {words.joined_briefly(named)}{rest}"


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


def _part(blocks: Sequence[Block], setting: Setting) -> EditionPart:
    html = paragraphs(*(block.html for block in blocks))
    told = [block for block in blocks if block.story is not None]
    buttons = [
        {"text": str(block.number), "callback_data": setting.read_button(block.story.headline.id)}
        for block in told
        if block.story is not None
    ]
    ids = tuple(block.story.headline.id for block in told if block.story is not None)
    return EditionPart(html=html, plain=plain(html), keyboard=_rows(buttons), article_ids=ids)


def _with_more(part: EditionPart, setting: Setting) -> EditionPart:
    if not setting.more_button:
        return part
    row = ({"text": setting.words.button_more_stories, "callback_data": setting.more_button},)
    return EditionPart(part.html, part.plain, (*part.keyboard, row), part.article_ids)


def _rows(buttons: Sequence[dict[str, str]]) -> tuple[tuple[dict[str, str], ...], ...]:
    """As few rows as they need, as even as can be: eight buttons stand four and four."""
    if not buttons:
        return ()
    width = math.ceil(len(buttons) / math.ceil(len(buttons) / BUTTONS_A_ROW))
    return tuple(tuple(buttons[start : start + width]) for start in range(0, len(buttons), width))
