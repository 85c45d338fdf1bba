"""Walking and reading a folder of seeds that anybody may have filled.

Every directory and file is opened relative to its parent's descriptor and never through a symbolic link, so that
nothing outside the root can be read, also when somebody swaps a folder for a link meanwhile.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.errors import RejectedSeed, SettingsError

_A_LINK = "a symbolic link is not followed; put the file itself into the folder"
MAX_BYTES = 2 * 1024 * 1024
# A document holds pictures and fonts beside its text.
_MAX_DOCUMENT = 25 * 1024 * 1024
_DOCUMENTS = (".docx", ".pdf")
_MAX_DEPTH = 16
_MAX_PATH = 1000
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
# Non-blocking: opening a FIFO must not wait for a writer that never comes.
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_ABOUT_THE_FOLDER = ("readme", "license", "licence")


@dataclass(frozen=True, slots=True)
class SeedFile:
    """A file that may be read: its path below the root with slashes, and what a stat says of it."""

    path: str
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class RejectedFile:
    """A file that is not worth opening, with the reason for a person."""

    path: str
    reason: str


def scan(root: Path, suffixes: frozenset[str]) -> Iterator[SeedFile | RejectedFile]:
    """Everything in the folder, in order of names, at the cost of one stat a file; nothing is opened but folders.

    Hidden files and README or LICENSE files are passed over in silence; all else that is no readable seed is
    rejected with its reason. SettingsError when the folder itself is not there.
    """
    try:
        descriptor = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise SettingsError(f"the seeds folder {root} cannot be opened: {error.strerror}; set SEEDS_DIR") from error
    try:
        yield from _scan_folder(descriptor, "", suffixes)
    finally:
        os.close(descriptor)


def _scan_folder(folder: int, prefix: str, suffixes: frozenset[str]) -> Iterator[SeedFile | RejectedFile]:
    for name in sorted(os.listdir(folder)):
        if name.startswith(".") or name.casefold().startswith(_ABOUT_THE_FOLDER):
            continue
        path = prefix + name
        problem = _bad_name(path)
        if problem:
            yield RejectedFile(_printable(path), problem)
            continue
        try:
            status = os.stat(name, dir_fd=folder, follow_symlinks=False)
        except OSError as error:
            yield RejectedFile(path, _os_reason(error))
            continue
        if stat.S_ISDIR(status.st_mode):
            yield from _scan_below(folder, name, path, suffixes)
        else:
            yield _judge(path, status, suffixes)


def _scan_below(folder: int, name: str, path: str, suffixes: frozenset[str]) -> Iterator[SeedFile | RejectedFile]:
    if path.count("/") >= _MAX_DEPTH:
        yield RejectedFile(path, f"folders are nested deeper than {_MAX_DEPTH}; move the articles up")
        return
    try:
        descriptor = os.open(name, _FOLDER, dir_fd=folder)
    except OSError as error:
        yield RejectedFile(path, _os_reason(error))
        return
    try:
        yield from _scan_folder(descriptor, path + "/", suffixes)
    finally:
        os.close(descriptor)


def _judge(path: str, status: os.stat_result, suffixes: frozenset[str]) -> SeedFile | RejectedFile:
    problem = _bad_kind(path, status)
    if problem:
        return RejectedFile(path, problem)
    suffix = os.path.splitext(path)[1].lower()
    if suffix not in suffixes:
        known = ", ".join(sorted(suffixes))
        return RejectedFile(
            path, f"files {f'ending in {suffix}' if suffix else 'without an ending'} are not read; use {known}"
        )
    if not status.st_mode & 0o444:
        return RejectedFile(path, "nobody may read the file; change its permissions")
    return SeedFile(path, status.st_size, status.st_mtime_ns)


def most_bytes(path: str) -> int:
    """How large a seed of this name may be."""
    return _MAX_DOCUMENT if path.lower().endswith(_DOCUMENTS) else MAX_BYTES


def _bad_kind(path: str, status: os.stat_result) -> str:
    if stat.S_ISLNK(status.st_mode):
        return _A_LINK
    if not stat.S_ISREG(status.st_mode):
        return "not a regular file but a folder, a pipe or a device"
    if status.st_size == 0:
        return "the file is empty; paste the article into it"
    limit = most_bytes(path)
    if status.st_size > limit:
        return f"the file has {status.st_size:,} bytes, more than the {limit:,} of a seed; split or shorten it"
    return ""


def _bad_name(path: str) -> str:
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return "the file name is not valid UTF-8; rename it"
    if not path.isprintable():
        return "the file name holds control characters; rename it"
    return "the file name is too long; shorten it" if len(path) > _MAX_PATH else ""


def _printable(path: str) -> str:
    """A name that cannot break a line of a report or the encoding of a terminal."""
    shown = path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in shown)[:_MAX_PATH]


def _os_reason(error: OSError) -> str:
    if error.errno == errno.ELOOP:  # what opening a link without following it gives (open(2), O_NOFOLLOW)
        return _A_LINK
    return f"cannot be read: {(error.strerror or str(error)).lower()}"


def read(root: Path, path: str) -> bytes:
    """The bytes of a seed by its path from `scan`; RejectedSeed when it is not, or no longer, an honest file.

    Size and kind are checked on the open file, so that what was scanned cannot be replaced in between.
    """
    parts = path.split("/")
    if any(part in {"", ".", ".."} or "\x00" in part for part in parts):
        raise RejectedSeed("the path leaves the seeds folder; use a plain path below it")
    try:
        descriptor = _open_below(root, parts)
    except OSError as error:
        raise RejectedSeed(_os_reason(error)) from error
    try:
        problem = _bad_kind(path, os.fstat(descriptor))
        if problem:
            raise RejectedSeed(problem)
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            data = file.read(most_bytes(path) + 1)
    except OSError as error:
        raise RejectedSeed(_os_reason(error)) from error
    finally:
        os.close(descriptor)
    if len(data) > most_bytes(path):
        raise RejectedSeed(f"the file grew beyond {most_bytes(path):,} bytes while it was read; split or shorten it")
    return data


def _open_below(root: Path, parts: list[str]) -> int:
    folder = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for name in parts[:-1]:
            below = os.open(name, _FOLDER, dir_fd=folder)
            os.close(folder)
            folder = below
        return os.open(parts[-1], _FILE, dir_fd=folder)
    finally:
        os.close(folder)
