"""What a search has found, with the question in the message, so that its pages need no memory."""

import re
from datetime import datetime

from bot.chat.callbacks.reading import SearchSuggested, SendArticle, ShowHits
from bot.chat.views.reading import LIST_TITLE, META, NUMBERS_A_ROW, age, pager
from bot.chat.views.screen import Button, Keyboard, Screen, rows
from bot.markup import Html, bold, escape, italic, lines, one_line, paragraphs
from bot.search.marking import MARK, UNMARK
from bot.services.search import HITS_A_PAGE, Hit, SearchPage
from bot.texts import Words, say

BUTTON_TEXT = 40
# Telegram takes 100 entities a message; a passage may hold the same word many times.
MOST_MARKS = 8

_MARKED = re.compile(f"{MARK}([^{MARK}{UNMARK}]*){UNMARK}")


def hits(words: Words, query: str, page: SearchPage, now: datetime) -> Screen:
    """A page of the articles found, numbered through all pages, with a button for each."""
    meant = _meant(words, page)
    problems = [say(words.search_problem, problem=words.told(each)) for each in page.problems]
    if not page.hits:
        nothing = say(words.search_nothing, query=query)
        return Screen(paragraphs(nothing, *problems, meant or Html(words.search_tip)), _suggestion(words, page))
    first = page.page * HITS_A_PAGE + 1
    counted = words.found(first, first + len(page.hits) - 1, page.total, more=page.more)
    title = lines(say(words.search_title, query=query), counted)
    items = [_item(words, number, hit, now) for number, hit in enumerate(page.hits, first)]
    partial = next((place for place, hit in enumerate(page.hits) if not hit.complete), None)
    if partial is not None:
        items.insert(partial, Html(words.search_more_words if page.complete else words.search_some_words))
    return Screen(paragraphs(title, *problems, meant, *items), _keyboard(words, page, first))


def _item(words: Words, number: int, hit: Hit, now: datetime) -> Html:
    headline = hit.headline
    title = bold(words.isolate(one_line(headline.title, LIST_TITLE)))
    when = age(words, headline.shown_at, now)
    meta = [words.isolate(one_line(headline.source, META)), words.added(when) if headline.published is None else when]
    origin = italic(" · ".join(part for part in meta if part))
    return lines(words.line(Html(f"<b>{number}.</b> {title}")), words.line(origin), marked(hit.snippet))


def marked(text: str) -> Html:
    """A passage with what was looked for in bold."""
    parts = _MARKED.split(text)
    bolds = range(1, min(len(parts), 2 * MOST_MARKS), 2)
    return Html("".join(bold(part) if place in bolds else escape(part) for place, part in enumerate(parts)))


def _meant(words: Words, page: SearchPage) -> Html:
    return Html("") if page.suggestion is None else say(words.search_meant, query=page.suggestion)


def _suggestion(words: Words, page: SearchPage) -> Keyboard:
    if page.suggestion is None:
        return ()
    label = words.button_meant.format(query=one_line(page.suggestion, BUTTON_TEXT))
    return ((Button(label, SearchSuggested()),),)


def _keyboard(words: Words, page: SearchPage, first: int) -> Keyboard:
    numbers = [Button(str(number), SendArticle(hit.headline.id)) for number, hit in enumerate(page.hits, first)]
    keyboard = rows(numbers, max(NUMBERS_A_ROW, len(numbers)))
    if page.pages > 1:
        keyboard += (pager(words, page.page, page.pages, ShowHits),)
    return keyboard + _suggestion(words, page)
