"""Replicas behind a load balancer on PostgreSQL: any of them takes updates, one sends, and each can be replaced."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.articles import write_article
from tests.e2e.balancer import Balancer
from tests.e2e.crashing import FAST, Delivery
from tests.e2e.lab import Lab
from tests.e2e.processes import BotProcess, BotSettings, SandboxProcess, event_of

# At 25 a second, so that the sending lasts longer than a rolling restart.
CHATS = 400
FIRST_PERSON = 500_000
SECRET = "the-webhook-secret_0123456789"
ANSWERED_WITHIN = 15.0


class Replicas:
    """Bot processes that come and go behind one address."""

    def __init__(self, delivery: Delivery, lab: Lab) -> None:
        self.delivery = delivery
        self.lab = lab
        self.running: list[BotProcess] = []

    def ports(self) -> list[int]:
        """Where they listen."""
        return [bot.port for bot in self.running if bot.alive]

    def start(self, *events: str) -> BotProcess:
        """One more, up to the first of these events."""
        bot = self.delivery.start()
        self.running.append(bot)
        bot.log.wait(lambda line: event_of(line) in events)
        return bot

    def stop(self, bot: BotProcess) -> None:
        """Taken out, as a rolling restart does."""
        self.running.remove(bot)
        assert bot.terminate() == 0


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    with SandboxProcess(tmp_path, "--no-limits", "--empty") as sandbox:
        yield Lab(sandbox.url)


@pytest.fixture
def replicas(lab: Lab, tmp_path: Path, new_database: Callable[[str], str]) -> Iterator[tuple[Replicas, Balancer]]:
    """No replica yet, an address for all, and briefings to many chats that are due."""
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    write_article(seeds, "bridge.txt", "The Harbour Bridge Opens")
    known: list[Replicas] = []
    # Every connection through it ends with the replicas.
    with Balancer(lambda: known[0].ports() if known else []) as balancer:
        webhook = {"WEBHOOK_URL": f"http://127.0.0.1:{balancer.port}", "WEBHOOK_SECRET": SECRET}
        settings = BotSettings(lab.url, new_database("postgresql"), seeds, {**FAST, "SEND_RATE": "25", **webhook})
        known.append(Replicas(Delivery(lab, tmp_path, settings, CHATS), lab))
        try:
            yield known[0], balancer
        finally:
            for bot in known[0].running:
                bot.kill9()


@pytest.mark.timeout(180)
def test_the_active_replica_is_killed_while_it_sends(replicas: tuple[Replicas, Balancer]) -> None:
    """The standby takes over by itself: nothing is lost, and only what was being sent may come a second time."""
    house, _ = replicas
    after = house.lab.version()
    active = house.start("active")
    standby = house.start("standby")
    house.delivery.accepted(after, CHATS // 4)
    active.kill9()
    doubtful = house.delivery.outbox.states().get("sending", 0)
    standby.until("active", seconds=20)
    house.lab.advance(31)
    house.delivery.outbox.until_all_is_sent()
    tally = house.delivery.count()
    assert tally.lost == []
    assert tally.duplicates <= doubtful
    assert (tally.most, tally.loud_copies) in {(1, 0), (2, 0)}


@pytest.mark.timeout(180)
def test_every_replica_is_replaced_while_briefings_and_commands_go_on(replicas: tuple[Replicas, Balancer]) -> None:
    """A rolling restart: one replica after the other, with commands before, between and after."""
    house, balancer = replicas
    people = [house.lab.person(FIRST_PERSON + number) for number in range(6)]
    house.start("active")
    house.start("standby")
    after = house.lab.version()
    for old in list(house.running):
        house.delivery.accepted(after, 20)
        # All at once, so that they come over several connections.
        asked = [(person, person.send("/help")["after"]) for person in people]
        for person, before in asked:
            assert "/subscribe" in person.next_message(before, "help", ANSWERED_WITHIN).text
        house.stop(old)
        house.start("standby", "active")
        after = house.lab.version()
    for person in random.sample(people, len(people)):
        assert "No briefing is set up" in person.say("/status", ANSWERED_WITHIN).text
        assert len(house.lab.ledger(person.chat_id)) == 3
    house.delivery.outbox.until_all_is_sent()
    tally = house.delivery.count()
    assert tally.lost == []
    assert {count for (chat, _), count in tally.copies.items() if chat < FIRST_PERSON} == {1}
    assert len(balancer.taken) >= 2, "updates came through several replicas"
