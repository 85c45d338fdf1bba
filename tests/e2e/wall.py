"""When a daily briefing comes next, worked out with `zoneinfo` alone and none of the bot's code."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


def next_instant(now: datetime, wall: str, zone: str) -> datetime:
    """The next time it is `wall` (HH:MM) on that zone's clock."""
    here = now.astimezone(ZoneInfo(zone))
    for days in range(3):
        candidate = datetime.combine(here.date() + timedelta(days), time.fromisoformat(wall), ZoneInfo(zone))
        if candidate.timestamp() > now.timestamp():
            return candidate
    raise AssertionError("a day has no such time")


def next_time(now: datetime, wall: str, zone: str, city: str) -> str:
    """The same as the bot says it: `tomorrow, Thursday 4 February at 07:30 (Istanbul)`."""
    moment = next_instant(now, wall, zone)
    day = f"{moment:%A} {moment.day} {moment:%B}"
    ahead = (moment.date() - now.astimezone(ZoneInfo(zone)).date()).days
    when = {0: "today", 1: f"tomorrow, {day}"}.get(ahead, day)
    return f"{when} at {wall} ({city})"
