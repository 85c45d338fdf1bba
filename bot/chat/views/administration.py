"""What an operator sees: a reload under way, its report, the figures."""

from collections.abc import Sequence

from bot.chat.views.screen import Screen
from bot.markup import MESSAGE_LIMIT, Html, escape, lines, one_line, paragraphs, plain, utf16_length
from bot.models import Figures
from bot.reports import Change, LoadReport
from bot.texts import Words, say

BAR = 10
ITEM = 160
REASONS = 6
# The report's four lists share one message, with room for its title and last line.
LISTS = MESSAGE_LIMIT - 700


def progress(words: Words, done: int, total: int) -> Screen:
    """How far a reload is."""
    share = done / total if total else 0.0
    full = round(share * BAR)
    return Screen(
        say(
            words.reload_progress,
            bar="▓" * full + "░" * (BAR - full),
            percent=int(share * 100),
            done=done,
            total=total,
        )
    )


def report(words: Words, done: LoadReport) -> Screen:
    """What a reload did, rejected files first since they want doing; cut to one message, with the rest counted."""
    seconds = f"{(done.finished - done.started).total_seconds():.1f}"
    title = words.reload_done_rejected if done.rejected else words.reload_done
    groups = (
        (words.reload_rejected, [f"{path}: {reason}" for path, reason in done.rejected]),
        (words.reload_added, list(done.added)),
        (words.reload_changed, [_change(each) for each in done.changed]),
        (words.reload_withdrawn, list(done.withdrawn)),
    )
    filled = [group for group in groups if group[1]]
    share = LISTS // max(1, len(filled))
    lists = [_list(words, say(heading, count=len(items)), items, share) for heading, items in filled]
    totals = say(words.reload_unchanged, unchanged=done.unchanged, articles=done.articles)
    return Screen(paragraphs(say(title, seconds=seconds), *(lists or [Html(words.reload_nothing)]), totals))


def _change(change: Change) -> str:
    return f"{change.path}: {'; '.join(change.what)}" if change.what else change.path


def _list(words: Words, heading: Html, items: Sequence[str], room: int) -> Html:
    shown = [Html(f"<b>{heading}</b>")]
    left = room - utf16_length(plain(heading)) - 20
    for place, item in enumerate(items):
        line = one_line(item, ITEM)
        left -= utf16_length(line) + 3
        if left < 0:
            shown.append(say(words.more_items, count=len(items) - place))
            break
        shown.append(Html(f"• {escape(line)}"))
    return lines(*shown)


def figures(words: Words, counted: Figures) -> Screen:
    """The installation in numbers."""
    library = say(
        words.stats_library, articles=counted.articles, chats=counted.chats, subscriptions=counted.subscriptions
    )
    by_state = [
        say(words.stats_delivery, state=state, count=count) for state, count in sorted(counted.deliveries.items())
    ]
    deliveries = lines(Html(words.stats_deliveries), *(by_state or [Html(words.stats_none)]))
    reasons = [
        say(words.stats_reason, state=state.value, reason=one_line(reason, ITEM) or "–", count=count)
        for state, reason, count in counted.reasons[:REASONS]
    ]
    speed = [
        say(words.stats_waiting, count=counted.planned),
        say(words.stats_rate, count=counted.sent_last_minute),
    ]
    if counted.lateness is not None:
        median, most = (words.lateness(each.total_seconds()) for each in counted.lateness)
        speed.append(say(words.stats_lateness, median=median, most=most))
    return Screen(paragraphs(Html(words.stats_title), library, deliveries, lines(*reasons), lines(*speed)))


def failed(words: Words, reason: str) -> Screen:
    """A reload that could not be done."""
    return Screen(say(words.reload_failed, reason=one_line(reason, 400)))
