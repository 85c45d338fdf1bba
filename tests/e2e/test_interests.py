"""What is followed comes, what is muted or was read does not, and a briefing that came can be opened again."""

import json
import random
import re
from datetime import timedelta
from pathlib import Path

import pytest

from tests.e2e.lab import Lab, Talk
from tests.e2e.mornings import briefed, morning, subscribe, until_status

LOUD, QUIET = "The Loud Gazette", "Harbour Times"
FOLLOWED = "A Small Museum of Lanterns Opens"
THINGS = ("Airport", "Brewery", "Canal", "Dockyard", "Embankment", "Foundry", "Granary")
SYLLABLES = [consonant + vowel for consonant in "bcdfglmnprstv" for vowel in "aeiou"]
LINK = re.compile(r"\?start=(b_[A-Za-z0-9_-]+)")


def seed(title: str, source: str, topic: str, *, day: str = "2027-02-03") -> dict[str, object]:
    """An article as JSON has it. Each has words of its own, so that none passes for another's story."""
    dice = random.Random(title)
    words = ["".join(dice.choice(SYLLABLES) for _ in range(3)) for _ in range(40)]
    sentences = [" ".join(dice.sample(words, 12)).capitalize() + "." for _ in range(8)]
    return {
        "title": title,
        "content": [" ".join(sentences[:4]), " ".join(sentences[4:])],
        "source": source,
        "topics": [topic],
        "places": ["NO"],
        "published": f"{day}T05:00:00Z",
    }


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """More than a briefing has room for: fresh stories of a loud source, and an older one that only some care for."""
    folder = tmp_path_factory.mktemp("library") / "seeds"
    folder.mkdir()
    loud = [seed(f"{what} Divides the Council", LOUD, "politics") for what in THINGS]
    quiet = [seed(f"{what} Finds a Buyer", QUIET, "business") for what in THINGS]
    (folder / "news.json").write_text(
        json.dumps([*loud, *quiet, seed(FOLLOWED, QUIET, "business", day="2027-01-10")]), "utf-8"
    )
    return folder


def two_minutes(talk: Talk) -> None:
    """The shortest briefing, which has not room for everything."""
    settings = talk.say("/settings")
    chosen = talk.press(settings, "5 min").message
    talk.press(chosen, "2 min")


def test_followed_stories_come_and_muted_ones_never(reader: Talk, neighbour: Talk) -> None:
    due = subscribe(reader)
    assert subscribe(neighbour) == due
    two_minutes(reader)
    two_minutes(neighbour)
    assert "Followed." in reader.say("/follow lanterns").text
    assert "Muted." in reader.say(f"/mute source {LOUD.lower()}").text
    after = morning(reader.lab, due)
    briefing = reader.next_message(after, "the briefing")
    theirs = neighbour.next_message(after, "the briefing of who said nothing").text
    assert FOLLOWED in briefing.text
    assert FOLLOWED not in theirs
    assert "Council" not in briefing.text
    assert "Council" in theirs
    assert "✅" in until_status(neighbour, "– sent")
    place = int(re.search(rf"(\d+)\. {FOLLOWED}", briefing.text)[1])  # type: ignore[index]
    assert "You follow “lanterns”" in reader.say(f"/why {place}").text
    assert "Council" not in reader.say("/briefing").text


def test_an_article_that_was_opened_is_not_told_and_one_that_was_only_shown_is(reader: Talk) -> None:
    due = subscribe(reader)
    shown = reader.say("/briefing")
    first = re.search(r"^1\. (.+)$", shown.text, re.MULTILINE)
    second = re.search(r"^2\. (.+)$", shown.text, re.MULTILINE)
    assert first is not None
    assert second is not None
    assert reader.press(shown, "1").message.text.startswith(first[1])
    briefing = briefed(reader, due)
    assert not re.search(rf"\. {re.escape(first[1])}$", briefing.text, re.MULTILINE)
    assert re.search(rf"\. {re.escape(second[1])}$", briefing.text, re.MULTILINE)


def test_a_button_under_a_story_changes_the_next_briefing(reader: Talk) -> None:
    due = subscribe(reader)
    briefing = briefed(reader, due)
    article_message = reader.press(briefing, "1").message
    why = reader.press(article_message, "Why").message
    assert "Why this story?" in why.text
    assert "No briefing" not in why.text
    muted = reader.press(article_message, "Source").message
    assert "Muted." in muted.text
    assert "Not muted any more" in reader.press(muted, "Undo").message.text


def test_a_past_briefing_opens_again_and_by_its_link_elsewhere(lab: Lab, reader: Talk, neighbour: Talk) -> None:
    due = subscribe(reader)
    briefing = briefed(reader, due)
    until_status(reader, "– sent")
    history = reader.say("/history")
    assert "✅" in history.text
    after = lab.version()
    reader.tap(history, "1")
    again = reader.next_message(after)
    assert (again.text, again.buttons) == (briefing.text, briefing.buttons)
    link = LINK.search(reader.next_message(again.version).text)
    assert link is not None
    opened = neighbour.say(f"/start {link[1]}")
    assert opened.text == briefing.text
    assert link[0] in neighbour.next_message(opened.version).text
    assert "no briefing" in neighbour.say("/start b_thisisnotatokenofours").text
    lab.move_to(due + timedelta(hours=1))
