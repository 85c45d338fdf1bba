"""Settings: every problem in one line, and never a secret in it."""

import os
from datetime import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import Settings, load_settings
from bot.errors import SettingsError


def settings(**environment: str) -> Settings:
    return load_settings(environment, env_file=None)


def problem(**environment: str) -> str:
    with pytest.raises(SettingsError) as caught:
        settings(**environment)
    text = str(caught.value)
    assert "\n" not in text
    return text


def test_defaults_are_those_of_the_contract() -> None:
    found = settings()
    assert found.database_url == "sqlite+aiosqlite:///data/briefing.db"
    assert (found.seeds_dir, found.bot_api_url) == (Path("seeds"), "https://api.telegram.org")
    assert (found.listen, found.webhook_url, found.admin_ids) == ("127.0.0.1:8080", "", frozenset())
    assert (found.default_timezone, found.default_briefing_time, found.default_language) == ("UTC", time(7, 30), "en")
    assert (found.send_rate, found.paid_broadcast, found.on_uncertain) == (30, False, "resend")
    assert (found.log_level, found.log_format) == ("INFO", "text")


def test_values_are_read_and_tidied() -> None:
    found = settings(
        ADMIN_IDS=" 12, 345 ,12",
        BOT_API_URL="http://127.0.0.1:8081/",
        DEFAULT_BRIEFING_TIME="06:05",
        DEFAULT_TIMEZONE="Europe/Istanbul",
        SEND_RATE="500",
        PAID_BROADCAST="true",
    )
    assert found.admin_ids == frozenset({12, 345})
    assert found.bot_api_url == "http://127.0.0.1:8081"
    assert (found.default_briefing_time, found.default_timezone) == (time(6, 5), "Europe/Istanbul")
    assert (found.send_rate, found.paid_broadcast) == (500, True)


def test_empty_values_are_defaults_and_strangers_are_ignored() -> None:
    assert settings(SEND_RATE="", LISTEN="", PATH="/bin", SOMETHING="else") == settings()


def test_names_are_read_in_any_case() -> None:
    assert settings(send_rate="5").send_rate == 5


def test_words_are_read_in_any_case() -> None:
    found = settings(LOG_LEVEL="warning", LOG_FORMAT="JSON", DEFAULT_LANGUAGE="EN")
    assert (found.log_level, found.log_format, found.default_language) == ("WARNING", "json", "en")


@pytest.mark.parametrize(("wall", "expected"), [("7:30", time(7, 30)), (" 07:30 ", time(7, 30)), ("0:05", time(0, 5))])
def test_the_hour_may_have_one_digit(wall: str, expected: time) -> None:
    assert settings(DEFAULT_BRIEFING_TIME=wall).default_briefing_time == expected


@pytest.mark.parametrize("language", ["de", "english", "xx", "1"])
def test_a_language_without_words_is_told_with_those_that_have_some(language: str) -> None:
    assert (
        problem(DEFAULT_LANGUAGE=language) == "DEFAULT_LANGUAGE: must be one of the bot's languages: en, ru, tr, ar, es"
    )


@pytest.mark.parametrize("secret", ["not a secret", "pässword", "a" * 257, "secret\n"])
def test_a_webhook_secret_is_checked_also_without_a_webhook(secret: str) -> None:
    assert problem(WEBHOOK_SECRET=secret) == "WEBHOOK_SECRET: must be 1-256 letters, digits, _ and -"


def test_the_environment_wins_over_the_file_and_the_file_over_the_defaults(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("SEND_RATE=7\nLISTEN=0.0.0.0:9\nLOG_LEVEL=\nUNKNOWN=1\n# comment\n")
    found = load_settings({"SEND_RATE": "9"}, env_file=file)
    assert (found.send_rate, found.listen, found.log_level) == (9, "0.0.0.0:9", "INFO")


def test_a_file_that_is_not_there_is_fine_and_one_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    assert load_settings({}, env_file=tmp_path / "none") == settings()
    (tmp_path / ".env").write_bytes(b"BOT_TOKEN=\xff\xfe\xff")
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings({}, env_file=tmp_path / ".env")


def test_the_process_environment_is_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "SEND_RATE", "1")
    assert settings().send_rate == 30


def test_every_problem_is_told_at_once() -> None:
    text = problem(
        ADMIN_IDS="@alice",
        BOT_API_URL="ftp://x",
        LISTEN="8080",
        DEFAULT_TIMEZONE="Istanbul",
        DEFAULT_BRIEFING_TIME="half past seven",
        SEND_RATE="fast",
        ON_UNCERTAIN="maybe",
        LOG_LEVEL="LOUD",
        WEBHOOK_SECRET="not a secret!",
    )
    names = "ADMIN_IDS BOT_API_URL LISTEN DEFAULT_TIMEZONE DEFAULT_BRIEFING_TIME SEND_RATE ON_UNCERTAIN LOG_LEVEL"
    for name in (*names.split(), "WEBHOOK_SECRET"):
        assert f"{name}: " in text


