"""Who holds a lease, and whether that process has ended."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from bot.storage.holders import has_ended, identity

HOST = socket.gethostname()
PLACE = identity().partition("/")[0]


def test_we_have_not_ended() -> None:
    assert identity().startswith(HOST)
    assert identity().split("/")[1] == str(os.getpid())
    assert not has_ended(identity())


def test_a_child_that_was_killed_has_ended_also_while_nobody_waits_for_it() -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", "from bot.storage.holders import identity; print(identity(), flush=True); input()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdin is not None
    holder = child.stdout.readline().strip()
    assert not has_ended(holder)
    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    assert has_ended(holder), "a zombie has ended"
    child.wait()
    child.stdout.close()
    child.stdin.close()
    assert has_ended(holder)


def test_another_process_with_our_number_is_told_apart() -> None:
    host, pid, started = identity().split("/")
    assert has_ended(f"{host}/{pid}/{int(started) - 1}")


@pytest.mark.skipif(not Path("/proc/self/ns/pid").exists(), reason="no namespaces here")
def test_a_container_of_the_same_name_has_process_ids_of_its_own() -> None:
    """Each is number 1 in its own; the number there says nothing about the one here."""
    host, boot, namespace = PLACE.split(":")
    gone = "99999999/1"
    assert has_ended(f"{host}:{boot}:{namespace}/{gone}")
    assert not has_ended(f"{host}:{boot}:{int(namespace) + 1}/{gone}")
    assert not has_ended(f"{host}:another-boot:{namespace}/{gone}")
    assert not has_ended(f"{host}/{gone}")


@pytest.mark.parametrize("holder", ["", "elsewhere/1/1", f"{PLACE}/x/1", f"{PLACE}/1", PLACE, f"{PLACE}//"])
def test_of_others_nothing_is_known(holder: str) -> None:
    assert not has_ended(holder)
