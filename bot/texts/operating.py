"""What operators do."""


class OperatingTexts:
    """Said by /reload and /stats."""

    reload_started = "🔄 <b>Loading the seeds …</b>"
    reload_progress = "🔄 <b>Loading the seeds …</b>\n{bar} {percent} %\n{done} of {total} files"
    reload_running = "🔄 A reload is running already. Its report comes when it is done."
    reload_failed = "⚠️ <b>The reload failed.</b>\n{reason}\nThe library is as it was."
    reload_see_log = "An unexpected error; the log has the details."
    reload_interrupted = "⚠️ <b>The reload was interrupted</b>, since the bot is stopping. Send /reload again."
    reload_cut_short = (
        "⚠️ <b>The reload was interrupted</b>: the bot stopped before it was done. "
        "Changed seeds are loaded at every start; send /reload again for a report."
    )
    reload_done = "✅ <b>Reloaded in {seconds} s.</b>"
    reload_done_rejected = "⚠️ <b>Reloaded in {seconds} s, not everything could be read.</b>"
    reload_nothing = "Nothing has changed."
    reload_added = "➕ {count} added"
    reload_changed = "✏️ {count} changed"
    reload_withdrawn = "➖ {count} withdrawn"
    reload_rejected = "⛔️ {count} rejected"
    reload_unchanged = "{unchanged} unchanged · {articles} in the library"
    more_items = "+{count} more"
    stats_title = "📊 <b>Figures</b>"
    stats_library = "Articles: <b>{articles}</b>\nChats: <b>{chats}</b>\nActive subscriptions: <b>{subscriptions}</b>"
    stats_deliveries = "<b>Deliveries in the last 24 hours</b>"
    stats_delivery = "{state}: <b>{count}</b>"
    stats_none = "<i>None.</i>"
    stats_waiting = "Waiting: <b>{count}</b>"
