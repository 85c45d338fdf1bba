"""Who holds a lease: this process as a name, and whether another such name has ended."""

import os
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def identity() -> str:
    """This process as a lease holder: where its id counts, the id, and when it started, so that a reused id is told
    apart.
    """
    return f"{_place()}/{os.getpid()}/{_started(os.getpid())}"


def has_ended(holder: str, *, started: Callable[[int], str] | None = None) -> bool:
    """Whether a holder is known to have ended. Where other process ids count nothing is known, so False."""
    place, _, rest = holder.partition("/")
    pid, _, when = rest.partition("/")
    if place != _place() or not pid.isdigit() or not when:
        return False
    return (started or _started)(int(pid)) != when


def _place() -> str:
    """The host, its boot, and the namespace of process ids (pid_namespaces(7)): containers may share a host's name.

    Where there is no /proc there are no such namespaces, and the name alone counts.
    """
    parts = [socket.gethostname().replace("/", "-")]
    with suppress(OSError):
        parts.append(Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip())
        parts.append("".join(filter(str.isdigit, os.readlink("/proc/self/ns/pid"))))
    return ":".join(parts)


def _started(pid: int) -> str:
    """The process's start in clock ticks since boot (proc(5), field 22 of stat); empty when there is no such process.

    Where there is no /proc, a living process has the start "0": its end is then still seen, a reused id is not.
    """
    with suppress(OSError, IndexError):
        state_and_on = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
        # A zombie has ended; only its parent has not noticed yet.
        return "" if state_and_on[0] in ("Z", "X") else state_and_on[19]
    if Path("/proc/self/stat").exists():
        return ""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return ""
    except PermissionError:
        return "0"
    return "0"
