"""English. Templates are Telegram HTML with named places; `say` fills them and escapes what it puts in."""

from datetime import date, datetime, time

from babel.dates import format_date

from bot.markup import Html, escape


def say(template: str, **values: object) -> Html:
    """A template with its places filled by plain text, which is escaped here."""
    return Html(template.format(**{name: escape(str(value)) for name, value in values.items()}))


class English:
    """One attribute or method for each thing said; methods where grammar needs a count or a date."""

    locale = "en"

    # The bot's profile (Bot API: at most 512 and 120 characters).
    description = (
        "👋 Hello! I turn the news into a short briefing and bring it to you once a day, at the time you choose.\n\n"
        "☕️ Read in under five minutes, nothing twice, every article one tap away.\n"
        "🌍 Your own local time, wherever you are; also in groups.\n\n"
        "Tap Start, and have a look at today’s headlines."
    )
    short_description = (
        "A short daily news briefing at the time you choose. Under five minutes, every article one tap away."
    )

    # Commands, as Telegram's menu shows them.
    command_headlines = "The latest headlines"
    command_read = "Read an article: /read 3"
    command_search = "Find articles: /search sweden nato"
    command_briefing = "What is new for you now"
    command_subscribe = "A daily briefing: /subscribe 7:30 Istanbul"
    command_settings = "Time, zone, days and length"
    command_status = "Your schedule and what was sent"
    command_unsubscribe = "Stop the daily briefing"
    command_help = "How it all works"
    command_start = "Say hello"
    command_reload = "Load the seeds again"
    command_stats = "Figures of this installation"

    # Buttons.
    button_headlines = "📰 Headlines"
    button_back_to_headlines = "☰ Headlines"
    button_help = "How it works"
    button_subscribe = "⏰ Subscribe {time}"
    button_settings = "⚙️ Settings"
    button_whats_new = "☕️ What’s new now"
    button_unsubscribe = "Stop briefings"
    button_undo = "↩️ Undo"
    button_resume = "▶️ Start again"
    button_time = "🕢 {time}"
    button_zone = "🌍 {city}"
    button_other_zone = "🌍 Somewhere else"
    button_back = "‹ Back"
    button_days = "📅 {days}"
    button_length = "📏 {minutes} min"
    button_every_day = "Every day"
    button_workdays = "Mon–Fri"
    previous = "◀"
    next = "▶"
    no_page = "·"
    chosen = "✓ {name}"

    # Welcome and help.
    welcome = (
        "👋 <b>Hello! I’m {name}.</b>\n\n"
        "I turn the news into a short briefing and bring it to you once a day, at the time you choose. "
        "It takes less than five minutes, shows nothing twice, and every article is one tap away.\n\n"
        "Have a look around, or start your mornings with me:"
    )
    welcome_group = (
        "👋 <b>Hello, everyone! I’m {name}.</b>\n\n"
        "I can bring this chat a short news briefing once a day. "
        "An administrator picks the time, for example:\n<code>/subscribe 7:30 Istanbul</code>\n\n"
        "Everyone can look at the /headlines."
    )
    welcome_back = "👋 <b>Good to be back!</b> Your briefing goes on as before: {schedule}."
    help = (
        "<b>Read</b>\n"
        "/headlines – the latest news, newest first; tap a number to read\n"
        "/read 3 – the third article on your list\n"
        "/search sweden nato – find articles; /search alone tells you more\n"
        "/briefing – what is new for you right now\n\n"
        "<b>Get it every day</b>\n"
        "<code>/subscribe 7:30 Istanbul</code> – any time, any city or zone, also "
        "<code>/subscribe 6.45pm London mon-fri</code>\n"
        "/settings – time, zone, days and length\n"
        "/status – when the next one comes and what was sent\n"
        "/unsubscribe – stop; your settings are kept\n\n"
        "<b>In groups</b> everyone can read; the schedule is for the group’s administrators. "
        "In a forum, a topic has its own schedule."
    )
    help_admin = (
        "<b>For you as an operator</b>\n"
        "/reload – load new and changed seeds, with a report\n"
        "/stats – articles, chats and deliveries"
    )

    # Reading.
    headlines_title = "📰 <b>Headlines</b> · {first}–{last} of {total}"
    headlines_hint = "<i>Tap a number to read.</i>"
    headlines_usage = (
        "“{text}” is not a page of the headlines. Send a number, for example <code>/headlines 2</code>, "
        "or just /headlines for the latest."
    )
    headlines_empty = (
        "📭 <b>No articles yet.</b>\nThe library is empty for now. Come back a little later, or /subscribe and "
        "I’ll write to you when there is news."
    )
    article_withdrawn = "🗑 <b>This article was withdrawn.</b>\nIts publisher took it back on {date}."
    article_missing = "🤷 <b>This article is not in the library any more.</b>"
    article_source = "Read it at {source}"
    article_at_source = "its source"
    read_usage = "Which one? Send the number from the list, for example <code>/read 3</code>."
    read_not_a_number = "“{text}” is not a number. Send the number from the list, for example <code>/read 3</code>."
    read_no_articles = "There is nothing to read yet: the library is empty."

    # Searching.
    search_usage = (
        "🔎 <b>What are you looking for?</b>\n"
        "Just write some words, for example <code>/search sweden nato</code>. You can also use:\n\n"
        '<code>"climate deal"</code> – exactly these words\n'
        "<code>-football</code> – not this word\n"
        "<code>elect*</code> – words that begin like this\n"
        "<code>title:moon</code> – in the title\n"
        '<code>topic:space</code>, <code>place:japan</code>, <code>source:"harbor post"</code>, <code>lang:tr</code>\n'
        "<code>after:2024-05</code>, <code>before:2025-01-31</code> – by date"
    )
    search_title = "🔎 <code>{query}</code>"
    search_nothing = "🤷 Nothing found for <code>{query}</code>."
    search_tip = "Fewer or other words may help. /search tells you what else you can do."
    search_meant = "Did you mean <code>{query}</code>?"
    search_some_words = "<i>No article has all the words. These have some:</i>"
    search_more_words = "<i>With some of the words:</i>"
    search_problem = "⚠️ {problem}"
    button_meant = "🔎 {query}"

    # Subscribing.
    subscribed = "✅ <b>Done!</b> Your briefing comes {schedule}."
    already_subscribed = "✅ Your briefing comes {schedule}."
    next_briefing = "Next briefing: <b>{when}</b>, {wait}."
    ask_time = (
        "⏰ <b>When shall I bring the briefing?</b>\n"
        "Pick a time, or just write one, like <code>7:45</code> or <code>6.30pm</code>."
    )
    ask_time_in = (
        "⏰ <b>When shall I bring the briefing?</b>\n"
        "In {city} time. Pick one, or just write it, like <code>7:45</code> or <code>6.30pm</code>."
    )
    ask_zone = (
        "🌍 <b>{time} – in which part of the world?</b>\n"
        "Pick a place, or just write your city, like <code>Istanbul</code>."
    )
    ask_zone_plain = "🌍 <b>Where are you?</b>\nPick a place, or just write your city, like <code>Istanbul</code>."
    ask_region = "🌍 <b>Which part of the world?</b>\nOr just write your city, like <code>Lima</code>."
    ask_place = "🌍 <b>{region}</b>\nPick your zone, or just write your city."
    only_administrators = "In a group, only its administrators can change the briefing."
    unsubscribed = "🔕 <b>Stopped.</b> No more briefings here. Your settings are kept, should you miss me."
    nothing_to_unsubscribe = "There is no briefing to stop here. To start one: <code>/subscribe 7:30 Istanbul</code>"
    resumed = "✅ <b>Welcome back!</b> Your briefing comes {schedule} again."
    not_subscribed = "No briefing is set up here yet. Shall we start one?"

    # Settings.
    settings_title = "⚙️ <b>Settings</b>"
    settings_lines = (
        "Time: <b>{time}</b>\nZone: <b>{city}</b> ({zone})\nDays: <b>{days}</b>\nLength: <b>about {minutes} minutes</b>"
    )
    ask_days = "📅 <b>On which days?</b>\nTap a day to switch it on or off; one at least stays on."
    ask_length = "📏 <b>How long may a briefing be?</b>\nReading time, about:"
    length_minutes = "{minutes} minutes"

    # Status.
    status_title = "📋 <b>Your briefing</b>"
    status_schedule = "It comes {schedule}, and takes about {minutes} minutes to read."
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

    # Administration.
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

    # Everything else.
    unknown_command = "I don’t know {command}. Have a look at /help."
    hint = (
        "I’m better with commands than with small talk. Try /headlines for the news or /subscribe for a daily briefing."
    )
    too_old = "This button is too old. Please send the command again."
    not_for_you = "Only this group’s administrators can do that."
    slow_down = "That was quick! Give me a moment, then try again."
    trouble = "Sorry, something went wrong on my side. Please try again in a moment."
    library_unreachable = "Sorry, I can’t reach my library just now. Please try again in a minute."

    def schedule(self, days: str, at: time, city: str) -> str:
        """`every day at 07:30, Istanbul time`."""
        return f"{days} at {at:%H:%M}, {city} time"

    def wait(self, minutes: int) -> str:
        """How long until then; it shows a wrong zone at once."""
        if minutes < 1:
            return "in a moment"
        if minutes < 60:
            return f"in {minutes} min"
        hours, rest = divmod(minutes, 60)
        if hours < 48:
            return f"in {hours} h {rest} min" if rest else f"in {hours} h"
        return f"in {hours // 24} days"

    def ago(self, minutes: int) -> str:
        """How long ago, for less than a week."""
        if minutes < 1:
            return "just now"
        if minutes < 60:
            return f"{minutes} min ago"
        if minutes < 24 * 60:
            return f"{minutes // 60} h ago"
        days = minutes // (24 * 60)
        return "yesterday" if days == 1 else f"{days} days ago"

    def added(self, ago: str) -> str:
        """When an article without a date of its own came into the library."""
        return f"added {ago}"

    def date(self, day: date) -> str:
        """`8 Mar 2024`."""
        return str(format_date(day, "d MMM y", locale=self.locale))

    def moment(self, wall: datetime) -> str:
        """`Sun 22 Nov, 07:30`."""
        return f"{format_date(wall.date(), 'EEE d MMM', locale=self.locale)}, {wall:%H:%M}"

    def reading_time(self, minutes: int) -> str:
        """`4 min read`."""
        return f"{minutes} min read"

    def found(self, first: int, last: int, total: int, *, more: bool) -> Html:
        """`1–5 of 12 articles`."""
        if total == 1:
            return Html("<b>One article</b>")
        return say(
            "<b>{first}–{last}</b> of {total} articles", first=first, last=last, total=f"{total}+" if more else total
        )

    def out_of_range(self, number: int, total: int) -> Html:
        """There is no such headline."""
        if total == 1:
            return say(
                "There is no number {number}: only one article is here. Try <code>/read 1</code>.", number=number
            )
        return say(
            "There is no number {number}: the list goes from 1 to {total}. For example, <code>/read {total}</code> "
            "is the oldest.",
            number=number,
            total=total,
        )
