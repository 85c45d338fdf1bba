"""What a chat has asked for, what it got, and why it got something not."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from bot.chat.callbacks.pausing import Snooze
from bot.chat.callbacks.scheduling import Resume, ShowSettings
from bot.chat.views.screen import Button, Keyboard, Screen
from bot.chat.views.times import ahead_lines, local_moment, next_line, schedule_text
from bot.markup import Html, lines, one_line, paragraphs
from bot.models import DeliveryRecord, DeliveryState, Subscription
from bot.services.subscriptions import UNSUBSCRIBED
from bot.texts import Words, say

SHOWN_SLOTS = 5
REASON = 160
# The state that tells most about a briefing of several messages, the gravest first.
_GRAVITY = (
    DeliveryState.DEAD,
    DeliveryState.EXPIRED,
    DeliveryState.PLANNED,
    DeliveryState.SENDING,
    DeliveryState.UNCERTAIN,
    DeliveryState.UNCONFIRMED,
    DeliveryState.SKIPPED,
    DeliveryState.SENT,
)


def status(words: Words, subscription: Subscription, recent: Sequence[DeliveryRecord], now: datetime) -> Screen:
    """Schedule, pauses ahead, exact next time, and the latest briefings with what became of each."""
    schedule = say(words.status_schedule, schedule=schedule_text(words, subscription), minutes=subscription.minutes)
    if subscription.active:
        state = lines(*ahead_lines(words, subscription, now), next_line(words, subscription, now))
        buttons: Keyboard = _buttons(words, subscription)
    else:
        state = say(words.status_inactive, reason=_why_inactive(words, subscription))
        buttons = ((Button(words.button_resume, Resume()),),)
    return Screen(
        paragraphs(lines(Html(words.status_title), schedule), state, _history(words, subscription, recent)),
        buttons,
    )


def _buttons(words: Words, subscription: Subscription) -> Keyboard:
    settings = (Button(words.button_settings, ShowSettings()),)
    coming = subscription.upcoming
    if coming is None:
        return ((Button(words.button_end_pause, Resume()),), settings)
    if coming.snoozed_from is not None:
        return ((Button(words.button_unsnooze, Snooze(0)),), settings)
    return ((Button(words.button_snooze.format(wait=words.hours_or_minutes(60)), Snooze(60)), *settings),)


def _why_inactive(words: Words, subscription: Subscription) -> str:
    if subscription.inactive_reason == UNSUBSCRIBED:
        return words.reason_unsubscribed
    return words.reason(one_line(subscription.inactive_reason, REASON)) or words.reason_unknown


def _history(words: Words, subscription: Subscription, recent: Sequence[DeliveryRecord]) -> Html:
    if not recent:
        return Html(words.status_none_yet)
    slots = [list(parts) for _, parts in groupby(recent, key=lambda record: (record.slot_date, record.slot_at))]
    shown = [slot_line(words, subscription.zone, parts) for parts in slots[:SHOWN_SLOTS]]
    return lines(Html(words.status_recent), *shown)


def slot_line(words: Words, zone: str, parts: Sequence[DeliveryRecord]) -> Html:
    """What became of one briefing, by the part that tells most."""
    told = min(parts, key=lambda record: _GRAVITY.index(record.state))
    when = local_moment(words, told.sent_at or told.slot_at, zone)
    return outcome(words, when, [record.state for record in parts], told.reason)


def outcome(words: Words, when: str, states: Sequence[DeliveryState], reason: str) -> Html:
    """What became of a briefing whose messages are in these states, by the gravest of them."""
    state = min(states, key=_GRAVITY.index)
    reason = words.reason(one_line(reason, REASON))
    match state:
        case DeliveryState.SENT if len(states) > 1:
            return say(words.state_sent_parts, when=when, parts=len(states))
        case DeliveryState.SENT:
            return say(words.state_sent, when=when)
        case DeliveryState.UNCONFIRMED:
            return say(words.state_unconfirmed, when=when)
        case DeliveryState.SKIPPED:
            return say(words.state_skipped, when=when, reason=reason or words.reason_unknown)
        case DeliveryState.EXPIRED:
            return say(words.state_expired, when=when, reason=reason or words.reason_expired)
        case DeliveryState.DEAD:
            return say(words.state_dead, when=when, reason=reason or words.reason_unknown)
        case _:
            return say(words.state_planned, when=when)
