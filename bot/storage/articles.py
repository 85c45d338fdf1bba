"""The library: articles as readers and the digest ask for them, and as a load of the seeds writes them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.models import Article, Headline, ParsedArticle
from bot.search.document import Document
from bot.storage import search_index
from bot.storage.schema import articles, edition_articles, editions, loads
from bot.storage.search_index import Entry
from bot.stories.fingerprint import Fingerprint

_HEADLINE = (
    articles.c.id,
    articles.c.title,
    articles.c.summary,
    articles.c.source,
    articles.c.language,
    articles.c.topics,
    articles.c.published_at,
    articles.c.shown_at,
    articles.c.words,
)
FINISHED = select(func.coalesce(func.max(loads.c.id), 0)).where(loads.c.finished_at.is_not(None))
# An article that stands alone is a story of its own.
_STORY = func.coalesce(articles.c.story_id, articles.c.id).label("story")
LATEST = (
    select(*_HEADLINE)
    .where(articles.c.live, articles.c.copy_of.is_(None))
    .order_by(articles.c.shown_at.desc(), articles.c.id.desc())
    .limit(bindparam("most"))
    .offset(bindparam("skip"))
)
_WITH_TEXT = select(*_HEADLINE, articles.c.body).where(articles.c.id.in_(bindparam("ids", expanding=True)))


@dataclass(frozen=True, slots=True)
class NewArticle:
    """An article as a load writes it: what was read, and what was computed from it, where it was in time."""

    seed_path: str
    position: int
    content: ParsedArticle
    content_hash: str
    words: int
    document: Document | None = None
    fingerprint: Fingerprint | None = None


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """What a load needs to know of a stored article to tell an edit from a copy."""

    id: int
    seed_path: str
    position: int
    content_hash: str
    live: bool
    title: str = ""
    url: str = ""


def _headline(row: Any) -> Headline:
    return Headline(
        id=row.id,
        title=row.title,
        summary=row.summary,
        source=row.source,
        language=row.language,
        topics=tuple(row.topics),
        published=row.published_at,
        shown_at=row.shown_at,
        words=row.words,
    )


async def latest(connection: AsyncConnection, *, most: int, skip: int = 0) -> list[Headline]:
    """Live articles, newest first: by published time where it is known, else by when they were first seen."""
    rows = await connection.execute(LATEST, {"most": most, "skip": skip})
    return [_headline(row) for row in rows]


async def count(connection: AsyncConnection) -> int:
    """How many live articles there are, copies not counted."""
    return await count_live(connection) - await count_copies(connection)


async def count_copies(connection: AsyncConnection) -> int:
    """How many live articles are exact copies of others."""
    copies: int = (await connection.execute(select(func.count()).where(articles.c.copy_of.is_not(None)))).scalar_one()
    return copies


async def count_live(connection: AsyncConnection) -> int:
    """How many live articles there are, each copy counted."""
    live: int = (await connection.execute(select(func.count()).where(articles.c.live))).scalar_one()
    return live


async def with_texts(connection: AsyncConnection, ids: Sequence[int]) -> dict[int, tuple[Headline, tuple[str, ...]]]:
    """These articles, each as a list shows it and with its paragraphs."""
    rows = await connection.execute(_WITH_TEXT, {"ids": list(ids)})
    return {row.id: (_headline(row), _paragraphs(row.body)) for row in rows}


async def live_contents(connection: AsyncConnection, ids: Sequence[int]) -> dict[int, tuple[datetime, ParsedArticle]]:
    """The live ones of these articles, each with when it is from (as lists are ordered) and all of its content."""
    rows = await connection.execute(select(articles).where(articles.c.id.in_(ids), articles.c.live))
    return {row.id: (row.shown_at, _article(row).content) for row in rows}


async def get(connection: AsyncConnection, article_id: int) -> Article | None:
    """The article with its text, also when it was withdrawn; None when there never was one."""
    row = (await connection.execute(select(articles).where(articles.c.id == article_id))).one_or_none()
    return None if row is None else _article(row)


def _paragraphs(body: str) -> tuple[str, ...]:
    return tuple(body.split("\n\n")) if body else ()


def _article(row: Any) -> Article:
    return Article(
        id=row.id,
        seed_path=row.seed_path,
        content=ParsedArticle(
            title=row.title,
            body=_paragraphs(row.body),
            summary=row.summary,
            byline=row.byline,
            source=row.source,
            url=row.url,
            section=row.section,
            published=row.published_at,
            updated=row.updated_at,
            captions=tuple(row.captions),
            language=row.language,
            topics=tuple(row.topics),
            places=tuple(row.places),
            people=tuple(row.people),
            organisations=tuple(row.organisations),
            keywords=tuple(row.keywords),
        ),
        first_seen=row.first_seen_at,
        changed=row.changed_at,
        withdrawn=row.withdrawn_at,
        words=row.words,
    )


async def last_load(connection: AsyncConnection) -> int:
    """The number of the newest finished load; 0 before the first. Briefings count the library's age in it."""
    number: int = (await connection.execute(FINISHED)).scalar_one()
    return number


