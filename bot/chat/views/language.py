"""The choice of the bot's language and of the articles'."""

from collections.abc import Collection

from bot.chat.callbacks.language import (
    UNWANTED,
    WANTED,
    SetLanguage,
    ShowArticleLanguages,
    ShowLanguage,
    WantAllArticles,
    WantArticles,
)
from bot.chat.callbacks.scheduling import ShowSettings
from bot.chat.views.screen import Button, Screen, rows
from bot.markup import Html, one_line, paragraphs
from bot.texts import LANGUAGES, Words, say
from bot.texts.languages import own_name

SHOWN = 30
ECHO = 40


def languages(words: Words, *, chosen: bool, articles: Collection[str]) -> Screen:
    """The languages by their own names; `chosen` when somebody chose one here, `articles` as the chat wants them."""
    buttons = [
        _switch(words, own_name(code), SetLanguage(code), on=chosen and code == words.locale) for code in LANGUAGES
    ]
    telegram = _switch(words, words.language_as_telegram, SetLanguage(None), on=not chosen)
    of_articles = words.language_articles.format(languages=one_line(named(words, articles), ECHO))
    title = say(words.language_title, language=words.language_name(words.locale))
    return Screen(
        paragraphs(title, Html(words.language_hint)),
        (
            *rows([*buttons, telegram], 2),
            (Button(of_articles, ShowArticleLanguages()),),
            (Button(words.button_back, ShowSettings()),),
        ),
    )


def article_languages(words: Words, wanted: Collection[str], known: Collection[str]) -> Screen:
    """Switches for the languages of the library, and of those wanted that it has nothing in yet."""
    shown = sorted({*known, *wanted}, key=words.language_name)[:SHOWN]
    switches = [
        _switch(
            words,
            words.language_name(code),
            WantArticles(code, UNWANTED if code in wanted else WANTED),
            on=code in wanted,
        )
        for code in shown
    ]
    everything = _switch(words, words.all_languages, WantAllArticles(), on=not wanted)
    return Screen(
        Html(words.ask_articles),
        ((everything,), *rows(switches, 2), (Button(words.button_back, ShowLanguage()),)),
    )


def articles_set(words: Words, wanted: Collection[str]) -> Screen:
    """What was typed is agreed."""
    html = say(words.articles_set, languages=named(words, wanted))
    return Screen(html, ((Button(words.button_back, ShowArticleLanguages()),),))


def unknown(words: Words, text: str, *, of_articles: bool) -> Screen:
    """A language that the bot does not speak, or that is none."""
    said = one_line(text, ECHO)
    if of_articles:
        return Screen(say(words.articles_unknown, text=said))
    return Screen(
        say(words.language_unknown, text=said, languages=words.joined([own_name(code) for code in LANGUAGES]))
    )


def named(words: Words, wanted: Collection[str]) -> str:
    """`English, Turkish`, or all of them."""
    return words.joined(sorted(map(words.language_name, wanted))) or words.all_languages


def _switch(words: Words, name: str, action: SetLanguage | WantArticles | WantAllArticles, *, on: bool) -> Button:
    return Button(words.chosen.format(name=name) if on else name, action)
