"""What operators are told of deliveries, by command and unasked."""

from bot.texts.language import Language


class WatchingTexts(Language):
    """Said by /deliveries, and to operators when something needs a person."""

    command_deliveries = "What did a chat get? /deliveries Daily Club"

    deliveries_usage = (
        "📬 Of which chat? Send a part of its name or its number, for example <code>/deliveries Daily Club</code>."
    )
    deliveries_unknown = "🤷 I know no chat named “{text}”."
    deliveries_which = "📬 <b>Which chat?</b>"
    deliveries_title = "📬 <b>{title}</b>\n{kind} · <code>{number}</code>"
    deliveries_none = "<i>This chat has no subscription.</i>"
    deliveries_subscription = "<b>{schedule}</b>"
    deliveries_topic = "Topic {topic}"
    deliveries_inactive = "⏸ Paused: {reason}"
    deliveries_nothing_yet = "<i>Nothing has been sent yet.</i>"
    deliveries_attempts = "attempts: {count}"
    kind_private = "a private chat"
    kind_group = "a group"
    kind_supergroup = "a group"
    kind_channel = "a channel"

    trouble_disk = (
        "🛑 <b>The disk is nearly full.</b> {count} MB are left where the database is. Make room soon: without it "
        "nothing can be recorded, and so nothing is sent."
    )
    trouble_refusals = (
        "🛑 <b>Telegram refuses many briefings.</b> {count} in the last hour, mostly: {detail}.\n"
        "/stats has the figures, <code>/deliveries</code> tells of one chat."
    )
    trouble_stuck = (
        "🛑 <b>A chat waits for its briefing</b> since {since} UTC: <code>{count}</code>. {detail}\n"
        "Telegram may have told it to wait; it goes on by itself. <code>/deliveries {count}</code> has the details."
    )
    trouble_late = (
        "🛑 <b>Briefings are late.</b> Several chats wait since {since} UTC. They go out as fast as Telegram lets "
        "them; /stats shows how many wait. If that number does not fall, look at the log."
    )
    trouble_expired = (
        "🛑 <b>{count} briefings came too late to be sent</b> in the last hour, and were not. Their stories come with "
        "the next ones. Was the bot not running, or is SEND_RATE too low for so many chats?"
    )
    trouble_unconfirmed = (
        "🛑 <b>Nobody knows whether {count} briefings arrived</b> in the last hour: Telegram did not answer "
        "their sends. They are not sent again. <code>/deliveries</code> tells of one chat."
    )

    stats_lateness = "Late by: <b>{median}</b> half of them, <b>{most}</b> nearly all"
    stats_reason = "{state}, {reason}: <b>{count}</b>"
    stats_rate = "Sent in the last minute: <b>{count}</b>"

    def lateness(self, seconds: float) -> str:
        """How late a briefing was."""
        if seconds < 60:
            return self.gettext("{seconds} s").format(seconds=f"{seconds:.1f}")
        if seconds < 5400:
            return self.gettext("{minutes} min").format(minutes=f"{seconds / 60:.0f}")
        return self.gettext("{hours} h").format(hours=f"{seconds / 3600:.1f}")