def test_settings_that_do_not_go_together_are_told_at_once() -> None:
    text = problem(SEND_RATE="31", WEBHOOK_URL="https://bot.example")
    assert "SEND_RATE: is 31, Telegram allows 30 a second (more needs PAID_BROADCAST=true)" in text
    assert "WEBHOOK_URL: needs WEBHOOK_SECRET" in text


@pytest.mark.parametrize("rate", ["0", "-1", "nan", "inf", "1e9"])
def test_impossible_rates(rate: str) -> None:
    assert "SEND_RATE" in problem(SEND_RATE=rate, PAID_BROADCAST="true")


@pytest.mark.parametrize(
    "listen", ["8080", ":8080", "host:", "host:port", "host:70000", "host:²", "host:٨٠٨٠", "host:" + "9" * 5000, ""]
)
def test_listen_is_a_host_and_a_port(listen: str) -> None:
    if listen:
        assert "must be HOST:PORT" in problem(LISTEN=listen)


@pytest.mark.parametrize("wall", ["07:30:15", "07:30+02:00", "27000.5", "25:00", "7:60", "730", "٧:30"])
def test_a_briefing_time_is_hours_and_minutes(wall: str) -> None:
    assert "DEFAULT_BRIEFING_TIME" in problem(DEFAULT_BRIEFING_TIME=wall)


def test_the_token_comes_from_its_setting_or_its_file(token: str, tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(f"{token}\n")
    assert settings(BOT_TOKEN=f" {token} ").token() == token
    assert settings(BOT_TOKEN_FILE=str(file)).token() == token
    assert settings(BOT_TOKEN=token, BOT_TOKEN_FILE="/nowhere").token() == token


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "BOT_TOKEN is not set"),
        ({"BOT_TOKEN_FILE": "/no/such/file"}, "BOT_TOKEN_FILE cannot be read: /no/such/file"),
        ({"BOT_TOKEN": "hello"}, "does not look like a token"),
        ({"BOT_TOKEN": "123:short"}, "does not look like a token"),
        ({"BOT_TOKEN": "abc:AAAAAAAAAAAAAAAAAAAAAAAAAAAA"}, "does not look like a token"),
        ({"BOT_TOKEN": "12345:AAAAAAAAAAAAAAAAAAAAAAAAAAAA"}, "does not look like a token"),
        ({"BOT_TOKEN": "١٢٣٤٥٦٧:AAAAAAAAAAAAAAAAAAAAAAAAAAAA"}, "does not look like a token"),
        ({"BOT_TOKEN": "1234567:AAAAAAAAAAAA/../AAAAAAAAAAAA"}, "does not look like a token"),
    ],
)
def test_a_token_that_cannot_be_one_is_told_with_the_remedy(environment: dict[str, str], expected: str) -> None:
    with pytest.raises(SettingsError, match=expected) as caught:
        settings(**environment).token()
    assert "\n" not in str(caught.value)


def test_what_is_to_be_kept_out_of_the_log(token: str, tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(f"{token}\n")
    assert settings(BOT_TOKEN_FILE=str(file), WEBHOOK_SECRET="hook").secrets() == ["hook", token]
    assert settings(BOT_TOKEN=f" {token} ", BOT_TOKEN_FILE="/nowhere").secrets() == [token]
    assert settings().secrets() == []


def test_secrets_do_not_show(token: str) -> None:
    found = settings(BOT_TOKEN=token, WEBHOOK_SECRET=token.replace(":", "_"))
    for shown in (repr(found), str(found), f"{found.model_dump()}", found.model_dump_json()):
        assert token.partition(":")[2] not in shown
    broken = problem(BOT_TOKEN=token, SEND_RATE=token, LISTEN=token, ADMIN_IDS=token)
    assert token.partition(":")[2] not in broken
    with pytest.raises(SettingsError) as caught:
        settings(BOT_TOKEN=token[:-30]).token()
    assert token[:-30].partition(":")[2] not in str(caught.value)


@given(
    st.dictionaries(st.sampled_from([name.upper() for name in Settings.model_fields]), st.text(max_size=30), max_size=6)
)
def test_whatever_is_set_gives_settings_or_one_line(environment: dict[str, str]) -> None:
    told = ""
    try:
        settings(**environment)
    except SettingsError as error:
        told = str(error)
    assert "\n" not in told


def test_history_is_kept_for_as_long_as_what_chats_got_is_remembered() -> None:
    assert settings(HISTORY_DAYS="0").history_days == 0
    assert settings(HISTORY_DAYS="60").history_days == 60
    with pytest.raises(SettingsError, match="HISTORY_DAYS: must be 0, or at least 60"):
        settings(HISTORY_DAYS="59")


@pytest.mark.parametrize(
    ("name", "expected"), [("windows-1251", "cp1251"), (" UTF8 ", "utf-8"), ("", ""), ("Big5", "big5")]
)
def test_an_encoding_of_seeds_is_one_that_python_knows(name: str, expected: str) -> None:
    assert settings(SEED_ENCODING=name).seed_encoding == expected


@pytest.mark.parametrize("name", ["windows-9999", "base64", "rot13", "cp1251; rm", "\0"])
def test_what_is_no_encoding_of_text_is_refused(name: str) -> None:
    assert problem(SEED_ENCODING=name).startswith("SEED_ENCODING: must be an encoding, such as windows-1251")
