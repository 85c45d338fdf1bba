"""Every command of the bot, as a person in a private chat uses it: right, wrong, and by button."""

import re
import shutil
from pathlib import Path

import pytest

from tests.e2e.conftest import MORNING, Scene
from tests.e2e.lab import Lab, Talk
from tests.e2e.processes import ROOT
from tests.e2e.wall import next_time

LONG_TITLE = "A Very Long Report About Counting"
SENTENCES = [f"This is sentence number {number} of the report, and it says nothing else." for number in range(1, 241)]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository's seeds and one article that takes many pages."""
    folder = tmp_path_factory.mktemp("library") / "seeds"
    shutil.copytree(ROOT / "seeds", folder)
    paragraphs = [" ".join(SENTENCES[start : start + 6]) for start in range(0, len(SENTENCES), 6)]
    (folder / "long.txt").write_text("\n\n".join([LONG_TITLE, *paragraphs]), "utf-8")
    return folder


def numbers_in(text: str) -> list[int]:
    """The numbers of a page of headlines, in their order."""
    return [int(found) for found in re.findall(r"^(\d+)\. ", text, re.MULTILINE)]


def test_start_welcomes_and_its_buttons_work(reader: Talk) -> None:
    welcome = reader.say("/start")
    assert welcome.labels == ["📰 Headlines", "⏰ Subscribe 07:30", "How it works"]
    assert "1" in reader.press(welcome, "Headlines").message.labels
    assert "/subscribe" in reader.press(welcome, "How it works").message.text
    asked = reader.press(welcome, "Subscribe").message
    assert (asked.id, "07:30" in asked.text) == (welcome.id, True)


def test_help_explains_every_command_of_the_menu(lab: Lab, reader: Talk, admin: Talk) -> None:
    menus = lab.call("GET", "state")["commands"]
    by_scope = {str(menu["scope"]): [entry["command"] for entry in menu["commands"]] for menu in menus}
    everybodys, operators = reader.say("/help").text, admin.say("/help").text
    listed = {name for names in by_scope.values() for name in names}
    assert {"start", "headlines", "read", "subscribe", "unsubscribe", "briefing", "status", "settings"} <= listed
    assert {"reload", "stats", "help"} <= listed
    for scope, names in by_scope.items():
        shown = operators if str(1001) in scope else everybodys
        assert [name for name in names if name not in ("start", "help") and f"/{name}" not in shown] == []
    assert "/reload" not in everybodys


def test_headlines_are_paged_in_place(reader: Talk) -> None:
    page = first = reader.say("/headlines")
    seen = numbers_in(page.text)
    total = int(page.labels[-2].partition("/")[2])
    for number in range(2, total + 1):
        page = reader.press(page, "▶").message
        assert (page.id, page.labels[-2]) == (first.id, f"{number}/{total}")
        seen += numbers_in(page.text)
    assert seen == list(range(1, 38))
    assert page.labels[-1] == "·"
    assert numbers_in(reader.press(page, "◀").message.text)[-1] == seen[-1] - len(numbers_in(page.text))
    assert len(reader.lab.ledger(reader.chat_id)) == 1


def test_a_button_that_only_shows_something_does_nothing(reader: Talk) -> None:
    page = reader.say("/headlines")
    reader.tap(page, page.labels[-2])
    assert reader.lab.ledger(reader.chat_id, "editMessageText") == []


def test_read_gives_the_article_under_the_number(reader: Talk) -> None:
    page = reader.say("/headlines")
    title = re.findall(r"^3\. (.*)$", page.text, re.MULTILINE)[0].strip("\u2066\u2067\u2068\u2069")
    article = reader.say("/read 3")
    assert article.text.strip("\u2066\u2067\u2068\u2069").startswith(title)
    assert article.labels[-1] == "☰ Headlines"
    assert reader.press(page, "3").message.text == article.text


