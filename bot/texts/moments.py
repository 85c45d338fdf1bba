"""Dates, and how long ago or ahead something is."""

from datetime import date, datetime

from babel.dates import format_date


class Moments:
    """In the manner of the language."""

    locale = "en"

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

    def date(self, day: date) -> str:
        """`8 Mar 2024`."""
        return str(format_date(day, "d MMM y", locale=self.locale))

    def moment(self, wall: datetime) -> str:
        """`Sun 22 Nov, 07:30`."""
        return f"{format_date(wall.date(), 'EEE d MMM', locale=self.locale)}, {wall:%H:%M}"
