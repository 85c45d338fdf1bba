"""Parameters of a Bot API call, however they came: query, form, multipart or JSON.

The Bot API takes numbers, flags and objects also as strings, so every reader here does too.
"""

from dataclasses import dataclass
from typing import Any

import orjson

from bot.sandbox.errors import bad_request

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a call."""

    name: str
    content: bytes


class Params:
    """Typed views on one call's raw parameters."""

    __slots__ = ("_raw",)

    def __init__(self, raw: Json) -> None:
        self._raw = raw

    def has(self, name: str) -> bool:
        return name in self._raw

    def text(self, name: str) -> str:
        value = self._raw.get(name, "")
        if isinstance(value, str):
            return value
        return "" if value is None else str(value)

    def attachment(self, name: str) -> Attachment | None:
        """The file of that name; None when it is named by a link or an id, or is not there."""
        value = self._raw.get(name)
        return value if isinstance(value, Attachment) else None

    def integer(self, name: str, default: int = 0) -> int:
        value = self._raw.get(name)
        if isinstance(value, int):
            return int(value)
        try:
            return int(str(value))
        except ValueError:
            return default

    def flag(self, name: str) -> bool:
        value = self._raw.get(name)
        if isinstance(value, bool):
            return value
        return str(value).lower() in ("true", "yes", "1")

    def data(self, name: str, what: str) -> Any:
        """A JSON object or array, None when absent; `what` names it in the refusal."""
        value = self._raw.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str | bytes):
            return value
        try:
            return orjson.loads(value)
        except orjson.JSONDecodeError:
            raise bad_request(f"can't parse {what} JSON object") from None
