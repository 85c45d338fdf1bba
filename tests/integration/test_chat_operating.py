"""Operators reload the seeds and look at figures, in their private chat."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.chat.callbacks import data
from bot.chat.callbacks.operating import ReloadWithdrawing
from bot.chat.handlers.loading import Loading
from bot.chat.visit import Visit
from bot.errors import InvalidRequest, ReloadRunning, StorageError, TooManyWithdrawals
from bot.models import ChatKind, Destination
from bot.reports import ASK, Change, Consent, LoadReport
from bot.services.administration import Administration, Asked, Loader, OnWait, Progress
from bot.storage import seeds
from tests.fakes import START
from tests.integration.room import ADA, DENIZ, Room, an_article, fill, labels


async def reload(room: Room) -> str:
    """What the message of a reload says in the end."""
    message = await room.ask("/reload", ADA)
    await room.background.idle()
    text: str = room.now(message)["text"]
    return text


async def test_a_reload_reports_what_it_did(room: Room) -> None:
    room.loader.report = LoadReport(
        START,
        START + timedelta(seconds=2.5),
        added=("new.txt", "sub/other.txt"),
        changed=(Change("edited.txt", ("title", "body"), ("title", "text: 1 paragraph rewritten")),),
        unchanged=21,
        withdrawn=("gone.txt",),
        rejected=(("bad.txt", "no title was found; put one on the first line"),),
        articles=24,
    )
    text = await reload(room)
    assert room.loader.requests == [ADA]
    for expected in (
        "Reloaded in 2.5 s, not everything could be read",
        "1 rejected", "bad.txt: no title was found", "2 added", "sub/other.txt", "edited.txt: title; text: 1",
        "1 withdrawn", "gone.txt", "21 unchanged · 24 in the library",
    ):  # fmt: skip
        assert expected in text
    assert text.index("rejected") < text.index("added"), "what needs doing comes first"


async def test_a_reload_is_not_put_off_by_more_words(room: Room) -> None:
    message = await room.ask("/reload now, please", ADA)
    await room.background.idle()
    assert "Reloaded" in room.now(message)["text"]


async def test_a_reload_that_changed_nothing(room: Room) -> None:
    room.loader.report = LoadReport(START, START + timedelta(seconds=1), unchanged=24, articles=24)
    text = await reload(room)
    assert "Nothing has changed" in text
    assert "24 unchanged" in text


async def test_copies_are_explained_where_articles_are_counted(room: Room) -> None:
    room.loader.report = LoadReport(START, START, added=("a", "b", "c"), articles=1, copies=2)
    text = await reload(room)
    assert text.endswith(
        "0 unchanged · 3 in the library\n2 of them are exact copies of others: listed and found only once"
    )


async def keep_report(room: Room, report: LoadReport) -> LoadReport:
    """Store a report as a load does; gives it back with its number."""
    async with room.store.write() as connection:
        number = await seeds.begin_load(connection, requested_by=ADA, now=START)
        await seeds.finish_load(connection, number, report.as_json(), now=START)
    return replace(report, number=number)


async def test_a_long_report_is_cut_and_the_whole_of_it_is_a_press_away(room: Room) -> None:
    paths = tuple(f"folder/with a long name/{number} & <file>.txt" for number in range(5000))
    reasons = tuple((path, "because " * 100) for path in paths)
    changes = tuple(Change(path, ("title",), ("title",)) for path in paths)
    room.loader.report = await keep_report(
        room, LoadReport(START, START, added=paths, changed=changes, withdrawn=paths, rejected=reasons)
    )
    text = await reload(room)
    for expected in ("5000 rejected", "5000 withdrawn", "+4994 more"):
        assert expected in text
    assert len(text) < 4000
    message = room.from_bot(ADA)[-1]
    await room.press(room.now(message), "📄 All 20000 lines")
    assert "Report, page 1 of 1250" in room.now(message)["text"]
    await room.press(room.now(message), "▶")
    assert "Report, page 2 of 1250" in room.now(message)["text"]
    assert "16 & <file>.txt" in room.now(message)["text"]
    await room.press(room.now(message), "Summary")
    assert room.now(message)["text"] == text
    assert room.refusals == {}


def gone(room: Room, **more: Any) -> None:
    """From now on a load asks."""
    names = tuple(f"gone-{number}.txt" for number in range(23))
    report = LoadReport(START, START, withdrawn=names, live=60, dry_run=True, **more)
    room.loader.error = TooManyWithdrawals("23 of 60 articles are gone", report)


async def test_much_that_is_gone_is_asked_about(room: Room) -> None:
    gone(room, added=("new.txt",))
    text = await reload(room)
    assert "23 of 60 articles are gone from the seeds folder" in text
    assert "Nothing has been changed yet" in text
    assert text.index("23 to be withdrawn") < text.index("1 to be added")
    message = room.from_bot(ADA)[-1]
    assert labels(message)[:3] == ["Withdraw 23 of 60 articles", "Keep them, load the rest", "Leave as it is"]
    room.loader.error = None
    await room.press(message, "Withdraw 23 of 60 articles")
    await room.background.idle()
    assert room.loader.consents == [ASK, Consent(23)]
    assert "Reloaded" in room.now(message)["text"]
    assert len(room.from_bot(ADA)) == 1, "the question has become the report"


async def test_what_is_gone_may_be_kept_or_left(room: Room) -> None:
    gone(room, added=("new.txt",))
    await reload(room)
    await reload(room)
    first, second = room.from_bot(ADA)
    await room.press(first, "Leave as it is")
    assert "Left as it is" in room.now(first)["text"]
    assert labels(room.now(first)) == []
    room.loader.error = None
    await room.press(second, "Keep them, load the rest")
    await room.background.idle()
    assert room.loader.consents == [ASK, ASK, Consent(keep=True)]


async def test_only_operators_may_answer(room: Room) -> None:
    await room.say("/start", DENIZ)
    answer = await room.press_data(room.from_bot(DENIZ)[-1], data(ReloadWithdrawing(23)), forge=True)
    assert answer["show_alert"]
    assert room.loader.requests == []


async def test_an_undo_reports_what_it_put_back(room: Room) -> None:
    room.loader.report = LoadReport(
        START, START, ("back.txt",), (Change("edited.txt"),), withdrawn=("new.txt",), undoes=START, number=9
    )
    message = await room.ask("/undo", ADA)
    await room.background.idle()
    text = room.now(message)["text"]
    for expected in (
        "The load of", "is undone", "1 back in the library", "edited.txt", "1 withdrawn", "stay out of coming reloads"
    ):  # fmt: skip
        assert expected in text
    assert labels(room.now(message)) == ["↪️ Bring it back"]
    room.loader.report = replace(room.loader.report, redo=True)
    await room.press(room.now(message), "↪️ Bring it back")
    await room.background.idle()
    assert room.loader.undone == [0, 9]
    assert room.now(message)["text"] == text, "the report stays; what was brought back is told below"
    assert "What was undone is back" in room.from_bot(ADA)[-1]["text"]


async def test_nothing_to_undo_is_said_and_strangers_are_not_heard(room: Room) -> None:
    room.loader.error = InvalidRequest("there is nothing to undo")
    message = await room.ask("/undo", ADA)
    await room.background.idle()
    assert "there is nothing to undo" in room.now(message)["text"]
    assert "don’t know /undo" in (await room.ask("/undo", DENIZ))["text"]
    assert room.loader.undone == [0]


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (ReloadRunning("a reload is running and 5 wait"), "5 wait"),
        (StorageError("the disk is full"), "the disk is full"),
    ],
)
async def test_a_reload_that_cannot_be_done_says_why(room: Room, error: Exception, expected: str) -> None:
    room.loader.error = error  # type: ignore[assignment]
    text = await reload(room)
    assert expected in text


async def test_an_unexpected_failure_is_told_without_details(room: Room, capsys: pytest.CaptureFixture[str]) -> None:
    room.loader.error = ValueError("inner secret")  # type: ignore[assignment]
    assert "inner secret" not in await reload(room)
    assert "reload_failed" in capsys.readouterr().out


async def test_figures(room: Room) -> None:
    await fill(room.store, [an_article(1), an_article(2)])
    await room.ask("/subscribe 7:30 UTC")
    text = (await room.ask("/stats", ADA))["text"]
    assert "Articles: 2" in text
    assert "Active subscriptions: 1" in text
    assert "last 24 hours" in text


class Stepwise:
    """A loader that goes on when the test says so."""

    def __init__(self) -> None:
        self.steps: asyncio.Queue[tuple[int, int] | None] = asyncio.Queue()
        self.cancelled = False

    async def load(
        self,
        *,
        requested_by: int | None = None,
        progress: Progress | None = None,
        consent: Consent = ASK,
        on_wait: OnWait | None = None,
        load: int = 0,
    ) -> LoadReport:
        try:
            while (step := await self.steps.get()) is not None:
                assert progress is not None
                progress(*step)
        except asyncio.CancelledError:
            self.cancelled = True
            raise
        return LoadReport(START, START + timedelta(seconds=1), added=("a.txt",), articles=1)

    undo = load


def operating(room: Room, loader: Loader) -> Loading:
    administration = Administration(room.store, room.clock, loader)
    services = replace(room.services, administration=administration)
    return Loading(services, room.answers, progress_every=0.01)


VISIT = Visit(Destination(ADA), ChatKind.PRIVATE, "Ada", "en", ADA)


async def seen(room: Room, words: str) -> str:
    """Wait until the last message in Ada's chat says that."""
    while words not in (text := room.from_bot(ADA)[-1]["text"]):
        await room.state.events.happened.wait(10)
    return str(text)


