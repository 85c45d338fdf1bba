"""What an operator sees of the installation."""

from bot.chat.views.screen import Screen
from bot.markup import Html, lines, one_line, paragraphs
from bot.models import DeliveryState, Figures
from bot.texts import Words, say

ITEM = 160
REASONS = 6


def figures(words: Words, counted: Figures) -> Screen:
    """The installation in numbers."""
    library = say(
        words.stats_library,
        articles=words.number(counted.articles),
        chats=words.number(counted.chats),
        subscriptions=words.number(counted.subscriptions),
    )
    by_state = [
        say(words.stats_delivery, state=words.outcome(DeliveryState(state)), count=words.number(count))
        for state, count in sorted(counted.deliveries.items())
    ]
    deliveries = lines(Html(words.stats_deliveries), *(by_state or [Html(words.stats_none)]))
    reasons = [
        say(
            words.stats_reason,
            state=words.outcome(state),
            reason=words.reason(one_line(reason, ITEM)) or "–",
            count=count,
        )
        for state, reason, count in counted.reasons[:REASONS]
    ]
    speed = [
        say(words.stats_waiting, count=words.number(counted.planned)),
        say(words.stats_rate, count=counted.sent_last_minute),
    ]
    if counted.lateness is not None:
        median, most = (words.lateness(each.total_seconds()) for each in counted.lateness)
        speed.append(say(words.stats_lateness, median=median, most=most))
    return Screen(paragraphs(Html(words.stats_title), library, deliveries, lines(*reasons), lines(*speed)))
