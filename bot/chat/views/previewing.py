"""A preview: what it is of, and the scores behind it. The briefing between the two is as it would be sent."""

from collections.abc import Sequence

from bot.chat.views.screen import Screen
from bot.chat.views.times import local_moment
from bot.markup import PAGE_BUDGET, Html, lines, one_line, paragraphs, plain, utf16_length
from bot.models import Destination
from bot.services.previews import Preview, Scored, factors_line
from bot.storage.directory import ListedChat
from bot.texts import Words, say

TITLE = 80


def which_chat(words: Words, found: Sequence[ListedChat]) -> Screen:
    """Several chats bear the name: each with the command for its own."""
    listed = [
        say(words.preview_chat, title=words.isolate(one_line(each.title, TITLE)), number=each.telegram_id)
        for each in found
    ]
    return Screen(paragraphs(Html(words.deliveries_which), lines(*listed)))


def which_topic(words: Words, title: str, places: Sequence[Destination]) -> Screen:
    """The chat is briefed in several topics: each with the command for it."""
    listed = [
        say(words.preview_chat, title=words.isolate(place_name(title, each)), number=aimed_at(each)) for each in places
    ]
    return Screen(paragraphs(Html(words.deliveries_which), lines(*listed)))


def aimed_at(place: Destination) -> str:
    """`-1002/3`: a chat and its topic, as /preview takes them."""
    return f"{place.telegram_id}/{place.thread_id}"


def place_name(title: str, place: Destination) -> str:
    """`Newsroom · 3`: of a topic only the number is known."""
    return f"{one_line(title, TITLE)} · {place.thread_id}" if place.thread_id else one_line(title, TITLE)


def head(words: Words, shown: Preview, title: str) -> Screen:
    """Of which chat and moment."""
    when = local_moment(words, shown.at, shown.zone)
    text = say(words.preview_head, title=words.isolate(title), when=when, zone=shown.zone)
    return Screen(paragraphs(text, Html(words.preview_nothing)) if shown.edition is None else text)


def scores(words: Words, shown: Preview) -> list[Screen]:
    """The stories in their order, each with its score and what it is the product of, in messages that have room."""
    heading = Html(words.preview_scores)
    listed: list[list[Html]] = [[]]
    left = PAGE_BUDGET - utf16_length(plain(heading))
    for number, each in enumerate(shown.scores, 1):
        item = _score(words, number, each)
        left -= utf16_length(plain(item)) + 1
        if left < 0 and listed[-1]:
            listed.append([])
            left = PAGE_BUDGET - utf16_length(plain(item)) - 1
        listed[-1].append(item)
    first, *others = (lines(*items) for items in listed)
    return [Screen(paragraphs(heading, first)), *map(Screen, others)]


def _score(words: Words, number: int, scored: Scored) -> Html:
    title = words.isolate(one_line(scored.title, TITLE))
    score = f"{scored.factors.get('score', 0):.2f}"
    return say(words.preview_score, number=number, score=score, title=title, factors=factors_line(scored))
