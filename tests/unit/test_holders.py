"""Who holds a lease, and whether that process has ended."""

import os
import socket
import subprocess
import sys

import pytest

from bot.storage.holders import has_ended, identity

HOST = socket.gethostname()


def test_we_have_not_ended() -> None:
    assert identity().startswith(f"{HOST}/{os.getpid()}/")
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


@pytest.mark.parametrize("holder", ["", "elsewhere/1/1", f"{HOST}/x/1", f"{HOST}/1", HOST, f"{HOST}//"])
def test_of_others_nothing_is_known(holder: str) -> None:
    assert not has_ended(holder)
