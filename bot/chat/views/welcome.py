"""The first words, and the help."""

from datetime import time

from bot.chat.callbacks.reading import SendHeadlines, SendHelp
from bot.chat.callbacks.scheduling import SetSchedule
from bot.chat.views.screen import Button, Screen
from bot.markup import Html, paragraphs
from bot.texts import Words, say


def welcome(words: Words, name: str, at: time) -> Screen:
    """For a person who has just opened the chat; `at` is the time offered."""
    subscribe = words.button_subscribe.format(time=f"{at:%H:%M}")
    return Screen(
        say(words.welcome, name=name),
        (
            (Button(words.button_headlines, SendHeadlines()), Button(subscribe, SetSchedule(at))),
            (Button(words.button_help, SendHelp()),),
        ),
    )


def welcome_group(words: Words, name: str) -> Screen:
    """For a group that the bot was added to."""
    return Screen(
        say(words.welcome_group, name=name),
        ((Button(words.button_headlines, SendHeadlines()), Button(words.button_help, SendHelp())),),
    )


def help_text(words: Words, *, admin: bool) -> Screen:
    """Every command with an example; the operator's own only for an operator."""
    own = words.help_admin if admin else ""
    parts = (words.help, words.help_times, words.help_yours, words.help_groups, own)
    return Screen(paragraphs(*map(Html, parts)), ((Button(words.button_headlines, SendHeadlines()),),))
