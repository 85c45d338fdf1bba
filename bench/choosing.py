"""How well the stories of sample days are chosen, beside what one would do without a score.

NDCG of the first nine stories of a five-minute briefing, and the share of what an editor would never leave out.
"""

from collections.abc import AsyncIterator, Callable, Sequence

from bench.figures import Figure
from tests.days import Day, covered, days, ndcg

Ordering = Callable[[Day], Sequence[int]]
ORDERINGS: dict[str, Ordering] = {
    "ours": Day.ours,
    "newest first": Day.newest_first,
    "top per source": Day.top_per_source,
}


async def measure() -> AsyncIterator[Figure]:
    """Each sample day, then all of them together."""
    found = days()
    for day in found:
        for figure in _figures(day.name, [day]):
            yield figure
    for figure in _figures(f"all {len(found)} days", found):
        yield figure


def _figures(name: str, found: Sequence[Day]) -> list[Figure]:
    values = {
        ordering: (
            sum(ndcg(order(day), day.judged) for day in found) / len(found),
            sum(covered(order(day), day.judged) for day in found) / len(found),
        )
        for ordering, order in ORDERINGS.items()
    }
    ours = values["ours"]
    return [
        Figure(f"{name}: {measured}, {ordering}", 100 * value[place], "%", "ours", _ratio(value[place], ours[place]))
        for place, measured in enumerate(("NDCG@9", "must-haves told"))
        for ordering, value in values.items()
    ]


def _ratio(value: float, ours: float) -> float | None:
    return value / ours if ours else None
