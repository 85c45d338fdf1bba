"""What a load has done so far: its report in the making."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.models import LoadReport


@dataclass(slots=True)
class Tally:
    """Counted while a load goes on. `moved` are the articles that live on under another path."""

    added: list[str] = field(default_factory=list)
    changed: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    unchanged: int = 0
    withdrawn: list[str] = field(default_factory=list)
    rejected: list[tuple[str, str]] = field(default_factory=list)
    moved: set[int] = field(default_factory=set)

    def report(self, *, started: datetime, finished: datetime, articles: int, dry_run: bool) -> LoadReport:
        """The finished report, of a library that holds so many articles now."""
        return LoadReport(
            started=started,
            finished=finished,
            added=tuple(self.added),
            changed=tuple(self.changed),
            unchanged=self.unchanged,
            withdrawn=tuple(self.withdrawn),
            rejected=tuple(self.rejected),
            articles=articles,
            dry_run=dry_run,
        )


def named(path: str, position: int) -> str:
    """A seed in a report; the second and later articles of a file are numbered."""
    return path if position == 0 else f"{path} ({position + 1})"