async def test_progress_is_shown_in_the_same_message(room: Room) -> None:
    await room.say("/start", ADA)
    loader = Stepwise()
    await operating(room, loader).reload(VISIT)
    loader.steps.put_nowait((3, 10))
    assert "3 of 10 files" in await seen(room, "30 %")
    loader.steps.put_nowait((10, 10))
    await seen(room, "100 %")
    loader.steps.put_nowait(None)
    assert "a.txt" in await seen(room, "Reloaded")
    assert len(room.from_bot(ADA)) == 2


async def test_a_reload_is_stopped_with_the_bot_and_says_so(room: Room) -> None:
    await room.say("/start", ADA)
    loader = Stepwise()
    await operating(room, loader).reload(VISIT)
    loader.steps.put_nowait((3, 10))
    await seen(room, "30 %")
    await room.background.close()
    assert loader.cancelled
    assert "interrupted" in room.from_bot(ADA)[-1]["text"]


@pytest.mark.parametrize("kind", ["lost_answer", "garbage", "status_after", "cut"])
async def test_a_reload_whose_first_message_is_in_doubt_is_done_and_reported(room: Room, kind: str) -> None:
    await room.say("/start", ADA)
    room.state.faults.add({"kind": kind, "method": "sendMessage"})
    await room.say("/reload", ADA)
    await room.background.idle()
    assert room.loader.requests == [ADA]
    assert "Reloaded" in room.from_bot(ADA)[-1]["text"]


