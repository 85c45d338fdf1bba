"""Button data: what is written is read back, and nothing else is read."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat import callbacks
from bot.chat.callbacks import Action, InvalidButton
from bot.chat.callbacks import briefings as briefing_buttons
from bot.chat.callbacks import interests as interest_buttons
from bot.chat.callbacks import pausing as pausing_buttons
from bot.chat.callbacks import reading as reading_buttons
from bot.chat.callbacks import scheduling as scheduling_buttons
from bot.models import InterestKind, Stance
from bot.services.naming import Thing, folded
from bot.slots import zone_names

PAGES = st.integers(0, 99_999)
IDS = st.integers(1, 2**63 - 1)
CLOCK = st.builds(time, st.integers(0, 23), st.integers(0, 59))
TIMES = st.none() | CLOCK
ZONES = st.none() | st.sampled_from(sorted(zone_names()))
DAYS = st.none() | st.integers(1, 127)
KINDS = st.sampled_from(interest_buttons.KINDS)
STANCES = st.none() | st.sampled_from(Stance)
VALUES = st.text(max_size=60).map(
    lambda text: interest_buttons.value_of(Thing(InterestKind.WORD, folded(text))) or None
)
ACTIONS = st.one_of(
    st.sampled_from(
        [
            reading_buttons.Nothing(),
            reading_buttons.SendHeadlines(),
            reading_buttons.SearchSuggested(),
            reading_buttons.SendHelp(),
            reading_buttons.SendBriefing(),
            scheduling_buttons.ShowSettings(),
            scheduling_buttons.AskWeekdays(),
            scheduling_buttons.AskLength(),
            scheduling_buttons.Unsubscribe(),
            scheduling_buttons.Resume(),
            scheduling_buttons.AskAnotherTime(),
            scheduling_buttons.AskLocation(),
            pausing_buttons.AskPause(),
            pausing_buttons.AskQuiet(),
        ]
    ),
    st.builds(reading_buttons.ShowHeadlines, PAGES),
    st.builds(reading_buttons.ShowArticle, IDS, PAGES, PAGES),
    st.builds(reading_buttons.SendArticle, IDS),
    st.builds(reading_buttons.ShowHits, PAGES),
    st.builds(scheduling_buttons.AskTime, TIMES, ZONES, DAYS),
    st.builds(scheduling_buttons.AskRegion, TIMES, ZONES, DAYS),
    st.builds(scheduling_buttons.AskZone, TIMES, st.none(), DAYS, st.sampled_from(scheduling_buttons.REGIONS), PAGES),
    st.builds(scheduling_buttons.SetSchedule, TIMES, ZONES, DAYS),
    st.builds(scheduling_buttons.SetWeekdays, st.integers(1, 127)),
    st.builds(scheduling_buttons.AddTime, CLOCK),
    st.builds(scheduling_buttons.RemoveTime, CLOCK),
    st.builds(scheduling_buttons.AskTimeDays, CLOCK),
    st.builds(scheduling_buttons.SetTimeDays, CLOCK, st.integers(1, 127)),
    st.builds(pausing_buttons.PauseFor, st.none() | st.integers(1, 366)),
    st.builds(pausing_buttons.DropPause, st.dates(date(2000, 1, 1), date(2200, 12, 31))),
    st.builds(pausing_buttons.Snooze, st.integers(0, 720)),
    st.builds(pausing_buttons.SetQuiet, TIMES, TIMES),
    st.builds(scheduling_buttons.SetLength, st.sampled_from(scheduling_buttons.LENGTHS)),
    st.builds(interest_buttons.SetInterest, KINDS, STANCES, VALUES),
    st.builds(interest_buttons.SetListed, KINDS, STANCES, VALUES),
    st.builds(interest_buttons.DropInterest, IDS, PAGES),
    st.builds(interest_buttons.ShowInterests, PAGES),
    st.builds(interest_buttons.MoreLike, IDS),
    st.builds(interest_buttons.LessLike, IDS),
    st.builds(interest_buttons.MuteSource, IDS),
    st.builds(interest_buttons.AskWhy, IDS),
    st.builds(briefing_buttons.ShowHistory, PAGES),
    st.builds(briefing_buttons.SendEdition, IDS),
)


@given(ACTIONS)
def test_every_action_is_read_back_and_fits(action: Action) -> None:
    data = callbacks.data(action)
    assert callbacks.parse(data) == action
    assert len(data.encode()) <= 64


@given(st.text() | st.from_regex(r"1[-hHaAfF?ntrzscwWlLuk](:[-0-9A-Za-z/]{0,20}){0,4}"))
def test_anything_else_is_refused_or_is_the_exact_form(text: str) -> None:
    """Whatever parses is what we would have written: there is one form for each action."""
    try:
        action = callbacks.parse(text)
    except InvalidButton:
        return
    assert callbacks.data(action) == text


@pytest.mark.parametrize(
    "forged",
    ["", "1", "2h:0", "1h", "1h:", "1h:-1", "1h:+1", "1h:01", "1h:0:0", "1h:100000", "1h:٣", "1a:0:0:0", "1a:1:0",
     "1A:9223372036854775808", "1A:1 ", "1A:1\n", "1s:2400:-:-", "1s:0760:-:-", "1s:730:-:-",
     "1s:0730:Europe/Nowhere:-", "1s:0730:../../etc/passwd:-", "1s:0730::", "1s:0730:UTC:0",
     "1s:0730:UTC:128", "1W:0", "1W:128", "1L:3", "1z:-:-:-:Mars:0", "1u:1",
     "1is:topic:follow", "1is:language:follow:tr", "1is:topic:like:space", "1is:topic:follow:Space",
     "1is:topic:follow:", "1is:topic:follow:<b>", "1is:word:mute:a  b", "1id:0:0", "1iw:0", "1be:0", "1A:" + "1" * 80,
     "1\ud800", "drop table"],
)  # fmt: skip
def test_forged_data_is_refused(forged: str) -> None:
    with pytest.raises(InvalidButton):
        callbacks.parse(forged)


def test_a_briefing_button_opens_a_new_message() -> None:
    assert callbacks.parse(callbacks.article_button(12)) == reading_buttons.SendArticle(12)
