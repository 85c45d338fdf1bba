"""Briefings as messages: what they look like, and that Telegram takes each one whatever the articles hold."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.callbacks import article_button
from bot.digest.builder import MOST_MESSAGES, Buttons, compose, prepare
from bot.digest.render import MESSAGE_LIMIT, Setting, render, render_more, week_of
from bot.markup import utf16_length
from bot.models import Edition, EditionPart
from bot.storage.news import News
from bot.texts import ENGLISH
from tests.fakes import START
from tests.news import DAY, LATER, chosen, days, news, pool, request
from tests.sandbox.tdlib_oracle import parse

HOSTILE = (
    "<b>bold</b> & <script>alert(1)</script>",
    "Unclosed <a href='x",
    "</b></i> everything closed",
    "AT&amp;T &lt;merges&gt; &#60;again&#x3e;",
    "\x00\x01 control \x7f characters \ufffe",
    "\u202egnp.exe reversed",
    "lone \ud800 surrogate",
    "🧑‍🚀" * 300,
    "wordwithoutspaces" * 100,
    "   ",
    "شرق ١٢٣ עברית and Latin",
    '" onclick="x',
)
BUTTONS = Buttons(article_button, lambda edition, page: f"more:{edition}:{page}")


def edition(articles: list[News], *, minutes: int = 5, body: tuple[str, ...] = (), **more: object) -> Edition:
    """The edition of these articles for a chat that got one yesterday."""
    found = pool(articles, notes=more.pop("notes", None))  # type: ignore[arg-type]
    ready = prepare(found, request(minutes=minutes, **more))
    assert ready is not None
    return compose(found, ready, BUTTONS, edition_id=7, body=body)


def accepted(*parts: EditionPart) -> None:
    """Telegram takes every message, by TDLib's own parser and by every limit (telegram.md, sections 4 and 5)."""
    for part in parts:
        parsed = parse(part.html)
        assert not isinstance(parsed, str), parsed
        text, entities = parsed
        assert utf16_length(text) <= 4096
        assert text.strip() == part.plain.strip()
        assert len(entities) <= 100
        assert len(part.html.encode()) <= 32768
        buttons = [button for row in part.keyboard for button in row]
        assert len(buttons) <= 100
        assert all(len(row) <= 8 for row in part.keyboard)
        assert all(0 < len(button["callback_data"].encode()) <= 64 for button in buttons)


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_hostile_text_stays_text(text: str) -> None:
    hostile = news(1, title=text, summary=text, source=text, topics=(text,), url=f"https://{text}")
    made = edition([hostile, replace(hostile, headline=replace(hostile.headline, id=2), story=2)], body=(text, text))
    accepted(*made.parts)
    (part,) = made.parts
    assert {tag for tag in ("<script", 'onclick="x', "</b></i>") if tag in part.html} == set()
    assert "\u202e" not in part.html


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_a_briefing_full_of_hostile_text_is_taken(text: str) -> None:
    stories = [news(number, title=text, summary=text, source=text) for number in range(1, 60)]
    made = edition(stories, minutes=10, notes={DAY: text}, since=days(-5))
    accepted(*made.parts)


text = st.text(max_size=400) | st.sampled_from(HOSTILE)
topic = st.text(max_size=60) | st.sampled_from(["world", "space", ""])
dates = st.none() | st.timedeltas(timedelta(0), timedelta(days=900)).map(lambda ago: START - ago)
url = st.sampled_from(["", "https://example.com/a?b=c&d", "javascript:x", "https://" + "x" * 3000])
stories = st.lists(st.tuples(text, text, text, topic, dates, url), min_size=1, max_size=30)


def numbered(found: list[tuple[str, str, str, str, object, str]]) -> list[News]:
    return [
        news(
            number,
            id=2**62 + number,
            title=title,
            summary=summary,
            source=source,
            topics=(topic,) if topic else (),
            published=published,
            shown_at=published or START,
            url=url,
        )
        for number, (title, summary, source, topic, published, url) in enumerate(found)
    ]


