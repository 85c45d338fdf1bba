"""What editors want of the coming briefings: articles or stories pinned and hidden, and a note for a day."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.models import EditorMark
from bot.storage.engine import insert_into
from bot.storage.schema import articles, editor_marks, editor_notes


@dataclass(frozen=True, slots=True)
class Marked:
    """An article that an editor marked, as a list shows it."""

    article_id: int
    title: str
    mark: EditorMark
    whole_story: bool


@dataclass(frozen=True, slots=True)
class Note:
    """An editor's words for the briefings of one local day."""

    day: date
    text: str


async def mark(
    connection: AsyncConnection, article_id: int, wanted: EditorMark, *, whole_story: bool, person: int, now: datetime
) -> None:
    """Mark an article, over the mark that it has."""
    values = {"mark": wanted.value, "whole_story": whole_story, "person": person, "created_at": now}
    await connection.execute(
        insert_into(connection, editor_marks)
        .values(article_id=article_id, **values)
        .on_conflict_do_update(index_elements=[editor_marks.c.article_id], set_=values)
    )


async def unmark(connection: AsyncConnection, article_id: int) -> bool:
    """Take the article's mark away; whether it had one."""
    return (await connection.execute(delete(editor_marks).where(editor_marks.c.article_id == article_id))).rowcount > 0


async def unmark_older(connection: AsyncConnection, wanted: EditorMark, before: datetime) -> int:
    """Take away the marks of that kind that were made before then; gives back how many."""
    old = delete(editor_marks).where(editor_marks.c.mark == wanted.value, editor_marks.c.created_at < before)
    return (await connection.execute(old)).rowcount


async def marks(connection: AsyncConnection) -> dict[int, tuple[EditorMark, bool]]:
    """Every mark by its article: what is wanted, and whether of the whole story."""
    rows = await connection.execute(select(editor_marks.c.article_id, editor_marks.c.mark, editor_marks.c.whole_story))
    return {row.article_id: (EditorMark(row.mark), row.whole_story) for row in rows}


async def marked(connection: AsyncConnection, *, most: int) -> list[Marked]:
    """The newest marks on articles that are in the library."""
    rows = await connection.execute(
        select(articles.c.id, articles.c.title, editor_marks.c.mark, editor_marks.c.whole_story)
        .join(articles, articles.c.id == editor_marks.c.article_id)
        .where(articles.c.live)
        .order_by(editor_marks.c.created_at.desc(), articles.c.id.desc())
        .limit(most)
    )
    return [Marked(row.id, row.title, EditorMark(row.mark), row.whole_story) for row in rows]


async def put_note(connection: AsyncConnection, day: date, text: str, *, person: int, now: datetime) -> None:
    """The note for that day, over the one that it has."""
    values = {"text": text, "person": person, "created_at": now}
    await connection.execute(
        insert_into(connection, editor_notes)
        .values(day=day, **values)
        .on_conflict_do_update(index_elements=[editor_notes.c.day], set_=values)
    )


async def remove_note(connection: AsyncConnection, day: date) -> bool:
    """Take the day's note away; whether it had one."""
    return (await connection.execute(delete(editor_notes).where(editor_notes.c.day == day))).rowcount > 0


_NOTE = select(editor_notes.c.text).where(editor_notes.c.day == bindparam("wanted"))


async def note(connection: AsyncConnection, day: date) -> str:
    """The note for the briefings of that local day; empty without one."""
    return (await connection.execute(_NOTE, {"wanted": day})).scalar_one_or_none() or ""


async def notes(connection: AsyncConnection, *, since: date) -> list[Note]:
    """The notes of that day and the following, in their order."""
    rows = await connection.execute(
        select(editor_notes.c.day, editor_notes.c.text).where(editor_notes.c.day >= since).order_by(editor_notes.c.day)
    )
    return [Note(row.day, row.text) for row in rows]
