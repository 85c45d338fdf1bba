"""What an answer of Telegram means for a delivery. Pure: the table of errors, and the decision.

The strings are those of the Bot API server (tdlib/telegram-bot-api, Client.cpp, fail_query_with_error); the library
changes the case of their first letters, so they are compared without case.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.models import ClaimedDelivery, DeliveryState
from bot.storage.outbox import Transition

# How long a send without an answer rests at least. It is repeated when Telegram answers again (`bot.delivery.line`).
UNCERTAIN_REST = timedelta(seconds=30)
# No connection: try again after 1, 2, 4 ... seconds, at most this often.
LONGEST_BACKOFF = timedelta(minutes=5)
# Floods of half a day have been seen; a longer one than this is a garbled number. In seconds.
LONGEST_WAIT = 30 * 86_400.0


class Kind(StrEnum):
    """What happened to a request."""

    SENT = "sent"
    FLOOD = "flood"
    PACED = "paced"
    NOT_SENT = "not sent"
    UNCERTAIN = "uncertain"
    GONE = "gone"
    MIGRATED = "migrated"
    UNPARSABLE = "unparsable"
    REFUSED = "refused"
    UNAUTHORIZED = "unauthorized"


UNANSWERED = (Kind.UNCERTAIN, Kind.NOT_SENT)
"""Telegram has said nothing that could be understood."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of one send. `retry_after` in seconds; `reason` is Telegram's text or the transport's."""

    kind: Kind
    reason: str = ""
    message_id: int | None = None
    retry_after: float = 0
    new_chat_id: int = 0


@dataclass(frozen=True, slots=True)
class Decision:
    """What to write and to do about an outcome.

    `ends_subscription` says why the chat's subscription becomes inactive; `park_until` holds the whole chat back.
    """

    transition: Transition
    ends_subscription: str = ""
    park_until: datetime | None = None
    migrate_to: int = 0


# A chat that cannot be written to: its subscription rests until the chat comes back. Any 403 is one of these.
_GONE_TEXTS = (
    "chat not found",
    "chat_id is empty",
    "peer_id_invalid",
    "not enough rights",
    "need administrator rights",
    "have no write access",
    "chat_write_forbidden",
    "chat_admin_required",
    "chat_restricted",
    "chat_send_plain_forbidden",
    "user_deactivated",
    "user_deleted",
    "user_is_blocked",
    "topic_closed",
    "topic_deleted",
    "message thread not found",
    "channel_private",
    "group chat was deactivated",
)


def refusal(description: str) -> Outcome:
    """The meaning of a 400: a chat that is gone, a text that did not parse, or a message that is refused as it is."""
    text = description.lower()
    if "can't parse entities" in text:
        return Outcome(Kind.UNPARSABLE, description)
    if any(known in text for known in _GONE_TEXTS):
        return Outcome(Kind.GONE, description)
    return Outcome(Kind.REFUSED, description)


def decide(delivery: ClaimedDelivery, outcome: Outcome, now: datetime) -> Decision:
    """The decision for a delivery that was sent with this outcome. Nothing is dropped without a reason on its row."""
    match outcome.kind:
        case Kind.SENT:
            return Decision(_to(delivery, DeliveryState.SENT, outcome, reason=""))
        case Kind.FLOOD:
            until = now + timedelta(seconds=min(max(outcome.retry_after, 1), LONGEST_WAIT))
            return Decision(_to(delivery, DeliveryState.PLANNED, outcome, not_before=until), park_until=until)
        case Kind.PACED:
            until = now + timedelta(seconds=outcome.retry_after)
            return Decision(replace(_to(delivery, DeliveryState.PLANNED, outcome, not_before=until), untried=True))
        case Kind.NOT_SENT:
            return Decision(_to(delivery, DeliveryState.PLANNED, outcome, not_before=now + backoff(delivery.attempts)))
        case Kind.UNAUTHORIZED:
            # The token is wrong for every chat alike; the rows wait for an operator, the worker stops.
            return Decision(_to(delivery, DeliveryState.PLANNED, outcome, not_before=now))
        case Kind.UNCERTAIN:
            return Decision(_to(delivery, DeliveryState.UNCERTAIN, outcome, not_before=now + UNCERTAIN_REST))
        case Kind.MIGRATED:
            return Decision(
                _to(delivery, DeliveryState.PLANNED, outcome, not_before=now), migrate_to=outcome.new_chat_id
            )
        case Kind.UNPARSABLE if not delivery.as_plain:
            plainly = Transition(
                delivery.id, DeliveryState.PLANNED, reason=outcome.reason, not_before=now, as_plain=True
            )
            return Decision(plainly)
        case Kind.GONE:
            return Decision(_to(delivery, DeliveryState.DEAD, outcome), ends_subscription=outcome.reason)
        case _:
            return Decision(_to(delivery, DeliveryState.DEAD, outcome))


def _to(
    delivery: ClaimedDelivery,
    state: DeliveryState,
    outcome: Outcome,
    *,
    not_before: datetime | None = None,
    reason: str | None = None,
) -> Transition:
    return Transition(
        delivery.id,
        state,
        reason=outcome.reason if reason is None else reason,
        not_before=not_before,
        message_id=outcome.message_id,
        as_plain=delivery.as_plain,
    )


def backoff(attempts: int) -> timedelta:
    """How long to wait before the next try, doubling with each: 1 s after the first."""
    return min(timedelta(seconds=2 ** min(max(attempts - 1, 0), 20)), LONGEST_BACKOFF)
