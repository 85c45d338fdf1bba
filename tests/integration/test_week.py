"""Nine days of fifty chats over changes of clocks, planned by the real planner, against an oracle that knows nothing
of its arithmetic: it walks through every minute and asks each chat's own wall clock.
"""

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.models import ChatKind, DeliveryState, Destination
from bot.schedule.planner import Planner
from bot.services.subscriptions import Change, ChatProfile, Defaults, Subscriptions
from bot.services.timetable import Later, Wished
from bot.slots import QuietHours
from bot.storage.engine import Store, open_store
from tests.factories import delivery_rows, load_articles, new_article, parsed
from tests.fakes import FakeClock

AUTUMN = datetime(2026, 10, 24, tzinfo=UTC)
"""Europe goes back on 25 October, Cairo on the 29th, America on 1 November."""
SPRING = datetime(2026, 3, 28, tzinfo=UTC)
"""Europe, Beirut and Nuuk go ahead on 28 and 29 March, New Zealand and Lord Howe back on 5 April."""
DAYS = 9
TICK = timedelta(minutes=30)
MINUTE = timedelta(minutes=1)
ZONES = (
    *("Europe/Berlin", "Europe/London", "America/New_York", "America/St_Johns", "Africa/Cairo", "Asia/Kathmandu"),
    *("Asia/Kolkata", "Pacific/Auckland", "Pacific/Kiritimati", "America/Los_Angeles", "Australia/Lord_Howe"),
    *("Europe/Istanbul", "America/Nuuk", "Asia/Beirut", "UTC"),
)
ODD_TIMES = (time(0, 0), time(1, 30), time(2, 0), time(2, 30), time(3, 0), time(23, 59))


@dataclass
class Chat:
    """What one chat has asked for, in words that the oracle understands."""

    id: int
    zone: ZoneInfo
    times: dict[time, int]
    pauses: list[tuple[date, date | None]] = field(default_factory=list)
    quiet: tuple[time, time] | None = None
    snoozed: dict[tuple[date, time], datetime] = field(default_factory=dict)

    def paused(self, day: date) -> bool:
        return any(first <= day and (last is None or day <= last) for first, last in self.pauses)


