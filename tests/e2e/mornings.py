"""Subscribing and waiting for the morning, as the tests of deliveries do it."""

from datetime import datetime, timedelta

from tests.e2e.articles import NEWS
from tests.e2e.lab import Json, Lab, Message, Talk, addressed
from tests.e2e.wall import next_instant

WALL = "07:30"
# Longer than a send without an answer rests before it is repeated.
REST = 31.0


def subscribe(talk: Talk, wall: str = WALL, zone: str = "UTC") -> datetime:
    """Subscribe the chat; gives back the instant of its next briefing."""
    answer = talk.say(addressed(f"/subscribe {wall} {zone}"))
    assert "every day at" in answer.text
    return next_instant(talk.lab.now(), wall, zone)


def morning(lab: Lab, due: datetime) -> int:
    """Move the clock to just after that instant; gives back the number of the event before."""
    after = lab.version()
    lab.move_to(due + timedelta(seconds=1))
    return after


def briefed(talk: Talk, due: datetime) -> Message:
    """The briefing of that instant."""
    return talk.next_message(morning(talk.lab, due), "the briefing")


def reloaded(admin: Talk) -> Message:
    """The report of /reload, which takes the place of the first message and of the progress."""
    started = shown = admin.say("/reload")
    assert "Loading the seeds" in started.text
    while "Loading" in shown.text:
        shown = admin.next_edit(shown.version, started.id)
    return shown


def copies(talk: Talk, text: str) -> list[bool]:
    """Whether each accepted copy of a text in this chat was silent, in order."""
    return [entry["silent"] for entry in talk.lab.ledger(talk.chat_id) if entry["text"] == text]


def the_briefing(talk: Talk, after: int) -> Message:
    """The chat's briefing, and no other message before it."""
    found = talk.next_message(after, "the briefing")
    assert NEWS in found.text
    return found


def rested(lab: Lab) -> int:
    """Let pass what a send without an answer rests; gives back the number of the event before."""
    after = lab.version()
    lab.advance(REST)
    return after


def struck(lab: Lab, after: int) -> Json:
    """The next fault that strikes."""
    return lab.wait_for(after, lambda event: event["kind"] == "fault", "the fault")


def until_status(talk: Talk, wanted: str) -> str:
    """Ask /status until it says so."""
    for _ in range(15):
        text = talk.say("/status").text
        if wanted in text:
            return text
    raise AssertionError(f"no {wanted!r} in {text!r}")
