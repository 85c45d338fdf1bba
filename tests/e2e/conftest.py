"""What end-to-end tests share: a sandbox and a bot, both real processes, on each kind of database."""

import itertools
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.e2e.articles import NEWS, write_article
from tests.e2e.lab import Lab, Talk
from tests.e2e.processes import SECRET, BotProcess, BotSettings, SandboxProcess
from tests.e2e.report import FIGURES, Figures
from tests.postgres import PostgresServer

ADMIN = 1001
# A Wednesday without a change of the clock near it; the sandbox starts at this moment.
MORNING = datetime(2027, 2, 3, 6, 0, tzinfo=UTC)
# So that chats of other tests, due at the same time, hold nobody up.
QUICK = {"SEND_RATE": "1000", "PAID_BROADCAST": "true"}
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Scene:
    """A sandbox, a seeds folder and a database; `bot` is the process that runs unless a test ends it."""

    lab: Lab
    home: Path
    settings: BotSettings
    bot: BotProcess

    @property
    def seeds(self) -> Path:
        """The folder of seeds, which a test may change."""
        return self.settings.seeds


@pytest.fixture(scope="session")
def figures(pytestconfig: pytest.Config) -> Figures:
    """Figures worth printing at the end of the run."""
    return pytestconfig.stash.setdefault(FIGURES, Figures())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print what the crash tests measured."""
    for line in config.stash.get(FIGURES, Figures()).lines():
        terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def new_database(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Callable[[str], str]:
    """Makes an empty database, `sqlite` or `postgresql`; gives back its URL."""

    def make(kind: str) -> str:
        if kind == "sqlite":
            return f"sqlite+aiosqlite:///{tmp_path_factory.mktemp('database') / 'briefing.db'}"
        server: PostgresServer = request.getfixturevalue("postgres")
        return server.create_database(f"e2e_{next(_numbers)}")

    return make


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seeds that a module's bots begin with: one article, so that a briefing is one message."""
    folder = tmp_path_factory.mktemp("library") / "seeds"
    folder.mkdir()
    write_article(folder, "bridge.txt", NEWS)
    return folder


class Stage:
    """Opens scenes, and closes them all: every bot that still runs must stop well and have kept its secret."""

    def __init__(self, folder: Callable[[], Path], new_database: Callable[[str], str], library: Path) -> None:
        self._folder, self._new_database, self._library = folder, new_database, library
        self._stack = ExitStack()
        self._scenes: list[Scene] = []

    def __call__(self, kind: str, **settings: str) -> Scene:
        """A sandbox and an active bot on a new database of that kind."""
        home = self._folder()
        shutil.copytree(self._library, home / "seeds")
        sandbox = self._stack.enter_context(SandboxProcess(home, "--no-limits"))
        lab = Lab(sandbox.url)
        lab.move_to(MORNING)
        chosen = BotSettings(sandbox.url, self._new_database(kind), home / "seeds", {**QUICK, **settings})
        bot = self._stack.enter_context(BotProcess(home, chosen))
        bot.until("active")
        self._scenes.append(Scene(lab, home, chosen, bot))
        return self._scenes[-1]

    def close(self) -> None:
        """End every process, then look at what the bots wrote and how they ended."""
        running = [scene.bot for scene in self._scenes if scene.bot.alive]
        with self._stack:
            statuses = [bot.terminate() for bot in running]
        assert set(statuses) <= {0}
        assert not any(SECRET in scene.bot.log.join() for scene in self._scenes)


@pytest.fixture(scope="module")
def module_stage(
    tmp_path_factory: pytest.TempPathFactory, new_database: Callable[[str], str], library: Path
) -> Iterator[Stage]:
    """For scenes that last as long as the module's tests."""
    stage = Stage(lambda: tmp_path_factory.mktemp("scene"), new_database, library)
    yield stage
    stage.close()


@pytest.fixture
def open_scene(
    tmp_path_factory: pytest.TempPathFactory, new_database: Callable[[str], str], library: Path
) -> Iterator[Stage]:
    """For scenes that end with the test."""
    stage = Stage(lambda: tmp_path_factory.mktemp("scene"), new_database, library)
    yield stage
    stage.close()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def scene(request: pytest.FixtureRequest, module_stage: Stage) -> Scene:
    """One sandbox and one bot for a module, once on each kind of database."""
    return module_stage(request.param)


@pytest.fixture
def lab(scene: Scene) -> Lab:
    """The sandbox's control API."""
    return scene.lab


@pytest.fixture
def reader(lab: Lab) -> Talk:
    """A person nobody else has written as, in a private chat."""
    return lab.person(20_000 + next(_numbers))


@pytest.fixture
def neighbour(lab: Lab) -> Talk:
    """Somebody else; whose chat is due at the same instant comes after the reader's."""
    return lab.person(120_000 + next(_numbers))


@pytest.fixture
def admin(lab: Lab) -> Talk:
    """The operator (ADMIN_IDS) in a private chat."""
    return Talk(lab, ADMIN, ADMIN)
