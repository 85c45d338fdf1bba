"""What a person may mean by a name that they follow or mute: a topic, a country, a source, or simply words. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.models import Article, InterestKind
from bot.search import countries
from bot.search.folding import words
from bot.search.question import topic_terms
from bot.search.spelling import slips
from bot.search.terms import Analyser

LONGEST_NAME = 100
MOST_WORDS = 8
MOST_NAMES = 10
MOST_CHOICES = 6
# Codes of the CLDR that are no countries, so that no article can be about them.
_NO_COUNTRY = frozenset({"eu", "un", "ez", "qo", "xa", "xb", "zz"})
_KINDS = {
    "topic": InterestKind.TOPIC,
    "place": InterestKind.PLACE,
    "country": InterestKind.PLACE,
    "source": InterestKind.SOURCE,
    "word": InterestKind.WORD,
    "words": InterestKind.WORD,
}
_NAMED_KIND = re.compile(rf"({'|'.join(sorted(_KINDS, reverse=True))})(?:\s*[:：]\s*|\s+)(?=\S)", re.IGNORECASE)
_QUOTES = "\"“”„‟«»＂"  # fmt: skip
# A short word has too many neighbours to guess at what was meant.
_ONE_SLIP_FROM, _TWO_SLIPS_FROM = 4, 7


@dataclass(frozen=True, slots=True)
class Thing:
    """What can be followed or muted. `value` is folded; `name` is its own spelling, empty for a place."""

    kind: InterestKind
    value: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """What was typed: the text to look up, and what the person said of it."""

    text: str
    kind: InterestKind | None = None

    @property
    def value(self) -> str:
        """The text as interests keep it."""
        return folded(self.text)


@dataclass(frozen=True, slots=True)
class Known:
    """What a name is looked up in: topics by each of their names, sources in their own spelling, the languages in which
    countries may be named, countries by the names of their people and cities, and whether the library has the words,
    and has them nearly `everywhere`.
    """

    topics: Mapping[str, str]
    sources: Sequence[str]
    languages: tuple[str, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)
    has_words: bool = False
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class Meaning:
    """Either the one thing that was meant, with what may have been meant `rather`, or the things to choose from.

    Neither: nothing of the kind that was said bears the name. `unseen`: the library has nothing of it yet;
    `everywhere`: the one choice is words that stand in most articles, and so tell none apart.
    """

    thing: Thing | None = None
    choices: tuple[Thing, ...] = ()
    rather: tuple[Thing, ...] = ()
    unseen: bool = False
    everywhere: bool = False


def folded(text: str) -> str:
    """A name as interests keep it."""
    return " ".join(words(text))


def read_wish(typed: str) -> Wish:
    """`source daily planet`, `topic:space`, `"climate deal"`, or anything."""
    text = typed.strip()
    named = _NAMED_KIND.match(text)
    if named is not None:
        return Wish(text[named.end() :].strip(_QUOTES + " "), _KINDS[named[1].lower()])
    quoted = len(text) > 1 and text[0] in _QUOTES and text[-1] in _QUOTES
    return Wish(text.strip(_QUOTES + " "), InterestKind.WORD if quoted else None)


def read_wishes(typed: str) -> list[Wish]:
    """Several names, between commas or semicolons outside of quotes."""
    parts = re.split(rf"[,;،；，、](?=(?:[^{_QUOTES}]*[{_QUOTES}][^{_QUOTES}]*[{_QUOTES}])*[^{_QUOTES}]*$)", typed)
    return [read_wish(part) for part in parts if part.strip()][:MOST_NAMES]


def is_usable(wish: Wish) -> bool:
    """Whether there is anything in it, and not more than a name has."""
    return 0 < len(wish.value) <= LONGEST_NAME and len(wish.value.split()) <= MOST_WORDS


def meaning(wish: Wish, known: Known) -> Meaning:
    """What the wish means: the one thing of that very name; else a choice, where something is nearly of that name.

    Words that articles have, cities and peoples are no slips of the pen. Where nothing is known of the name, it is
    taken at its word.
    """
    if wish.kind is InterestKind.WORD:
        return _at_its_word(wish, known)
    same = _of(wish, _same(wish, known))
    if len(same) == 1:
        return Meaning(same[0])
    if same:
        return Meaning(choices=(*same, *_as_words(wish)))
    no_slip = wish.kind is None and (known.has_words or wish.value in known.places)
    near = _of(wish, [*_containing(wish, known), *([] if no_slip else _near(wish, known))])
    if near or wish.kind is not None:
        return Meaning(choices=(*near[:MOST_CHOICES], *_as_words(wish)) if near else (), unseen=True)
    return _at_its_word(wish, known)


def _at_its_word(wish: Wish, known: Known) -> Meaning:
    """The words; of a city or a people, the country may have been meant. What is everywhere is asked about."""
    if known.everywhere:
        return Meaning(choices=(_word(wish),), everywhere=True)
    code = known.places.get(wish.value)
    return Meaning(_word(wish), rather=() if code is None else (_place(code),), unseen=not known.has_words)


def _as_words(wish: Wish) -> tuple[Thing, ...]:
    return (_word(wish),) if wish.kind is None else ()


def _word(wish: Wish) -> Thing:
    return Thing(InterestKind.WORD, wish.value, " ".join(wish.text.split()))


def _of(wish: Wish, things: Iterable[Thing]) -> list[Thing]:
    """Without doubles, only of the kind that was said, and nothing that has no name or a whole text for one."""
    usable = (each for each in things if wish.kind in (None, each.kind) and 0 < len(each.value) <= LONGEST_NAME)
    return list(dict.fromkeys(usable))


def _same(wish: Wish, known: Known) -> list[Thing]:
    analyser = Analyser()
    typed = topic_terms(wish.text, analyser)
    return [
        *(_topic(topic) for name, topic in known.topics.items() if topic_terms(name, analyser) == typed),
        *(_topic(topic) for name, topic in known.topics.items() if _bare(folded(name)) == _bare(wish.value)),
        *(_place(code) for code in countries.codes(wish.text, known.languages) if code not in _NO_COUNTRY),
        *(_source(each) for each in known.sources if _bare(folded(each)) == _bare(wish.value)),
    ]


def _bare(name: str) -> str:
    """Nobody minds the article in front of a name; in Arabic it is one with the word."""
    return name.removeprefix("the ").removeprefix("ال")


def _containing(wish: Wish, known: Known) -> list[Thing]:
    padded = f" {wish.value} "
    return [_source(each) for each in known.sources if padded in f" {folded(each)} "]


def _near(wish: Wish, known: Known) -> list[Thing]:
    """Names at most a slip or two away, nearest first."""
    allowed = (len(wish.value) >= _ONE_SLIP_FROM) + (len(wish.value) >= _TWO_SLIPS_FROM)
    found = [(count, _topic(known.topics[name])) for count, name in _slips(wish.value, allowed, known.topics)]
    found += [(count, _source(name)) for count, name in _slips(wish.value, allowed, known.sources)]
    for count, name in _slips(wish.value, allowed, sorted(countries.names(known.languages))):
        codes = countries.codes(name, known.languages)
        found += [(count, _place(code)) for code in codes if code not in _NO_COUNTRY]
    return [thing for _, thing in sorted(found, key=lambda each: each[0])]


def _slips(value: str, allowed: int, names: Iterable[str]) -> list[tuple[int, str]]:
    counted = ((slips(value, folded(name), allowed), name) for name in names)
    return [(count, name) for count, name in counted if 0 < count <= allowed]


def _place(code: str) -> Thing:
    return Thing(InterestKind.PLACE, code)


def _topic(name: str) -> Thing:
    return Thing(InterestKind.TOPIC, folded(name), name)


def _source(name: str) -> Thing:
    return Thing(InterestKind.SOURCE, folded(name), name)


def things_of(article: Article) -> tuple[Thing, ...]:
    """What can be followed or muted of an article: its topics, the surest first, its places, its source."""
    content = article.content
    found = [
        *(_topic(topic) for topic in content.topics),
        *(_place(code) for place in content.places for code in _code(place)),
        *([_source(content.source)] if content.source else []),
    ]
    return tuple(dict.fromkeys(each for each in found if 0 < len(each.value) <= LONGEST_NAME))


def _code(place: str) -> tuple[str, ...]:
    """Places are codes; a seed may state a name."""
    return (place.lower(),) if re.fullmatch("[A-Za-z]{2}", place) else countries.codes(place, ())[:1]


def matching(wish: Wish, things: Sequence[Thing], language: str, topics: Mapping[str, str]) -> list[Thing]:
    """Those of these things that a person means by it; `language` is the person's, an IETF tag, and `topics` are the
    topics by their names in it.
    """
    of_kind = [each for each in things if wish.kind in (None, each.kind)]
    analyser = Analyser()
    own = (language.replace("_", "-").partition("-")[0],) if language else ()
    typed, codes = topic_terms(wish.text, analyser), countries.codes(wish.text, own)
    named = {folded(topic) for name, topic in topics.items() if _bare(name) == _bare(wish.value)}
    return [
        each
        for each in of_kind
        if each.value == wish.value
        or (each.kind is InterestKind.TOPIC and topic_terms(each.value, analyser) == typed)
        or (each.kind is InterestKind.TOPIC and each.value in named)
        or (each.kind is InterestKind.PLACE and each.value in codes)
    ]
