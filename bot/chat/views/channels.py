"""Channels, in the private chats of the people who manage them."""

from collections.abc import Sequence

from bot.chat.callbacks.channels import ManageChannel
from bot.chat.views.screen import Button, Screen, rows
from bot.chat.views.times import schedule_text
from bot.markup import Html
from bot.models import Subscription
from bot.storage.chats import KnownChat
from bot.texts import Words, say

MOST_LISTED = 40


def choose(words: Words, channels: Sequence[KnownChat]) -> Screen:
    """One button each."""
    buttons = [
        Button(words.button_channel.format(title=each.title or str(each.telegram_id)), ManageChannel(each.id))
        for each in channels[:MOST_LISTED]
    ]
    return Screen(Html(words.channels_choose if buttons else words.channels_none), rows(buttons, 1))


def let_in(words: Words, channel: KnownChat) -> Screen:
    """Told to whoever let the bot in."""
    return Screen(
        say(words.channel_let_in, title=channel.title),
        ((Button(words.button_set_up_channel, ManageChannel(channel.id)),),),
    )


def back(words: Words, channel: KnownChat, subscription: Subscription) -> Screen:
    """The right to post is back, and so is the briefing."""
    return Screen(
        say(words.channel_back, title=channel.title, schedule=schedule_text(words, subscription)),
        ((Button(words.button_channel.format(title=channel.title), ManageChannel(channel.id)),),),
    )


def may_not_post(words: Words, title: str) -> Screen:
    """Let in without the right that is needed."""
    return Screen(say(words.channel_may_not_post, title=title))


def refused(words: Words, title: str, refusal: str) -> Screen:
    """The same, where only Telegram's refusal of a briefing says why."""
    said = refusal.lower()
    if "kicked" in said or "not a member" in said:
        return lost(words, title, words.reason_removed)
    return lost(words, title, words.reason_no_right_to_post if "rights" in said else words.reason(refusal))


def lost(words: Words, title: str, reason: str) -> Screen:
    """Told once to each who manages it."""
    return Screen(say(words.channel_lost, title=title, reason=reason))
