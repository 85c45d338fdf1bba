"""The seeds folder: what is read, what is refused, and that nothing outside it is ever opened."""

import os
from pathlib import Path

import pytest

from bot.errors import RejectedSeed, SettingsError
from bot.ingest.parse import parse
from bot.ingest.sources import MAX_BYTES, RejectedFile, SeedFile, read, scan

TXT = frozenset({".txt"})


def found(root: Path) -> list[str]:
    return [item.path for item in scan(root, TXT) if isinstance(item, SeedFile)]


def refused(root: Path) -> dict[str, str]:
    return {item.path: item.reason for item in scan(root, TXT) if isinstance(item, RejectedFile)}


def test_walks_folders_in_order_of_names(tmp_path: Path) -> None:
    for path in ("b.txt", "a/z.txt", "a/b/c.txt", "ünï.TXT"):
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("text")
    assert found(tmp_path) == ["a/b/c.txt", "a/z.txt", "b.txt", "ünï.TXT"]
    assert refused(tmp_path) == {}


def test_tells_size_and_time_without_opening(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"four")
    os.utime(file, ns=(5, 1_700_000_000_123_456_789))
    assert list(scan(tmp_path, TXT)) == [SeedFile("a.txt", 4, 1_700_000_000_123_456_789)]


def test_files_about_the_folder_are_passed_over(tmp_path: Path) -> None:
    for name in ("README.md", "readme.txt", "LICENSE", ".hidden.txt", ".DS_Store"):
        (tmp_path / name).write_text("text")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config.txt").write_text("text")
    assert list(scan(tmp_path, TXT)) == []


def test_missing_folder_is_a_setting_to_mend(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="SEEDS_DIR"):
        list(scan(tmp_path / "none", TXT))


def hostile(root: Path, secret: Path) -> dict[str, str]:
    """One file of each hostile kind, with a word of the reason that it must get."""
    (root / "link.txt").symlink_to(secret)
    (root / "folder").symlink_to(secret.parent)
    (root / "dangling.txt").symlink_to(root / "none.txt")
    os.mkfifo(root / "pipe.txt")
    (root / "empty.txt").touch()
    with (root / "sparse.txt").open("wb") as sparse:
        sparse.truncate(5 * 1024**3)
    (root / "picture.png").write_bytes(b"\x89PNG")
    (root / "plain").write_text("text")
    (root / "closed.txt").write_text("text")
    (root / "closed.txt").chmod(0)
    (root / "two\nlines.txt").write_text("text")
    (root / "bell\x07.txt").write_text("text")
    with open(os.fsencode(root) + b"/caf\xe9.txt", "wb") as file:
        file.write(b"text")
    return {
        "link.txt": "symbolic link",
        "folder": "symbolic link",
        "dangling.txt": "symbolic link",
        "pipe.txt": "regular file",
        "empty.txt": "empty",
        "sparse.txt": "5,368,709,120 bytes",
        "picture.png": ".png",
        "plain": "without an ending",
        "closed.txt": "permissions",
        "two\\nlines.txt": "control characters",
        "bell\\x07.txt": "control characters",
        "caf\\xe9.txt": "UTF-8",
    }


def test_each_hostile_kind_gets_its_reason_and_stops_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "outside" / "secret.txt"
    secret.parent.mkdir()
    secret.write_text("secret")
    root = tmp_path / "seeds"
    root.mkdir()
    (root / "good.txt").write_text("text")
    expected = hostile(root, secret)
    reasons = refused(root)
    assert found(root) == ["good.txt"]
    assert reasons.keys() == expected.keys()
    for path, word in expected.items():
        assert word in reasons[path]
        assert path.isprintable()
        assert "\n" not in reasons[path]


@pytest.mark.parametrize("name", ["link.txt", "folder/secret.txt", "pipe.txt", "empty.txt", "sparse.txt", "none.txt"])
def test_hostile_files_are_refused_when_read_too(tmp_path: Path, name: str) -> None:
    """Between scan and read anybody may have swapped a file, so reading checks for itself."""
    secret = tmp_path / "outside" / "secret.txt"
    secret.parent.mkdir()
    secret.write_text("secret")
    root = tmp_path / "seeds"
    root.mkdir()
    hostile(root, secret)
    with pytest.raises(RejectedSeed):
        read(root, name)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_file_is_refused_when_read(tmp_path: Path) -> None:
    (tmp_path / "closed.txt").write_text("text")
    (tmp_path / "closed.txt").chmod(0)
    with pytest.raises(RejectedSeed, match="permission"):
        read(tmp_path, "closed.txt")


@pytest.mark.parametrize(
    "path", ["../secret.txt", "a/../../secret.txt", "/etc/hostname", "", ".", "a//b.txt", "a\x00.txt"]
)
def test_paths_that_leave_the_folder_are_refused(tmp_path: Path, path: str) -> None:
    root = tmp_path / "seeds"
    root.mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    with pytest.raises(RejectedSeed):
        read(root, path)


def test_reads_the_bytes(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b.txt").write_bytes(b"\x00bytes\xff")
    assert read(tmp_path, "a/b.txt") == b"\x00bytes\xff"


@pytest.mark.parametrize(("extra", "accepted"), [(0, True), (1, False)])
def test_size_limit_is_exact(tmp_path: Path, extra: int, accepted: bool) -> None:
    (tmp_path / "a.txt").write_bytes(b"x" * (MAX_BYTES + extra))
    assert bool(found(tmp_path)) is accepted
    assert bool(refused(tmp_path)) is not accepted


def test_documents_may_be_larger_since_they_hold_pictures(tmp_path: Path) -> None:
    for name in ("a.docx", "b.PDF", "c.txt", "d.docx"):
        with (tmp_path / name).open("wb") as file:
            file.truncate((3 if name[0] != "d" else 26) << 20)
    entries = scan(tmp_path, frozenset({".txt", ".docx", ".pdf"}))
    assert [entry.path for entry in entries if isinstance(entry, SeedFile)] == ["a.docx", "b.PDF"]
    with pytest.raises(RejectedSeed, match="no document"):
        parse(read(tmp_path, "a.docx"), "a.docx")


def test_folders_nested_without_end_are_refused(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["d"] * 20)
    deep.mkdir(parents=True)
    (deep / "a.txt").write_text("text")
    (reason,) = refused(tmp_path).values()
    assert "nested" in reason
