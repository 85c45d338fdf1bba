"""The outbox: one row a (subscription, slot, part), and the statements that change its state.

    planned -> sending -> sent           Telegram answered with a message id
               sending -> planned        surely not sent: 429, no connection; not before a later instant
               sending -> uncertain      the request left and no answer came back, or the process was killed
               sending -> dead           blocked, kicked, no rights, refused, unsubscribed: with its reason
    uncertain -> planned                 once, silently, when Telegram answers again (ON_UNCERTAIN=resend)
    uncertain -> unconfirmed             after that, when it is too late, or at once (ON_UNCERTAIN=skip)
    planned -> expired                   later than its lateness limit
    planned -> dead                      the subscription ended, or an earlier part could not be delivered
    (new) -> skipped | expired           nothing new to tell, or a slot that was missed during an outage

`bot.storage.claims` does the first step. Each UPDATE names the state that it leaves, and a sender writes only rows
of its own epoch.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache

from sqlalchemy import Insert, Integer, and_, bindparam, case, exists, func, literal, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.models import DeliveryState
from bot.storage import direct
from bot.storage.engine import as_parameter, insert_for, numbers
from bot.storage.schema import deliveries, subscriptions

# States of a part that a later part of the same briefing must wait for.
OPEN = (DeliveryState.PLANNED, DeliveryState.SENDING, DeliveryState.UNCERTAIN)
# A statement about a million rows would last longer than an answer is waited for (`bot.storage.postgres`).
EXPIRED_TOGETHER = 50_000


@dataclass(frozen=True, slots=True)
class PlannedDelivery:
    """Rows to be, one for each of these subscriptions: `state` is planned, skipped or expired."""

    subscription_ids: Sequence[int]
    slot_date: date
    slot_time: time
    slot_at: datetime
    part: int
    edition_id: int | None
    expires_at: datetime
    state: DeliveryState = DeliveryState.PLANNED
    reason: str = ""
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Transition:
    """What becomes of a delivery that was being sent. `not_before` counts for planned and uncertain rows.

    `untried`: no request was made after all, so this was no attempt, and the reason of the last one stands.
    """

    delivery_id: int
    state: DeliveryState
    reason: str = ""
    not_before: datetime | None = None
    message_id: int | None = None
    as_plain: bool = False
    untried: bool = False


_PLANNED = ("slot_date", "slot_time", "slot_at", "part", "edition_id", "state", "reason", "expires_at", "silent")


@lru_cache(maxsize=2)
def _insertion(dialect: str) -> Insert:
    """For all the subscriptions of a list the same row; one that exists for its slot and part stays as it is."""
    values = {name: bindparam(f"its_{name}", type_=deliveries.c[name].type) for name in _PLANNED}
    none = {"attempts": 0, "uncertain": 0, "as_plain": False, "epoch": 0}
    values |= {name: literal(value, deliveries.c[name].type) for name, value in none.items()}
    values["not_before"] = bindparam("its_slot_at", type_=deliveries.c.slot_at.type)
    values["finished_at"] = bindparam("its_end", type_=deliveries.c.finished_at.type)
    given = numbers("ids").subquery()
    # Without the condition, SQLite would read ON CONFLICT as that of a join (lang_upsert.html, "Parsing Ambiguity").
    rows = select(given.c.value, *values.values()).where(true())
    return (
        insert_for(dialect, deliveries)
        .from_select(["subscription_id", *values], rows)
        .on_conflict_do_nothing(index_elements=["subscription_id", "slot_date", "slot_time", "part"])
    )


async def plan(connection: AsyncConnection, rows: Iterable[PlannedDelivery], now: datetime) -> None:
    """Insert rows; one that exists for its slot and part stays as it is."""
    changes = [
        {
            "ids": as_parameter(each.subscription_ids),
            "its_end": None if each.state is DeliveryState.PLANNED else now,
            **{f"its_{name}": getattr(each, name) for name in _PLANNED},
            "its_state": each.state.value,
        }
        for each in rows
    ]
    if changes:
        await direct.apply(connection, _insertion(connection.dialect.name), changes)


# What becomes of nearly every row.
_SENT = (
    update(deliveries)
    .where(
        deliveries.c.id == bindparam("key"),
        deliveries.c.state == DeliveryState.SENDING.value,
        deliveries.c.epoch == bindparam("mine"),
    )
    .values(
        state=DeliveryState.SENT.value, reason="", message_id=bindparam("message"), finished_at=bindparam("finished")
    )
)
_FINISH = (
    update(deliveries)
    .where(
        deliveries.c.id == bindparam("key"),
        deliveries.c.state == DeliveryState.SENDING.value,
        deliveries.c.epoch == bindparam("mine"),
    )
    .values(
        state=bindparam("to"),
        reason=case((bindparam("untried", type_=Integer) == 1, deliveries.c.reason), else_=bindparam("why")),
        attempts=deliveries.c.attempts - bindparam("untried", type_=Integer),
        not_before=func.coalesce(bindparam("later", type_=deliveries.c.not_before.type), deliveries.c.not_before),
        message_id=bindparam("message"),
        as_plain=bindparam("plainly"),
        finished_at=bindparam("finished"),
    )
)


async def finish(connection: AsyncConnection, transitions: Sequence[Transition], *, epoch: int, now: datetime) -> None:
    """Write the outcomes of sends. Rows that another epoch has taken over are left alone."""
    sent = [step for step in transitions if step.state is DeliveryState.SENT]
    if sent:
        await direct.apply(
            connection,
            _SENT,
            [{"key": step.delivery_id, "mine": epoch, "message": step.message_id, "finished": now} for step in sent],
        )
    others = [step for step in transitions if step.state is not DeliveryState.SENT]
    if others:
        await connection.execute(_FINISH, [_finished(step, epoch, now) for step in others])


def _finished(step: Transition, epoch: int, now: datetime) -> dict[str, object]:
    return {
        "key": step.delivery_id,
        "mine": epoch,
        "to": step.state.value,
        "why": step.reason,
        "untried": int(step.untried),
        "later": step.not_before,
        "message": step.message_id,
        "plainly": step.as_plain,
        "finished": None if step.state in OPEN else now,
    }


async def recover(connection: AsyncConnection, *, epoch: int, until: datetime) -> int:
    """After a crash or a take-over: what an older epoch was sending is in doubt, and nothing else is.

    It rests until then, with whatever is in doubt from before or waits to be repeated: a process that ends again and
    again would else use up the one repetition of messages that never left. Gives back how many are newly in doubt.
    """
    state = deliveries.c.state
    repeated = and_(state == DeliveryState.PLANNED.value, deliveries.c.uncertain > 0)
    await connection.execute(
        update(deliveries)
        .where(or_(state == DeliveryState.UNCERTAIN.value, repeated), deliveries.c.not_before < until)
        .values(not_before=until)
    )
    doubtful = await connection.execute(
        update(deliveries)
        .where(state == DeliveryState.SENDING.value, deliveries.c.epoch < epoch)
        .values(
            state=DeliveryState.UNCERTAIN.value,
            reason="the sender stopped before Telegram's answer was recorded",
            not_before=until,
        )
    )
    return doubtful.rowcount


async def reclaim(connection: AsyncConnection, *, epoch: int, busy: Sequence[int]) -> int:
    """After a commit whose end is unknown: rows of this epoch that nobody acted on are planned again."""
    idle = await connection.execute(
        update(deliveries)
        .where(
            deliveries.c.state == DeliveryState.SENDING.value,
            deliveries.c.epoch == epoch,
            deliveries.c.id.not_in(busy),
        )
        .values(state=DeliveryState.PLANNED.value, attempts=deliveries.c.attempts - 1)
    )
    return idle.rowcount


async def resolve_uncertain(
    connection: AsyncConnection, *, now: datetime, resend: bool, answering: bool = True
) -> tuple[int, int]:
    """Decide about uncertain rows whose time has come; gives back (planned again, left unconfirmed).

    While Telegram does not answer, those that may be repeated go on resting, until they are too late.
    """
    due = and_(deliveries.c.state == DeliveryState.UNCERTAIN.value, deliveries.c.not_before <= now)
    again = 0
    if resend and answering:
        again = (
            await connection.execute(
                update(deliveries)
                .where(due, deliveries.c.uncertain == 0, deliveries.c.expires_at > now)
                .values(state=DeliveryState.PLANNED.value, uncertain=1, silent=True, reason="sent again: no answer")
            )
        ).rowcount
    left = await connection.execute(
        update(deliveries)
        .where(due, *([or_(deliveries.c.uncertain > 0, deliveries.c.expires_at <= now)] if resend else []))
        .values(state=DeliveryState.UNCONFIRMED.value, reason="Telegram's answer is unknown", finished_at=now)
    )
    return again, left.rowcount


async def doubts_due(connection: AsyncConnection, now: datetime) -> bool:
    """Whether something that may be a copy would go out now, if Telegram answered."""
    repeated = and_(deliveries.c.state == DeliveryState.PLANNED.value, deliveries.c.uncertain > 0)
    doubtful = (deliveries.c.state == DeliveryState.UNCERTAIN.value, repeated)
    found = [exists(select(deliveries.c.id).where(each, deliveries.c.not_before <= now)) for each in doubtful]
    return bool((await connection.execute(select(or_(*found)))).scalar_one())


async def expire(connection: AsyncConnection, now: datetime, most: int = EXPIRED_TOGETHER) -> int:
    """Give up planned rows that are later than their limit, so many at most; they stay visible with the reason.

    One that waits for a moment beyond its limit, since Telegram asked for that, is as late. What is left is not
    claimed meanwhile.
    """
    # An expression, so that not every row that waits is looked at: the index of the open ones is by expiry.
    planned = deliveries.c.state.concat("") == DeliveryState.PLANNED.value
    over = (planned, deliveries.c.finished_at.is_(None), deliveries.c.expires_at <= now)
    oldest = select(deliveries.c.id).where(*over).order_by(deliveries.c.expires_at).limit(most)
    late = await connection.execute(
        update(deliveries)
        .where(deliveries.c.id.in_(oldest), planned)
        .values(
            state=DeliveryState.EXPIRED.value,
            reason=case((deliveries.c.reason == "", "too late"), else_="too late; before: " + deliveries.c.reason),
            finished_at=now,
        )
    )
    return late.rowcount


async def give_up(connection: AsyncConnection, subscription_ids: Sequence[int], reason: str, now: datetime) -> int:
    """Let the planned rows of ended subscriptions die with a reason."""
    ended = await connection.execute(
        update(deliveries)
        .where(
            deliveries.c.subscription_id.in_(subscription_ids),
            deliveries.c.state == DeliveryState.PLANNED.value,
        )
        .values(state=DeliveryState.DEAD.value, reason=reason, finished_at=now)
    )
    return ended.rowcount


async def give_up_later_parts(connection: AsyncConnection, dead_ids: Sequence[int], now: datetime) -> int:
    """A briefing whose part died is not continued: its later parts die too."""
    dead = deliveries.alias("dead")
    ended = await connection.execute(
        update(deliveries)
        .where(
            deliveries.c.state == DeliveryState.PLANNED.value,
            exists(
                select(dead.c.id).where(
                    dead.c.id.in_(dead_ids),
                    dead.c.subscription_id == deliveries.c.subscription_id,
                    dead.c.slot_date == deliveries.c.slot_date,
                    dead.c.slot_time == deliveries.c.slot_time,
                    dead.c.part < deliveries.c.part,
                )
            ),
        )
        .values(state=DeliveryState.DEAD.value, reason="an earlier part could not be delivered", finished_at=now)
    )
    return ended.rowcount


async def park(connection: AsyncConnection, chat_id: int, until: datetime) -> None:
    """Hold back the planned rows of one chat: Telegram asked for a pause there and nowhere else."""
    of_chat = select(subscriptions.c.id).where(subscriptions.c.chat_id == chat_id)
    await connection.execute(
        update(deliveries)
        .where(
            deliveries.c.subscription_id.in_(of_chat),
            deliveries.c.state == DeliveryState.PLANNED.value,
            deliveries.c.not_before < until,
        )
        .values(not_before=until)
    )


async def next_due(connection: AsyncConnection) -> datetime | None:
    """When the next planned or uncertain row may be looked at; None when there is none."""
    earliest = [
        (
            await connection.execute(select(func.min(deliveries.c.not_before)).where(deliveries.c.state == state.value))
        ).scalar_one()
        for state in (DeliveryState.PLANNED, DeliveryState.UNCERTAIN)
    ]
    return min((instant for instant in earliest if instant is not None), default=None)
