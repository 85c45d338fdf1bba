"""Old deliveries and editions are let go, and nothing else."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import func, select

from bot.models import DeliveryState
from bot.services.housekeeping import BATCH, Cleared, Housekeeping
from bot.storage import inbox, retention
from bot.storage.engine import Store
from bot.storage.schema import deliveries, edition_articles, edition_parts, editions
from tests.factories import DAY, add_edition, insert_delivery, subscribe
from tests.fakes import START, FakeClock

DAYS = 90
OLD = timedelta(days=DAYS + 1)


async def left(store: Store) -> list[int]:
    async with store.read() as connection:
        return list((await connection.execute(select(deliveries.c.id).order_by(deliveries.c.id))).scalars())


async def counts(store: Store) -> list[int]:
    """Rows of editions and of what goes with them."""
    async with store.read() as connection:
        return [
            (await connection.execute(select(func.count()).select_from(table))).scalar_one()
            for table in (editions, edition_parts, edition_articles)
        ]


async def delivered(store: Store, ages: Sequence[int], *, state: DeliveryState = DeliveryState.SENT) -> list[int]:
    """Deliveries that many days old, one edition for all."""
    subscription = (await subscribe(store, 1)).id
    edition = await add_edition(store, 2)
    return [
        await insert_delivery(
            store,
            subscription,
            edition,
            state=state.value,
            slot_at=START - timedelta(days=age),
            slot_date=DAY - timedelta(days=age),
        )
        for age in ages
    ]


def housekeeping(store: Store, *, days: int = DAYS, later: timedelta = timedelta(0)) -> Housekeeping:
    return Housekeeping(store, FakeClock(START + later), history_days=days)


async def test_only_what_is_too_old_goes(store: Store) -> None:
    ids = await delivered(store, [300, 91, 90, 5])
    assert await housekeeping(store).run() == Cleared(deliveries=2)
    assert await left(store) == ids[2:]
    assert await housekeeping(store).run() == Cleared()


async def test_an_edition_goes_after_its_last_delivery(store: Store) -> None:
    await delivered(store, [5])
    assert (await housekeeping(store, later=OLD - timedelta(days=6)).run()).editions == 0
    assert await counts(store) == [1, 2, 0]
    assert await housekeeping(store, later=OLD).run() == Cleared(deliveries=1, editions=1)
    assert await counts(store) == [0, 0, 0]


async def test_what_is_open_stays_and_holds_back_what_follows(store: Store) -> None:
    first = await delivered(store, [400])
    second = await delivered(store, [390], state=DeliveryState.PLANNED)
    third = await delivered(store, [380])
    assert (await housekeeping(store).run()).deliveries == 1
    assert await left(store) == second + third
    assert first[0] < second[0]


async def test_for_ever_is_for_ever(store: Store) -> None:
    ids = await delivered(store, [3000])
    assert await housekeeping(store, days=0).run() == Cleared()
    assert await left(store) == ids


async def test_many_go_in_batches(store: Store) -> None:
    ids = await delivered(store, range(2000, 2000 - BATCH - 3, -1))
    async with store.write() as connection:
        assert await retention.drop_deliveries(connection, START, 10) == 10
    assert await left(store) == ids[10:]
    assert (await housekeeping(store).run()).deliveries == BATCH + 3 - 10
    assert await left(store) == []


async def test_handled_updates_go_after_two_days(store: Store) -> None:
    async with store.write() as connection:
        await inbox.store(connection, [(1, "{}"), (2, "{}")], START)
        await inbox.done(connection, [1])
    assert (await housekeeping(store, later=timedelta(hours=47)).run()).updates == 0
    assert (await housekeeping(store, later=timedelta(hours=49)).run()).updates == 1
    async with store.read() as connection:
        assert await inbox.waiting(connection) == 1