@settings(max_examples=120, deadline=None)
@given(stories, st.sampled_from([2, 5, 10, 60]), st.lists(text, max_size=3), text, st.sampled_from([None, -1, -4, -90]))
def test_any_articles_make_messages_that_telegram_takes(
    found: list[tuple[str, str, str, str, object, str]], minutes: int, body: list[str], note: str, since: int | None
) -> None:
    articles = numbered(found)
    last = None if since is None else days(since)
    made = edition(articles, minutes=minutes, body=tuple(body), notes={DAY: note}, since=last)
    accepted(*made.parts)
    assert len(made.parts) <= MOST_MESSAGES.get(minutes, 1) or len(made.article_ids) == 1
    pressed = [button["callback_data"] for part in made.parts for row in part.keyboard for button in row]
    assert [data for data in pressed if not data.startswith("more:")] == [
        article_button(key) for key in made.article_ids
    ]
    assert ("more:7:0" in pressed) == bool(made.spare_ids)
    assert tuple(key for part in made.parts for key in part.article_ids) == made.article_ids
    assert len({*made.article_ids, *made.spare_ids}) == len(made.article_ids) + len(made.spare_ids)
    assert made.factors.keys() == {*made.article_ids, *made.spare_ids}
    assert all(utf16_length(part.plain) <= MESSAGE_LIMIT for part in made.parts)


def setting(**more: object) -> Setting:
    return replace(Setting(ENGLISH, DAY, LATER, days(-1), str), **more)  # type: ignore[arg-type]


def told(**more: object) -> str:
    """The one story of a briefing, as HTML."""
    (part,) = edition([news(1, **more)]).parts  # type: ignore[arg-type]
    return part.html


def test_telegram_says_how_long_ago_something_was_where_the_hour_is_known() -> None:
    """An edition is read at any time: "2 h ago" would be wrong in an hour."""
    assert '<tg-time unix="1772337600" format="r">1 Mar</tg-time>' in told(published=START - timedelta(hours=2))
    assert "<i>28 Feb</i>" in told(published=START.replace(day=28, month=2, hour=0))
    assert "<i>30 Jan</i>" in told(published=START - timedelta(days=30))
    assert "<i>30 Jan 2025</i>" in told(published=START - timedelta(days=395))
    assert told(published=None).rstrip().endswith("<i>Harbour Post</i>")


def test_a_source_is_a_link_where_the_article_has_one() -> None:
    assert '<a href="https://example.com/a">Harbour Post</a>' in told(url="https://example.com/a")
    assert '<a href="https://example.com/a">its source</a>' in told(url="https://example.com/a", source="")
    assert "<a " not in told(url="javascript:alert(1)")
    assert "<i>Harbour Post</i>" in told(url="javascript:alert(1)")


def test_a_briefing_after_days_says_what_it_covers() -> None:
    def header(since: int | None) -> str:
        return edition([news(1)], since=None if since is None else days(since)).parts[0].plain.split("\n\n")[0]

    assert header(None).startswith("☕️ Your first briefing · Sunday 1 March")
    assert header(-1).splitlines() == ["☕️ Your briefing · Sunday 1 March", "1 story · 1 min read"]
    assert header(-2).endswith("What mattered since Friday")
    assert header(-20).endswith("What mattered since 9 February")


