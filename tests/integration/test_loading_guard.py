"""What is gone by mistake stays: a load asks before it withdraws much, on both databases."""

import json

import pytest

from bot.errors import TooManyWithdrawals
from bot.ingest.pipeline import Loader
from bot.reports import Consent, LoadReport
from bot.services.administration import Administration
from bot.storage.engine import Store
from tests.fakes import FakeClock
from tests.integration.seedsfolder import Folder, library, outcome, text

TWENTY = [f"{number:02}.txt" for number in range(20)]


def write(folder: Folder, *names: str) -> None:
    """Articles that are no copies of each other."""
    for name in names:
        word = "".join(chr(ord("a") + int(digit)) for digit in name if digit.isdigit()) or name[0]
        body = "\n\n".join(
            f"{word}{n} {word * 2} said {n} {word} things of {word * 3} in {word}{n + 1}." for n in range(9)
        )
        folder.write(name, f"News about {word * 3} and {word * 2}\n\n{body}\n")


async def asked(loader: Loader) -> LoadReport:
    with pytest.raises(TooManyWithdrawals) as refused:
        await loader.load()
    return refused.value.report


async def test_nothing_is_changed_before_the_answer(store: Store, loader: Loader, folder: Folder) -> None:
    write(folder, *TWENTY)
    await loader.load()
    before = await library(store)
    for name in TWENTY[:11]:
        folder.remove(name)
    write(folder, "new.txt")
    folder.write(TWENTY[19], (folder.root / TWENTY[19]).read_text().replace("News", "More news"))
    report = await asked(loader)
    assert (report.added, report.withdrawn, report.live) == (("new.txt",), tuple(TWENTY[:11]), 20)
    assert [change.path for change in report.changed] == [TWENTY[19]]
    assert await library(store) == before
    administration = Administration(store, FakeClock(), loader)
    kept = await administration.load_report(report.number)
    assert kept is not None
    assert kept.as_json() == {**report.as_json(), "number": report.number}
    assert len((await loader.load(consent=Consent(11))).withdrawn) == 11


async def test_the_answer_holds_for_what_was_asked(store: Store, loader: Loader, folder: Folder) -> None:
    write(folder, *TWENTY)
    await loader.load()
    for name in TWENTY[:11]:
        folder.remove(name)
    await asked(loader)
    folder.remove(TWENTY[11])
    with pytest.raises(TooManyWithdrawals, match="12 of 20"):
        await loader.load(consent=Consent(11))


async def test_a_start_loads_the_rest_and_keeps_them(store: Store, loader: Loader, folder: Folder) -> None:
    write(folder, *TWENTY)
    await loader.load()
    for name in TWENTY[:11]:
        folder.remove(name)
    write(folder, "new.txt")
    for added in (("new.txt",), ()):
        report = await loader.load(consent=Consent(keep=True))
        assert (report.added, report.kept, report.withdrawn) == (added, tuple(TWENTY[:11]), ())
    assert len(await library(store)) == 21
    assert len((await asked(loader)).withdrawn) == 11, "it is not forgotten"


async def test_a_renamed_folder_is_no_loss(store: Store, loader: Loader, folder: Folder) -> None:
    write(folder, *(f"world/{name}" for name in TWENTY))
    await loader.load()
    before = await library(store)
    (folder.root / "world").rename(folder.root / "World news")
    report = await loader.load()
    assert (len(report.changed), report.withdrawn) == (20, ())
    assert await library(store) == before


@pytest.mark.parametrize("keep", [False, True])
async def test_articles_that_left_a_file_count_too(store: Store, loader: Loader, folder: Folder, keep: bool) -> None:
    listed = [{"title": f"Report {n}", "text": text(f"Report {n}", closing=f"It cost {n}.")} for n in range(15)]
    folder.write("all.json", json.dumps(listed))
    await loader.load()
    folder.write("all.json", json.dumps(listed[:3]))
    if keep:
        assert len((await loader.load(consent=Consent(keep=True))).kept) == 12
    assert len((await asked(loader)).withdrawn) == 12
    assert len((await loader.load(consent=Consent(12))).withdrawn) == 12
    assert outcome(await loader.load()) == {"unchanged": 3}
