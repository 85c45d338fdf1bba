"""The catalogues: complete, with the same places and tags as the English, within Telegram's limits, in right order."""

import json
import re
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from string import Formatter

import pytest
import tdjson
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from bot.markup import fits, plain
from bot.texts import LANGUAGES, language_of, words_for
from bot.texts.catalogue import has_words
from bot.texts.direction import FSI, PDI, RLM, direction_of, rightward
from bot.texts.languages import language_called, own_name
from bot.texts.moments import NO_BREAK
from tests.meta.source import ROOT

OTHERS = LANGUAGES[1:]
TOASTS = ("too_old", "not_for_you", "slow_down", "trouble", "library_unreachable")
HOSTILE = "<b>&{x}ا"
_TAG = re.compile(r"<[^<>]*>")


@cache
def catalogue(language: str) -> Catalog:
    """The catalogue as it is in the repository."""
    path = ROOT / "bot/texts/locales" / language / "LC_MESSAGES/bot.po"
    return read_po(BytesIO(path.read_bytes()), locale=language)


def english(message: Message) -> tuple[str, ...]:
    """What the sources say: one text, or a singular and a plural."""
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def said(message: Message) -> tuple[str, ...]:
    """What the catalogue says; several texts for plural forms."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def messages(language: str) -> Iterator[Message]:
    """Everything but the header."""
    return (message for message in catalogue(language) if message.id)


def sources() -> set[tuple[str, ...]]:
    """What the sources say, as `make texts` finds it."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(ROOT, methods, options)
    return {(text,) if isinstance(text, str) else tuple(text) for _, _, text, _, _ in found}


@pytest.fixture(scope="module", autouse=True)
def _quiet_tdlib() -> None:
    tdjson.td_execute(b'{"@type":"setLogVerbosityLevel","new_verbosity_level":0}')


def test_there_is_something_to_translate() -> None:
    assert ("‹ Back",) in sources()
    assert ("{count} day ago", "{count} days ago") in sources()


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_is_translated(language: str) -> None:
    """`make texts` brings new texts into the catalogues; here is what somebody has to translate then."""
    known = {english(message) for message in messages(language) if all(said(message)) and not message.fuzzy}
    assert sorted(sources() - known) == []


