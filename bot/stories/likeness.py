"""How alike two articles are, and whether they tell of one event. The thresholds are measured: see docs/stories.md."""

from bot.stories.fingerprint import Fingerprint
from bot.stories.grouping import Link

# Containment of shingles from here on is a copy: an update, a shortened or an edited wire report.
COPY = 0.5
# Below this many shingles a share of them says nothing.
FEWEST_SHINGLES = 8
SAME_EVENT = 0.30
# Less alike than this counts as not alike at all.
WEAK = 0.2
# Where one of the two names nobody (a script without capitals), or they share no name, words have to say it.
WITHOUT_NAMES, SHARED_NO_NAME = 0.35, 0.50
# One outlet's two reports of a day under one headline; its notices may share a headline and little else.
SAME_HEADLINE = 0.5
_A_NAME = 0.05
_FEWEST_SKETCHED = 2
_SQUARE = 1_000_000


def containment(first: frozenset[int], second: frozenset[int]) -> float:
    """The share of the shorter text's shingles that the longer one has too."""
    fewest = min(len(first), len(second))
    return len(first & second) / fewest if fewest >= FEWEST_SHINGLES else 0.0


def cosine(first: Fingerprint, second: Fingerprint) -> float:
    """How alike the telling words of two articles are, from 0 to 1."""
    return min(1.0, _product(first.names | first.words, second.names | second.words))


def tells_of_same_event(first: Fingerprint, second: Fingerprint, likeness: float) -> bool:
    """Whether articles of the same days with this cosine tell of one event; in doubt they do not."""
    if not first.names or not second.names:
        return likeness >= WITHOUT_NAMES
    shares_name = _product(first.names, second.names) >= _A_NAME
    return likeness >= (SAME_EVENT if shares_name else SHARED_NO_NAME)


def of_two_outlets(first: Fingerprint, second: Fingerprint) -> bool:
    """Whether both name where they are from, and not the same.

    One outlet words its notices of different events alike, from results to recalls, and articles that name nobody may
    all be from one: their likeness says nothing, and an article that is wrongly folded is one that nobody reads.
    """
    return bool(first.source and second.source) and first.source != second.source


def may_be_copies(first: Fingerprint, second: Fingerprint) -> bool:
    """Whether it is worth reading both texts: some of their shingles are known to be the same."""
    return len(set(first.sketch).intersection(second.sketch)) >= _FEWEST_SKETCHED


def link(
    ids: tuple[int, int], first: Fingerprint, second: Fingerprint, contained: float, *, same_headline: bool = False
) -> Link | None:
    """The link between two articles of the same days, if there is one; `contained` is their containment.

    `same_headline`: they are of one day, and their headlines are equal and long enough to say something.
    """
    low, high = sorted(ids)
    if first.text == second.text:
        return Link(low, high, 1.0, same=True, copy=True)
    if not of_two_outlets(first, second):
        again = same_headline and first.source and first.source == second.source
        return Link(low, high, 1.0, copy=True) if again and cosine(first, second) >= SAME_HEADLINE else None
    if contained >= COPY:
        return Link(low, high, 1.0, same=True, copy=True)
    likeness = cosine(first, second)
    if likeness < WEAK:
        return None
    return Link(low, high, likeness, same=tells_of_same_event(first, second, likeness))


def _product(first: dict[int, int], second: dict[int, int]) -> float:
    if len(first) > len(second):
        first, second = second, first
    return sum(weight * second.get(term, 0) for term, weight in first.items()) / _SQUARE
