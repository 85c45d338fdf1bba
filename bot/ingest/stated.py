"""What an article says of itself, in the words of our vocabulary: "Business & Economy" is the topic business."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from importlib.resources import files

from bot.ingest.topics import fold

_MOST = 3
_PARTS = re.compile(r"\s*(?:[&/,>|·]|\s(?:and|und|et|y|ve|и|و)\s)\s*")
_NEWS = re.compile(r"\s*\b(?:news|новости|haberleri|nachrichten|noticias|actualités|أخبار)\b\s*|新闻$")


class SectionNames:
    """Topics by the names that papers give to their sections."""

    def __init__(self, names: Mapping[str, Sequence[str]]) -> None:
        self._topics = {fold(name): topic for topic, entries in names.items() for name in (topic, *entries)}

    @classmethod
    def shipped(cls) -> SectionNames:
        """The table that comes with the bot, `bot/ingest/data/sections.toml`."""
        return cls(tomllib.loads(files("bot.ingest").joinpath("data/sections.toml").read_text(encoding="utf-8")))

    def topic(self, stated: str) -> str:
        """The topic of a section or tag, of its first part that has one; "" for other names, such as "Opinion"."""
        whole = fold(stated.strip())
        parts = (whole, *_PARTS.split(whole))
        candidates = (name for part in parts for name in (part, _NEWS.sub("", part)))
        return next((self._topics[name] for name in candidates if name in self._topics), "")

    def topics(self, stated: Sequence[str]) -> tuple[str, ...]:
        """Stated topics in our words; what has none there stays as the editor wrote it."""
        return tuple(dict.fromkeys(self.topic(name) or name for name in stated))

    def with_section(self, section: str, found: Sequence[str]) -> tuple[str, ...]:
        """The topics found in a text, with that of its section before them: the paper knows best."""
        own = self.topic(section) if section else ""
        return tuple(dict.fromkeys((own, *found)))[:_MOST] if own else tuple(found)
