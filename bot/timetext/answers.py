"""How an answer names a due time and weekdays: `tomorrow, Tuesday 24 November at 07:30 (Istanbul)`."""

from datetime import datetime

from babel.dates import format_date

from bot.slots import EVERY_DAY, Slot, zone_of
from bot.timetext.cities import babel_locale, city_of

_SENTENCES = {
    "en": ("today at {time} ({city})", "tomorrow, {date} at {time} ({city})", "{date} at {time} ({city})"),
    "ru": ("сегодня в {time} ({city})", "завтра, {date} в {time} ({city})", "{date} в {time} ({city})"),
    "tr": ("bugün {time} ({city})", "yarın, {date} {time} ({city})", "{date} {time} ({city})"),
    "ar": ("اليوم الساعة {time} ({city})", "غدًا، {date} الساعة {time} ({city})", "{date} الساعة {time} ({city})"),
    "es": ("hoy a las {time} ({city})", "mañana, {date} a las {time} ({city})", "{date} a las {time} ({city})"),
}
_DATES = {"en": "EEEE d MMMM", "es": "EEEE d 'de' MMMM", "tr": "d MMMM EEEE", "ru": "EEEE, d MMMM"}
_EVERY_DAY = {"en": "every day", "ru": "каждый день", "tr": "her gün", "ar": "كل يوم", "es": "todos los días"}


def describe_next(slot: Slot, now: datetime, zone: str, locale: str = "en") -> str:
    """When the slot comes, on the zone's own wall: after a gap that is later than the time chosen."""
    wall, today = slot.at.astimezone(zone_of(zone)), now.astimezone(zone_of(zone)).date()
    language = _language(locale)
    days = (wall.date() - today).days
    sentence = _SENTENCES[language][days if days in (0, 1) else 2]
    date = format_date(wall.date(), _DATES.get(language, "EEEE d MMMM"), locale=language)
    return sentence.format(date=date, time=f"{wall:%H:%M}", city=city_of(zone, language))


def describe_weekdays(weekdays: int, locale: str = "en") -> str:
    """`every day`, `Mon–Fri`, or the days one by one."""
    language = _language(locale)
    if weekdays == EVERY_DAY:
        return _EVERY_DAY[language]
    names = babel_locale(language).days["stand-alone"]["abbreviated"]
    days = [day for day in range(7) if weekdays >> day & 1]
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return f"{names[days[0]]}–{names[days[-1]]}"
    return ("، " if language == "ar" else ", ").join(names[day] for day in days)


def _language(locale: str) -> str:
    """The language of a tag, if sentences exist in it, else English."""
    language = babel_locale(locale).language
    return language if language in _SENTENCES else "en"