def places(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def tags(template: str) -> list[str]:
    return sorted(_TAG.findall(template))


@pytest.mark.parametrize("language", OTHERS)
def test_places_and_tags_are_those_of_the_english(language: str) -> None:
    """A form for exactly one number, such as the Arabic dual, may say it in a word."""
    wrong = []
    for message in messages(language):
        if message.fuzzy or not all(said(message)):
            continue
        one, *_ = texts = english(message)
        for form, text in enumerate(said(message)):
            may_lack = {"count"} if len(texts) > 1 and _only_one(catalogue(language), form) else set[str]()
            lacking = places(texts[-1]) - places(text)
            if lacking - may_lack or places(text) - places(texts[-1]) - places(one) or tags(text) != tags(one):
                wrong.append((one, text))
    assert wrong == []


def _only_one(known: Catalog, form: int) -> bool:
    plural = eval(f"lambda n: int({_python(known.plural_expr)})")
    return sum(plural(number) == form for number in range(1000)) <= 1


def _python(expression: str) -> str:
    """The C expression of a catalogue's plural forms, in Python."""
    condition, question, rest = expression.strip("() ").partition("?")
    if question:
        then, _, otherwise = rest.partition(":")
        return f"(({then}) if ({_logic(condition)}) else {_python(otherwise)})"
    return _logic(condition)


def _logic(condition: str) -> str:
    return condition.replace("&&", " and ").replace("||", " or ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_template_is_html_that_telegram_takes(language: str) -> None:
    words, wrong = words_for(language), []
    for name in dir(type(words)):
        template = getattr(words, name)
        if name.startswith("_") or not isinstance(template, str):
            continue
        html = template.format(**dict.fromkeys(places(template), "7"))
        request = {"@type": "parseTextEntities", "text": html, "parse_mode": {"@type": "textParseModeHTML"}}
        answer = json.loads(tdjson.td_execute(json.dumps(request, ensure_ascii=False).encode()))
        if answer["@type"] != "formattedText" or answer["text"] != plain(html) or not fits(html):
            wrong.append((name, answer))
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_menu_the_profile_and_toasts_are_short_enough(language: str) -> None:
    """Bot API: BotCommand, setMyDescription, setMyShortDescription and answerCallbackQuery."""
    words = words_for(language)
    commands = [name for name in dir(words) if name.startswith("command_")]
    assert len(commands) > 10
    assert [name for name in commands if not 1 <= len(getattr(words, name)) <= 256] == []
    assert len(words.description) <= 512
    assert len(words.short_description) <= 120
    assert [name for name in TOASTS if len(getattr(words, name)) > 200] == []


def test_every_line_in_arabic_runs_from_the_right() -> None:
    """Also one that begins with a number, a command or a name in Latin letters."""
    words, wrong = words_for("ar"), []
    for name in dir(type(words)):
        template = getattr(words, name)
        if isinstance(template, str) and not name.startswith("_") and template != getattr(type(words), name):
            wrong += [(name, line) for line in template.split("\n") if line.strip() and direction_of(line) != "R"]
    assert wrong == []


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("مرحبا {name}", f"مرحبا {FSI}{{name}}{PDI}"),
        ("{count} مقال", f"{RLM}{FSI}{{count}}{PDI} مقال"),
        ("/read 3 – مقال", f"{RLM}{FSI}/read 3{PDI} – مقال"),
        ("جرّب /headlines أو /help.", f"جرّب {FSI}/headlines{PDI} أو {FSI}/help{PDI}."),
        ("<b>مثل</b> <code>/read {total}</code>.", f"<b>مثل</b> {FSI}<code>/read {{total}}</code>{PDI}."),
        ("سطر\n\n1. سطر\n2. {name}", f"سطر\n\n1. سطر\n{RLM}2. {FSI}{{name}}{PDI}"),
    ],
)
def test_what_runs_from_the_left_is_fenced(template: str, expected: str) -> None:
    assert rightward(template) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Hello", "L"),
        ("مرحبا", "R"),
        ("12 · 3", ""),
        (f"{FSI}Hello{PDI}", ""),
        (f"{FSI}خبر{PDI} خبر", ""),
        (f"{RLM}1", "R"),
        ("<b>خبر</b>", "R"),
    ],
)
def test_the_direction_of_a_line(line: str, expected: str) -> None:
    assert direction_of(line) == expected


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("en", "en"), ("en-GB", "en"), ("ru", "ru"), ("ru-RU", "ru"), ("tr", "tr"), ("ar-EG", "ar"), ("ar", "ar"),
        ("es-419", "es"), ("ES", "es"), ("es_MX", "es"), ("pt-BR", ""), ("de", ""), ("", ""), ("arabic", ""), ("e", ""),
    ],
)  # fmt: skip
def test_the_language_that_a_tag_means(tag: str, expected: str) -> None:
    assert language_of(tag) == expected
    assert words_for(tag).locale == (expected or "en")
    assert words_for(tag) is words_for(tag)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tr", "tr"), ("Turkish", "tr"), ("Türkçe", "tr"), ("TÜRKÇE", "tr"), ("турецкий", "tr"), ("turco", "tr"),
        ("русский", "ru"), ("العربية", "ar"), ("español", "es"), ("inglés", "en"), ("de", "de"), ("klingon?", ""),
        ("", ""), ("zz", ""), ("everything", ""),
    ],
)  # fmt: skip
def test_languages_as_people_call_them(text: str, expected: str) -> None:
    assert language_called(text) == expected


def test_languages_in_their_own_words() -> None:
    assert [own_name(code) for code in LANGUAGES] == ["English", "Русский", "Türkçe", "العربية", "Español"]


@pytest.mark.parametrize(
    ("language", "days", "expected"),
    [
        ("en", 3, "3 days ago"),
        ("ru", 2, "2 дня назад"),
        ("ru", 5, "5 дней назад"),
        ("tr", 5, "5 gün önce"),
        ("es", 2, "hace 2 días"),
        ("ar", 2, "قبل يومين"),
        ("ar", 3, f"قبل {FSI}3{PDI} أيام"),
    ],
)
def test_plural_forms(language: str, days: int, expected: str) -> None:
    assert words_for(language).ago(days * 24 * 60) == expected


@pytest.mark.parametrize(("days", "expected"), [(11, "يومًا"), (99, "يومًا"), (100, "يوم"), (103, "أيام")])
def test_arabic_counts_by_the_last_two_figures(days: int, expected: str) -> None:
    assert words_for("ar").wait(days * 24 * 60, days) == f"بعد {FSI}{days}{PDI}{NO_BREAK}{expected}"


def test_numbers_and_lists_are_written_as_the_language_does() -> None:
    assert [words_for(language).number(12345) for language in LANGUAGES] == [
        "12,345",
        "12\xa0345",
        "12.345",
        "12,345",
        "12.345",
    ]
    assert words_for("ru").joined(["один", "два", "три"]) == "один, два и три"
    assert words_for("en").joined(["one", "two", "three"]) == "one, two, three"


def test_what_has_no_words_needs_no_translation() -> None:
    assert not has_words("🕢 {time}")
    assert not has_words("<b>{count}</b>")
    assert has_words("{count} more")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", ["Topic_closed", "TOPIC_DELETED", "Message thread not found", "Chat_write_forbidden"])
def test_what_telegram_says_in_code_is_said_in_words(language: str, code: str) -> None:
    words = words_for(language)
    said = words.reason(f"{code}; before: {code}")
    assert said.endswith(f"; before: {code}")
    assert said.partition(";")[0] in (words.reason_topic_closed, words.reason_topic_deleted, words.reason_silenced)
