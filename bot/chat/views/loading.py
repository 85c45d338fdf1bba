"""What an operator sees of a load or an undo: under way, its report, and the question whether it is meant."""

from collections.abc import Sequence
from datetime import datetime

from bot.chat.callbacks.operating import (
    LeaveAsItIs,
    ReloadKeeping,
    ReloadWithdrawing,
    ShowLoad,
    ShowLoadPage,
    UndoLoad,
)
from bot.chat.callbacks.reading import Nothing
from bot.chat.views.screen import Button, Keyboard, Screen
from bot.markup import MESSAGE_LIMIT, Html, escape, lines, one_line, paragraphs, plain, utf16_length
from bot.reports import Change, LoadReport
from bot.texts import Words, say

BAR = 10
ITEM = 200
# So many of each kind are read at a glance; the rest is behind a button.
GLANCE = 6
A_PAGE = 16
# The report's lists share one message, with room for its title and last lines.
LISTS = MESSAGE_LIMIT - 900

Group = tuple[str, Sequence[str]]
"""A heading with its items."""


def progress(template: str, done: int, total: int) -> Screen:
    """How far a load is."""
    share = done / total if total else 0.0
    full = round(share * BAR)
    bar = "▓" * full + "░" * (BAR - full)
    return Screen(say(template, bar=bar, percent=int(share * 100), done=done, total=total))


def report(words: Words, done: LoadReport) -> Screen:
    """What a load did, rejected files first since they want doing; what does not fit is counted, and a press away."""
    groups = _groups(words, done)
    lists = _lists(words, groups)
    totals = say(words.reload_unchanged, unchanged=done.unchanged, articles=done.articles + done.copies)
    if done.copies:
        totals = lines(totals, words.reload_copies(done.copies))
    if done.undoes is not None:
        hint = words.undo_redo_hint if done.redo else words.undo_hint
        return Screen(paragraphs(_title(words, done), *lists, Html(hint)), _keyboard(words, done, groups))
    nothing = [] if lists else [Html(words.reload_nothing)]
    return Screen(paragraphs(_title(words, done), *nothing, *lists, totals), _keyboard(words, done, groups))


def _title(words: Words, done: LoadReport) -> Html:
    if done.undoes is not None:
        return say(words.undo_redone if done.redo else words.undo_done, moment=_moment(words, done.undoes))
    seconds = f"{max((done.finished - done.started).total_seconds(), 0.1):.1f}"
    return say(words.reload_done_rejected if done.rejected else words.reload_done, seconds=seconds)


def _keyboard(words: Words, done: LoadReport, groups: Sequence[Group]) -> Keyboard:
    row = []
    if done.number and (done.undone or any(len(items) > GLANCE for _, items in groups)):
        count = sum(len(items) for _, items in groups)
        row.append(Button(words.reload_all_button.format(count=count), ShowLoadPage(done.number, 0)))
    if done.number and not done.dry_run and (done.added or done.changed or done.withdrawn):
        again = words.reload_redo_button if done.undoes is not None and not done.redo else words.reload_undo_button
        row.append(Button(again, UndoLoad(done.number, 0)))
    return (tuple(row),) if row else ()


def _groups(words: Words, done: LoadReport) -> list[Group]:
    """What there is to tell of: undos have words of their own, and so has what was not done yet."""
    added, changed, withdrawn = words.reload_added, words.reload_changed, words.reload_withdrawn
    if done.dry_run:
        added, changed, withdrawn = words.reload_would_add, words.reload_would_change, words.reload_would_withdraw
    elif done.undoes is not None:
        added, changed = words.undo_back, words.undo_reverted
    groups: tuple[Group, ...] = (
        (words.reload_rejected, [f"{path}: {reason}" for path, reason in done.rejected]),
        (added, done.added),
        (changed, [_change(each) for each in done.changed]),
        (withdrawn, done.withdrawn),
        (words.reload_kept, done.kept),
        (words.reload_undone, done.undone),
    )
    return [group for group in groups if group[1]]


