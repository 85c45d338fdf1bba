"""What a load of the seeds may do, and what it did."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Change:
    """An article that a load changed: the fields that were touched, and the same in words for an editor."""

    path: str
    fields: tuple[str, ...] = ()
    what: tuple[str, ...] = ()


# More articles than any library holds.
EVERY = 2**62


@dataclass(frozen=True, slots=True)
class Consent:
    """How many withdrawals a person has agreed to, where a load would withdraw more than it may by itself.

    Without consent it changes nothing and asks; with `keep` it does all the rest.
    """

    withdrawals: int = 0
    keep: bool = False

    @property
    def everything(self) -> bool:
        """Whether all may go that is no longer in the folder, also what an undo has kept."""
        return self.withdrawals >= EVERY


ASK = Consent()


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load of the seeds did, or would do. Lists hold seed paths; `rejected` holds (path, reason).

    Before there were `live` articles. Of a whole load, what was `added`, `changed`, `kept` and left `unchanged` are all
    that the library holds now: `articles`, and besides them `copies`, which say exactly what another says.
    `kept` are articles that stay though they are gone from the folder, since nobody has agreed to withdraw so many;
    `undone` the files that stay out of it since an undo, until they change. An undo has `undoes`, when the load that
    it undid was started, and puts back what it lists as added or changed; `redo` when that load was an undo itself.
    """

    started: datetime
    finished: datetime
    added: tuple[str, ...] = ()
    changed: tuple[Change, ...] = ()
    unchanged: int = 0
    withdrawn: tuple[str, ...] = ()
    rejected: tuple[tuple[str, str], ...] = ()
    kept: tuple[str, ...] = ()
    undone: tuple[str, ...] = ()
    articles: int = 0
    copies: int = 0
    live: int = 0
    dry_run: bool = False
    number: int = 0
    undoes: datetime | None = None
    redo: bool = False

    def as_json(self) -> dict[str, Any]:
        """The report as plain JSON values, for `load --json`."""
        return {
            "started": self.started.isoformat(),
            "finished": self.finished.isoformat(),
            "added": list(self.added),
            "changed": [
                {"path": each.path, "fields": list(each.fields), "what": list(each.what)} for each in self.changed
            ],
            "unchanged": self.unchanged,
            "withdrawn": list(self.withdrawn),
            "rejected": [{"path": path, "reason": reason} for path, reason in self.rejected],
            "kept": list(self.kept),
            "undone": list(self.undone),
            "articles": self.articles,
            "copies": self.copies,
            "live": self.live,
            "dry_run": self.dry_run,
            "number": self.number,
            "undoes": self.undoes and self.undoes.isoformat(),
            "redo": self.redo,
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """A report as `as_json` wrote it, in this release or an earlier one."""
        undoes = values.get("undoes")
        return cls(
            started=datetime.fromisoformat(values["started"]),
            finished=datetime.fromisoformat(values["finished"]),
            added=tuple(values["added"]),
            changed=tuple(
                Change(each["path"], tuple(each["fields"]), tuple(each.get("what", each["fields"])))
                for each in values["changed"]
            ),
            unchanged=values["unchanged"],
            withdrawn=tuple(values["withdrawn"]),
            rejected=tuple((each["path"], each["reason"]) for each in values["rejected"]),
            kept=tuple(values.get("kept", ())),
            undone=tuple(values.get("undone", ())),
            articles=values["articles"],
            copies=values.get("copies", 0),
            live=values.get("live", 0),
            dry_run=values["dry_run"],
            number=values.get("number", 0),
            undoes=None if undoes is None else datetime.fromisoformat(undoes),
            redo=values.get("redo", False),
        )


def printed(report: LoadReport, most: int) -> list[str]:
    """What a load did, or would do, a line each: at most so many, then how many more. Rejected files are all told."""
    lines = [f"+ {path}" for path in report.added]
    lines += [": ".join(filter(None, (f"~ {each.path}", "; ".join(each.what)))) for each in report.changed]
    lines += [f"- {path}" for path in report.withdrawn]
    lines += [f"kept {path}: gone from the folder" for path in report.kept]
    lines += [f"still undone {path}: until the file changes" for path in report.undone]
    more = [f"… and {len(lines) - most} more (--json lists all)"] if len(lines) > most else []
    return [*lines[:most], *more, *(f"rejected {path}: {reason}" for path, reason in report.rejected)]


def holds(report: LoadReport) -> str:
    """What the library holds now, copies told apart: they were added like others, but are listed once."""
    total = report.articles + report.copies
    said = f"The library holds {total} article{'' if total == 1 else 's'}"
    if not report.copies:
        return f"{said}."
    copy = (
        "1 is an exact copy of another, and is"
        if report.copies == 1
        else (f"{report.copies} are exact copies of others, and are")
    )
    return f"{said}; {copy} listed and found only once."


def counted(report: LoadReport) -> dict[str, int]:
    """How many articles or files a load added, changed and so on; what is rare is only told when there is some."""
    if report.undoes is not None:
        return {"back": len(report.added), "as before": len(report.changed), "withdrawn": len(report.withdrawn)}
    counts = {
        "added": len(report.added),
        "changed": len(report.changed),
        "unchanged": report.unchanged,
        "withdrawn": len(report.withdrawn),
        "rejected": len(report.rejected),
    }
    rare = {"kept": len(report.kept), "still undone": len(report.undone)}
    return counts | {name: count for name, count in rare.items() if count}
