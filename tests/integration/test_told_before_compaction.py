"""What a chat was told is not told again when the deliveries that told it have been let go."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from bot.schedule.planner import Planner
from bot.services.housekeeping import Housekeeping
from bot.storage import retention
from bot.storage.engine import Store
from bot.storage.schema import deliveries, edition_parts, editions, subscriptions
from tests.factories import delivery_rows, insert_delivery, load_articles, new_article, parsed, subscribe
from tests.fakes import START, FakeClock

DAYS = 60
DAY = timedelta(days=1)


class Library:
    """One chat with a daily briefing, and a library in which little happens."""

    def __init__(self, store: Store, clock: FakeClock) -> None:
        self.store = store
        self.clock = clock
        self.planner = Planner(store, clock, read_button=lambda key: f"read:{key}")

    async def news(self, *names: str) -> None:
        await load_articles(self.store, [new_article(name, content=parsed(f"News {name}")) for name in names])

    async def briefing(self, days: int) -> str:
        """What is planned for that many days after START; it arrives."""
        self.clock.set(START + days * DAY)
        before = (await self._count(), await self.planner.run_once())[0]
        async with self.store.write() as connection:
            waits = deliveries.c.state == "planned"
            await connection.execute(update(deliveries).where(waits).values(state="sent", finished_at=START))
            texts = await connection.execute(select(edition_parts.c.html).where(edition_parts.c.edition_id > before))
            return "\n".join(texts.scalars())

    async def _count(self) -> int:
        async with self.store.read() as connection:
            return (await connection.execute(select(func.max(editions.c.id)))).scalar_one() or 0

    async def clear(self) -> None:
        await Housekeeping(self.store, self.clock, history_days=DAYS).run()

    async def told_load(self) -> int:
        async with self.store.read() as connection:
            return (await connection.execute(select(subscriptions.c.told_load))).scalar_one()


@pytest.fixture
async def library(store: Store, clock: FakeClock) -> Library:
    made = Library(store, clock)
    await made.news("first", "second")
    await subscribe(store, 1, at=START.time())
    assert "Your first briefing" in await made.briefing(0)
    return made


async def test_a_library_that_stands_still_is_told_once(library: Library) -> None:
    for day in (1, DAYS - 1, DAYS):
        assert await library.briefing(day) == ""
    library.clock.advance(DAY)
    await library.clear()
    left = [row.state for row in (await delivery_rows(library.store)).values()]
    assert "sent" not in left
    assert "skipped" in left
    assert await library.briefing(DAYS + 1) == ""
    await library.news("new")
    text = await library.briefing(DAYS + 2)
    assert "News new" in text
    assert "News first" not in text
    assert "Your first briefing" not in text


async def test_a_chat_that_was_away_for_longer_than_anything_is_kept(library: Library) -> None:
    await library.news("meanwhile")
    library.clock.set(START + 3 * DAYS * DAY)
    await library.clear()
    assert await delivery_rows(library.store) == {}
    text = await library.briefing(3 * DAYS)
    assert "News meanwhile" in text
    assert "News first" not in text
    assert await library.briefing(3 * DAYS + 1) == ""


@pytest.mark.parametrize(
    ("states", "remembered"),
    [
        (("sent", "sent"), True),
        (("sent", "unconfirmed"), True),
        (("sent", "dead"), False),
        (("expired", "expired"), False),
        (("dead", "dead"), False),
    ],
)
async def test_only_a_briefing_that_arrived_whole_covers_its_load(
    library: Library, states: tuple[str, str], remembered: bool
) -> None:
    """However the parts fall into batches: here each is one."""
    (first,) = (await delivery_rows(library.store)).values()
    later = {"slot_at": START + DAY, "slot_date": (START + DAY).date(), "slot_time": START.time()}
    async with library.store.write() as connection:
        await connection.execute(update(deliveries).values(state="dead"))
    for part, state in enumerate(states, 1):
        await insert_delivery(library.store, first.subscription_id, first.edition_id, state=state, part=part, **later)
    for _ in range(3):
        async with library.store.write() as connection:
            assert await retention.drop_deliveries(connection, START + 2 * DAY, 1) == 1
    assert (await library.told_load() > 0) is remembered
