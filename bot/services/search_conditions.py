"""Conditions of a question that no article meets: said with what there is instead, and not silently nothing found."""

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.remarks import Remark
from bot.search.query import Field, Part, Query
from bot.search.question import Wording
from bot.storage import search, sources

_LISTED = 12
_SAID = 40
_CONDITIONS = (Field.TOPIC, Field.PLACE, Field.SOURCE, Field.LANGUAGE)


async def unmet(
    connection: AsyncConnection, query: Query, languages: tuple[str, ...], *, found: bool
) -> tuple[Remark, ...]:
    """A sentence for each that is unknown to this library; where something was `found`, for what was to be excluded.

    An empty library knows nothing, and says nothing here.
    """
    remarks = []
    for part in query.parts if languages else ():
        if part.field in _CONDITIONS and (part.excluded or not found):
            wanted = Wording(languages).phrases(part)
            if not await search.count(connection, wanted, 1):
                remarks.append(await _remark(connection, part, languages))
    return tuple(dict.fromkeys(remarks))


async def _remark(connection: AsyncConnection, part: Part, languages: tuple[str, ...]) -> Remark:
    said = part.text if len(part.text) <= _SAID else f"{part.text[: _SAID - 1]}…"
    match part.field:
        case Field.TOPIC:
            known = _listed(await sources.topics_lately(connection))
            return Remark("no topic is called “{said}”; topics are: {known}", said=said, known=known)
        case Field.SOURCE:
            known = _listed(await sources.lately(connection))
            return Remark("no source is called “{said}”; sources are: {known}", said=said, known=known)
        case Field.LANGUAGE:
            known = _listed(sorted(filter(None, languages)))
            return Remark("no article is in the language “{said}”; languages are: {known}", said=said, known=known)
        case _:
            return Remark("no article is about a place called “{said}”; write a country or a city", said=said)


def _listed(names: list[str]) -> str:
    return ", ".join([*names[:_LISTED], *(["…"] if len(names) > _LISTED else [])]) or "–"
