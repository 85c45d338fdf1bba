"""Subscribing, and the settings of a subscription."""


class SchedulingTexts:
    """Said by /subscribe, /unsubscribe and /settings."""

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
        "Time: <b>{time}</b>\nZone: <b>{city}</b> ({zone})\nDays: <b>{days}</b>\nLength: <b>about {minutes} minutes</b>"
    )
    ask_days = "📅 <b>On which days?</b>\nTap a day to switch it on or off; one at least stays on."
    ask_length = "📏 <b>How long may a briefing be?</b>\nReading time, about:"
    length_minutes = "{minutes} minutes"

    def region(self, name: str) -> str:
        """A part of the world, by the first part of its zones' names."""
        said: str = getattr(self, f"region_{name.lower()}")
        return said