async def test_a_reload_during_a_flood_is_done_and_reported_after_it(room: Room) -> None:
    await room.say("/start", ADA)
    room.state.faults.add({"kind": "flood", "method": "sendMessage", "retry_after": 60})
    await room.say("/reload", ADA)
    await room.background.idle()
    started, report = room.from_bot(ADA)[1:]
    assert "Loading" in started["text"]
    assert "Reloaded" in report["text"]


async def test_a_reload_that_ended_with_the_process_is_told_at_the_next_start(room: Room) -> None:
    """Like a kill: the process ends and its last words do not arrive."""
    await room.say("/start", ADA)
    loader = Stepwise()
    await operating(room, loader).reload(VISIT)
    loader.steps.put_nowait((3, 10))
    await seen(room, "30 %")
    room.state.faults.add({"kind": "cut", "method": "editMessageText", "times": 0})
    await room.background.close()
    assert "30 %" in room.from_bot(ADA)[-1]["text"]
    room.state.faults.clear()
    async with Room(room.sandbox, room.store, room.clock).opened() as started:
        await started.background.idle()
        assert "interrupted" in room.from_bot(ADA)[-1]["text"]
        assert len(room.from_bot(ADA)) == 2


async def test_only_the_reload_that_was_not_told_is_at_the_next_start(room: Room) -> None:
    """The second one ends with the bot before it has begun."""
    told = await reload(room)
    await operating(room, Stepwise()).reload(VISIT)
    await room.background.close()
    for _ in range(2):
        async with Room(room.sandbox, room.store, room.clock).opened() as started:
            await started.background.idle()
        first, second = [message["text"] for message in room.from_bot(ADA)]
        assert first == told
        assert "interrupted" in second


