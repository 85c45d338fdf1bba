"""`python -m bench [NAME…]`: measure and print all (`MEASURES`), or those named, also the long ones (`LONG`)."""

import asyncio
import sys
import warnings

import uvloop

from bench import (
    choosing,
    commands,
    delivering,
    hostile,
    loading,
    memory,
    metadata,
    planning,
    quality,
    scale,
    searching,
    stories,
)
from bench.figures import Figure, show
from bot import logs

MEASURES = {
    "loading": loading.measure,
    "commands": commands.measure,
    "choosing": choosing.measure,
    "delivering": delivering.measure,
    "memory": memory.measure,
    "planning": planning.measure,
    "stories": stories.measure,
    "metadata": metadata.measure,
    "quality": quality.measure,
    "searching": searching.measure,
}
LONG = {
    "broadcasts": delivering.measure_long,
    "due": delivering.measure_due,
    "hostile": hostile.measure,
    "scale": scale.measure,
    "million": planning.million,
}
OPTIONS = ("--articles", "--files")


async def _measure(names: list[str]) -> list[Figure]:
    return [figure for name in names async for figure in (MEASURES | LONG)[name]()]


def main() -> None:
    """Run the named measurements, or all."""
    given = sys.argv[1:]
    named = [each for place, each in enumerate(given) if {each, *given[max(0, place - 1) : place]}.isdisjoint(OPTIONS)]
    names = named or list(MEASURES)
    if unknown := [name for name in names if name not in MEASURES | LONG]:
        sys.exit(f"no measurement {unknown[0]!r}; there are: {', '.join(MEASURES | LONG)}")
    warnings.filterwarnings("ignore")
    logs.configure("ERROR", "text")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        show(runner.run(_measure(names)))


if __name__ == "__main__":
    main()
