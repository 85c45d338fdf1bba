"""HTML parse mode as TDLib reads it: tags, entities, errors and their byte offsets.

Held against TDLib itself (`parseTextEntities`) in tests. Trimming, nesting repair and the cap of
entities come later, in `entities`.
"""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from bot.sandbox.links import LinkError, ascii_lower, checked_link, mentioned_user

_SPACES = frozenset(" \t\r\n\0\v")
SURROGATE = re.compile("[\ud800-\udfff]")
_NEXT = re.compile("[<&]")
_WORD_END = re.compile("[ \t\r\n\0\v>]")
_NAME_END = re.compile("[ \t\r\n\0\v=>/\"']")
_TOKEN = re.compile(r"[A-Za-z0-9.\-]*")
_REFERENCE = re.compile(r"&(?:#x([0-9A-Fa-f]*)|#([0-9]*)|([A-Za-z]*))")
_INTEGER = re.compile(r"-?[1-9][0-9]{0,18}")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_KINDS = {
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("s", "strike", "del"), "strikethrough"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("tg-spoiler", "span"), "spoiler"),
    "a": "text_link",
    "pre": "pre",
    "code": "code",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
}
_PRIORITY = {
    "blockquote": 0,
    "expandable_blockquote": 0,
    "pre": 11,
    "code": 20,
    "date_time": 48,
    "text_link": 49,
    "text_mention": 49,
    "bold": 90,
    "italic": 91,
    "underline": 92,
    "strikethrough": 93,
    "spoiler": 94,
    "custom_emoji": 99,
}
_OTHER_PRIORITY = 50


class MarkupError(ValueError):
    """TDLib's reason, without the `can't parse entities: ` that the Bot API puts before it."""


class Entity(NamedTuple):
    """One piece of formatting; offsets count UTF-16 units. `argument` is the link, the language, ..."""

    offset: int
    length: int
    kind: str
    argument: str | int | tuple[int, str] = ""

    @property
    def end(self) -> int:
        return self.offset + self.length


@dataclass(frozen=True, slots=True)
class FormattedText:
    text: str
    entities: tuple[Entity, ...] = ()


def sort_key(entity: Entity) -> tuple[int, int, int]:
    """TDLib's order: by start, the longer first, then by kind; `pre` with a language comes first."""
    priority = _PRIORITY.get(entity.kind, _OTHER_PRIORITY)
    if entity.kind == "pre" and entity.argument:
        priority = 10
    return entity.offset, -entity.length, priority


