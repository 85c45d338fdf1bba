"""Why something was not sent: rows keep it in English, for operators and logs, and people read it in their language."""

from bot.models import DeliveryState
from bot.texts.language import Language

# What Telegram answers (tdlib/telegram-bot-api, Client.cpp), without regard to case.
_CODES = {
    "topic_closed": "reason_topic_closed",
    "topic_deleted": "reason_topic_deleted",
    "message thread not found": "reason_topic_deleted",
    "chat_write_forbidden": "reason_silenced",
    "chat_restricted": "reason_silenced",
    "chat_send_plain_forbidden": "reason_silenced",
    "user_is_blocked": "reason_blocked",
}


class ReasonTexts(Language):
    """The reasons that the bot itself gives, as they are kept, and the states of a delivery."""

    reason_nothing_new = "nothing new"
    reason_missed = "missed while the bot was not running"
    reason_late = "too late"
    reason_stopped = "the sender stopped before Telegram's answer was recorded"
    reason_unanswered = "Telegram's answer is unknown"
    reason_earlier_part = "an earlier part could not be delivered"
    reason_blocked = "the bot was blocked"
    reason_silenced = "the bot may not write here"
    reason_removed = "the bot was removed from this chat"
    reason_topic_closed = "the topic is closed"
    reason_topic_deleted = "the topic was deleted"
    reason_moved = "moved to a supergroup"
    reason_moved_twice = "moved to a supergroup with its own subscription"
    reason_moved_meanwhile = "the chat moved and has its own subscription"

    # What became of a delivery, as operators see it.
    outcome_planned = "planned"
    outcome_sending = "sending"
    outcome_sent = "sent"
    outcome_uncertain = "uncertain"
    outcome_unconfirmed = "unconfirmed"
    outcome_dead = "dead"
    outcome_expired = "expired"
    outcome_skipped = "skipped"

    def outcome(self, state: DeliveryState) -> str:
        """What became of a delivery."""
        said: str = getattr(self, f"outcome_{state.value}")
        return said

    def reason(self, kept: str) -> str:
        """A reason in this language. Of Telegram's own, those that are codes become words; sentences stay its words."""
        first, separator, before = kept.partition("; before: ")
        named = _CODES.get(first.lower().rpartition(": ")[2])
        said: str = self.gettext(first) if named is None else getattr(self, named)
        return said + separator + before
