"""What every format module offers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.models import ParsedArticle


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of seed file.

    `suffixes` name it; `sniff` tells whether decoded text is really of this kind whatever its name; `read` gives
    its articles or raises RejectedSeed.
    """

    name: str
    suffixes: tuple[str, ...]
    sniff: Callable[[str], bool]
    read: Callable[[str], list[ParsedArticle]]
