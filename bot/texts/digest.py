"""The briefing itself."""

from datetime import date

from babel.dates import format_date, format_interval

from bot.texts.catalogue import ENGLISH
from bot.texts.language import Language

# Longer ago than this, a weekday would be taken for a later one.
_WEEKDAYS_LAST = 6


class DigestTexts(Language):
    """Said in editions."""

    briefing_title = "☕️ Your briefing"
    briefing_title_first = "☕️ Your first briefing"
    briefing_title_weekly = "☕️ Your week"
    briefing_note = "From the editors"
    briefing_update = "🔄 Update"
    briefing_more_news = "📰 More news"
    briefing_more_title = "📰 More stories"
    briefing_more_in_headlines = "+{count} more in /headlines"
    briefing_no_more = "That was all. Older news is in /headlines."
    briefing_rest = "All the others are in /headlines."
    briefing_more_gone = "There are no further stories any more. The latest news is in /headlines."
    button_more_stories = "More stories ▸"

    topic_world = "🌍 World"
    topic_politics = "🏛 Politics"
    topic_business = "💼 Business"
    topic_technology = "💻 Technology"
    topic_science = "🔬 Science"
    topic_space = "🚀 Space"
    topic_health = "🩺 Health"
    topic_environment = "🌱 Environment"
    topic_sport = "🏅 Sport"
    topic_culture = "🎭 Culture"

    def topic_heading(self, topic: str) -> str:
        """A topic by its name in the library; one that only some seed states is said as it is."""
        known: str = getattr(self, f"topic_{topic}", "") if topic.isidentifier() else ""
        return known or f"📰 {topic.capitalize()}"

    def briefing_length(self, stories: int, minutes: int) -> str:
        """`9 stories · 3 min read`."""
        count = self.ngettext("{count} story", "{count} stories", stories).format(count=stories)
        return f"{count} · {self.gettext('{minutes} min read').format(minutes=minutes)}"

    def briefing_since(self, last: date, day: date) -> str:
        """What a briefing covers after days without one; `last` is the day of the one before."""
        pattern = "EEEE" if (day - last).days <= _WEEKDAYS_LAST else "d MMMM"
        since = str(format_date(last, pattern, locale=self.locale))
        return self.gettext("What mattered since {day}").format(day=since)

    def days(self, first: date, last: date) -> str:
        """`16–22 Nov`, `28 Nov – 4 Dec`."""
        locale = "en_GB" if self.locale == ENGLISH else self.locale
        return str(format_interval(first, last, "MMMd", locale=locale))

    def briefing_more(self, count: int) -> str:
        """How many stories had no room."""
        return self.ngettext("+{count} more story", "+{count} more stories", count).format(count=count)

    def more_sources(self, count: int) -> str:
        """How many other outlets report a story."""
        return self.ngettext("+{count} more source", "+{count} more sources", count).format(count=count)

    def story_day(self, day: date, today: date) -> str:
        """`21 Nov`, with the year where it is another one."""
        skeleton = "d MMM" if day.year == today.year else "d MMM y"
        return str(format_date(day, skeleton, locale=self.locale))
