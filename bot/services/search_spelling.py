"""A better spelling of a question that found too little: "did you mean"."""

import re

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.search.document import LONGEST_WORD
from bot.search.folding import WORD, words
from bot.search.query import Field, Part, Query, condition_names, is_ranked, parse
from bot.search.question import Wording, ask
from bot.search.spelling import SHORTEST, nearest
from bot.storage import search
from bot.storage.search import Found

_MOST_WORDS = 4
_CANDIDATES_A_WORD = 8
_SEEN = 500
# Of short words only the rest may be wrong, and short words in capitals are names: UEFA is no slip of anything.
_SHORT, _ACRONYM = 4, 5

_APOSTROPHES = "'’ʼ＇"
_CONDITION = re.compile(r"(\w+)(?=:\S)")
# Addresses, tags and what else is no word: whatever joins two letters but a hyphen or an apostrophe.
_JOINED = re.compile(rf"[^\W_][^\w\s{_APOSTROPHES}\-\u2010-\u2013]+[^\W_]|[@#_&]")


async def better(connection: AsyncConnection, query: Query, found: Found, languages: tuple[str, ...]) -> str | None:
    """The question with what no article has exchanged for the likeliest that some have; only if that finds more."""
    text = await _respelled(connection, query, languages)
    if text is None:
        return None
    there = await search.find(connection, ask(parse(text), languages))
    return text if there.complete or len(there.partial) > len(found.partial) else None


async def _respelled(connection: AsyncConnection, query: Query, languages: tuple[str, ...]) -> str | None:
    text, changes = query.text, 0
    for part in reversed(query.parts):
        if not is_ranked(part) or part.prefix:
            continue
        for start, end, meant in reversed(await _slips(connection, part, languages)):
            if changes < _MOST_WORDS:
                text = f"{text[: part.start + start]}{meant}{text[part.start + end :]}"
                changes += 1
    return re.sub(r"\s+", " ", text).strip() if changes else None


async def _slips(connection: AsyncConnection, part: Part, languages: tuple[str, ...]) -> list[tuple[int, int, str]]:
    """Where in the part something is to be exchanged, and for what."""
    condition = None if part.quoted or part.field is not Field.ANYWHERE else _CONDITION.match(part.text)
    if condition is not None:
        names = nearest(condition[0].lower(), iter(sorted(condition_names())), 1)
        return [(*condition.span(), names[0])] if names else []
    found = []
    for chunk in re.finditer(r"\S+", part.text):
        if _JOINED.search(chunk[0]):
            continue
        for match in WORD.finditer(chunk[0]):
            meant = await _meant(connection, match[0], languages)
            if meant is not None:
                found.append((chunk.start() + match.start(), chunk.start() + match.end(), meant))
    return found


async def _meant(connection: AsyncConnection, typed: str, languages: tuple[str, ...]) -> str | None:
    word = _word(typed)
    if word is None or await _articles_with(connection, word, languages):
        return None
    candidates = await search.similar_words(connection, word, _CANDIDATES_A_WORD)
    if len(word) <= _SHORT:
        candidates = [each for each in candidates if each[0] == word[0]]
    counted = [(await _articles_with(connection, each, languages), each) for each in candidates]
    frequency, best = max(counted, key=lambda pair: pair[0], default=(0, word))
    return best if frequency else None


def _word(typed: str) -> str | None:
    """What was typed as a single word that may be a slip; None for what is none, such as O'Brien and UEFA."""
    folded = words(typed)
    if len(folded) != 1 or not SHORTEST <= len(folded[0]) <= LONGEST_WORD or not folded[0].isalpha():
        return None
    if typed[1] in _APOSTROPHES or (typed.isupper() and len(typed) <= _ACRONYM):
        return None
    return folded[0]


async def _articles_with(connection: AsyncConnection, word: str, languages: tuple[str, ...]) -> int:
    wanted = Wording(languages).phrases(Part(Field.ANYWHERE, word, 0, len(word)))
    return await search.count(connection, wanted, _SEEN)
