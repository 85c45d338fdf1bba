"""The container files name what is there. The topology itself is tested with processes (tests/e2e/test_replicas.py)."""

import re
from pathlib import Path
from typing import Any

import yaml

from bot.config import Settings
from tests.meta.source import ROOT

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
DOCKERFILE = (ROOT / "Dockerfile").read_text()
SETTINGS = {name.upper() for name in Settings.model_fields}
PROCESS = {"PATH", "PYTHONUNBUFFERED"}


def test_the_image_holds_only_what_is_there_and_allowed() -> None:
    copied = re.findall(r"^COPY (?!--from)(\S+)", DOCKERFILE, re.MULTILINE)
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert set(copied) == allowed
    assert all((ROOT / name).exists() for name in copied)


def test_settings_in_the_container_files_exist() -> None:
    lines = re.search(r"^ENV ((?:.*\\\n)*.*)$", DOCKERFILE, re.MULTILINE)
    assert lines is not None
    assert set(re.findall(r"(\w+)=", lines[1])) - PROCESS <= SETTINGS
    assert COMPOSE["services"]["bot"]["environment"].keys() <= SETTINGS


def test_nobody_is_root_and_packages_are_hashed() -> None:
    assert re.search(r"^USER briefing$", DOCKERFILE, re.MULTILINE)
    assert "--require-hashes" in DOCKERFILE


def test_what_is_mounted_is_there_and_only_the_webhook_is_public() -> None:
    for service in COMPOSE["services"].values():
        for volume in service.get("volumes", []):
            source = str(volume).partition(":")[0]
            assert not source.startswith(".") or (ROOT / source).exists(), source
    balancer = Path(ROOT / "deploy" / "nginx.conf").read_text()
    assert re.findall(r"location\s+(\S.*?) \{", balancer) == ["= /webhook", "/"]
    assert "ports" not in COMPOSE["services"]["bot"]
    assert all(port.startswith("127.0.0.1:") for port in COMPOSE["services"]["balancer"]["ports"])
