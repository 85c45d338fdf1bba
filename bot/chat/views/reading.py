"""Headlines and articles."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.chat.callbacks import Action
from bot.chat.callbacks.reading import Nothing, SendHeadlines, ShowArticle, ShowHeadlines
from bot.chat.views.screen import Button, Screen, rows
from bot.chat.views.tastes import under_article
from bot.markup import (
    Html,
    bold,
    escape,
    is_web_address,
    isolate,
    italic,
    lines,
    link,
    one_line,
    pages,
    paragraphs,
    utf16_length,
)
from bot.models import Article, Headline
from bot.services.library import HeadlinePage
from bot.texts import Words, say

# Adults read about 238 English words a minute silently (Brysbaert 2019, a review of 190 studies).
WORDS_A_MINUTE = 238
LIST_TITLE = 160
ARTICLE_TITLE = 500
RUNNING_TITLE = 80
META = 80
NUMBERS_A_ROW = 4


def headlines(words: Words, page: HeadlinePage, now: datetime) -> Screen:
    """A page of the headlines, numbered through all pages, with a button for each."""
    if not page.headlines:
        return Screen(Html(words.headlines_empty))
    last = page.first + len(page.headlines) - 1
    items = [_item(words, number, headline, now) for number, headline in enumerate(page.headlines, page.first)]
    numbers = [
        Button(str(number), ShowArticle(headline.id, 0, page.page))
        for number, headline in enumerate(page.headlines, page.first)
    ]
    title = say(words.headlines_title, first=page.first, last=last, total=page.total)
    keyboard = rows(numbers, NUMBERS_A_ROW)
    if page.pages > 1:
        keyboard += (pager(words, page.page, page.pages, ShowHeadlines),)
    return Screen(paragraphs(title, *items, Html(words.headlines_hint)), keyboard)


def _item(words: Words, number: int, headline: Headline, now: datetime) -> Html:
    title = words.isolate(one_line(headline.title, LIST_TITLE))
    when = age(words, headline.shown_at, now)
    meta = [words.isolate(one_line(headline.source, META)), words.added(when) if headline.published is None else when]
    origin = italic(" · ".join(part for part in meta if part))
    return lines(words.line(Html(f"<b>{number}.</b> {bold(title)}")), words.line(origin))


def age(words: Words, then: datetime, now: datetime) -> str:
    """How long ago, by the minute, hour or day, and the date for what is a week old or older, or not yet."""
    passed = now - then
    if timedelta(0) <= passed < timedelta(days=7):
        return words.ago(int(passed.total_seconds() // 60))
    return words.date(then.date())


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reader is: the page of the article, and the page of the headlines behind it (both from 0)."""

    page: int = 0
    listed: int = 0


def article(words: Words, shown: Article, place: Place) -> Screen:
    """A page of an article: its title and origin on the first, its link on the last."""
    back = (Button(words.button_back_to_headlines, ShowHeadlines(place.listed)),)
    if shown.withdrawn is not None:
        return Screen(say(words.article_withdrawn, date=words.date(shown.withdrawn.date())), (back,))
    title, origin = _title(shown, ARTICLE_TITLE), _origin(words, shown)
    texts = pages(shown.content.body, reserved=utf16_length(f"{title}\n{origin}\n\n"))
    page = min(place.page, len(texts) - 1)
    head = lines(bold(title), words.line(italic(origin))) if page == 0 else bold(_title(shown, RUNNING_TITLE))
    foot = _source(words, shown) if page == len(texts) - 1 else Html("")
    html = paragraphs(head, escape(texts[page]), foot)
    judging = under_article(words, shown)
    if len(texts) == 1:
        return Screen(html, (judging, back))
    turns = pager(words, page, len(texts), lambda other: ShowArticle(shown.id, other, place.listed))
    return Screen(html, (turns, judging, back))


def _title(shown: Article, limit: int) -> str:
    return isolate(one_line(shown.content.title, limit))


def _origin(words: Words, shown: Article) -> str:
    content = shown.content
    parts = [
        words.isolate(one_line(content.source, META)),
        words.isolate(one_line(content.byline, META)),
        "" if content.published is None else words.date(content.published.date()),
        words.reading_time(max(1, round(shown.words / WORDS_A_MINUTE))),
    ]
    return " · ".join(part for part in parts if part)


def _source(words: Words, shown: Article) -> Html:
    if not is_web_address(shown.content.url):
        return Html("")
    source = one_line(shown.content.source, META) or words.article_at_source
    return link(words.article_source.format(source=source), shown.content.url)


def pager(words: Words, page: int, count: int, to: Callable[[int], Action]) -> tuple[Button, ...]:
    """◀ 2/5 ▶, with the same three places on every page so that a thumb can stay where it is."""
    nowhere = Button(words.no_page, Nothing())
    return (
        Button(words.previous, to(page - 1)) if page > 0 else nowhere,
        Button(f"{page + 1}/{count}", Nothing()),
        Button(words.next, to(page + 1)) if page < count - 1 else nowhere,
    )


def article_missing(words: Words) -> Screen:
    """The article of a button or number that is gone for good."""
    return Screen(Html(words.article_missing), ((Button(words.button_headlines, SendHeadlines()),),))