async def test_an_operator_hears_of_what_a_start_kept_once(room: Room) -> None:
    administration = Administration(room.store, room.clock, room.loader)
    room.loader.report = LoadReport(START, START, kept=tuple(str(number) for number in range(23)), live=60)
    for number in range(4):
        if number == 1:
            await room.say("/start", ADA)
        await administration.load_at_start()
        async with Room(room.sandbox, room.store, room.clock).opened() as started:
            await started.background.idle()
    assert room.loader.consents == 4 * [Consent(keep=True)]
    assert ["23 of 60 articles are gone" in each["text"] for each in room.from_bot(ADA)].count(True) == 1
    room.loader.report = replace(room.loader.report, kept=("other.txt", *room.loader.report.kept))
    await administration.load_at_start()
    assert await administration.untold_kept() == (24, 60)
    await administration.reload(Asked(ADA))
    assert await administration.untold_kept() is None


class Queued:
    """Like a loader whose turn has not come."""

    def __init__(self) -> None:
        self.turn = asyncio.Event()

    async def load(
        self,
        *,
        requested_by: int | None = None,
        progress: Progress | None = None,
        consent: Consent = ASK,
        on_wait: OnWait | None = None,
        load: int = 0,
    ) -> LoadReport:
        assert on_wait is not None
        on_wait()
        await self.turn.wait()
        return LoadReport(START, START, articles=1)

    undo = load


async def test_a_reload_that_waits_says_so_and_has_its_own_report(room: Room) -> None:
    await room.say("/start", ADA)
    loader = Queued()
    await operating(room, loader).reload(VISIT)
    assert "comes after it" in await seen(room, "Another reload is running")
    loader.turn.set()
    assert "Nothing has changed" in await seen(room, "Reloaded")


async def test_a_second_press_while_it_runs_does_nothing(room: Room) -> None:
    message = await room.ask("/start", ADA)
    loader = Queued()
    loading = operating(room, loader)
    press = replace(VISIT, message_id=message["message_id"], query_id="1")
    for _ in range(2):
        await loading.reload_withdrawing(press, ReloadWithdrawing(3))
    loader.turn.set()
    await room.background.idle()
    assert "Reloaded" in room.now(message)["text"]
    assert len(room.from_bot(ADA)) == 1


async def test_the_bot_goes_on_while_a_reload_runs(room: Room) -> None:
    await room.say("/start", ADA)
    loader = Stepwise()
    await operating(room, loader).reload(VISIT)
    assert "/headlines" in (await room.ask("/help"))["text"]
    assert "/headlines" in (await room.ask("/help", DENIZ))["text"]
    loader.steps.put_nowait(None)
    await room.background.idle()