def walls(zone: ZoneInfo, first: datetime) -> dict[datetime, datetime]:
    """The first instant at which the wall shows each minute; one that it leaves out is counted on from the last."""
    shown: dict[datetime, datetime] = {}
    before: datetime | None = None
    for now in (first + number * MINUTE for number in range(DAYS * 24 * 60)):
        wall = now.astimezone(zone).replace(tzinfo=None)
        for left_out in range(1, 0 if before is None else (wall - before) // MINUTE):
            assert before is not None
            shown[before + left_out * MINUTE] = now + (left_out - 1) * MINUTE
        shown.setdefault(wall, now)
        before = wall
    return shown


def expected(chat: Chat, shown: dict[datetime, datetime]) -> dict[tuple[date, time], tuple[datetime, bool]]:
    """Every (day, time) on which the wall shows a wanted minute, when that is, and whether it is in the quiet hours."""
    due = {}
    for wall, now in shown.items():
        days = chat.times.get(wall.time())
        if days is not None and days >> wall.weekday() & 1 and not chat.paused(wall.date()):
            key = wall.date(), wall.time()
            came = chat.snoozed.get(key, now)
            due[key] = came, is_quiet(chat, now)
    return due


def is_quiet(chat: Chat, now: datetime) -> bool:
    if chat.quiet is None:
        return False
    wall, hours = now.astimezone(chat.zone).time(), chat.quiet
    return hours[0] <= wall < hours[1] if hours[0] < hours[1] else wall >= hours[0] or wall < hours[1]


def some_chats(chance: random.Random) -> list[Chat]:
    """Fifty, each with one to four times, so far apart that one that is put off an hour is out before the next."""
    chats = []
    for number in range(1, 51):
        zone = ZoneInfo(ZONES[number % len(ZONES)])
        hours = chance.sample(range(1, 23, 4), k=chance.randint(1, 4))
        times = {time(hour, chance.choice((0, 15, 30))): chance.choice((127, 31, 96, 64, 85)) for hour in hours}
        if number % 5 == 0:
            times = {chance.choice(ODD_TIMES): 127}
        quiet = chance.choice((None, None, (time(22), time(7)), (time(13), time(15))))
        chats.append(Chat(number, zone, times, quiet=quiet))
    return chats


async def ask(service: Subscriptions, chat: Chat, now: datetime, chance: random.Random) -> None:
    """Once a day, some chats pause, come back, or put off what comes next; the oracle is told of it."""
    here, today = Destination(chat.id), now.astimezone(chat.zone).date()
    known = await service.find(here)
    assert known is not None
    wish = chance.randint(0, 9)
    if wish == 0 and not chat.pauses:
        first = today + timedelta(days=chance.randint(1, 3))
        last = first + timedelta(days=chance.randint(0, 3))
        await service.pause(here, first, last)
        chat.pauses.append((first, last))
        chat.snoozed = {key: at for key, at in chat.snoozed.items() if at <= now or not chat.paused(key[0])}
    elif wish == 1 and not chat.pauses and known.upcoming is not None:
        changed = await service.snooze(here, timedelta(hours=1))
        coming = known.upcoming
        if not isinstance(changed, Later) and coming.next_due is not None and coming.snoozed_from is None:
            wall = coming.next_due.astimezone(chat.zone)
            chat.snoozed[wall.date(), coming.local_time] = coming.next_due + timedelta(hours=1)
        elif coming.snoozed_from is not None:
            await service.snooze(here, None)
            chat.snoozed = {key: at for key, at in chat.snoozed.items() if at <= now}


async def subscribe(service: Subscriptions, chat: Chat) -> None:
    times = tuple(Wished(at, days) for at, days in chat.times.items())
    profile = ChatProfile(chat.id, ChatKind.PRIVATE, f"Chat {chat.id}", "en")
    await service.subscribe(profile, 0, Change(times, chat.zone.key))
    if chat.quiet is not None:
        await service.keep_quiet(Destination(chat.id), QuietHours(*chat.quiet))


async def test_fifty_chats_get_what_their_wall_clocks_say(store: Store) -> None:
    await nine_days(store, AUTUMN)


async def test_clocks_that_go_ahead(sqlite_url: str) -> None:
    store = await open_store(sqlite_url)
    await nine_days(store, SPRING)
    await store.close()


async def nine_days(store: Store, first: datetime) -> None:
    chance = random.Random(first.month)
    clock = FakeClock(first - MINUTE)
    service = Subscriptions(store, clock, Defaults())
    planner = Planner(store, clock, read_button=str)
    await load_articles(store, [new_article("a.txt", content=parsed("News"))], now=first - timedelta(days=1))
    chats = some_chats(chance)
    for chat in chats:
        await subscribe(service, chat)
    planned_at: dict[int, datetime] = {}
    end = first + timedelta(days=DAYS)
    clock.set(first)
    while clock.now() < end:
        if (await planner.run_once()).subscriptions:
            for key in (await delivery_rows(store)).keys() - planned_at.keys():
                planned_at[key] = clock.now()
        if clock.now().minute == 0 and clock.now().hour in (7, 19):
            for chat in chats:
                await ask(service, chat, clock.now(), chance)
        clock.advance(TICK)
    await judge(store, service, chats, planned_at, first)


async def judge(
    store: Store, service: Subscriptions, chats: list[Chat], planned_at: dict[int, datetime], first: datetime
) -> None:
    rows = await delivery_rows(store)
    shown = {chat.zone: walls(chat.zone, first) for chat in chats}
    last = first + timedelta(days=DAYS) - TICK
    assert len(rows) > 350
    assert sum(len(chat.snoozed) for chat in chats) > 10
    assert sum(bool(chat.pauses) for chat in chats) > 10
    for chat in chats:
        known = await service.find(Destination(chat.id))
        assert known is not None
        own = {key: row for key, row in rows.items() if row.subscription_id == known.id}
        got = {(row.slot_date, row.slot_time): (key, row) for key, row in own.items()}
        assert len(got) == len(own), "two deliveries for a slot"
        due = {slot: entry for slot, entry in expected(chat, shown[chat.zone]).items() if entry[0] <= last}
        assert set(got) == set(due), (chat, set(got) ^ set(due))
        for slot, (key, row) in got.items():
            came, quiet = due[slot]
            assert not chat.paused(row.slot_date)
            assert row.state != DeliveryState.EXPIRED.value
            assert came <= planned_at[key] < came + TICK
            assert bool(row.silent) == (quiet or is_quiet(chat, planned_at[key])), (chat, slot)
        in_order = [row.slot_at for _, row in sorted(own.items())]
        assert in_order == sorted(in_order), "a briefing came after a newer one"
