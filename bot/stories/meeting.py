"""Who is compared with whom: articles of the same days that share some keys. Cost grows with what is shared."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from bot.stories.fingerprint import Fingerprint

# Reports are of one event only when they are of the same days: a later election shares most words with this one.
WINDOW_DAYS = 3
# A key that more articles of a day have says nothing about an event; those that came first still find it.
MOST_A_KEY = 30
FEWEST_SHARED = 2
MOST_CANDIDATES = 24
_DATE_IN_PATH = re.compile(r"(?<!\d)((?:19|20)\d\d)([-_.]?)(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")


def day_of(published: datetime | None, path: str, first_seen: datetime) -> int:
    """The day that an article is of: its date, else a date in its file's name, else when it came in."""
    if published is not None:
        return published.toordinal()
    for match in _DATE_IN_PATH.finditer(path):
        try:
            return date(int(match[1]), int(match[3]), int(match[4])).toordinal()
        except ValueError:
            continue
    return first_seen.toordinal()


def window(day: int) -> range:
    """The days whose articles may be of the same event."""
    return range(day - WINDOW_DAYS, day + WINDOW_DAYS + 1)


class Meeting:
    """Articles by their keys; `rows` are (day, key, article), as they are stored."""

    def __init__(self, rows: Iterable[tuple[int, int, int]]) -> None:
        self._articles: dict[tuple[int, int], list[int]] = defaultdict(list)
        for day, key, article in sorted(set(rows)):
            self._articles[day, key].append(article)

    def candidates(self, day: int, fingerprint: Fingerprint) -> list[int]:
        """The articles that share most keys with this one, the best first."""
        shared = Counter(
            article
            for key in fingerprint.keys
            for of_day in window(day)
            for article in self._articles.get((of_day, key), ())
        )
        ranked = sorted((-count, article) for article, count in shared.items() if count >= FEWEST_SHARED)
        return [article for _, article in ranked[:MOST_CANDIDATES]]

    def enter(self, article: int, day: int, fingerprint: Fingerprint) -> Iterator[tuple[int, int, int]]:
        """From now on others meet this article; gives the rows to store."""
        for key in set(fingerprint.keys):
            having = self._articles[day, key]
            if len(having) < MOST_A_KEY:
                having.append(article)
                yield day, key, article
