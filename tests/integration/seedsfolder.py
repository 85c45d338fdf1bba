"""A seeds folder to edit, and what came of loading it."""

import os
from pathlib import Path

from bot.reports import LoadReport
from bot.storage import articles
from bot.storage.engine import Store

SENTENCE = "The council said on Monday that the old harbour bridge will open to trams again next spring."


def text(title: str, closing: str = "Work on the eastern ramp goes on until April.") -> str:
    return f"{title}\n\n{SENTENCE} {closing}\n\nEngineers had closed it four years ago after a survey found cracks.\n"


class Folder:
    """A seeds folder; every write gives the file a time of its own, as if hours lay between them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._time = 1_700_000_000

    def write(self, name: str, content: str | bytes) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        self.touch(name)

    def touch(self, name: str) -> None:
        self._time += 3600
        os.utime(self.root / name, (self._time, self._time))

    def remove(self, name: str) -> None:
        (self.root / name).unlink()

    def rename(self, old: str, new: str) -> None:
        (self.root / new).parent.mkdir(parents=True, exist_ok=True)
        (self.root / old).rename(self.root / new)


async def library(store: Store) -> dict[str, int]:
    """Ids of live articles by their titles."""
    async with store.read() as connection:
        return {each.title: each.id for each in await articles.latest(connection, most=500)}


def outcome(report: LoadReport) -> dict[str, object]:
    """The parts of a report that are not empty."""
    names = ("added", "changed", "unchanged", "withdrawn", "rejected", "kept", "undone")
    parts = {name: getattr(report, name) for name in names}
    return {name: part for name, part in parts.items() if part}
