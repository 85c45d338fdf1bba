"""What a load has done so far: its report in the making."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.reports import Change, LoadReport
from bot.storage.seeds import SeedRow

WHOLE = -1


@dataclass(frozen=True, slots=True)
class Leaving:
    """Articles, by id and name, that are no longer in the file at `path`; `row` is what becomes known of the file."""

    path: str
    articles: tuple[tuple[int, str], ...]
    row: SeedRow | None = None


@dataclass(slots=True)
class Tally:
    """Counted while a load goes on.

    `rejected` holds path, place and reason, where the place is WHOLE for a file. `placed` are the articles that changed
    files were found to hold. `leaving` are withdrawn at the end, or kept.
    """

    added: list[str] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    back: int = 0
    unchanged: int = 0
    withdrawn: list[str] = field(default_factory=list)
    rejected: list[tuple[str, int, str]] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    undone: list[str] = field(default_factory=list)
    placed: set[int] = field(default_factory=set)
    leaving: list[Leaving] = field(default_factory=list)

    def stay_placed(self) -> None:
        """What a later file was found to hold does not leave with the one that lost it."""
        self.leaving = [
            replace(each, articles=tuple(one for one in each.articles if one[0] not in self.placed))
            for each in self.leaving
        ]

    def left(self, live: int) -> int:
        """Of so many articles before a whole load, those that it leaves as they are, also in files that it rejects."""
        return live - len(self.withdrawn) - len(self.kept) - (len(self.changed) - self.back)

    def report(
        self, *, started: datetime, finished: datetime, articles: int, copies: int, live: int, number: int
    ) -> LoadReport:
        """The finished report of a load, of a library that holds so many articles now and so many before; number 0 is a
        dry run.
        """
        return LoadReport(
            started=started,
            finished=finished,
            added=tuple(self.added),
            changed=tuple(self.changed),
            unchanged=self.unchanged,
            withdrawn=tuple(self.withdrawn),
            rejected=tuple((rejected_name(path, place), reason) for path, place, reason in sorted(self.rejected)),
            kept=tuple(self.kept),
            undone=tuple(self.undone),
            articles=articles,
            copies=copies,
            live=live,
            dry_run=number == 0,
            number=number,
        )


def named(path: str, position: int) -> str:
    """A seed in a report; the second and later articles of a file are numbered."""
    return path if position == 0 else f"{path} ({position + 1})"


def rejected_name(path: str, place: int) -> str:
    """A rejected file, or one of its items; the first is numbered too, or it would look like the file."""
    return path if place == WHOLE else f"{path} ({place + 1})"
