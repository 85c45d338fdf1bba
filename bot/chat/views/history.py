"""Past briefings, and the link to one."""

from urllib.parse import quote

from bot.chat.callbacks.briefings import SendEdition, ShowHistory
from bot.chat.callbacks.reading import SendHeadlines
from bot.chat.views.links import deep_link
from bot.chat.views.reading import NUMBERS_A_ROW, pager
from bot.chat.views.screen import Button, Screen, rows
from bot.chat.views.status import outcome
from bot.chat.views.times import local_moment
from bot.markup import Html, escape, lines, link, paragraphs
from bot.services.history import HistoryPage
from bot.storage.archive import PastBriefing
from bot.texts import Words, say

SHARING = "https://t.me/share/url?url="


def history(words: Words, page: HistoryPage | None) -> Screen:
    """A page of the past briefings, newest first, with a button for each that can be opened."""
    if page is None or not page.briefings:
        return Screen(Html(words.history_none), ((Button(words.button_headlines, SendHeadlines()),),))
    numbered = list(enumerate(page.briefings, page.first))
    buttons = [Button(str(number), SendEdition(past.edition_id)) for number, past in numbered if past.edition_id]
    keyboard = rows(buttons, NUMBERS_A_ROW)
    if page.pages > 1:
        keyboard += (pager(words, page.page, page.pages, ShowHistory),)
    items = [words.line(Html(f"<b>{number}.</b> {_item(words, past, page.zone)}")) for number, past in numbered]
    hint = Html(words.history_hint if buttons else "")
    return Screen(paragraphs(Html(words.history_title), lines(*items), hint), keyboard)


def _item(words: Words, past: PastBriefing, zone: str) -> Html:
    told = outcome(words, local_moment(words, past.sent_at or past.slot_at, zone), past.states, past.reason)
    return Html(f"{told} · {escape(words.stories(past.stories))}") if past.stories else told


def linked(words: Words, bot_name: str, token: str) -> Screen:
    """The permanent link of a briefing (core.telegram.org/bots/features, deep linking)."""
    address = deep_link(bot_name, f"b_{token}")
    sharing = link(words.link_share, SHARING + quote(address, safe=""))
    return Screen(paragraphs(say(words.link_hint, link=address), sharing))


def gone(words: Words) -> Screen:
    """A button of a briefing that this chat never had."""
    return Screen(Html(words.history_gone))


def unknown_link(words: Words) -> Screen:
    """A link that names no briefing: cut off, forged, or of another bot."""
    return Screen(Html(words.link_unknown), ((Button(words.button_headlines, SendHeadlines()),),))
