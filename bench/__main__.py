"""`python -m bench [NAME…]`: measure and print all, or those named (`MEASURES`)."""

import asyncio
import sys
import warnings

import uvloop

from bench import choosing, commands, delivering, loading, memory, metadata, quality, searching, stories
from bench.figures import Figure, show
from bot import logs

MEASURES = {
    "loading": loading.measure,
    "commands": commands.measure,
    "choosing": choosing.measure,
    "delivering": delivering.measure,
    "memory": memory.measure,
    "stories": stories.measure,
    "metadata": metadata.measure,
    "quality": quality.measure,
    "searching": searching.measure,
}


async def _measure(names: list[str]) -> list[Figure]:
    return [figure for name in names async for figure in MEASURES[name]()]


def main() -> None:
    """Run the named measurements, or all."""
    names = sys.argv[1:] or list(MEASURES)
    if unknown := [name for name in names if name not in MEASURES]:
        sys.exit(f"no measurement {unknown[0]!r}; there are: {', '.join(MEASURES)}")
    warnings.filterwarnings("ignore")
    logs.configure("ERROR", "text")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        show(runner.run(_measure(names)))


if __name__ == "__main__":
    main()
