"""What a chat is told, and in which order: every rule that docs/briefing.md states."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digest.pool import LEFT_OVER
from bot.digest.stories import ToldStory
from bot.models import EditorMark, Interest, InterestKind
from tests.fakes import START
from tests.news import LATER, chosen, days, follow, ids, mute, news, pool

TOPIC, PLACE, SOURCE, WORD, LANGUAGE = InterestKind
PIN, HIDE = EditorMark


def alike(count: int, **more: object) -> list:  # type: ignore[type-arg]
    """Stories that differ in nothing but their numbers, of different topics and sources."""
    return [
        news(number, published=START, shown_at=START, topics=(f"t{number}",), source=f"s{number}", **more)
        for number in range(1, count + 1)
    ]


def test_nothing_in_the_library_is_nothing_to_tell() -> None:
    assert chosen(pool([])) is None


def test_the_newest_comes_first_where_nothing_else_differs() -> None:
    assert ids(chosen(pool([news(number, topics=(), source=f"s{number}") for number in (3, 1, 2)]))) == [1, 2, 3]


def test_what_many_outlets_tell_comes_before_what_one_tells_a_little_later() -> None:
    several = [news(number, story=9, source=f"outlet {number}") for number in (9, 10, 11)]
    assert ids(chosen(pool([news(1), *several]))) == [9, 1]


def test_an_outlet_that_prints_everything_counts_less() -> None:
    flood = [news(number, source="Wire", published=START, shown_at=START) for number in range(2, 30)]
    choice = chosen(pool([news(1, source="Weekly", published=START, shown_at=START), *flood]))
    assert ids(choice)[0] == 1


def test_no_topic_and_no_source_fills_a_briefing() -> None:
    sport = [news(number, topics=("sport",), source="Kicker") for number in range(1, 9)]
    others = [news(number, topics=(f"t{number}",), source=f"s{number}") for number in (31, 32, 33)]
    first = ids(chosen(pool([*sport, *others])))[:6]
    assert {31, 32, 33} <= set(first)
    assert first[0] == 1


@pytest.mark.parametrize(
    "interest",
    [follow(TOPIC, "t3"), follow(PLACE, "tr"), follow(SOURCE, "s3"), follow(WORD, "grain deal")],
    ids=lambda each: each.kind.value,
)
def test_what_is_followed_comes_first_and_says_why(interest: Interest) -> None:
    stories = alike(4)
    stories[2] = news(
        3,
        published=START,
        shown_at=START,
        topics=("t3",),
        source="s3",
        places=("TR",),
        title="Grain deals are renewed",
    )
    choice = chosen(pool(stories), interests=frozenset({interest}))
    assert choice is not None
    first = choice.tellings[0]
    assert first.headline.id == 3
    assert first.factors.follows == (f"{interest.kind.value}:{interest.value}",)
    assert first.factors.as_json()["follows"] == [f"{interest.kind.value}:{interest.value}"]


def test_what_is_followed_is_found_below_everything_that_others_get() -> None:
    crowd = [news(number, source=f"s{number}", published=START, shown_at=START) for number in range(1, 400)]
    old = news(500, topics=("chess",), published=START - timedelta(hours=20), shown_at=START - timedelta(hours=20))
    choice = chosen(pool([*crowd, old]), interests=frozenset({follow(TOPIC, "chess")}))
    assert 500 in ids(choice)
    assert choice is not None
    assert choice.total == 400


@pytest.mark.parametrize(
    "interest",
    [mute(TOPIC, "t3"), mute(PLACE, "tr"), mute(SOURCE, "s3"), mute(WORD, "grain"), mute(LANGUAGE, "tr")],
    ids=lambda each: each.kind.value,
)
def test_what_is_muted_is_not_told(interest: Interest) -> None:
    stories = alike(4)
    about = news(
        3, published=START, topics=("t3",), source="s3", places=("TR",), language="tr-TR", summary="The grain is sold."
    )
    choice = chosen(pool([*stories[:2], about, stories[3]]), interests=frozenset({interest}))
    assert sorted(ids(choice)) == [1, 2, 4]
    assert choice is not None
    assert choice.total == 3


def test_a_muted_outlet_does_not_silence_a_story_that_others_tell() -> None:
    story = [news(1, story=1, source="Loud"), news(2, story=1, source="Calm")]
    (telling,) = getattr(chosen(pool(story), interests=frozenset({mute(SOURCE, "loud")})), "tellings", ())
    assert (telling.headline.id, telling.others) == (2, ())


def test_a_chat_reads_the_languages_that_it_chose_and_those_that_nobody_knows() -> None:
    stories = [news(1, language="en"), news(2, language="tr"), news(3, language="ru-RU"), news(4, language="")]
    interests = frozenset({follow(LANGUAGE, "tr"), follow(LANGUAGE, "ru")})
    assert sorted(ids(chosen(pool(stories), interests=interests))) == [2, 3, 4]


def test_who_chose_no_language_is_told_their_own_first() -> None:
    stories = [news(1, language="fr"), news(2, language="en"), news(3, language="")]
    assert ids(chosen(pool(stories), tongue="en"))[-1] == 1
    assert ids(chosen(pool(stories), tongue="eo")) == ids(chosen(pool(stories)))


def test_what_an_editor_pins_leads_however_old_it_is() -> None:
    long_ago = START - timedelta(days=90)
    stories = [news(1), news(2, entered=long_ago, published=long_ago, shown_at=long_ago)]
    choice = chosen(pool(stories, marks={2: (PIN, False)}))
    assert ids(choice) == [2, 1]
    assert choice is not None
    assert choice.tellings[0].factors.as_json()["pinned"] is True


@pytest.mark.parametrize(("whole_story", "left"), [(False, [2, 3]), (True, [3])])
def test_what_an_editor_hides_is_not_told(whole_story: bool, left: list[int]) -> None:
    stories = [news(1, story=1, source="a"), news(2, story=1, source="b", topics=()), news(3)]
    assert sorted(ids(chosen(pool(stories, marks={1: (HIDE, whole_story)})))) == left


def test_what_was_opened_in_the_chat_sinks() -> None:
    assert ids(chosen(pool([news(1), news(2), news(3)]), read=frozenset({1})))[-1] == 1


def test_what_had_no_room_yesterday_may_come_today_but_is_no_reason_for_a_briefing() -> None:
    yesterday = START - timedelta(days=1)
    left = [news(number, entered=yesterday, source=f"s{number}") for number in (1, 2)]
    told = frozenset({ToldStory(1, frozenset({1}), 1)})
    assert chosen(pool(left), after_load=1, told=told) is None
    new = news(3, load=2, topics=("new",), source="s3")
    assert ids(chosen(pool([*left, new]), after_load=1, told=told)) == [3, 2]


def test_what_had_no_room_for_days_is_old() -> None:
    entered = LATER - LEFT_OVER - timedelta(days=1, minutes=1)
    assert ids(chosen(pool([news(1, entered=entered), news(2, load=2)]), after_load=1)) == [2]


def test_a_first_briefing_is_the_best_of_the_last_days_in_which_something_came() -> None:
    long_ago = START - timedelta(days=300)
    old = [news(number, entered=long_ago - timedelta(days=number)) for number in (1, 2, 20)]
    assert sorted(ids(chosen(pool(old), since=None))) == [1, 2]


def test_an_archive_that_is_loaded_at_once_stands_behind_todays_news_in_the_order_of_its_dates() -> None:
    archive = [
        news(
            number,
            published=START - timedelta(days=number),
            shown_at=START - timedelta(days=number),
            source=f"{number}",
        )
        for number in (30, 400, 100)
    ]
    assert ids(chosen(pool([*archive, news(1)]), since=None)) == [1, 30, 100, 400]


def test_after_days_without_a_briefing_the_best_of_them_comes_first_whatever_its_day() -> None:
    big = [
        news(
            number,
            story=90,
            source=f"s{number}",
            entered=START - timedelta(days=5),
            published=START - timedelta(days=5),
        )
        for number in (91, 92, 93)
    ]
    stories = [*big, news(1, load=2), news(2, load=2)]
    assert ids(chosen(pool(stories), since=days(-6)))[0] in (91, 92, 93)
    assert set(ids(chosen(pool(stories), since=days(-1), after_load=1))) == {1, 2}


def test_a_told_story_is_not_told_again_and_others_are() -> None:
    told = frozenset({ToldStory(1, frozenset({1}), 1)})
    stories = [news(1), news(2, story=1, source="Second", load=2), news(3, load=2)]
    assert ids(chosen(pool(stories), after_load=1, told=told)) == [3]


def test_a_told_story_comes_back_by_what_is_new_in_it_and_is_marked() -> None:
    told = frozenset({ToldStory(1, frozenset({1}), 1)})
    later = news(2, story=1, load=2, published=START + timedelta(days=2), shown_at=START + timedelta(days=2), words=20)
    choice = chosen(pool([news(1, words=900), later], at=START + timedelta(days=2, hours=1)), after_load=1, told=told)
    assert ids(choice) == [2]
    assert choice is not None
    assert choice.tellings[0].factors.update


def test_a_development_from_a_muted_outlet_is_none() -> None:
    told = frozenset({ToldStory(1, frozenset({1}), 1)})
    at = START + timedelta(days=2)
    stories = [news(1), news(2, story=1, load=2, source="Loud", published=at), news(3, load=2)]
    interests = frozenset({mute(SOURCE, "loud")})
    assert ids(chosen(pool(stories, at=at), after_load=1, told=told, interests=interests, day=days(2))) == [3]


def test_a_story_is_told_by_the_newest_of_its_whole_reports_and_names_the_other_sources() -> None:
    reports = [
        news(1, story=1, source="Brief", words=100),
        news(2, story=1, source="", words=300),
        news(3, story=1, source="Long", words=330),
        news(4, story=1, source="Brief", words=80),
        news(5, story=1, source="Old", words=400),
    ]
    choice = chosen(pool(reports))
    assert ids(choice) == [2]
    assert choice is not None
    assert choice.tellings[0].others == ("Brief", "Long", "Old")


@given(
    st.lists(
        st.tuples(st.integers(1, 12), st.sampled_from(["", "world", "sport"]), st.sampled_from(["", "a", "b"])),
        max_size=40,
    ),
    st.integers(1, 40),
)
def test_every_story_is_chosen_once_or_counted(found: list[tuple[int, str, str]], most: int) -> None:
    articles = [
        news(number, story=story, topics=(topic,) if topic else (), source=source)
        for number, (story, topic, source) in enumerate(found, 1)
    ]
    choice = chosen(pool(articles), most=most)
    stories = {each.story for each in articles}
    if choice is None:
        assert not articles
        return
    assert choice.total == len(stories)
    assert len(choice.tellings) == min(most, len(stories))
    assert len({each.news.story for each in choice.tellings}) == len(choice.tellings)
