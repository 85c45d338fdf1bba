"""What `parse FILE…` prints: a mapping an article, or the reason of a file or of one of its items."""

import json
from pathlib import Path

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