async def entered(
    connection: AsyncConnection, *, after_load: int, through_load: int, most: int
) -> list[tuple[Headline, int]]:
    """Live articles that came into the library after one load and through another, without copies.

    Newest first, each with its story; at most `most`.
    """
    query = (
        select(*_HEADLINE, _STORY)
        .where(
            articles.c.live,
            articles.c.copy_of.is_(None),
            articles.c.load_id > after_load,
            articles.c.load_id <= through_load,
        )
        .order_by(articles.c.shown_at.desc(), articles.c.id.desc())
        .limit(most)
    )
    return [(_headline(row), row.story) for row in await connection.execute(query)]


async def of_stories(connection: AsyncConnection, stories: Collection[int]) -> list[tuple[Headline, int]]:
    """The live articles of these stories, without copies, newest first, each with its story."""
    query = (
        select(*_HEADLINE, _STORY)
        .where(articles.c.story_id.in_(stories), articles.c.live, articles.c.copy_of.is_(None))
        .order_by(articles.c.shown_at.desc(), articles.c.id.desc())
    )
    return [(_headline(row), row.story) for row in await connection.execute(query)]


async def told(connection: AsyncConnection, editions: Collection[int]) -> dict[int, datetime | None]:
    """The stories that these editions told, each with the newest date among the articles that told it."""
    if not editions:
        return {}
    query = (
        select(_STORY, func.max(articles.c.published_at).label("newest"))
        .join(edition_articles, edition_articles.c.article_id == articles.c.id)
        .where(edition_articles.c.edition_id.in_(editions))
        .group_by(_STORY)
    )
    return {row.story: row.newest for row in await connection.execute(query)}


async def known_at(connection: AsyncConnection, paths: Sequence[str]) -> dict[str, list[KnownArticle]]:
    """The stored articles of these seed paths, by path, in their order in the file."""
    found: dict[str, list[KnownArticle]] = {path: [] for path in paths}
    for row in await connection.execute(
        select(*_KNOWN).where(articles.c.seed_path.in_(paths)).order_by(articles.c.position)
    ):
        found[row.seed_path].append(KnownArticle(*row))
    return found


async def known(connection: AsyncConnection, ids: Sequence[int]) -> dict[int, KnownArticle]:
    """These articles as a load knows them, by id."""
    rows = await connection.execute(select(*_KNOWN).where(articles.c.id.in_(ids)))
    return {row.id: KnownArticle(*row) for row in rows}


_KNOWN = (
    articles.c.id,
    articles.c.seed_path,
    articles.c.position,
    articles.c.content_hash,
    articles.c.live,
    articles.c.title,
    articles.c.url,
)


async def moved_candidates(connection: AsyncConnection, hashes: Iterable[str]) -> list[KnownArticle]:
    """Stored articles with one of these content hashes: a file with such a text may be another one renamed."""
    query = select(*_KNOWN).where(articles.c.content_hash.in_(list(hashes))).order_by(articles.c.id)
    return [KnownArticle(*row) for row in await connection.execute(query)]


