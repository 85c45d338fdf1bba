"""The first step of a delivery: due rows are marked as being sent, and given out with what a send needs."""

from datetime import datetime

from sqlalchemy import and_, bindparam, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.models import ChatKind, ClaimedDelivery, DeliveryState, Destination
from bot.storage import direct
from bot.storage.outbox import OPEN
from bot.storage.schema import chats, deliveries, edition_parts, subscriptions

_EARLIER = deliveries.alias("earlier")
_WAITS_FOR_EARLIER = exists(
    select(_EARLIER.c.id).where(
        _EARLIER.c.subscription_id == deliveries.c.subscription_id,
        _EARLIER.c.slot_date == deliveries.c.slot_date,
        _EARLIER.c.slot_time == deliveries.c.slot_time,
        _EARLIER.c.part < deliveries.c.part,
        or_(*[_EARLIER.c.state == state.value for state in OPEN]),
    )
)
CLAIMABLE = (
    select(
        deliveries.c.id,
        deliveries.c.subscription_id,
        deliveries.c.edition_id,
        deliveries.c.slot_at,
        deliveries.c.part,
        deliveries.c.not_before,
        deliveries.c.attempts,
        deliveries.c.uncertain,
        deliveries.c.silent,
        deliveries.c.as_plain,
    )
    .where(
        deliveries.c.state == DeliveryState.PLANNED.value,
        deliveries.c.not_before <= bindparam("now"),
        deliveries.c.expires_at > bindparam("now"),
        deliveries.c.uncertain <= bindparam("doubts"),
        ~and_(deliveries.c.part > 1, _WAITS_FOR_EARLIER),
    )
    .order_by(deliveries.c.not_before, deliveries.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=deliveries)
)
_PICKED = CLAIMABLE.cte("picked")
# Most chats of a claim share their part of an edition: its text comes with the first of them only.
_NUMBERED = select(
    _PICKED,
    func.row_number()
    .over(partition_by=[_PICKED.c.edition_id, _PICKED.c.part], order_by=[_PICKED.c.not_before, _PICKED.c.id])
    .label("place"),
).cte("numbered")
WITH_CONTENT = (
    select(
        _NUMBERED,
        subscriptions.c.chat_id,
        subscriptions.c.thread_id,
        subscriptions.c.active,
        chats.c.telegram_id,
        chats.c.kind,
        edition_parts.c.html,
        edition_parts.c.plain,
        edition_parts.c.keyboard,
    )
    .select_from(_NUMBERED)
    .join(subscriptions, subscriptions.c.id == _NUMBERED.c.subscription_id)
    .join(chats, chats.c.id == subscriptions.c.chat_id)
    .join(
        edition_parts,
        and_(
            _NUMBERED.c.place == 1,
            edition_parts.c.edition_id == _NUMBERED.c.edition_id,
            edition_parts.c.part == _NUMBERED.c.part,
        ),
        isouter=True,
    )
    .order_by(_NUMBERED.c.not_before, _NUMBERED.c.id)
)
_INTEND = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("key"), deliveries.c.state == DeliveryState.PLANNED.value)
    .values(state=DeliveryState.SENDING.value, attempts=deliveries.c.attempts + 1, epoch=bindparam("mine"))
)
_END = (
    update(deliveries)
    .where(
        deliveries.c.id.in_(bindparam("ids", expanding=True)),
        deliveries.c.state == DeliveryState.SENDING.value,
        deliveries.c.epoch == bindparam("mine"),
    )
    .values(state=DeliveryState.DEAD.value, reason=bindparam("why"), finished_at=bindparam("now"))
)

Content = tuple[str, str, str]


async def claim(
    connection: AsyncConnection, *, now: datetime, epoch: int, most: int, repeats: bool = True
) -> list[ClaimedDelivery]:
    """Mark up to `most` due rows as being sent, and give them back with their content, oldest first.

    Part n is not claimed while part n-1 is open. The caller sends only after its transaction has been committed.
    A row that came back to planned after its subscription had ended dies here instead. Without `repeats`, what may be a
    copy stays planned.
    """
    rows = await direct.fetch(connection, WITH_CONTENT, {"now": now, "most": most, "doubts": int(repeats)})
    if not rows:
        return []
    await direct.apply(connection, _INTEND, [{"key": row["id"], "mine": epoch} for row in rows])
    contents: dict[tuple[int, int], Content] = {
        (row["edition_id"], row["part"]): (row["html"], row["plain"], row["keyboard"])
        for row in rows
        if row["html"] is not None
    }
    claimed, ended, empty = [], [], []
    for row in rows:
        content = contents.get((row["edition_id"], row["part"]))
        if not row["active"]:
            ended.append(row["id"])
        elif content is None:
            empty.append(row["id"])
        else:
            claimed.append(_claimed(row, content))
    for ids, why in ((ended, "the subscription has ended"), (empty, "its edition is gone")):
        if ids:
            await connection.execute(_END, {"ids": ids, "mine": epoch, "why": why, "now": now})
    return claimed


def _claimed(row: direct.Row, content: Content) -> ClaimedDelivery:
    html, plain, keyboard = content
    return ClaimedDelivery(
        id=row["id"],
        subscription_id=row["subscription_id"],
        chat_id=row["chat_id"],
        destination=Destination(row["telegram_id"], row["thread_id"]),
        kind=ChatKind(row["kind"]),
        slot_at=row["slot_at"],
        part=row["part"],
        attempts=row["attempts"] + 1,
        uncertain=row["uncertain"],
        silent=row["silent"],
        html=html,
        plain=plain,
        keyboard=keyboard,
        as_plain=row["as_plain"],
    )
