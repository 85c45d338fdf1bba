"""What an operator sees of deliveries: one chat's, and notices of trouble."""

from collections.abc import Sequence
from datetime import UTC
from itertools import groupby

from bot.chat.callbacks.watching import ShowDeliveries
from bot.chat.views.screen import Button, Screen, rows
from bot.chat.views.status import slot_line
from bot.chat.views.times import schedule_text
from bot.markup import Html, lines, one_line, paragraphs
from bot.models import ChatKind, DeliveryRecord, Subscription
from bot.services.ledger import Account
from bot.services.watch import Notice, Trouble
from bot.storage.directory import ListedChat
from bot.texts import Words, say

TITLE = 80
REASON = 200
# A chat's subscriptions, of which each topic of a forum may have one, share one message.
MOST_SUBSCRIPTIONS = 4
MOST_SLOTS = 7


def which_chat(words: Words, found: Sequence[ListedChat]) -> Screen:
    """Several chats bear the name."""
    buttons = [Button(one_line(each.title, TITLE), ShowDeliveries(each.telegram_id)) for each in found]
    return Screen(Html(words.deliveries_which), rows(buttons, 1))


def account(words: Words, shown: Account) -> Screen:
    """What the chat wants, what it got lately, and why not."""
    kinds = {
        ChatKind.PRIVATE: words.kind_private,
        ChatKind.GROUP: words.kind_group,
        ChatKind.SUPERGROUP: words.kind_supergroup,
        ChatKind.CHANNEL: words.kind_channel,
    }
    chat = shown.chat
    title = words.isolate(one_line(chat.title, TITLE))
    head = say(words.deliveries_title, title=title, kind=kinds[chat.kind], number=chat.telegram_id)
    if not shown.subscriptions:
        return Screen(paragraphs(head, Html(words.deliveries_none)))
    told = [_subscription(words, each, records) for each, records in shown.subscriptions[:MOST_SUBSCRIPTIONS]]
    left = len(shown.subscriptions) - len(told)
    more = say(words.more_items, count=left) if left else Html("")
    return Screen(paragraphs(head, *told, more))


def _subscription(words: Words, subscription: Subscription, records: Sequence[DeliveryRecord]) -> Html:
    topic = subscription.destination.thread_id
    slots = [list(parts) for _, parts in groupby(records, key=lambda each: (each.slot_date, each.slot_at))]
    return lines(
        say(words.deliveries_topic, topic=topic) if topic else Html(""),
        say(words.deliveries_subscription, schedule=schedule_text(words, subscription)),
        Html("")
        if subscription.active
        else say(words.deliveries_inactive, reason=words.reason(one_line(subscription.inactive_reason, REASON))),
        *(
            [_slot(words, subscription.zone, parts) for parts in slots[:MOST_SLOTS]]
            or [Html(words.deliveries_nothing_yet)]
        ),
    )


def _slot(words: Words, zone: str, parts: Sequence[DeliveryRecord]) -> Html:
    attempts = max(part.attempts for part in parts)
    line = slot_line(words, zone, parts)
    return Html(f"{line} ({say(words.deliveries_attempts, count=attempts)})") if attempts > 1 else line


def trouble(words: Words, notice: Notice) -> Screen:
    """What is wrong and what to do about it."""
    template = {
        Trouble.DISK: words.trouble_disk,
        Trouble.REFUSALS: words.trouble_refusals,
        Trouble.STUCK: words.trouble_stuck,
        Trouble.LATE: words.trouble_late,
        Trouble.EXPIRED: words.trouble_expired,
        Trouble.UNCONFIRMED: words.trouble_unconfirmed,
    }[notice.trouble]
    since = "" if notice.since is None else words.moment(notice.since.astimezone(UTC))
    return Screen(say(template, count=notice.count, detail=one_line(notice.detail, REASON), since=since))
