"""Which stories a briefing tells, and in which order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digest.select import GLANCE_WORDS, MOST_STORIES, WORDS_A_MINUTE, Candidate, Selection, minutes, select, words
from tests.factories import headline


def candidates(*topics: str, summary: str = "One two three.") -> list[Candidate]:
    """Stories from the newest to the oldest, numbered from 1, each of its topic."""
    return [
        Candidate(headline(number, topics=(topic,) if topic else (), summary=summary), f"hash {number}")
        for number, topic in enumerate(topics, 1)
    ]


def ids(selection: Selection | None) -> list[int]:
    return [] if selection is None else [story.id for story in selection.stories]


def test_nothing_to_tell() -> None:
    assert select([], budget=5) is None


def test_the_newest_leads_and_topics_stand_where_their_newest_story_would() -> None:
    selection = select(candidates("world", "sport", "", "world", "sport", "health"), budget=5)
    assert selection is not None
    assert selection.lead.id == 1
    groups = [(topic, [story.id for story in stories]) for topic, stories in selection.groups]
    assert groups == [("sport", [2, 5]), ("world", [4]), ("health", [6]), ("", [3])]
    assert ids(selection) == [1, 2, 5, 4, 6, 3]
    assert selection.more == 0


def test_copies_of_one_text_are_one_story() -> None:
    same = [Candidate(headline(number), "one text") for number in (1, 2, 3)]
    selection = select([*same, Candidate(headline(4), "another")], budget=5)
    assert ids(selection) == [1, 4]
    assert selection is not None
    assert selection.more == 0
    assert selection.others == {}, "they are all of one source"


def test_a_story_is_told_by_the_newest_of_its_whole_reports_and_names_the_other_sources() -> None:
    reports = [
        Candidate(headline(1, source="Brief", words=100), "story"),
        Candidate(headline(2, source="", words=300), "story"),
        Candidate(headline(3, source="Long", words=330), "story"),
        Candidate(headline(4, source="Brief", words=80), "story"),
        Candidate(headline(5, source="Old", words=400), "story"),
        Candidate(headline(6, source="Lone"), "another"),
    ]
    selection = select(reports, budget=5)
    assert ids(selection) == [2, 6]
    assert selection is not None
    assert selection.others == {2: ("Brief", "Long", "Old")}


@pytest.mark.parametrize("budget", list(MOST_STORIES))
def test_no_more_stories_than_a_length_allows_and_the_rest_is_counted(budget: int) -> None:
    selection = select(candidates(*["world"] * 40), budget=budget)
    assert selection is not None
    assert len(selection.stories) == MOST_STORIES[budget]
    assert selection.more == 40 - MOST_STORIES[budget]


def test_no_more_words_than_the_minutes_allow() -> None:
    long = "word " * 150
    selection = select(candidates(*["world"] * 9, summary=long), budget=2)
    assert selection is not None
    assert len(selection.stories) == 2
    assert selection.more == 7


def test_one_story_is_told_however_long_it_is() -> None:
    assert ids(select(candidates("world", "world", summary="word " * 2000), budget=2)) == [1]


def test_a_further_bound_leaves_out_the_oldest() -> None:
    selection = select(candidates(*["world"] * 9), budget=5, most=3)
    assert ids(selection) == [1, 2, 3]
    assert selection is not None
    assert selection.more == 6


@given(
    st.lists(st.tuples(st.sampled_from(["", "world", "sport", "health"]), st.integers(0, 200), st.integers(1, 30))),
    st.sampled_from([2, 5, 10]),
)
def test_every_story_is_told_or_counted_once_and_the_budget_holds(
    found: list[tuple[str, int, int]], budget: int
) -> None:
    given = [
        Candidate(headline(number, topics=(topic,) if topic else (), summary="w " * size), str(text))
        for number, (topic, size, text) in enumerate(found, 1)
    ]
    selection = select(given, budget=budget)
    texts = {each.story for each in given}
    if selection is None:
        assert not given
        return
    told = ids(selection)
    assert len(told) == len(set(told))
    assert len(told) + selection.more == len(texts)
    cost = sum(words(story) + GLANCE_WORDS for story in selection.stories)
    assert len(told) == 1 or cost <= budget * WORDS_A_MINUTE
    assert len(told) == 1 or minutes(selection.stories) <= budget
