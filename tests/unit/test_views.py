"""Screens: whatever the library and the database hold, a screen is HTML that TDLib takes, within Telegram's limits."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
import tdjson
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat import callbacks
from bot.chat.callbacks import reading as reading_buttons
from bot.chat.callbacks import scheduling as scheduling_buttons
from bot.chat.callbacks.scheduling import AskZone, Wish
from bot.chat.memory import Wanted
from bot.chat.places import suggested_zones, zones_in
from bot.chat.views import administration, loading, pausing, reading, scheduling, status, welcome
from bot.chat.views import settings as settings_views
from bot.chat.views.reading import Place
from bot.chat.views.screen import Button, Screen, rows
from bot.markup import PAGE_BUDGET, fits, plain
from bot.models import (
    Article,
    ChatKind,
    DailyTime,
    DeliveryRecord,
    DeliveryState,
    Destination,
    Figures,
    Headline,
    ParsedArticle,
    Subscription,
)
from bot.reports import Change, LoadReport
from bot.services.library import HEADLINES_A_PAGE, HeadlinePage
from bot.services.timetable import Wished
from bot.slots import Pause, QuietHours, zone_names
from bot.texts import ENGLISH, LANGUAGES, Words, words_for

NOW = datetime(2026, 3, 1, 6, 0, tzinfo=UTC)
TEXT = st.text(st.characters(), max_size=300) | st.sampled_from(
    ["<b>", "&amp;", "</a>", "a" * 5000, "word " * 900, "خبر", "👩‍👩‍👧‍👦" * 200, "\ud800", "\x00", "{name}", "%s", ""]
)
WORDS = st.sampled_from([words_for(language) for language in LANGUAGES])
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
HEADLINES = st.builds(
    Headline,
    id=st.integers(1, 2**63 - 1),
    title=TEXT,
    summary=TEXT,
    source=TEXT,
    language=st.just("en"),
    topics=st.just(()),
    published=st.none() | MOMENTS,
    shown_at=MOMENTS,
    words=st.integers(0, 10**6),
)
ARTICLES = st.builds(
    Article,
    id=st.integers(1, 2**63 - 1),
    seed_path=st.just("a.txt"),
    content=st.builds(
        ParsedArticle,
        title=TEXT,
        body=st.lists(TEXT, max_size=8).map(tuple),
        byline=TEXT,
        source=TEXT,
        url=TEXT | st.just("https://example.com/?a=1&b=<2>"),
        published=st.none() | MOMENTS,
    ),
    first_seen=MOMENTS,
    changed=MOMENTS,
    withdrawn=st.none() | MOMENTS,
    words=st.integers(0, 10**6),
)
DAILY_TIMES = st.builds(
    DailyTime,
    local_time=st.builds(time, st.integers(0, 23), st.integers(0, 59)),
    weekdays=st.integers(1, 127),
    next_due=st.none() | st.datetimes(datetime(2026, 3, 2), datetime(2027, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    last_slot_date=st.none(),
    snoozed_from=st.none() | st.just(NOW),
)
PAUSES = st.builds(
    lambda first, days: Pause(first, None if days is None else first + timedelta(days=days)),
    st.dates(date(2026, 1, 1), date(2027, 1, 1)),
    st.none() | st.integers(0, 40),
)
SUBSCRIPTIONS = st.builds(
    Subscription,
    id=st.just(1),
    chat_id=st.just(1),
    destination=st.just(Destination(1)),
    kind=st.just(ChatKind.PRIVATE),
    times=st.lists(DAILY_TIMES, min_size=1, max_size=6, unique_by=lambda each: each.local_time).map(tuple),
    zone=st.sampled_from(sorted(zone_names())),
    minutes=st.integers(1, 60),
    active=st.booleans(),
    inactive_reason=TEXT,
    created=MOMENTS,
    pauses=st.lists(PAUSES, max_size=8, unique_by=lambda each: each.first_day).map(tuple),
    quiet=st.none() | st.just(QuietHours(time(22), time(7))),
)


def checked(screen: Screen) -> None:
    """What Telegram would check."""
    assert fits(screen.html), screen.html
    request = {"@type": "parseTextEntities", "text": screen.html, "parse_mode": {"@type": "textParseModeHTML"}}
    answer = json.loads(tdjson.td_execute(json.dumps(request, ensure_ascii=False).encode()))
    assert answer["@type"] == "formattedText", (answer, screen.html)
    assert answer["text"] == plain(screen.html)
    assert sum(len(row) for row in screen.keyboard) <= 100
    for row in screen.keyboard:
        assert 1 <= len(row) <= 8
        for button in row:
            assert button.label.strip()
            assert callbacks.parse(callbacks.data(button.action)) == button.action


@pytest.fixture(scope="module", autouse=True)
def _quiet_tdlib() -> None:
    tdjson.td_execute(b'{"@type":"setLogVerbosityLevel","new_verbosity_level":0}')


@given(
    words=WORDS,
    headlines=st.lists(HEADLINES, max_size=HEADLINES_A_PAGE),
    page=st.integers(0, 9999),
    more=st.integers(0, 9),
)
@settings(deadline=None)
def test_headlines(words: Words, headlines: list[Headline], page: int, more: int) -> None:
    shown = HeadlinePage(tuple(headlines), page, page + 1 + more, (page + 1 + more) * HEADLINES_A_PAGE)
    checked(reading.headlines(words, shown, NOW))


@given(words=WORDS, article=ARTICLES, page=st.integers(0, 50), listed=st.integers(0, 99_999))
@settings(max_examples=200, deadline=None)
def test_every_page_of_any_article(words: Words, article: Article, page: int, listed: int) -> None:
    checked(reading.article(words, article, Place(page, listed)))


@given(words=WORDS, article=ARTICLES)
@settings(deadline=None)
def test_the_pages_of_an_article_hold_all_its_words(words: Words, article: Article) -> None:
    if article.withdrawn is not None:
        return
    shown, page = "", 0
    while True:
        screen = reading.article(words, article, Place(page))
        shown += "".join(plain(screen.html).split())
        following = [
            button.action.page
            for row in screen.keyboard
            for button in row
            if isinstance(button.action, reading_buttons.ShowArticle) and button.action.page > page
        ]
        if not following:
            break
        page = following[0]
    for paragraph in article.content.body:
        if len(paragraph) <= 500:  # longer ones may be parted, with a title between
            assert "".join(plain(reading.escape(paragraph)).split()) in shown


def test_a_long_title_leaves_room_for_the_text() -> None:
    content = ParsedArticle(title="word " * 2000, body=("text " * 2000,), source="s " * 500, byline="b " * 500)
    shown = Article(1, "a.txt", content, NOW, NOW, None, 2000)
    screen = reading.article(ENGLISH, shown, Place())
    assert plain(screen.html).count("text") > 100
    assert len(plain(screen.html)) <= PAGE_BUDGET + 10


@given(words=WORDS, subscription=SUBSCRIPTIONS)
@settings(deadline=None)
def test_everything_about_a_subscription(words: Words, subscription: Subscription) -> None:
    checked(scheduling.subscribed(words, subscription, NOW))
    checked(scheduling.already_subscribed(words, subscription, NOW))
    checked(scheduling.resumed(words, subscription, NOW))
    checked(scheduling.welcome_back(words, subscription, NOW))
    checked(settings_views.settings(words, subscription, NOW))
    checked(settings_views.weekdays(words, subscription, NOW))
    checked(settings_views.lengths(words, subscription))
    checked(settings_views.another_time(words, subscription))
    checked(settings_views.time_days(words, subscription, subscription.times[0].local_time, NOW))
    checked(pausing.ask_pause(words, subscription, NOW))
    if subscription.active and subscription.next_due is not None:
        checked(pausing.paused(words, subscription, None, NOW))
    checked(pausing.nothing_paused(words, subscription, NOW))
    checked(pausing.snoozed(words, subscription, NOW))
    checked(pausing.quiet(words, subscription, NOW))
    checked(pausing.ask_quiet(words, subscription))
    checked(status.status(words, subscription, [], NOW))


RECORDS = st.lists(
    st.builds(
        DeliveryRecord,
        slot_at=MOMENTS,
        slot_date=st.dates(date(2026, 1, 1), date(2026, 1, 5)),
        part=st.integers(1, 3),
        state=st.sampled_from(list(DeliveryState)),
        reason=TEXT,
        sent_at=st.none() | MOMENTS,
        attempts=st.integers(0, 9),
    ),
    max_size=20,
)


@given(words=WORDS, subscription=SUBSCRIPTIONS, records=RECORDS)
@settings(deadline=None)
def test_status(words: Words, subscription: Subscription, records: list[DeliveryRecord]) -> None:
    checked(status.status(words, subscription, records, NOW))


def a_record(state: DeliveryState, part: int = 1, reason: str = "", day: int = 22) -> DeliveryRecord:
    at = datetime(2026, 2, day, 7, 30, tzinfo=UTC)
    return DeliveryRecord(at, at.date(), part, state, reason, at if state is DeliveryState.SENT else None, 1)


A_TIME = DailyTime(time(7, 30), 127, NOW + timedelta(hours=1), None)
A_SUBSCRIPTION = Subscription(1, 1, Destination(1), ChatKind.PRIVATE, (A_TIME,), "UTC", 5, True, "", NOW)


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ([], "Nothing has been sent yet"),
        ([a_record(DeliveryState.SENT)], "Sun 22 Feb, 07:30 – sent"),
        ([a_record(DeliveryState.SENT, 2), a_record(DeliveryState.SENT)], "sent in 2 messages"),
        ([a_record(DeliveryState.PLANNED, 2), a_record(DeliveryState.SENT)], "on its way"),
        ([a_record(DeliveryState.SKIPPED, reason="nothing new")], "not sent: nothing new"),
        ([a_record(DeliveryState.EXPIRED)], "it would have come too late"),
        ([a_record(DeliveryState.DEAD, reason="bot was blocked")], "could not be delivered: bot was blocked"),
        ([a_record(DeliveryState.UNCONFIRMED)], "did not confirm"),
    ],
)
def test_status_says_what_became_of_each_briefing(records: list[DeliveryRecord], expected: str) -> None:
    assert expected in plain(status.status(ENGLISH, A_SUBSCRIPTION, records, NOW).html)


def test_status_shows_the_latest_five() -> None:
    records = [a_record(DeliveryState.SENT, day=day) for day in range(20, 8, -1)]
    text = plain(status.status(ENGLISH, A_SUBSCRIPTION, records, NOW).html)
    assert text.count("– sent") == 5
    assert "16 Feb" in text
    assert "15 Feb" not in text


@given(
    words=WORDS,
    paths=st.lists(TEXT, max_size=40),
    reasons=st.lists(st.tuples(TEXT, TEXT), max_size=40),
    changed=st.lists(st.builds(Change, path=TEXT, what=st.lists(TEXT, max_size=3).map(tuple)), max_size=40),
)
@settings(deadline=None)
def test_any_report_fits_one_message(
    words: Words, paths: list[str], reasons: list[tuple[str, str]], changed: list[Change]
) -> None:
    many = tuple(paths)
    for undoes, redo, dry_run in ((None, False, False), (None, False, True), (NOW, False, False), (NOW, True, True)):
        done = LoadReport(
            NOW, NOW, many, tuple(changed), 5, many, tuple(reasons), many, many, number=7, live=9,
            dry_run=dry_run, undoes=undoes, redo=redo,
        )  # fmt: skip
        checked(loading.report(words, done))
        checked(loading.question(words, replace(done, withdrawn=("gone.txt", *many))))
        for number in (0, 1, 99):
            checked(loading.page(words, done, number))


@given(words=WORDS, done=st.integers(0, 10**6), total=st.integers(0, 10**6), reason=TEXT)
def test_the_rest_of_administration(words: Words, done: int, total: int, reason: str) -> None:
    checked(loading.progress(words.reload_progress, min(done, total), total))
    checked(loading.failed(words.reload_failed, reason))
    checked(loading.kept_at_start(words, done, total))
    checked(administration.figures(words, Figures(done, total, done, {"sent": total, "dead": 1}, done)))


@given(
    words=WORDS,
    wish=st.builds(
        Wish,
        st.none() | st.just(time(7, 30)),
        st.none() | st.sampled_from(sorted(zone_names())),
        st.none() | st.just(31),
    ),
    region=st.sampled_from(scheduling_buttons.REGIONS),
    page=st.integers(0, 99_999),
    language=TEXT,
)
def test_every_question(words: Words, wish: Wish, region: str, page: int, language: str) -> None:
    checked(scheduling.ask_time(words, wish, time(6, 10)))
    times = (Wished(wish.at or time(8)), *([] if wish.at else [Wished(time(18))]))
    for private in (True, False):
        suggested = suggested_zones(language, "Europe/Istanbul")
        checked(scheduling.ask_zone(words, Wanted(times, wish.zone), suggested, private=private))
        checked(scheduling.ask_region(words, wish, private=private))
    checked(scheduling.ask_place(words, AskZone(wish.at, None, wish.weekdays, region, page)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_words(language: str) -> None:
    words = words_for(language)
    for name in ("Briefing", "<b>&", "{x}"):
        checked(welcome.welcome(words, name, time(7, 30)))
        checked(welcome.welcome_group(words, name))
    checked(welcome.help_text(words, admin=True))
    checked(scheduling.not_subscribed(words, time(7, 30)))
    checked(scheduling.unsubscribed(words))
    checked(scheduling.nothing_to_unsubscribe(words))
    checked(reading.article_missing(words))


def test_suggestions_start_with_the_installations_own_zone() -> None:
    assert suggested_zones("en", "Europe/Paris")[0] == "Europe/Paris"
    assert suggested_zones("tr", "UTC") == ("Europe/Istanbul",)
    assert suggested_zones("pt-BR", "UTC")[0] == "America/Sao_Paulo"
    assert suggested_zones("ru-RU", "UTC")[0] == "Europe/Moscow"
    assert "Europe/London" in suggested_zones("", "UTC")


def test_every_suggested_and_listed_zone_exists() -> None:
    for language in ("ar", "de", "en", "en-au", "es", "fr", "pt", "ru", "tr", "uk", "zh", "id", "ja", "hi"):
        assert set(suggested_zones(language, "UTC")) <= zone_names()
    for region in scheduling_buttons.REGIONS:
        assert zones_in(region)
        assert set(zones_in(region)) <= zone_names()


def test_rows_are_even() -> None:
    buttons = [Button(str(number), reading_buttons.Nothing()) for number in range(6)]
    assert [len(row) for row in rows(buttons, 4)] == [3, 3]
    assert [len(row) for row in rows(buttons[:5], 4)] == [3, 2]
    assert rows([], 4) == ()
