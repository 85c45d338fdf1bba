"""Who may do what: operators by numeric id in their private chat, a group's schedule by its administrators."""

from typing import Protocol

from bot.chat.visit import Visit


class Members(Protocol):
    """What Telegram knows of a group's people."""

    async def is_group_administrator(self, telegram_id: int, person: int) -> bool:
        """Whether the person may change things in the group."""
        ...


def is_operator(visit: Visit, admin_ids: frozenset[int]) -> bool:
    """Whether this is one of ADMIN_IDS, writing their own words in their private chat with the bot.

    User names play no part: whoever holds the name today may be somebody else tomorrow.
    """
    if not visit.private or visit.forwarded:
        return False
    return visit.person is not None and visit.person in admin_ids


async def may_schedule(visit: Visit, members: Members) -> bool:
    """Whether this person may change when the chat gets its briefing; asked anew each time, since rights change."""
    if visit.private or visit.managed is not None:  # a channel's visit exists only since Telegram was asked
        return True
    if visit.anonymous_administrator:
        return True
    return visit.person is not None and await members.is_group_administrator(
        visit.destination.telegram_id, visit.person
    )
