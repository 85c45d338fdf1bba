"""What every format module offers, and what it is given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

import structlog

from bot.errors import RejectedSeed
from bot.ingest.decode import decode
from bot.models import ParsedArticle, RejectedItem

Item = ParsedArticle | RejectedItem

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Content:
    """The bytes of a seed file with its name; formats of text take `text`, all others `data`.

    `fallback` is the encoding to assume when the bytes are neither marked nor UTF-8.
    """

    data: bytes
    name: str = ""
    fallback: str = ""

    @cached_property
    def text(self) -> str:
        """The decoded text; RejectedSeed when the bytes are no text or only white space."""
        decoded = decode(self.data, self.fallback)
        if not decoded.text.strip():
            raise RejectedSeed("the file holds only white space; paste the article into it")
        if not decoded.known:
            _log.warning("encoding_unknown", seed=self.name, read_as=decoded.encoding)
        return decoded.text

    @property
    def suffix(self) -> str:
        """The ending of the name in small letters, with its dot."""
        return PurePosixPath(self.name).suffix.lower()


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of seed file.

    `suffixes` name it; `sniff` tells whether the content is really of this kind whatever its name; `read` gives
    its articles in the order of the file, and the reason in the place of one that cannot be taken; RejectedSeed when
    there is none at all.
    """

    name: str
    suffixes: tuple[str, ...]
    sniff: Callable[[Content], bool]
    read: Callable[[Content], Sequence[Item]]