def utf16_length(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def parse_html(source: str) -> FormattedText:
    """Text and entities of Bot API HTML; MarkupError as TDLib words it."""
    return _Parser(source).run()


@dataclass(slots=True)
class _OpenTag:
    name: str
    argument: str
    second: str
    offset: int
    piece: int


@dataclass(slots=True)
class _Parser:
    source: str
    text: str = ""
    pieces: list[str] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    opened: list[_OpenTag] = field(default_factory=list)
    offset: int = 0

    def run(self) -> FormattedText:
        self.text = self.source + "\0"
        at, end = 0, len(self.source)
        while at < end:
            mark = _NEXT.search(self.text, at)
            start = mark.start() if mark else end
            if start > at:
                self._add(self.source[at:start])
            if start == end:
                break
            at = self._reference(start) if self.text[start] == "&" else self._tag(start)
        if self.opened:
            name = self.opened[-1].name
            raise MarkupError(f'Can\'t find end tag corresponding to start tag "{name}"')
        return self._finished()

    def _finished(self) -> FormattedText:
        text = "".join(self.pieces)
        if not text.isascii() and SURROGATE.search(text):
            raise MarkupError(
                "Text contains invalid Unicode characters after decoding HTML entities,"
                " check for unmatched surrogate code units"
            )
        cleared = [entity._replace(argument="") if entity.kind == "code" else entity for entity in self.entities]
        return FormattedText(text, tuple(sorted(cleared, key=sort_key)))

    def _add(self, piece: str) -> None:
        self.pieces.append(piece)
        self.offset += utf16_length(piece)

    def _reference(self, start: int) -> int:
        character, after = _decode_reference(self.text, start)
        self._add(character or "&")
        return after

    def _tag(self, start: int) -> int:
        return self._end_tag(start) if self.text[start + 1] == "/" else self._start_tag(start)

    def _at(self, position: int) -> str:
        return f"at byte offset {len(self.source[:position].encode('utf-8', 'surrogatepass'))}"

    def _start_tag(self, start: int) -> int:
        text = self.text
        at = _find(_WORD_END, text, start + 1)
        if text[at] == "\0":
            raise MarkupError(f"Unclosed start tag {self._at(start)}")
        name = ascii_lower(text[start + 1 : at])
        if name not in _KINDS:
            raise MarkupError(f'Unsupported start tag "{name}" {self._at(start)}')
        tag = _OpenTag(name, "", "", self.offset, len(self.pieces))
        while text[at] != ">":
            at = self._skip_spaces(at)
            if text[at] == ">":
                break
            at = self._attribute(tag, start, at)
        if name == "span" and tag.argument != "spoiler":
            raise MarkupError(f'Tag "span" must have class "tg-spoiler" {self._at(start)}')
        self.opened.append(tag)
        return at + 1

    def _attribute(self, tag: _OpenTag, start: int, at: int) -> int:
        text = self.text
        begin = at
        at = _find(_NAME_END, text, at)
        attribute = text[begin:at]
        if not attribute:
            raise MarkupError(f'Empty attribute name in the tag "{tag.name}" {self._at(start)}')
        at = self._skip_spaces(at)
        if text[at] != "=":
            if text[at] == "\0":
                raise MarkupError(f'Unclosed start tag "{tag.name}" {self._at(start)}')
            if tag.name == "blockquote" and attribute == "expandable":
                tag.argument = "1"
            return at
        at = self._skip_spaces(at + 1)
        if text[at] == "\0":
            raise MarkupError(f'Unclosed start tag "{tag.name}" {self._at(start)}')
        value, at = self._value(at)
        if text[at] == "\0":
            raise MarkupError(f"Unclosed start tag {self._at(start)}")
        _keep_attribute(tag, attribute, value)
        return at

    def _value(self, at: int) -> tuple[str, int]:
        text = self.text
        quote = text[at]
        if quote not in "\"'":
            token = _TOKEN.match(text, at)
            end = token.end() if token else at
            if text[end] not in _SPACES and text[end] != ">":
                raise MarkupError(f"Unexpected end of name token {self._at(at)}")
            return ascii_lower(text[at:end]), end
        close = min(_index(text, quote, at + 1), _index(text, "\0", at + 1))
        value = _decode_all(text[at + 1 : close])
        return value, close + 1 if text[close] == quote else close

    def _skip_spaces(self, at: int) -> int:
        while self.text[at] != "\0" and self.text[at] in _SPACES:
            at += 1
        return at

    def _end_tag(self, start: int) -> int:
        if not self.opened:
            raise MarkupError(f"Unexpected end tag {self._at(start)}")
        at = _find(_WORD_END, self.text, start + 2)
        found = ascii_lower(self.text[start + 2 : at])
        at = self._skip_spaces(at)
        if self.text[at] != ">":
            raise MarkupError(f"Unclosed end tag {self._at(start)}")
        tag = self.opened[-1]
        if found and found != tag.name:
            raise MarkupError(f'Unmatched end tag {self._at(start)}, expected "</{tag.name}>", found "</{found}>"')
        if self.offset > tag.offset:
            self._close(tag)
        self.opened.pop()
        return at + 1

    def _close(self, tag: _OpenTag) -> None:
        kind, length = _KINDS[tag.name], self.offset - tag.offset
        last = self.entities[-1] if self.entities else None
        same = last is not None and (last.offset, last.length) == (tag.offset, length)
        if tag.name == "pre" and same and last and last.kind == "code" and last.argument:
            self.entities[-1] = last._replace(kind="pre")
        elif tag.name == "code" and same and last and (last.kind, last.argument) == ("pre", "") and tag.argument:
            self.entities[-1] = last._replace(argument=tag.argument)
        else:
            inner = "".join(self.pieces[tag.piece :]) if tag.name == "a" and not tag.argument else ""
            entity = _entity(tag, kind, length, inner)
            if entity is not None:
                self.entities.append(entity)


def _find(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.search(text, at)
    return match.start() if match else len(text) - 1


def _index(text: str, needle: str, at: int) -> int:
    found = text.find(needle, at)
    return found if found >= 0 else len(text) - 1


def _decode_reference(text: str, at: int) -> tuple[str, int]:
    """The character a reference at `at` stands for and where it ends; none: ("", after the &)."""
    match = _REFERENCE.match(text, at)
    if match is None:
        return "", at + 1
    hexadecimal, decimal, name = match.groups()
    end = match.end()
    if name is not None:
        character = _NAMED.get(name, "")
    elif end - at >= 10:
        character = ""
    else:
        code = int(hexadecimal or "0", 16) if decimal is None else int(decimal or "0")
        character = chr(code) if 0 < code < 0x10FFFF else ""
    if not character:
        return "", at + 1
    return character, end + 1 if text[end : end + 1] == ";" else end


def _decode_all(value: str) -> str:
    if "&" not in value:
        return value
    text, pieces, at = value + "\0", [], 0
    while (mark := value.find("&", at)) >= 0:
        pieces.append(value[at:mark])
        character, at = _decode_reference(text, mark)
        pieces.append(character or "&")
    pieces.append(value[at:])
    return "".join(pieces)


def _keep_attribute(tag: _OpenTag, attribute: str, value: str) -> None:
    pair = (tag.name, attribute)
    if pair in (("a", "href"), ("tg-emoji", "emoji-id"), ("tg-time", "unix")):
        tag.argument = value
    elif pair == ("tg-time", "format"):
        tag.second = value
    elif pair == ("code", "class") and value.startswith("language-"):
        tag.argument = value.removeprefix("language-")
    elif pair == ("span", "class") and value.startswith("tg-"):
        tag.argument = value.removeprefix("tg-")
    elif pair == ("blockquote", "expandable"):
        tag.argument = "1"


def _entity(tag: _OpenTag, kind: str, length: int, inner: str) -> Entity | None:
    if kind == "text_link":
        return _link(tag, length, tag.argument or inner)
    if kind == "custom_emoji":
        if not _INTEGER.fullmatch(tag.argument) or not -(1 << 63) <= int(tag.argument) < 1 << 63:
            raise MarkupError("Invalid custom emoji identifier specified")
        return Entity(tag.offset, length, kind, tag.argument)
    if kind == "date_time":
        return _date_time(tag, length)
    if kind == "blockquote" and tag.argument:
        return Entity(tag.offset, length, "expandable_blockquote")
    return Entity(tag.offset, length, kind, tag.argument if kind == "code" else "")


def _link(tag: _OpenTag, length: int, url: str) -> Entity | None:
    user_id = mentioned_user(url)
    if user_id is not None:
        return Entity(tag.offset, length, "text_mention", user_id)
    try:
        return Entity(tag.offset, length, "text_link", checked_link(url))
    except LinkError:
        return None


def _date_time(tag: _OpenTag, length: int) -> Entity | None:
    if not re.fullmatch(r"r|[tTdDwW]*", tag.second):
        raise MarkupError("Invalid date format used")
    digits = re.match(r"-?[0-9]+", tag.argument)
    moment = int(digits[0]) & 0xFFFFFFFF if digits else 0
    if not 0 < moment < 1 << 31:
        return None
    return Entity(tag.offset, length, "date_time", (moment, _date_format(tag.second)))


def _date_format(given: str) -> str:
    """Day of the week, date, time; the short form when both are asked for."""
    choices = (("w", "W"), ("d", "D"), ("t", "T"), ("r",))
    marks = [next((mark for mark in choice if mark in given), "") for choice in choices]
    return "".join("w" if mark == "W" else mark for mark in marks)
