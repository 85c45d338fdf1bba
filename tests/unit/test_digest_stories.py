"""Which articles of which stories are news to a chat."""

from datetime import timedelta

import pytest

from bot.digest.select import Candidate
from bot.digest.stories import candidates
from tests.factories import headline
from tests.fakes import START

STORY, OTHER = 1, 9


def test_an_article_on_its_own_is_a_candidate() -> None:
    assert candidates([(headline(4), 4)], [], {}) == [Candidate(headline(4), 4)]


def test_a_story_brings_along_what_was_there_before() -> None:
    """The longest account may have come in days ago and not have fitted into the briefing of that day."""
    new, before = headline(3), headline(1)
    assert candidates([(new, STORY)], [(new, STORY), (before, STORY)], {}) == [
        Candidate(new, STORY),
        Candidate(before, STORY),
    ]


@pytest.mark.parametrize(
    ("published", "before", "told_again"),
    [
        (START, START, False),
        (START + timedelta(days=1), START, False),
        (START + timedelta(days=2), START, True),
        (START - timedelta(days=4), START, False),
        (None, START, False),
        (START + timedelta(days=2), None, False),
    ],
)
def test_a_told_story_is_told_again_by_a_development_alone(published, before, told_again: bool) -> None:  # type: ignore[no-untyped-def]
    new, old, lone = headline(3, published=published), headline(1), headline(9)
    found = candidates([(new, STORY), (lone, OTHER)], [(new, STORY), (old, STORY)], {STORY: before})
    assert found == [*([Candidate(new, STORY)] if told_again else []), Candidate(lone, OTHER)]
