"""Who holds a lease: this process as a name, and whether another such name has ended."""

import os
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def identity() -> str:
    """This process as a lease holder: host, process id, and when it started, so that a reused id is told apart."""
    return f"{socket.gethostname()}/{os.getpid()}/{_started(os.getpid())}"


def has_ended(holder: str, *, started: Callable[[int], str] | None = None) -> bool:
    """Whether a holder on this host is known to have ended. Of other hosts nothing is known, so False."""
    host, _, rest = holder.partition("/")
    pid, _, when = rest.partition("/")
    if host != socket.gethostname() or not pid.isdigit() or not when:
        return False
    return (started or _started)(int(pid)) != when


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
