"""What `parse FILE…` prints: a mapping an article, or the reason of a file or of one of its items."""

import json
import os
from pathlib import Path

import pytest

from bot import app
from tests.integration.seedsfolder import SENTENCE


def test_items_are_told_in_the_order_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "list.json"
    file.write_text(json.dumps([{"title": "Nothing"}, {"title": "Bridge opens", "content": SENTENCE}]))
    bad, good = app.parse([file])
    assert bad == {"path": str(file), "item": 1, "error": 'no text; give it a "content"'}
    assert (good["path"], good["title"], good["body"]) == (str(file), "Bridge opens", SENTENCE)


def test_a_bad_file_has_its_error(tmp_path: Path) -> None:
    file = tmp_path / "list.json"
    file.write_text("[]")
    [found] = app.parse([file])
    assert found.keys() == {"path", "error"}


def test_a_folder_is_told_what_to_do_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for folder in (tmp_path, Path(), Path("..")):
        [found] = app.parse([folder])
        assert found == {"path": str(folder), "error": f"a folder, not a file; name its files, as in: parse {folder}/*"}


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    [found] = app.parse([tmp_path / "pipe.txt"])
    assert found["error"] == "not a regular file but a folder, a pipe or a device"
