"""A briefing asked for, and what came and comes."""

from bot.texts.language import Language


class BriefingTexts(Language):
    """Said by /briefing and /status."""

    # Status.
    status_title = "📋 <b>Your briefing</b>"
    status_schedule = "It comes {schedule}, and takes up to {minutes} minutes to read."
    status_inactive = "⏸ <b>Paused:</b> {reason}."
    status_recent = "<b>Lately</b>"
    status_none_yet = "<i>Nothing has been sent yet.</i>"
    state_sent = "✅ {when} – sent"
    state_sent_parts = "✅ {when} – sent in {parts} messages"
    state_planned = "⏳ {when} – on its way"
    state_unconfirmed = "❔ {when} – sent, but Telegram did not confirm it"
    state_skipped = "💤 {when} – not sent: {reason}"
    state_expired = "⌛️ {when} – not sent: {reason}"
    state_dead = "⚠️ {when} – could not be delivered: {reason}"
    reason_expired = "it would have come too late"
    reason_unknown = "unknown reason"
    reason_unsubscribed = "you unsubscribed"

    # A briefing asked for.
    nothing_new = "☕️ <b>You’re up to date.</b>\nNothing new has come in since your last briefing."
    nothing_new_since = "☕️ <b>You’re up to date.</b>\nNothing new since {when}."
    nothing_at_all = "☕️ <b>No news yet.</b>\nThe library is empty for now."

    # Past briefings.
    history_title = "🗂 <b>Past briefings</b>"
    history_hint = "<i>Tap a number to open one again, as it was sent.</i>"
    history_none = "🗂 <b>No past briefings.</b>\nNothing has been sent here yet. /briefing shows what is new right now."
    history_gone = "🤷 This chat has no such briefing."
    link_unknown = (
        "🤷 <b>This link leads to no briefing.</b>\n"
        "It may be cut off, or it is from another bot. /headlines has the latest news."
    )
    link_hint = (
        "🔗 <b>Share this briefing</b>\n<code>{link}</code>\n"
        "<i>Tap the link to copy it. Whoever opens it in Telegram sees this briefing.</i>"
    )
    link_share = "Send it to somebody"

    def stories(self, count: int) -> str:
        """`7 stories`."""
        return self.ngettext("{count} story", "{count} stories", count).format(count=count)
