"""What the documents say is so."""

import re
from datetime import time
from pathlib import Path
from typing import Any

import pytest
import typer
from pydantic import SecretStr

from bot.cli import cli
from bot.config import Settings, load_settings
from tests.meta.source import ROOT

EXAMPLE = ROOT / ".env.example"
DOCUMENTS = ("README.md", "CONTRIBUTING.md")


def shown(default: Any) -> str:
    """A default as a person writes it into a file."""
    match default:
        case None | frozenset():
            return ""
        case SecretStr():
            return default.get_secret_value()
        case bool():
            return str(default).lower()
        case time():
            return f"{default:%H:%M}"
        case float():
            return f"{default:g}"
        case _:
            return str(default)


def test_the_example_lists_every_setting_with_its_default() -> None:
    listed = dict(line.split("=", 1) for line in EXAMPLE.read_text("utf-8").splitlines() if line and line[0] != "#")
    assert listed == {name.upper(): shown(field.default) for name, field in Settings.model_fields.items()}


def test_the_example_as_it_stands_changes_nothing() -> None:
    assert load_settings({}, env_file=EXAMPLE) == load_settings({}, env_file=None)


def test_every_setting_is_described() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def named(pattern: str) -> set[str]:
    """What the documents name by a pattern with one group."""
    return {match for name in DOCUMENTS for match in re.findall(pattern, (ROOT / name).read_text("utf-8"))}


def test_every_make_target_that_is_named_exists() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE))
    assert {"demo", "test", "setup", "run", "bench", "check", "help"} <= targets
    assert named(r"(?:`|^|\n)make ([a-z-]+)") <= targets


def test_every_command_that_is_named_exists() -> None:
    commands = set(typer.main.get_group(cli).commands)
    assert {"run", "demo", "sandbox", "load", "parse", "preview", "migrate", "doctor", "stats", "backup"} <= commands
    assert named(r"python -m bot ([a-z]+)") | named(r"briefing-bot ([a-z]+)") <= commands


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_into_the_repository_lead_somewhere(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", text) + re.findall(r'src="(?!https?:)([^"]+)"', text)
    assert [link for link in links if not Path(ROOT / link).exists()] == []