async def never_briefed(connection: AsyncConnection, ids: Collection[int]) -> set[int]:
    """Those of these withdrawn articles that briefings have passed over, and none could have held while they were live.

    When such an article comes back it is news: it may enter anew, and nobody gets it twice.
    """
    covering = editions.c.through_load >= articles.c.load_id
    could_hold = exists().where(covering, editions.c.created_at <= articles.c.withdrawn_at)
    query = select(articles.c.id).where(articles.c.id.in_(ids), ~articles.c.live, ~could_hold, exists().where(covering))
    return set((await connection.execute(query)).scalars())


def _columns(article: NewArticle, now: datetime) -> dict[str, Any]:
    content = article.content
    return {
        "content_hash": article.content_hash,
        "title": content.title,
        "body": "\n\n".join(content.body),
        "summary": content.summary,
        "byline": content.byline,
        "source": content.source,
        "section": content.section,
        "url": content.url,
        "language": content.language,
        "published_at": content.published,
        "updated_at": content.updated,
        "captions": list(content.captions),
        "topics": list(content.topics),
        "places": list(content.places),
        "people": list(content.people),
        "organisations": list(content.organisations),
        "keywords": list(content.keywords),
        "words": article.words,
        "changed_at": now,
        "compared": False,
    }


def _shown_at(content: ParsedArticle, now: datetime) -> datetime:
    """A date in the future (a typing error, a clock ahead) must not keep an article on top for ever."""
    return min(content.published or now, now)


async def add(
    connection: AsyncConnection, new: Sequence[NewArticle], *, load_id: int, now: datetime
) -> dict[int, NewArticle]:
    """Store articles that were not there before; gives them back by their ids."""
    if not new:
        return {}
    added = await connection.execute(
        insert(articles).returning(articles.c.id, articles.c.seed_path, articles.c.position, articles.c.shown_at),
        [
            {
                **_columns(article, now),
                "seed_path": article.seed_path,
                "position": article.position,
                "load_id": load_id,
                "live": True,
                "first_seen_at": now,
                "shown_at": _shown_at(article.content, now),
            }
            for article in new
        ],
    )
    named = {(article.seed_path, article.position): article for article in new}
    stored = {row.id: (named[row.seed_path, row.position], row.shown_at) for row in added}
    await search_index.add(
        connection, [Entry(number, each.content, at, each.document) for number, (each, at) in stored.items()]
    )
    return {number: article for number, (article, _) in stored.items()}


async def revise(
    connection: AsyncConnection, article_id: int, edited: NewArticle, *, load_id: int | None, now: datetime
) -> None:
    """Write an edited text over an article that keeps its identity; with `load_id`, it counts as new again."""
    await revise_all(connection, [(article_id, edited, load_id)], now=now)


async def revise_all(
    connection: AsyncConnection, edits: Sequence[tuple[int, NewArticle, int | None]], *, now: datetime
) -> None:
    """The same for many: (article, its text, the load that it is new in or None)."""
    entries = []
    for article_id, edited, load_id in edits:
        values: dict[str, Any] = {
            **_columns(edited, now),
            "seed_path": edited.seed_path,
            "position": edited.position,
            "live": True,
            "withdrawn_at": None,
            "shown_at": articles.c.first_seen_at
            if edited.content.published is None
            else _shown_at(edited.content, now),
        }
        if load_id is not None:
            values["load_id"] = load_id
        changed = update(articles).where(articles.c.id == article_id).values(values).returning(articles.c.shown_at)
        for row in await connection.execute(changed):
            entries.append(Entry(article_id, edited.content, row.shown_at, edited.document))
    await search_index.replace(connection, entries)


async def withdraw(connection: AsyncConnection, ids: Sequence[int], now: datetime) -> None:
    """Take articles out of the lists; their text stays, so that an old button can say what happened."""
    if ids:
        await connection.execute(
            update(articles)
            .where(articles.c.id.in_(ids), articles.c.live)
            .values(live=False, withdrawn_at=now, compared=False)
        )
        await search_index.remove(connection, ids)
