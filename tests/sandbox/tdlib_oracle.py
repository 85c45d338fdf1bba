"""TDLib's own parser (PyPI tdjson), in the words of bot.sandbox.markup."""

import json
from typing import Any

import tdjson

Entity = tuple[int, int, str, Any]
_KINDS = {
    "Bold": "bold",
    "Italic": "italic",
    "Underline": "underline",
    "Strikethrough": "strikethrough",
    "Spoiler": "spoiler",
    "Code": "code",
    "Pre": "pre",
    "PreCode": "pre",
    "BlockQuote": "blockquote",
    "ExpandableBlockQuote": "expandable_blockquote",
    "TextUrl": "text_link",
    "MentionName": "text_mention",
    "CustomEmoji": "custom_emoji",
    "DateTime": "date_time",
    "Url": "url",
    "EmailAddress": "email",
    "Mention": "mention",
    "Hashtag": "hashtag",
    "BotCommand": "bot_command",
}


def execute(request: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(tdjson.td_execute(json.dumps(request).encode()))
    return answer


def parse(html: str) -> tuple[str, list[Entity]] | str:
    """Text and entities, or the error as TDLib words it."""
    mode = {"@type": "textParseModeHTML"}
    answer = execute({"@type": "parseTextEntities", "text": html, "parse_mode": mode})
    if answer["@type"] == "error":
        return str(answer["message"])
    return answer["text"], [_entity(found) for found in answer["entities"]]


def detect(text: str) -> list[Entity]:
    """What clients mark in plain text."""
    answer = execute({"@type": "getTextEntities", "text": text})
    return [_entity(found) for found in answer["entities"]]


def repair(text: str, entities: list[Any]) -> tuple[str, list[Entity]] | str:
    """What TDLib makes of entities that overlap; text must hold no Markdown characters."""
    given = [_given(entity) for entity in entities]
    formatted = {"@type": "formattedText", "text": text, "entities": given}
    answer = execute({"@type": "parseMarkdown", "text": formatted})
    if answer["@type"] == "error":
        return str(answer["message"])
    return answer["text"], [_entity(found) for found in answer["entities"]]


def _given(entity: Any) -> dict[str, Any]:
    name = next(name for name, kind in _KINDS.items() if kind == entity.kind)
    extra: dict[str, Any] = {
        "text_link": {"url": entity.argument},
        "custom_emoji": {"custom_emoji_id": entity.argument},
        "date_time": {"unix_time": 5},
    }.get(entity.kind, {})
    kind = {"@type": f"textEntityType{name}", **extra}
    return {"@type": "textEntity", "offset": entity.offset, "length": entity.length, "type": kind}


def _entity(found: dict[str, Any]) -> Entity:
    kind = found["type"]
    name = kind["@type"].removeprefix("textEntityType")
    argument: Any = kind.get("url") or kind.get("language") or kind.get("user_id") or ""
    if name == "CustomEmoji":
        argument = int(kind["custom_emoji_id"])
    elif name == "DateTime":
        argument = (kind["unix_time"], date_format(kind.get("formatting_type")))
    return found["offset"], found["length"], _KINDS.get(name, name), argument


def date_format(given: dict[str, Any] | None) -> frozenset[str]:
    """What a date format asks for, however it is spelt."""
    if given is None:
        return frozenset()
    if given["@type"] == "dateTimeFormattingTypeRelative":
        return frozenset("r")
    marks = "w" if given["show_day_of_week"] else ""
    for name, short, long in (("time", "t", "T"), ("date", "d", "D")):
        precision = given[f"{name}_precision"]["@type"].removeprefix("dateTimePartPrecision")
        marks += {"None": "", "Short": short, "Long": long}[precision]
    return frozenset(marks)


execute({"@type": "setLogVerbosityLevel", "new_verbosity_level": 0})
