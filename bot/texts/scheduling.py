"""Subscribing, and the settings of a subscription: times, pauses, quiet hours."""

from datetime import date

from bot.texts.moments import Moments


class SchedulingTexts(Moments):
    """Said by /subscribe, /unsubscribe, /settings, /pause, /resume, /snooze and /quiet."""

    # Subscribing.
    subscribed = "✅ <b>Done!</b> Your briefing comes {schedule}."
    already_subscribed = "✅ Your briefing comes {schedule}."
    next_briefing = "Next briefing: <b>{when}</b>, {wait}."
    next_put_off = "Next briefing: <b>{when}</b>, {wait} (put off from {time})."
    no_end_of_pause = "⏸ <b>Paused</b> until you say /resume."
    going_pause = "⏸ <b>Paused</b> until the end of {date}."
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
    button_location = "📍 Share my location"
    ask_location = "📍 Tap the button below. I look up the time zone on the spot and keep nothing else of it."
    button_share_location = "📍 Share location"
    zone_found = "📍 That is {city} time ({zone})."
    no_zone_there = (
        "🌊 I know no time zone there. Write your city instead, like <code>Istanbul</code>, or a zone, like "
        "<code>UTC+3</code>."
    )
    ask_region = "🌍 <b>Which part of the world?</b>\nOr just write your city, like <code>Lima</code>."
    ask_place = "🌍 <b>{region}</b>\nPick your zone, or just write your city."
    region_africa = "Africa"
    region_america = "America"
    region_asia = "Asia"
    region_atlantic = "Atlantic"
    region_australia = "Australia"
    region_europe = "Europe"
    region_indian = "Indian Ocean"
    region_pacific = "Pacific"
    only_administrators = "In a group, only its administrators can change the briefing."
    unsubscribed = "🔕 <b>Stopped.</b> No more briefings here. Your settings are kept, should you miss me."
    nothing_to_unsubscribe = "There is no briefing to stop here. To start one: <code>/subscribe 7:30 Istanbul</code>"
    resumed = "✅ <b>Welcome back!</b> Your briefing comes {schedule} again."
    not_subscribed = "No briefing is set up here yet. Shall we start one?"

    # Settings.
    settings_title = "⚙️ <b>Settings</b>"
    settings_lines = (
        "Time: <b>{time}</b>\nZone: <b>{city}</b> ({zone})\nDays: <b>{days}</b>\nLength: <b>up to {minutes} minutes</b>"
    )
    ask_days = "📅 <b>On which days?</b>\nTap a day to switch it on or off; one at least stays on."
    ask_length = "📏 <b>How long may a briefing be?</b>\nReading time, about:"
    length_minutes = "{minutes} minutes"
    settings_several = "Times: <b>{times}</b>\nZone: <b>{city}</b> ({zone})\nLength: <b>up to {minutes} minutes</b>"
    settings_quiet = "Quiet: <b>{start}–{end}</b>"
    settings_ahead = "Pause ahead: <b>{span}</b>"
    time_with_days = "{time} ({days})"
    ask_another_time = (
        "➕ <b>At which time too?</b>\nPick one, or write it: <code>/subscribe also 18:00</code>, with days: "
        "<code>/subscribe also 10:00 weekends</code>."
    )
    ask_time_days = "🕢 <b>{time} – on which days?</b>\nTap a day to switch it on or off; one at least stays on."
    button_add_time = "➕ Add a time"
    button_time_days = "🕢 {time} · {days}"
    button_remove_time = "🗑 Remove {time}"

    help_times = (
        "<b>On your terms</b>\n"
        "<code>/subscribe 7:30 and 18:00</code>, <code>/subscribe also 10:00 weekends</code> – several times a day\n"
        "<code>/pause until Monday</code>, <code>/pause 24 dec - 2 jan</code> – days off; /resume ends them\n"
        "<code>/snooze 1h</code> – the next one later, this once\n"
        "<code>/quiet 22:00-7:00</code> – hours without a sound\n"
        "/channel – a briefing in a channel of yours"
    )

    # Pauses.
    command_pause = "No briefing for a while: /pause until Monday"
    command_resume = "Briefings again"
    command_snooze = "The next briefing later: /snooze 1h"
    command_quiet = "Hours without a sound: /quiet 22:00-7:00"
    button_pause = "⏸ Pause"
    button_end_pause = "▶️ End the pause"
    button_drop_pause = "🗑 {span}"
    button_until_resumed = "Until I say so"
    ask_pause = (
        "⏸ <b>No briefing for how long?</b>\nFrom now on, or write it: <code>/pause until Monday</code>, "
        "<code>/pause 24 dec - 2 jan</code>."
    )
    pauses_ahead = "Tap a pause below to take it back."
    paused_now = "⏸ <b>Paused</b> until the end of {date}."
    paused_ahead = "🏖 <b>Noted:</b> no briefing {span}."
    pause_dropped = "✅ <b>That pause is off.</b>"
    pause_unclear = (
        "I don’t understand that as a time off. For example <code>/pause until Monday</code>, "
        "<code>/pause 24 dec - 2 jan</code>, <code>/pause 3 days</code>, or just /pause until you say /resume."
    )
    pause_past = "That lies in the past. For example <code>/pause until Monday</code>."
    pause_too_far = "That is more than a year away. To stop for good: /unsubscribe"
    nothing_paused = "Nothing is paused: your briefing comes {schedule}."

    # Put off.
    put_off = "😴 <b>Later this time.</b>"
    put_back = "⏰ <b>Back to the usual time.</b>"
    button_snooze = "😴 {wait} later"
    button_unsnooze = "⏰ At the usual time"
    snooze_unclear = (
        "How much later? For example <code>/snooze 1h</code> or <code>/snooze until 9:00</code>; "
        "<code>/snooze off</code> takes it back."
    )
    snooze_nothing = "No briefing is on its way that could come later."
    snooze_too_long = "A briefing can be put off by 12 hours at most. For days off: <code>/pause 3 days</code>"
    snooze_past = "That time has passed already. For example <code>/snooze 1h</code>."
    snooze_into_next = "That would be too close to the briefing after it. A shorter time, please."

    # Quiet hours.
    button_quiet = "🔕 Quiet hours"
    button_no_quiet = "🔔 None"
    ask_quiet = (
        "🔕 <b>When shall a briefing make no sound?</b>\nPick the hours, or write them: <code>/quiet 22:00-7:00</code>."
    )
    quiet_set = "🔕 <b>Quiet from {start} to {end}.</b> A briefing in these hours comes without a sound."
    quiet_off = "🔔 <b>No quiet hours.</b> A briefing may make a sound whenever it comes."
    quiet_unclear = "Which hours? For example <code>/quiet 22:00-7:00</code>, or <code>/quiet off</code>."

    def hours_or_minutes(self, minutes: int) -> str:
        """`1 h`, `30 min`."""
        if minutes % 60:
            return self.gettext("{minutes} min").format(minutes=minutes)
        return self.gettext("{hours} h").format(hours=minutes // 60)

    def days_off(self, days: int) -> str:
        """`3 days`."""
        return self.ngettext("{count} day", "{count} days", days).format(count=days)

    def short_span(self, first: date, last: date | None) -> str:
        """`Thu 24 Dec – Sat 2 Jan`, for buttons and lists."""
        ends = [self.day_briefly(day) for day in dict.fromkeys((first, last)) if day is not None]
        return " – ".join(ends) if last is not None else self.gettext("from {first} on").format(first=ends[0])

    def span(self, first: date, last: date | None) -> str:
        """`from Thursday 24 December to Saturday 2 January`."""
        if last is None:
            return self.gettext("from {first} on").format(first=self.long_date(first))
        if first == last:
            return self.gettext("on {first}").format(first=self.long_date(first))
        return self.gettext("from {first} to {last}").format(first=self.long_date(first), last=self.long_date(last))

    def region(self, name: str) -> str:
        """A part of the world, by the first part of its zones' names."""
        said: str = getattr(self, f"region_{name.lower()}")
        return said
