"""What Telegram's answers mean for a delivery: every known text, every exception of the library, every decision."""

import inspect
from datetime import datetime, timedelta

import pytest
from telegram import error as library
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    PassportDecryptionError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.delivery.outcome import LONGEST_BACKOFF, UNCERTAIN_REST, Kind, Outcome, backoff, decide
from bot.delivery.sender import LONGEST_REASON, outcome_of
from bot.models import ChatKind, ClaimedDelivery, DeliveryState, Destination
from bot.wire import SurelyNotSent
from tests.fakes import START

# The strings of the Bot API server, by the exception that the library makes of them (telegram.md, section 4).
FORBIDDEN = (
    "bot was blocked by the user",
    "user is deactivated",
    "bot was kicked from the group chat",
    "bot was kicked from the supergroup chat",
    "bot was kicked from the channel chat",
    "bot is not a member of the group chat",
    "bot is not a member of the supergroup chat",
    "bot is not a member of the channel chat",
    "the group chat was deleted",
    "bot can't initiate conversation with a user",
    "the bot can't send messages to the bot",
)
GONE = (
    "chat not found",
    "private chat not found",
    "chat_id is empty",
    "not enough rights to send text messages to the chat",
    "need administrator rights in the channel chat",
    "have no write access to the chat",
    "CHAT_WRITE_FORBIDDEN",
    "CHAT_ADMIN_REQUIRED",
    "CHAT_RESTRICTED",
    "USER_DELETED",
    "PEER_ID_INVALID",
    "message thread not found",
    "TOPIC_CLOSED",
    "TOPIC_DELETED",
)
REFUSED = (
    "message is too long",
    "text is too long",
    "message text is empty",
    "text must be non-empty",
    "BUTTON_DATA_INVALID",
    "inline keyboard button URL 'x' is invalid: Wrong HTTP URL",
    "text buttons are unallowed in the inline keyboard",
    "reply markup is too long",
    "something that Telegram has never said before",
)
UNPARSABLE = (
    'can\'t parse entities: Unsupported start tag "p" at byte offset 3',
    "can't parse entities: Unclosed start tag at byte offset 0",
)
MEANINGS = [
    *((Forbidden(f"Forbidden: {text}"), Kind.GONE) for text in FORBIDDEN),
    *((BadRequest(text), Kind.GONE) for text in GONE),
    *((BadRequest(f"Bad Request: {text}"), Kind.GONE) for text in GONE),
    *((BadRequest(text), Kind.REFUSED) for text in REFUSED),
    *((BadRequest(text), Kind.UNPARSABLE) for text in UNPARSABLE),
    (ChatMigrated(-100123), Kind.MIGRATED),
    (RetryAfter(17), Kind.FLOOD),
    (RetryAfter(timedelta(seconds=17)), Kind.FLOOD),
    (InvalidToken("Unauthorized"), Kind.UNAUTHORIZED),
    (EndPointNotFound("Endpoint 'sendMessage' not found in Bot API"), Kind.UNAUTHORIZED),
    (Conflict("terminated by other getUpdates request"), Kind.NOT_SENT),
    (SurelyNotSent("no connection"), Kind.NOT_SENT),
    (TimedOut("no answer"), Kind.UNCERTAIN),
    (NetworkError("Internal Server Error: restart"), Kind.UNCERTAIN),
    (NetworkError("Bad Gateway"), Kind.UNCERTAIN),
    (TelegramError("Invalid server response"), Kind.UNCERTAIN),
]
# Not about sending a message, so it needs no meaning of its own; unknown trouble is uncertain.
UNRELATED = {PassportDecryptionError}


@pytest.mark.parametrize(("error", "kind"), MEANINGS, ids=lambda each: str(each))
def test_meaning(error: TelegramError, kind: Kind) -> None:
    assert outcome_of(error).kind is kind


def test_every_exception_of_the_library_has_a_meaning() -> None:
    """Fails when a new release of the library brings a kind of error that nobody has thought about."""
    known = {each for _, each in inspect.getmembers(library, inspect.isclass) if issubclass(each, TelegramError)}
    assert known - UNRELATED <= {type(error) for error, _ in MEANINGS}


