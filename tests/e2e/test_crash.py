"""Briefings to hundreds of chats while the bot is killed again and again: none is lost, none comes a third time.

CRASH_ENDS, CRASH_CHATS (25 an end) and CRASH_SEED change the numbers and the dice; the seed is printed.
"""

import os
import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.e2e.articles import write_article
from tests.e2e.balancer import Balancer
from tests.e2e.crashing import FAST, Delivery
from tests.e2e.lab import Lab
from tests.e2e.outbox import Outbox
from tests.e2e.processes import BotProcess, BotSettings, SandboxProcess
from tests.e2e.report import Figures
from tests.postgres import PostgresServer

ENDS = int(os.environ.get("CRASH_ENDS", "20"))
# Enough that most ends come while something is being sent.
CHATS = int(os.environ.get("CRASH_CHATS", str(25 * ENDS)))
SEED = int(os.environ.get("CRASH_SEED", random.randrange(sys.maxsize)))

BOTH = pytest.mark.parametrize("kind", ["sqlite", "postgresql"])

SetUp = Callable[..., Delivery]


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """An empty sandbox without rate limits, for one delivery after the other."""
    with SandboxProcess(tmp_path_factory.mktemp("sandbox"), "--no-limits", "--empty") as sandbox:
        yield Lab(sandbox.url)


@pytest.fixture
def set_up(lab: Lab, tmp_path: Path, new_database: Callable[[str], str]) -> SetUp:
    """Makes a delivery on a new database, or on the one at `url`."""
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    write_article(seeds, "bridge.txt", "The Harbour Bridge Opens")

    def make(kind: str = "", *, url: str = "", **settings: str) -> Delivery:
        chosen = BotSettings(lab.url, url or new_database(kind), seeds, {**FAST, **settings})
        return Delivery(lab, tmp_path, chosen, CHATS)

    return make


@pytest.fixture
def dice() -> random.Random:
    """Random moments; a failure prints the seed."""
    print(f"CRASH_SEED={SEED}")  # noqa: T201 - shown by pytest when the test fails
    return random.Random(SEED)


@BOTH
@pytest.mark.timeout(60 * ENDS)
def test_killed_again_and_again(kind: str, set_up: SetUp, dice: random.Random, figures: Figures) -> None:
    """kill -9: nothing lost, at most one extra copy, silent, and only of what was being sent at a kill."""
    delivery = set_up(kind)
    delivery.lives(dice, ENDS, BotProcess.kill9)
    with delivery.start() as bot:
        delivery.settle(bot)
        assert bot.terminate() == 0
    tally = delivery.count()
    figures.add(test="kill -9", database=kind, **tally.figures())
    assert tally.ends >= ENDS
    assert tally.sending >= ENDS // 2
    assert tally.lost == []
    assert tally.duplicates <= tally.in_doubt
    assert tally.most <= 2
    assert tally.loud_copies == 0


@BOTH
@pytest.mark.timeout(60 * ENDS)
def test_stopped_again_and_again(kind: str, set_up: SetUp, dice: random.Random, figures: Figures) -> None:
    """SIGTERM: what is in flight is awaited and written down, so that nothing is lost or sent twice."""
    delivery = set_up(kind)
    statuses: list[int] = []
    delivery.lives(dice, ENDS, lambda bot: statuses.append(bot.terminate()))
    with delivery.start() as bot:
        delivery.settle(bot)
        assert bot.terminate() == 0
    tally = delivery.count()
    figures.add(test="SIGTERM", database=kind, **tally.figures())
    assert set(statuses) == {0}
    assert (tally.lost, tally.duplicates, tally.in_doubt) == ([], 0, 0)


@pytest.mark.timeout(60 * ENDS)
def test_killed_with_skip_never_sends_twice(set_up: SetUp, dice: random.Random, figures: Figures) -> None:
    """ON_UNCERTAIN=skip prefers a loss to a copy, and a chat that got nothing is on record with the reason."""
    delivery = set_up("sqlite", ON_UNCERTAIN="skip")
    delivery.lives(dice, max(ENDS // 2, 1), BotProcess.kill9)
    with delivery.start() as bot:
        delivery.settle(bot)
        assert bot.terminate() == 0
    tally = delivery.count()
    figures.add(test="kill -9, skip", database="sqlite", **tally.figures())
    assert tally.duplicates == 0
    assert set(tally.lost) <= delivery.outbox.chats_in("unconfirmed")
    assert len(tally.lost) <= tally.in_doubt


@pytest.mark.timeout(300)
def test_the_network_is_cut_again_and_again(set_up: SetUp, lab: Lab, dice: random.Random, figures: Figures) -> None:
    """Every connection to Telegram breaks and none can be made for a while: the same process goes on by itself."""
    up = [urlsplit(lab.url).port or 0]
    with Balancer(lambda: list(up)) as network:
        delivery = set_up("sqlite", BOT_API_URL=f"http://127.0.0.1:{network.port}")
        after = lab.version()
        with delivery.start() as bot:
            for _ in range(3):
                delivery.accepted(after, dice.randint(1, CHATS // 5))
                port = up.pop()
                network.hang_up()
                bot.until("polling_failed", bot.seen)
                doubtful = delivery.outbox.states().get("uncertain", 0)
                delivery.tally.in_doubt += doubtful
                up.append(port)
                after = lab.version()
            lab.advance(31)
            delivery.settle(bot)
            assert bot.terminate() == 0
    tally = delivery.count()
    figures.add(test="network cut", database="sqlite", **tally.figures())
    assert tally.lost == []
    assert tally.duplicates <= tally.in_doubt
    assert (tally.most <= 2, tally.loud_copies) == (True, 0)


@pytest.fixture
def own_server() -> Iterator[PostgresServer]:
    """A PostgreSQL of this test alone, which may kill it."""
    server = PostgresServer()
    server.start()
    try:
        yield server
    finally:
        server.stop()


@pytest.mark.timeout(600)
def test_the_database_is_killed_during_a_delivery(
    set_up: SetUp, own_server: PostgresServer, lab: Lab, dice: random.Random, figures: Figures
) -> None:
    """PostgreSQL ends by kill -9 and comes back: the same bot process goes on, with nothing lost and nothing twice."""
    delivery = set_up(url=own_server.create_database("crash"))
    after = lab.version()
    with delivery.start() as bot:
        for _ in range(3):
            delivery.accepted(after, dice.randint(1, CHATS // 4))
            after = lab.version()
            own_server.kill()
            own_server.start()
        delivery.settle(bot)
        assert bot.terminate() == 0
    tally = delivery.count()
    figures.add(test="database killed", database="postgresql", **tally.figures())
    assert (tally.lost, tally.duplicates) == ([], 0)
    assert Outbox(delivery.outbox.url).states() == {"sent": CHATS}