@pytest.mark.parametrize("wrong", ["", " three", " 0", " 38", " -1", " 999999999", " 1 2", " 1e3"])
def test_a_wrong_number_is_answered_with_a_right_example(reader: Talk, wrong: str) -> None:
    assert re.search(r"/read \d+", reader.say(f"/read{wrong}").text)


def test_a_long_article_is_read_to_its_end_and_back(reader: Talk) -> None:
    listed = reader.say("/headlines")
    number = re.findall(rf"^(\d+)\. .?{LONG_TITLE}", listed.text, re.MULTILINE)[0]
    shown = first = reader.press(listed, number).message
    assert LONG_TITLE in first.text
    count = int(first.labels[1].partition("/")[2])
    texts = [first.text]
    for number in range(2, count + 1):
        shown = reader.press(shown, "▶").message
        assert (shown.id, shown.labels[1]) == (first.id, f"{number}/{count}")
        texts.append(shown.text)
    assert count >= 4
    assert shown.labels[2] == "·"
    assert re.findall(r"This is sentence number (\d+) of", "\n".join(texts)) == [str(n) for n in range(1, 241)]
    assert all(text.rstrip().endswith(".") for text in texts)
    for _ in range(count - 1):
        shown = reader.press(shown, "◀").message
    assert shown.text == first.text
    assert numbers_in(reader.press(shown, "☰ Headlines").message.text)[0] == 1


@pytest.mark.parametrize(
    ("written", "wall", "zone", "city"),
    [
        ("7:30 Istanbul", "07:30", "Europe/Istanbul", "Istanbul"),
        ("0730 Istanbul", "07:30", "Europe/Istanbul", "Istanbul"),
        ("07.30 istanbul", "07:30", "Europe/Istanbul", "Istanbul"),
        ("7.30pm London", "19:30", "Europe/London", "London"),
        ("7:30 PM Europe/London", "19:30", "Europe/London", "London"),
        ("Asia/Kathmandu 6:15", "06:15", "Asia/Kathmandu", "Kathmandu"),
        ("6am New York", "06:00", "America/New_York", "New York"),
        ("America/New_York 23:59", "23:59", "America/New_York", "New York"),
        ("0:00 UTC", "00:00", "UTC", "UTC"),
        ("12am Auckland", "00:00", "Pacific/Auckland", "Auckland"),
        ("12pm tokyo", "12:00", "Asia/Tokyo", "Tokyo"),
        ("18:00 стамбул", "18:00", "Europe/Istanbul", "Istanbul"),
    ],
)
def test_subscribe_understands_many_spellings(reader: Talk, written: str, wall: str, zone: str, city: str) -> None:
    """The exact next time is held against the zone's own clock, computed here."""
    answer = reader.say(f"/subscribe {written}").text
    assert f"every day at {wall}, {city} time" in answer
    assert next_time(reader.lab.now(), wall, zone, city) in answer


def test_subscribe_asks_for_what_is_missing(reader: Talk) -> None:
    asked = reader.say("/subscribe")
    assert {"07:30", "18:00"} <= set(asked.labels)
    where = reader.press(asked, "06:30").message
    assert "06:30" in where.text
    agreed = reader.press(where, "New York").message
    assert agreed.id == asked.id
    assert next_time(reader.lab.now(), "06:30", "America/New_York", "New York") in agreed.text


def test_the_missing_place_may_be_typed(reader: Talk) -> None:
    reader.say("/subscribe 7:45")
    assert next_time(reader.lab.now(), "07:45", "Europe/Istanbul", "Istanbul") in reader.say("Istanbul").text


def test_the_missing_time_may_be_typed(reader: Talk) -> None:
    asked = reader.say("/subscribe Istanbul")
    assert "Istanbul" in asked.text
    assert next_time(reader.lab.now(), "18:30", "Europe/Istanbul", "Istanbul") in reader.say("6.30pm").text


