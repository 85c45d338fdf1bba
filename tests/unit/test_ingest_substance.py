"""What is too little for an article, and what is short and still one."""

from typing import Any

import orjson
import pytest

from bot.errors import RejectedSeed
from bot.ingest.parse import parse, parse_items
from bot.models import ParsedArticle, RejectedItem

TEXT = "The town library opens on Sundays from next month, the council said after its meeting on Tuesday."


@pytest.mark.parametrize(
    "text",
    [
        "Rain fell today.",
        "Magnitude 6 quake hits Testford",
        "今天下了暴雨。",
        "今日は大雨でした。",
        "เมื่อวานฝนตกหนักมาก",
        "هطل المطر اليوم.",
        "Вчера выпал снег.",
        "Dün kar yağdı.",
        ["- a first line", "- a second"],
    ],
)
def test_short_news_are_articles(text: Any) -> None:
    [found] = parse(orjson.dumps({"title": "Weather", "content": text}), "a.json")
    assert found.title == "Weather"


@pytest.mark.parametrize(
    "record",
    [
        {"title": 3, "content": "x"},
        {"title": "Weather", "content": "Snow"},
        {"title": "Score", "content": "2 : 1 ( 1 : 0 ) 90 + 3"},
        {"title": "My site", "body": "single-column", "theme": "dark"},
        {"title": "Settings", "text": "Save all changes"},
        {"name": "project", "text": "https://example.com/x"},
        {"title": "暴雨", "content": "大雨"},
        {"title": "HN", "content": "<a href='https://x.example'>Comments</a>"},
    ],
)
def test_a_value_is_no_article(record: Any) -> None:
    with pytest.raises(RejectedSeed, match="too little text for an article: “"):
        parse(orjson.dumps(record), "a.json")


@pytest.mark.parametrize(
    "record",
    [
        {
            "name": "linter",
            "version": "1.0.0",
            "description": TEXT,
            "author": "Jane Doe",
            "homepage": "https://x.example",
        },
        {"$schema": "https://json-schema.example/7", "title": "Person", "description": TEXT, "type": "object"},
        {"title": "Editor", "description": "Settings of the editor.", "default": True},
    ],
)
def test_what_describes_a_program_or_a_field_is_no_article(record: Any) -> None:
    with pytest.raises(RejectedSeed, match="no text"):
        parse(orjson.dumps(record), "a.json")


def test_a_short_description_is_an_article_where_something_else_speaks_for_one() -> None:
    record = {"title": "Weather", "description": "Rain fell today.", "publishedAt": "2026-05-02"}
    assert parse(orjson.dumps(record), "a.json")[0].body == ("Rain fell today.",)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("# 3\n\nx", "a.md"),
        ("---\ntitle: 3\n---\nx", "a.txt"),
        ("<html><head><title>Hello</title></head><body><p>It works!</p></body></html>", "a.html"),
        ("From: a@b.example\nSubject: hi\nDate: Mon, 1 Jan 2024 00:00:00 +0000\nMessage-ID: <1@x>\n\nok\n", "a.eml"),
        ("3\n\nx", "a.txt"),
    ],
)
def test_of_any_format(text: str, name: str) -> None:
    with pytest.raises(RejectedSeed, match=r"too little text|no paragraph"):
        parse(text.encode(), name)


def test_among_articles_the_others_are_loaded() -> None:
    bad, good = parse_items(orjson.dumps([{"title": 3, "content": "x"}, {"title": "a", "content": TEXT}]), "a.json")
    assert bad == RejectedItem("too little text for an article: “x”", "3")
    assert isinstance(good, ParsedArticle)
