"""What operators do."""

from bot.markup import Html
from bot.texts.language import Language
from bot.texts.say import say


class OperatingTexts(Language):
    """Said by /reload, /undo and /stats."""

    reload_started = "🔄 <b>Loading the seeds …</b>"
    reload_progress = "🔄 <b>Loading the seeds …</b>\n{bar} {percent} %\n{done} of {total} files"
    reload_waits = "⏳ <b>Another reload is running.</b>\nYours comes after it, with its own report here."
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
    reload_kept = "📌 {count} kept, though their files are gone"
    reload_undone = "⏸ {count} left as /undo made them, until the file changes"
    reload_unchanged = "{unchanged} unchanged · {articles} in the library"
    reload_asks = "⚠️ <b>{count} of {live} articles are gone from the seeds folder.</b>\nNothing has been changed yet."
    reload_asks_hint = "If they are gone by mistake, put the files back and send /reload again."
    reload_would_add = "➕ {count} to be added"
    reload_would_change = "✏️ {count} to be changed"
    reload_would_withdraw = "➖ {count} to be withdrawn"
    reload_withdraw_button = "Withdraw {count} of {live} articles"
    reload_keep_button = "Keep them, load the rest"
    reload_leave_button = "Leave as it is"
    reload_left = "👌 <b>Left as it is.</b> Nothing was changed."
    reload_kept_at_start = (
        "⚠️ <b>{count} of {live} articles are gone from the seeds folder.</b>\n"
        "The bot found that at its start and kept them; what was new or changed is loaded. "
        "Is the folder complete? /reload shows what is gone, and asks what to do."
    )
    reload_all_button = "📄 All {count} lines"
    reload_undo_button = "↩️ Undo"
    reload_redo_button = "↪️ Bring it back"
    reload_page = "<b>Report, page {page} of {pages}</b>"
    reload_back_button = "Summary"
    reload_report_gone = "This report is no longer kept."
    undo_started = "↩️ <b>Undoing the last load …</b>"
    undo_progress = "↩️ <b>Undoing the last load …</b>\n{bar} {percent} %\n{done} of {total} articles"
    undo_done = "↩️ <b>The load of {moment} is undone.</b>"
    undo_redone = "↪️ <b>What was undone is back, as loaded before {moment}.</b>"
    undo_back = "➕ {count} back in the library"
    undo_reverted = "✏️ {count} as they were"
    undo_hint = (
        "Files that stay as they are stay out of coming reloads; each counts again once it is edited. "
        "/undo once more brings everything back."
    )
    undo_redo_hint = "/undo once more takes it away again."
    undo_asks = "⚠️ <b>Undoing the load of {moment} would withdraw {count} of {live} articles.</b>\nNothing was changed."
    undo_failed = "⚠️ <b>Nothing was undone.</b>\n{reason}"
    undo_interrupted = "⚠️ <b>The undo was interrupted</b>, since the bot is stopping. The next start finishes it."
    more_items = "+{count} more"
    stats_title = "📊 <b>Figures</b>"
    stats_library = "Articles: <b>{articles}</b>\nChats: <b>{chats}</b>\nActive subscriptions: <b>{subscriptions}</b>"
    stats_deliveries = "<b>Deliveries in the last 24 hours</b>"
    stats_delivery = "{state}: <b>{count}</b>"
    stats_none = "<i>None.</i>"
    stats_waiting = "Waiting: <b>{count}</b>"

    def reload_copies(self, count: int) -> Html:
        """After how many articles there are: why lists have fewer."""
        template = self.ngettext(
            "{count} of them is an exact copy of another: listed and found only once",
            "{count} of them are exact copies of others: listed and found only once",
            count,
        )
        return say(template, count=self.number(count))