def test_a_place_is_found_by_region(reader: Talk) -> None:
    regions = reader.press(reader.say("/subscribe 8:00"), "Somewhere else").message
    zones = reader.press(regions, "Atlantic").message
    agreed = reader.press(zones, "Azores").message
    assert next_time(reader.lab.now(), "08:00", "Atlantic/Azores", "Azores") in agreed.text


def test_a_name_of_several_places_is_asked_about(reader: Talk) -> None:
    asked = reader.say("/subscribe 7:30 Birmingham")
    agreed = reader.press(asked, "United Kingdom").message
    assert "every day at 07:30, London time" in agreed.text


@pytest.mark.parametrize(
    "wrong", ["25:99", "7:30 Nowhereville", "banana", "7:30 8:30 25:30 Rome", "🦆", "<b>x</b> & y"]
)
def test_what_is_not_understood_is_answered_with_an_example(reader: Talk, wrong: str) -> None:
    answer = reader.say(f"/subscribe {wrong}")
    assert re.search(r"\d:\d\d|Examples?: |Did you mean", answer.text)
    assert "No briefing is set up" in reader.say("/status").text


def test_a_chat_that_is_subscribed_is_told_so(reader: Talk) -> None:
    agreed = reader.say("/subscribe 7:30 Istanbul")
    again = reader.say("/subscribe").text
    assert next_time(reader.lab.now(), "07:30", "Europe/Istanbul", "Istanbul") in again
    assert agreed.labels == ["⚙️ Settings", "☕️ What’s new now", "Stop briefings"]
    assert "every day at 09:00, Istanbul time" in reader.say("/subscribe 9:00").text


def test_unsubscribe_and_undo(reader: Talk) -> None:
    assert "There is no briefing" in reader.say("/unsubscribe").text
    reader.say("/subscribe 7:30 Istanbul Mon-Fri")
    stopped = reader.say("/unsubscribe")
    assert "you unsubscribed" in reader.say("/status").text
    back = reader.press(stopped, "Undo").message
    assert back.id == stopped.id
    assert "Mon–Fri at 07:30, Istanbul time" in back.text
    assert next_time(reader.lab.now(), "07:30", "Europe/Istanbul", "Istanbul") in reader.say("/status").text


def test_unsubscribe_by_button(reader: Talk) -> None:
    agreed = reader.say("/subscribe 7:30 Istanbul")
    stopped = reader.press(agreed, "Stop briefings").message
    assert (stopped.id, stopped.labels) == (agreed.id, ["↩️ Undo"])


def test_briefing_uses_nothing_up_and_opens_articles(reader: Talk) -> None:
    first = reader.say("/briefing")
    assert "briefing" in first.text
    assert reader.say("/briefing").text == first.text
    opened = reader.press(first, "1").message
    assert opened.id != first.id
    assert opened.body["reply_to_message"]["message_id"] == first.id


def test_status_before_and_after_subscribing(reader: Talk) -> None:
    offered = reader.say("/status")
    assert offered.labels == ["⏰ Subscribe 07:30"]
    reader.say("/subscribe 7:30 Istanbul")
    told = reader.say("/status")
    assert next_time(reader.lab.now(), "07:30", "Europe/Istanbul", "Istanbul") in told.text
    assert "Nothing has been sent yet" in told.text
    assert reader.press(told, "Settings").message.id == told.id


def test_settings_change_one_thing_at_a_time(reader: Talk) -> None:
    assert reader.say("/settings").labels == ["⏰ Subscribe 07:30"]
    reader.say("/subscribe 7:30 Istanbul")
    shown = settings = reader.say("/settings")
    shown = reader.press(reader.press(shown, "🕢").message, "08:30").message
    assert "Time: 08:30" in shown.text
    shown = reader.press(reader.press(reader.press(shown, "🌍").message, "Asia").message, "Amman").message
    assert "Asia/Amman" in shown.text
    assert next_time(reader.lab.now(), "08:30", "Asia/Amman", "Amman") in shown.text
    shown = reader.press(reader.press(shown, "📏").message, "10 minutes").message
    assert "up to 10 minutes" in shown.text
    assert shown.id == settings.id
    stopped = reader.press(shown, "Stop briefings").message
    assert stopped.labels == ["↩️ Undo"]


