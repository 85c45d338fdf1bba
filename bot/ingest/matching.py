"""Which stored article each place of a changed file holds: by what it says, never by its path alone. Pure.

Who was told an article is never told it again, so a new one that is taken for an old one would be lost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.storage.articles import KnownArticle
from bot.stories.words import fold, units

Bodies = Mapping[int, Sequence[str]]
"""The paragraphs of stored articles."""

# A shorter paragraph ("Read more", a place and a day) stands in many articles.
LONG = 8
OVERLAP = 0.5
# What is alike is so in its beginning too.
_COMPARED = 20_000
# So many characters tell whether a paragraph is long.
_TELLING = 400
# Of many with one title, no more are compared.
_TRIED = 8


@dataclass(frozen=True, slots=True)
class Item:
    """What a place of a file says; a rejected one has no hash."""

    content_hash: str
    title: str = ""
    url: str = ""
    body: tuple[str, ...] = ()


def pair(
    stored: Sequence[KnownArticle],
    items: Sequence[Item],
    moved: Mapping[int, KnownArticle] | None = None,
    bodies: Bodies | None = None,
) -> dict[int, KnownArticle]:
    """The article of each place: one with the same content, one that moved here, or an older text of this one.

    An older text has the same link, title or body, or is alike. Rejected items come last: by title, or whatever was at
    their place.
    """
    matching = _Matching(stored, items, bodies or {})
    matching.by(matching.keys(lambda item: item.content_hash), lambda article: article.content_hash)
    matching.pairs.update(moved or {})
    matching.by_link()
    matching.by_title()
    matching.by(matching.keys(lambda item: _text(item.body)), lambda each: _text(matching.bodies.get(each.id, ())))
    matching.by_paragraph()
    matching.by_likeness()
    matching.rejected()
    return matching.pairs


def moves(
    files: Mapping[str, Sequence[Item]],
    stored: Mapping[str, Sequence[KnownArticle]],
    free: Sequence[KnownArticle],
) -> dict[str, dict[int, KnownArticle]]:
    """By path and place, the articles that came to these files from elsewhere, known by their content.

    `free` may be anywhere; those whose content still stands in their own file stay there.
    """
    home = {path: pair_by_content(stored[path], items) for path, items in files.items()}
    stay = {article.id for paired in home.values() for article in paired.values()}
    left: dict[str, list[KnownArticle]] = {}
    for article in sorted(free, key=lambda each: (not each.live, each.id)):
        if article.id not in stay:
            left.setdefault(article.content_hash, []).append(article)
    found: dict[str, dict[int, KnownArticle]] = {path: {} for path in files}
    for path, items in files.items():
        for place, item in enumerate(items):
            if place not in home[path] and left.get(item.content_hash):
                found[path][place] = left[item.content_hash].pop(0)
    return found


def pair_by_content(stored: Sequence[KnownArticle], items: Sequence[Item]) -> dict[int, KnownArticle]:
    """The articles whose content stands in their own file."""
    matching = _Matching(stored, items, {})
    matching.by(matching.keys(lambda item: item.content_hash), lambda article: article.content_hash)
    return matching.pairs


def alike(old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether one text can be an edit of the other: a paragraph is the same, or half of all their words."""
    if not {each for each in old if _is_long(each)}.isdisjoint(new):
        return True
    one, other = _words(old), _words(new)
    return len(one & other) >= OVERLAP * max(1, len(one | other))


def _words(body: Sequence[str]) -> set[str]:
    return set(units(fold("\n".join(body)[:_COMPARED])))


def _is_long(paragraph: str) -> bool:
    return len(units(paragraph[:_TELLING])) >= LONG


def _text(body: Sequence[str]) -> str:
    text = "\n\n".join(body)
    return text if _is_long(text) else ""


def _name(title: str) -> str:
    return " ".join(fold(title).split())


def _link(url: str) -> str:
    """A link that can be an article's own: not the front page of a site."""
    parts = urlsplit(url) if url.isprintable() and "[" not in url else urlsplit("")
    return url if parts.path.strip("/") or parts.query else ""