def test_a_weekly_briefing_is_named_after_its_week() -> None:
    def header(since: int | None) -> list[str]:
        made = edition([news(1)], since=None if since is None else days(since), weekly=True)
        return made.parts[0].plain.split("\n\n")[0].splitlines()

    assert header(-7) == ["☕️ Your week · 23 Feb\u2009–\u20091 Mar", "1 story · 1 min read"]
    assert header(-3) == header(-7)
    assert header(None)[0] == "☕️ Your first briefing · Sunday 1 March"
    assert header(-14) == [
        "☕️ Your briefing · Sunday 1 March",
        "1 story · 1 min read",
        "What mattered since 15 February",
    ], "one after a pause is of more than a week"


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2026, 11, 22), date(2026, 11, 16), date(2026, 11, 22)),
        (date(2026, 11, 23), date(2026, 11, 16), date(2026, 11, 22)),
        (date(2026, 11, 27), date(2026, 11, 21), date(2026, 11, 27)),
        (date(2027, 1, 3), date(2026, 12, 28), date(2027, 1, 3)),
    ],
    ids=["Sunday", "Monday", "Friday", "over New Year"],
)
def test_a_week_ends_with_its_briefing_and_on_monday_with_sunday(day: date, first: date, last: date) -> None:
    assert week_of(day) == (first, last)


def test_an_editors_note_stands_on_top_of_its_day_alone() -> None:
    noted = edition([news(1)], notes={DAY: "Vote <today>!", days(1): "Not yet."}).parts[0].html
    assert "<blockquote>From the editors: Vote &lt;today&gt;!</blockquote>\n\n<b>1. " in noted
    assert "Not yet" not in noted


def test_the_big_story_can_be_read_on_where_it_stands_but_not_in_two_minutes() -> None:
    body = ("What happened in story 1. More of it.",)
    quoted = "<blockquote expandable>More of it.</blockquote>"
    assert quoted in edition([news(1), news(2)], body=body).parts[0].html
    assert quoted not in edition([news(1), news(2)], body=body, minutes=2).parts[0].html


def test_an_update_is_marked() -> None:
    (telling,) = getattr(chosen(pool([news(1)])), "tellings", ())
    updated = replace(telling, factors=replace(telling.factors, update=True))
    part = render_more([updated], setting(), first_number=1)
    assert "<b>1. 🔄 Update: Story 1</b>" in part.html


def test_further_stories_go_on_with_the_numbers_and_end_with_a_hint() -> None:
    choice = chosen(pool([news(number, source="Post") for number in range(1, 9)]))
    assert choice is not None
    page = render_more(choice.tellings, setting(more_button="more:7:1"), first_number=10)
    labels = [[button["text"] for button in row] for row in page.keyboard]
    assert labels == [["10", "11", "12", "13"], ["14", "15", "16", "17"], ["More stories ▸"]]
    accepted(page)
    last = render_more(choice.tellings[:1], setting(), first_number=18)
    assert last.plain.endswith("That was all. Older news is in /headlines.")
    cut = render_more(choice.tellings[:1], setting(), first_number=18, ends=False)
    assert cut.plain.endswith("All the others are in /headlines.")


def test_what_had_no_room_is_counted_and_one_press_away() -> None:
    made = edition([news(number, source="Post") for number in range(1, 60)])
    assert made.parts[0].plain.endswith("+47 more stories")
    assert made.parts[0].keyboard[-1] == ({"text": "More stories ▸", "callback_data": "more:7:0"},)
    assert len(made.article_ids) == 12
    assert len(made.spare_ids) == 24


def test_without_a_button_what_had_no_room_is_in_the_headlines() -> None:
    found = pool([news(number, source="Post") for number in range(1, 60)])
    ready = prepare(found, request())
    assert ready is not None
    assert compose(found, ready, Buttons(str)).parts[0].plain.endswith("+47 more in /headlines")


def test_a_long_briefing_takes_three_messages_at_most() -> None:
    long = [
        news(number, title="A title that goes on " * 10, summary="It was a long day. " * 9, source=f"s{number}")
        for number in range(1, 40)
    ]
    made = edition(long, minutes=10)
    assert 1 < len(made.parts) <= 3
    assert [len(part.keyboard[-1]) for part in made.parts][-1] == 1
    assert len(edition(long, minutes=5).parts) == 1
    selection = prepare(pool(long), request(minutes=10))
    assert selection is not None
    assert render(selection.selection, setting()).parts
