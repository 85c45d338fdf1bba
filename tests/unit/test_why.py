"""Why a story was told, from factors that another release may have written."""

from datetime import timedelta
from typing import Any

import pytest

from bot.chat.views.why import followed_of, reasons_of
from bot.models import InterestKind
from bot.services.naming import Thing
from bot.storage.archive import ToldStory
from bot.texts import ENGLISH
from tests.fakes import START

NEW = ["It was among what was new to this chat."]
OLD = timedelta(days=9)


@pytest.mark.parametrize(
    ("factors", "age", "expected"),
    [
        ({}, OLD, NEW),
        ({"outlets": 1, "sources": 3.2, "score": 3.2, "recency": 0.4}, OLD, NEW),
        ({"outlets": 2}, OLD, ["2 sources tell it."]),
        ({}, timedelta(0), ["It was from the last hour."]),
        ({}, timedelta(hours=4, minutes=6), ["It was from the last 5 hours."]),
        ({}, timedelta(hours=47), ["It was from the last 47 hours."]),
        ({}, timedelta(hours=73), ["It was from the last 3 days."]),
        ({}, timedelta(hours=-1), NEW),
        ({"pinned": True, "update": False}, OLD, ["An editor put it on top."]),
        ({"follows": ["topic:space", "word:climate deal"]}, OLD, ["You follow 🚀 Space, “climate deal”."]),
        ({"follows": ["source:daily planet"]}, OLD, ["You follow Daily Planet."]),
        ({"follows": ["language:tr", "moon:x", "topic", "topic:", 3, None, ["a"]]}, OLD, NEW),
        ({"outlets": "many", "follows": "topic:space", "pinned": 1}, OLD, NEW),
    ],
)
def test_reasons(factors: dict[str, Any], age: timedelta, expected: list[str]) -> None:
    story = ToldStory(1, 1, "Title", START, age, factors)
    assert reasons_of(ENGLISH, story, {"daily planet": "Daily Planet"}) == expected


def test_what_was_followed_is_told_once() -> None:
    assert followed_of({"follows": ["topic:space", "topic:space"]}) == [Thing(InterestKind.TOPIC, "space")]


def test_a_story_without_room_says_so() -> None:
    story = ToldStory(0, 1, "Title", START, OLD, {})
    assert reasons_of(ENGLISH, story, {}) == ["The briefing had no room for it; it would have come next."]