def _change(change: Change) -> str:
    return f"{change.path}: {'; '.join(change.what)}" if change.what else change.path


def _lists(words: Words, groups: Sequence[Group]) -> list[Html]:
    """What an undo has left out is told again with every report, so its number is enough."""
    room = LISTS // max(1, len(groups))
    return [
        Html(f"<b>{say(heading, count=len(items))}</b>")
        if heading == words.reload_undone
        else _list(words, say(heading, count=len(items)), items, room)
        for heading, items in groups
    ]


def _list(words: Words, heading: Html, items: Sequence[str], room: int) -> Html:
    shown = [Html(f"<b>{heading}</b>")]
    left = room - utf16_length(plain(heading)) - 20
    for place, item in enumerate(items):
        line = one_line(item, ITEM)
        left -= utf16_length(line) + 3
        if left < 0 or (place == GLANCE and len(items) > GLANCE):
            shown.append(say(words.more_items, count=len(items) - place))
            break
        shown.append(_bullet(words, line))
    return lines(*shown)


def _bullet(words: Words, line: str) -> Html:
    return words.line(Html(f"• {escape(words.isolate(line))}"))


def page(words: Words, done: LoadReport, number: int) -> Screen:
    """A page of the whole report (from 0); the last one when there are fewer."""
    items = [(heading, item) for heading, items in _groups(words, done) for item in items]
    counts = {heading: len(listed) for heading, listed in _groups(words, done)}
    pages = max(1, -(-len(items) // A_PAGE))
    number = min(number, pages - 1)
    shown = [say(words.reload_page, page=number + 1, pages=pages)]
    last = ""
    for heading, item in items[number * A_PAGE : (number + 1) * A_PAGE]:
        if heading != last:
            shown.append(Html(f"\n<b>{say(heading, count=counts[heading])}</b>"))
            last = heading
        shown.append(_bullet(words, one_line(item, ITEM)))
    turns = [
        Button("◀", ShowLoadPage(done.number, number - 1) if number else Nothing()),
        Button(f"{number + 1}/{pages}", Nothing()),
        Button("▶", ShowLoadPage(done.number, number + 1) if number < pages - 1 else Nothing()),
    ]
    return Screen(lines(*shown), (tuple(turns), (Button(words.reload_back_button, ShowLoad(done.number)),)))


def question(words: Words, would: LoadReport) -> Screen:
    """A load that would withdraw much: what it would do, and what can be done about it."""
    count, live, groups = len(would.withdrawn), would.live, _groups(words, would)
    # What is asked about comes first.
    groups.sort(key=lambda group: group[1] is not would.withdrawn)
    withdraw = words.reload_withdraw_button.format(count=count, live=live)
    leave = (Button(words.reload_leave_button, LeaveAsItIs()),)
    if would.undoes is not None:
        title = say(words.undo_asks, moment=_moment(words, would.undoes), count=count, live=live)
        buttons: Keyboard = ((Button(withdraw, UndoLoad(would.number, count)),), leave)
        return Screen(paragraphs(title, *_lists(words, groups)), buttons)
    title = say(words.reload_asks, count=count, live=live)
    rows = [(Button(withdraw, ReloadWithdrawing(count)),)]
    if would.added or would.changed:
        rows.append((Button(words.reload_keep_button, ReloadKeeping()),))
    rows.append(leave)
    if any(len(items) > GLANCE for _, items in groups):
        total = sum(len(items) for _, items in groups)
        rows.append((Button(words.reload_all_button.format(count=total), ShowLoadPage(would.number, 0)),))
    return Screen(paragraphs(title, *_lists(words, groups), Html(words.reload_asks_hint)), tuple(rows))


def kept_at_start(words: Words, count: int, live: int) -> Screen:
    """What the bot kept when nobody was there to ask."""
    return Screen(say(words.reload_kept_at_start, count=count, live=live))


def failed(template: str, reason: str) -> Screen:
    """A load or an undo that could not be done."""
    return Screen(say(template, reason=one_line(reason, 400)))


def _moment(words: Words, at: datetime) -> str:
    return f"{words.moment(at)} UTC"