def test_weekdays_are_switches_and_one_has_to_stay(reader: Talk) -> None:
    """The scene begins on a Wednesday: without Wednesday and Thursday the next briefing is on Friday."""
    reader.say("/subscribe 9:00 UTC")
    days = reader.press(reader.say("/settings"), "📅").message
    days = reader.press(days, "Mon–Fri").message
    days = reader.press(reader.press(days, "Wed").message, "Thu").message
    assert "Friday 5 February at 09:00" in days.text
    for day in ("Mon", "Tue"):
        days = reader.press(days, day).message
    only = days.labels.index("✓ Fri")
    edits = len(reader.lab.ledger(reader.chat_id, "editMessageText"))
    reader.tap(days, days.labels[only])
    assert len(reader.lab.ledger(reader.chat_id, "editMessageText")) == edits
    back = reader.press(days, "‹ Back").message
    assert "Days: Fri" in back.text
    assert reader.lab.now().date() == MORNING.date()


@pytest.mark.parametrize("text", ["/nonsense", "/reload", "/stats", "/reload now"])
def test_operator_commands_of_a_stranger_are_unknown_commands(reader: Talk, text: str) -> None:
    name = text.split()[0]
    assert reader.say(text).text == f"I don’t know {name}. Have a look at /help."


def test_stats_for_the_operator(admin: Talk, reader: Talk) -> None:
    reader.say("/subscribe 7:30 Istanbul")
    figures = admin.say("/stats").text
    assert "Articles: 37" in figures
    assert re.search(r"Active subscriptions: [1-9]", figures)


def test_small_talk_gets_a_hint(reader: Talk) -> None:
    assert "/headlines" in reader.say("good morning").text


def test_an_edited_command_is_ignored(reader: Talk) -> None:
    sent = reader.send("/help")
    reader.next_message(sent["after"])
    reader.lab.post("edits", chat_id=reader.chat_id, message_id=sent["message"]["message_id"], text="/headlines")
    assert "There is no briefing" in reader.say("/unsubscribe").text
    assert len(reader.lab.ledger(reader.chat_id)) == 2


def test_forged_button_data_is_refused(reader: Talk) -> None:
    page = reader.say("/headlines")
    for data in ("", "1a:1", "1h:-1", "1s:9999:UTC:-", "2h:0", "x" * 64, "1a:99999999999999999999:0:0"):
        pressed = reader.lab.post(
            "press", chat_id=reader.chat_id, from_id=reader.person, message_id=page.id, data=data, forge=True, wait=20
        )
        assert "too old" in pressed["answer"]["text"]
    assert reader.lab.ledger(reader.chat_id, "editMessageText") == []


def test_a_press_on_an_article_that_never_was(reader: Talk) -> None:
    page = reader.say("/headlines")
    after = reader.lab.version()
    reader.lab.post(
        "press", chat_id=reader.chat_id, from_id=reader.person, message_id=page.id, data="1a:999:0:0", forge=True
    )
    assert "not in the library" in reader.next_edit(after, page.id).text


def test_one_who_asks_too_much_is_told_once(scene: Scene, reader: Talk) -> None:
    """Others are served meanwhile; the flood's own answers stop."""
    after = scene.lab.version()
    for _ in range(60):
        reader.send("/help")
    quiet = scene.lab.person(reader.person + 5_000)
    assert "/subscribe" in quiet.say("/help").text
    scene.lab.wait_for(
        after,
        lambda event: event["kind"] == "message" and "That was quick" in event["message"].get("text", ""),
        "the request to slow down",
    )
    told = [entry for entry in scene.lab.ledger(reader.chat_id) if "That was quick" in entry["text"]]
    assert len(told) == 1
    assert len(scene.lab.ledger(reader.chat_id)) < 40
