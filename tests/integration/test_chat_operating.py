"""Operators reload the seeds and look at figures, in their private chat."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chat.handlers.operating import Operating
from bot.chat.visit import Visit
from bot.errors import ReloadRunning, StorageError
from bot.models import ChatKind, Destination
from bot.reports import ASK, Change, Consent, LoadReport
from bot.services.administration import Administration, OnWait, Progress
from tests.fakes import START
from tests.integration.room import ADA, DENIZ, Room, an_article, fill


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


async def test_a_long_report_is_cut_with_the_rest_counted(room: Room) -> None:
    paths = tuple(f"folder/with a long name/{number} & <file>.txt" for number in range(5000))
    reasons = tuple((path, "because " * 100) for path in paths)
    room.loader.report = LoadReport(
        START,
        START,
        added=paths,
        changed=tuple(Change(p, ("title",), ("title",)) for p in paths),
        withdrawn=paths,
        rejected=reasons,
    )
    text = await reload(room)
    assert "5000 rejected" in text
    assert "more" in text
    assert "5000 withdrawn" in text
    assert len(text.encode("utf-16-le")) // 2 <= 4096
    assert room.refusals == {}


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (ReloadRunning("a reload is running since 07:00"), "running already"),
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


def operating(room: Room, loader: Stepwise) -> Operating:
    administration = Administration(room.store, room.clock, loader)
    services = replace(room.services, administration=administration)
    return Operating(services, room.answers, progress_every=0.01)


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


async def test_the_bot_goes_on_while_a_reload_runs(room: Room) -> None:
    await room.say("/start", ADA)
    loader = Stepwise()
    await operating(room, loader).reload(VISIT)
    assert "/headlines" in (await room.ask("/help"))["text"]
    assert "/headlines" in (await room.ask("/help", DENIZ))["text"]
    loader.steps.put_nowait(None)
    await room.background.idle()
