"""Which of the chosen stories a briefing tells, and how they stand together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digest.brief import WORDS_A_MINUTE
from bot.digest.choice import Choice, Telling
from bot.digest.score import Factors
from bot.digest.select import MOST_PAGES, MOST_STORIES, PAGE, Selection, cost, minutes, select
from tests.news import news


def choice(*topics: str, summary: str = "One two three.", more: int = 0) -> Choice:
    """Stories numbered from 1, the first matters most, each of its topic."""
    tellings = tuple(
        Telling(news(number, topics=(topic,) if topic else (), summary=summary), (), Factors())
        for number, topic in enumerate(topics, 1)
    )
    return Choice(tellings, len(tellings) + more)


def ids(selection: Selection) -> list[int]:
    return [story.headline.id for story in selection.stories]


def test_the_first_leads_and_topics_stand_where_their_first_story_would() -> None:
    selection = select(choice("world", "sport", "", "world", "sport", "health"), budget=5)
    groups = [(topic, [story.headline.id for story in stories]) for topic, stories in selection.groups]
    assert groups == [("sport", [2, 5]), ("world", [4]), ("health", [6]), ("", [3])]
    assert ids(selection) == [1, 2, 5, 4, 6, 3]
    assert (selection.more, selection.spare) == (0, ())


@pytest.mark.parametrize("budget", list(MOST_STORIES))
def test_no_more_stories_than_a_length_allows_the_next_are_kept_and_the_rest_is_counted(budget: int) -> None:
    selection = select(choice(*["world"] * 60, more=40), budget=budget)
    assert len(selection.stories) == MOST_STORIES[budget]
    assert selection.more == 100 - MOST_STORIES[budget]
    first = MOST_STORIES[budget] + 1
    assert [each.headline.id for each in selection.spare] == list(range(first, first + PAGE * MOST_PAGES))


def test_no_more_words_than_the_minutes_allow() -> None:
    sentence = "word " * 39 + "word. "
    assert ids(select(choice(*["world"] * 9, summary=sentence * 4), budget=2)) == [1, 2, 3, 4, 5, 6]
    long = "longer " * 80 + "end."
    selection = select(choice(*["world"] * 9, summary=long), budget=2)
    assert len(selection.stories) == 5
    assert selection.more == 4


def test_one_story_is_told_however_long_it_is() -> None:
    title = Telling(news(1, title="word " * 900), (), Factors())
    assert ids(select(Choice((title, title), 2), budget=2)) == [1]


def test_a_further_bound_leaves_the_last_ones_for_the_pages() -> None:
    selection = select(choice(*["world"] * 9), budget=5, most=3)
    assert ids(selection) == [1, 2, 3]
    assert selection.more == 6
    assert [each.headline.id for each in selection.spare] == [4, 5, 6, 7, 8, 9]


@given(
    st.lists(st.tuples(st.sampled_from(["", "world", "sport", "health"]), st.integers(0, 60)), min_size=1),
    st.sampled_from([2, 5, 10]),
)
def test_every_story_is_told_kept_or_counted_once_and_the_budget_holds(
    found: list[tuple[str, int]], budget: int
) -> None:
    tellings = tuple(
        Telling(news(number, topics=(topic,) if topic else (), title="w " * size), (), Factors())
        for number, (topic, size) in enumerate(found, 1)
    )
    selection = select(Choice(tellings, len(tellings)), budget=budget)
    told = ids(selection)
    assert sorted(told) == list(range(1, len(told) + 1))
    assert len(told) + selection.more == len(found)
    first, *others = selection.stories
    total = cost(first, lead=True) + sum(map(cost, others))
    assert len(told) == 1 or total <= budget * WORDS_A_MINUTE
    assert len(told) == 1 or minutes(selection) <= budget