class _Matching:
    """What is paired so far, and what is left."""

    def __init__(self, stored: Sequence[KnownArticle], items: Sequence[Item], bodies: Bodies) -> None:
        self.pairs: dict[int, KnownArticle] = {}
        self.bodies = bodies
        self._items = items
        self._left = {each.id: each for each in sorted(stored, key=lambda each: (not each.live, each.position))}

    def keys(self, of: Callable[[Item], str]) -> dict[int, str]:
        """Of the good items that have none yet."""
        return {place: of(self._items[place]) for place in self._open()}

    def by(
        self,
        keys: Mapping[int, str],
        of: Callable[[KnownArticle], str],
        fits: Callable[[int, KnownArticle], bool] = lambda _place, _article: True,
    ) -> None:
        """Pair equal keys in their order, live articles first."""
        known: dict[str, list[KnownArticle]] = {}
        for article in self._left.values():
            known.setdefault(of(article), []).append(article)
        for place, key in keys.items():
            tried = known.get(key, [])[:_TRIED] if key else []
            fitting = next((each for each in tried if fits(place, each)), None)
            if fitting is not None:
                known[key].remove(fitting)
                self._take(place, fitting)

    def by_link(self) -> None:
        """A feed names its items by their links; one that several have names none."""
        keys = self.keys(lambda item: _link(item.url))
        found = Counter(_link(item.url) for item in self._items)
        stored = Counter(_link(each.url) for each in [*self._left.values(), *self.pairs.values()])
        own = {place: link for place, link in keys.items() if found[link] == 1 and stored[link] == 1}
        self.by(own, lambda article: _link(article.url))

    def by_title(self) -> None:
        """A title that comes again ("Weather"), or over another link, tells only where the text is alike."""
        keys = self.keys(lambda item: _name(item.title))
        often = Counter([*keys.values(), *(_name(each.title) for each in self._left.values())])

        def fits(place: int, article: KnownArticle) -> bool:
            item = self._items[place]
            apart = bool(article.url and item.url and article.url != item.url)
            doubtful = apart or often[_name(item.title)] > 2
            return not doubtful or alike(self.bodies.get(article.id, ()), item.body)

        self.by(keys, lambda article: _name(article.title), fits)

    def by_paragraph(self) -> None:
        """By a paragraph that only one of those that are left has."""
        holders: dict[str, list[KnownArticle]] = {}
        for article in self._left.values():
            for paragraph in set(self.bodies.get(article.id, ())):
                if _is_long(paragraph):
                    holders.setdefault(paragraph, []).append(article)
        for place in self._open():
            one = (holders[each][0] for each in self._items[place].body if len(holders.get(each, ())) == 1)
            unique = next((each for each in one if each.id in self._left), None)
            if unique is not None:
                self._take(place, unique)

    def by_likeness(self) -> None:
        """At the same place, or where one is left on each side, a text that is alike was edited."""
        at = {article.position: article for article in reversed(self._left.values())}
        places = self._open()
        alone = len(places) == 1 and len([each for each in self._left.values() if each.live] or self._left) == 1
        for place in places:
            article = next(iter(self._left.values())) if alone else at.get(place)
            if article is not None and alike(self.bodies.get(article.id, ()), self._items[place].body):
                self._take(place, article)

    def rejected(self) -> None:
        """What a rejected item was before stays."""
        bad = [place for place, item in enumerate(self._items) if not item.content_hash]
        self.by({place: _name(self._items[place].title) for place in bad}, lambda article: _name(article.title))
        places = {place: str(place) for place in bad if place not in self.pairs}
        self.by(places, lambda article: str(article.position) if article.live else "")

    def _open(self) -> list[int]:
        return [place for place, item in enumerate(self._items) if item.content_hash and place not in self.pairs]

    def _take(self, place: int, article: KnownArticle) -> None:
        self.pairs[place] = self._left.pop(article.id)
