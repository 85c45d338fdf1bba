"""kill -9 at every commit and at every request of a morning: nothing is lost, whatever point it is.

KILL_POINTS says how many points are tried on each database (`all` for every one), CRASH_SEED which; failures print it.
"""

import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.articles import write_article
from tests.e2e.crashing import FAST, FIRST_CHAT, Delivery
from tests.e2e.ended_at import POINTS
from tests.e2e.lab import Lab, Talk
from tests.e2e.processes import BotProcess, BotSettings, Program, SandboxProcess
from tests.postgres import free_port

CHATS = 3
# More commits than a morning has; one request for each chat, and the answer to a command.
COMMITS, REQUESTS = 16, CHATS + 1
HOW_MANY = os.environ.get("KILL_POINTS", "3")
SEED = int(os.environ.get("CRASH_SEED", random.randrange(sys.maxsize)))
PATIENCE = 60.0


def chosen(kind: str) -> list[tuple[str, int]]:
    """The points to try on this kind of database."""
    every = [(point, n) for point in POINTS for n in range(1, (COMMITS if "commit" in point else REQUESTS) + 1)]
    if HOW_MANY == "all":
        return every
    return sorted(random.Random(f"{SEED} {kind}").sample(every, min(int(HOW_MANY), len(every))))


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with SandboxProcess(tmp_path_factory.mktemp("sandbox"), "--no-limits", "--empty") as sandbox:
        yield Lab(sandbox.url)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
@pytest.mark.timeout(0 if HOW_MANY == "all" else 1800)
def test_no_point_loses_anything(kind: str, lab: Lab, tmp_path: Path, new_database: Callable[[str], str]) -> None:
    print(f"CRASH_SEED={SEED}")  # noqa: T201 - shown by pytest when the test fails
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    write_article(seeds, "bridge.txt", "The Harbour Bridge Opens")
    struck = 0
    for point, number in chosen(kind):
        settings = BotSettings(lab.url, new_database(kind), seeds, FAST)
        delivery = Delivery(lab, tmp_path, settings, CHATS)
        person = lab.person(500_000)
        person.send("/help")
        with Program(
            tmp_path, ["tests.e2e.ended_at", point, str(number), "run"], settings.environment(free_port())
        ) as bot:
            struck += until_ended(bot, delivery)
        with delivery.start() as bot:
            settle(bot, delivery, person)
            assert bot.terminate() == 0
        check(lab, person, f"{point} {number}")
    assert struck > 0


def until_ended(bot: Program, delivery: Delivery) -> bool:
    """Wait until the process has met its point, or has nothing left to do; whether it had met it."""
    deadline = time.monotonic() + PATIENCE
    while bot.alive:
        if delivery.outbox.states() == {"sent": CHATS} and not delivery.outbox.waiting():
            bot.terminate()
            return False
        assert time.monotonic() < deadline, f"neither ended nor done: {delivery.outbox.states()}"
    return True


def settle(bot: BotProcess, delivery: Delivery, person: Talk) -> None:
    """Wait until everything is sent and answered; what is in doubt rests for half a minute of the sandbox's clock."""
    bot.until("active")
    person.lab.advance(31)
    deadline = time.monotonic() + PATIENCE
    while delivery.outbox.states().keys() != {"sent"} or delivery.outbox.waiting():
        assert bot.alive, bot.log.join()
        assert time.monotonic() < deadline, f"left undone: {delivery.outbox.states()}"


def check(lab: Lab, person: Talk, where: str) -> None:
    """By the ledger: each chat has its briefing, a second copy is silent, there is no third, and help has come."""
    for chat in range(FIRST_CHAT, FIRST_CHAT + CHATS):
        silent = [entry["silent"] for entry in lab.ledger(chat)]
        assert silent in ([False], [True], [False, True]), (where, chat, silent)
    answers = Counter(entry["text"][:20] for entry in lab.ledger(person.chat_id))
    assert sum(answers.values()) in (1, 2), (where, answers)