def test_what_a_decision_needs_is_taken_from_the_error() -> None:
    assert outcome_of(RetryAfter(17)).retry_after == 17
    assert outcome_of(RetryAfter(timedelta(seconds=2))).retry_after == 2
    assert outcome_of(ChatMigrated(-100123)).new_chat_id == -100123
    assert outcome_of(Forbidden("Forbidden: bot was kicked")).reason == "Forbidden: bot was kicked"


def test_what_is_written_down_can_be_written_down() -> None:
    """PostgreSQL's text holds no NUL, and neither database a number of more than 64 bits."""
    assert outcome_of(BadRequest("Bad Request: a\0b")).reason == "A b"
    assert len(outcome_of(BadRequest("x" * 100_000)).reason) <= LONGEST_REASON
    assert outcome_of(ChatMigrated(-(10**30))).kind is Kind.REFUSED


def delivery(attempts: int = 1, *, as_plain: bool = False) -> ClaimedDelivery:
    return ClaimedDelivery(
        id=5,
        subscription_id=6,
        chat_id=7,
        destination=Destination(8),
        kind=ChatKind.PRIVATE,
        slot_at=START,
        part=1,
        attempts=attempts,
        uncertain=0,
        silent=False,
        html="<b>x</b>",
        plain="x",
        keyboard="",
        as_plain=as_plain,
    )


def after(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


DECISIONS = {
    Kind.SENT: (DeliveryState.SENT, None),
    Kind.FLOOD: (DeliveryState.PLANNED, after(17)),
    Kind.PACED: (DeliveryState.PLANNED, after(17)),
    Kind.NOT_SENT: (DeliveryState.PLANNED, after(1)),
    Kind.UNCERTAIN: (DeliveryState.UNCERTAIN, START + UNCERTAIN_REST),
    Kind.GONE: (DeliveryState.DEAD, None),
    Kind.MIGRATED: (DeliveryState.PLANNED, START),
    Kind.UNPARSABLE: (DeliveryState.PLANNED, START),
    Kind.REFUSED: (DeliveryState.DEAD, None),
    Kind.UNAUTHORIZED: (DeliveryState.PLANNED, START),
}


@pytest.mark.parametrize("kind", list(Kind))
def test_decision(kind: Kind) -> None:
    outcome = Outcome(kind, "why", message_id=99, retry_after=17, new_chat_id=-100)
    decision = decide(delivery(), outcome, START)
    step = decision.transition
    assert (step.state, step.not_before) == DECISIONS[kind]
    assert step.delivery_id == 5
    assert step.reason == ("" if kind is Kind.SENT else "why")
    assert decision.ends_subscription == ("why" if kind is Kind.GONE else "")
    assert decision.park_until == (after(17) if kind is Kind.FLOOD else None)
    assert decision.migrate_to == (-100 if kind is Kind.MIGRATED else 0)
    assert step.as_plain is (kind is Kind.UNPARSABLE)
    assert step.untried is (kind is Kind.PACED)


def test_a_message_that_is_not_even_taken_as_plain_text_is_given_up() -> None:
    decision = decide(delivery(as_plain=True), Outcome(Kind.UNPARSABLE, "why"), START)
    assert decision.transition.state is DeliveryState.DEAD


@pytest.mark.parametrize("kind", [Kind.FLOOD, Kind.NOT_SENT, Kind.UNCERTAIN, Kind.MIGRATED, Kind.PACED])
def test_plain_stays_plain(kind: Kind) -> None:
    assert decide(delivery(as_plain=True), Outcome(kind), START).transition.as_plain


def test_a_flood_waits_at_least_a_second() -> None:
    assert decide(delivery(), Outcome(Kind.FLOOD, retry_after=0), START).park_until == after(1)


@pytest.mark.parametrize(("attempts", "seconds"), [(0, 1), (1, 1), (2, 2), (3, 4), (9, 256), (10, 300), (30000, 300)])
def test_backoff_doubles_up_to_its_limit(attempts: int, seconds: int) -> None:
    assert backoff(attempts) == timedelta(seconds=seconds) <= LONGEST_BACKOFF
