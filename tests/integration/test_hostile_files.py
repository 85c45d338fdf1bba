"""A folder of everything that should not be in one: each file is rejected with its reason or read, and nothing is lost.

No time is measured: a pattern or a loop that goes on for ever would run into the limit of a test.
"""

from contextlib import suppress
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.errors import RejectedSeed
from bot.ingest.enrich import Enricher
from bot.ingest.parse import parse
from bot.ingest.pipeline import Loader
from bot.ingest.prepare import Preparer
from bot.storage import articles
from bot.storage.engine import Store
from tests.hostile_files import MADE, MOST, OPENING, TOKENS, irregular, of_lines, of_token

READ = {"keys.json", "one-line.txt"}
EIGHTH = MOST // 8


@pytest.fixture(scope="module")
def preparer() -> Preparer:
    return Preparer(Enricher())


def articles_in(preparer: Preparer, data: bytes, name: str) -> int:
    """How many articles are made of it; RejectedSeed when none."""
    found = [preparer.prepare(article) for article in parse(data, name)]
    assert all(each.content.title and each.content.body for each in found)
    return len(found)


@pytest.mark.timeout(120)
@pytest.mark.parametrize("name", MADE)
def test_a_hostile_file_is_rejected_with_a_reason_or_read(preparer: Preparer, name: str) -> None:
    data = MADE[name]()
    if name in READ:
        assert articles_in(preparer, data, name)
        return
    with pytest.raises(RejectedSeed) as refused:
        articles_in(preparer, data, name)
    assert 10 < len(str(refused.value)) < 200
    assert str(refused.value).isprintable()


@pytest.mark.timeout(120)
@pytest.mark.parametrize("make", [of_token, of_lines])
@pytest.mark.parametrize("token", TOKENS)
def test_no_rule_takes_for_ever_over_what_it_looks_for(preparer: Preparer, token: str, make: object) -> None:
    with suppress(RejectedSeed):
        assert articles_in(preparer, make(token, EIGHTH), "paste.txt") == 1  # type: ignore[operator]


@pytest.mark.timeout(240)
async def test_a_folder_of_them_loads_the_one_article_in_it(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "seeds"
    folder.mkdir()
    (folder / "article.txt").write_text(OPENING)
    names = irregular(folder)
    small = [name for name in MADE if name not in READ and not name.startswith(("many-pages", "escaped"))]
    for name in small:
        (folder / name).write_bytes(MADE[name]())
    loader = Loader(store, SystemClock(), folder, Enricher())
    report = await loader.load()
    assert report.added == ("article.txt",)
    assert sorted(path for path, _ in report.rejected) == sorted([*names, *small])
    again = await loader.load()
    assert (again.unchanged, again.added, again.withdrawn) == (1, (), ())
    assert sorted(again.rejected) == sorted(report.rejected)
    async with store.read() as connection:
        assert await articles.count(connection) == 1
