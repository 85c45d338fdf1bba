"""Bylines: who wrote it, and for whom."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.ingest.anycase import AnyCase
from bot.ingest.outlet_names import is_outlet, without_staff
from bot.ingest.vocabulary import listed

_LEAD = re.compile(
    r"(?:(?:written|story|reported|posted|published|words|article|analysis|opinion)\s+by|by|author|reporter|"
    r"автор(?:ы)?|текст|yazan|haber|muhabir|كتب[ت]?|بقلم|تحرير|por|par|von|di|作者|记者)"
    r"(?:\s*[:：|]\s*|\s+|(?-i:(?<=By)(?=[A-Z])))",
    re.IGNORECASE,
)
_PARTICLES = listed("de|da|del|della|di|der|den|van|von|bin|ibn|al|el|la|le|du|dos|das|ben|abu|bint|ter|ten|zu|of")
_NO_NAME = listed("from|by|the|in|at|for|with|via|how|why|what|when|your|our|read|more|new|top|best|key")
_AND = re.compile(r"\s+(?:and|with|und|et|y|ve|и|و)\s+|\s*[;&]\s*")
_PART = re.compile(r"\s*[,，|/•·–—]\s*|\s+-\s+|\s+(?:for|in|FOR|IN)\s+")
_BAR = re.compile(r"\s*[|•·]\s*|,\s|\s[–—-]\s")
_NAME_WORD = re.compile(r"[^\W\d_][\w.'’-]*$")
# Two to four signs; the names of foreigners have a dot between their parts.
_HAN_NAME = re.compile("[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]{1,6}(?:[·•][\u4e00-\u9fff]{1,6}){1,3}")
_ROLE = re.compile(
    r"\b(?:staff|writers?|reporters?|editors?|correspondents?|columnists?|contributors?|journalists?|author|senior|chief|"
    r"freelance|producer|guest|critic|analyst|fellow|корреспондент|редактор|обозреватель|журналист|muhabiri?|editörü?|yazarı?|"
    r"مراسل|محرر|كاتب)\b",
    re.IGNORECASE,
)
_ROLE_WORDS = 6
_NEWSROOM = listed(
    "redacción|redaktion|rédaction|redazione|redação|editors|staff|newsroom|редакция|haber merkezi|المحرر|编辑部"
)
_PICTURE_CREDIT = AnyCase(
    r"\w/\w|\b(?:photo|image|illustration|foto|фото)", telling=listed("/|photo|image|illustration|foto|фото")
)


@dataclass(frozen=True, slots=True)
class Byline:
    """Who wrote an article ("Jane Doe, John Roe") and the agency or paper named beside them."""

    names: str
    credit: str = ""


def read_byline(text: str) -> Byline | None:
    """The byline that a whole line is, or None: "By JANE DOE, Associated Press", "Автор: Иван Петров".

    Every part must be a name, a role or a paper, so that a paragraph which begins "By Tuesday evening" stays
    a paragraph.
    """
    if _PICTURE_CREDIT.search(text):
        return None
    lead = _LEAD.match(text) if len(text) <= 160 else None
    if lead is None:
        return _without_lead(text)
    names: list[str] = []
    credit = ""
    for part in _parts(text[lead.end() :]):
        if _ROLE.search(part) or is_outlet(part):
            newsroom = without_staff(part)
            names += [_tidy(part)] if newsroom and not names else []
            credit = credit or _tidy(newsroom or ("" if _ROLE.search(part) else part))
        elif part.casefold() in _NEWSROOM or is_name(part):
            names.append(_tidy(part))
        elif names and not credit and len(part.split()) <= 4 and not part[0].islower():
            credit = part
        else:
            return None
    return Byline(", ".join(names), credit) if names or credit else None


def _parts(text: str) -> list[str]:
    """The names and papers of a byline; "Doe and Roe, The Courier" has three."""
    parts = [part.strip(" .@()") for piece in _PART.split(text.strip(" .")) for part in _AND.split(piece)]
    return [part for part in parts if part]


def _without_lead(text: str) -> Byline | None:
    """Names and a role with a bar, comma or dash between, as pages print them without "By"."""
    if len(text) > 100 or text.endswith((".", ":", "?")):
        return None
    newsroom = without_staff(text)
    if newsroom and is_outlet(newsroom):
        return Byline(_tidy(text), _tidy(newsroom))
    people, _, role = (part.strip() for part in _BAR.sub("|", text, count=1).partition("|"))
    if not role or not (_ROLE.search(role) or is_outlet(role)) or len(role.split()) > 6:
        return None
    names = [name.strip() for name in _AND.split(people) if name.strip()]
    if not names or not all(is_name(name) and not is_outlet(name) for name in names):
        return None
    return Byline(", ".join(_tidy(name) for name in names), role if is_outlet(role) else "")


def is_role(text: str) -> bool:
    """What stands below a name: "Staff Writer", "Корреспондент отдела «Общество»"."""
    return len(text.split()) <= _ROLE_WORDS and _ROLE.match(text) is not None


def are_names(text: str) -> bool:
    """One name or several in a row, each of two words or more: "Jane Doe, John Roe"."""
    names = [name.strip() for part in text.split(",") for name in _AND.split(part)]
    return any(map(str.isupper, text)) and all(is_name(name) and " " in name and not is_outlet(name) for name in names)


def is_name(text: str) -> bool:
    """Two to five words that may be somebody's name: capitalised, but for particles such as "de" or "bin".

    A name in Chinese signs is one word.
    """
    if _HAN_NAME.fullmatch(text):
        return True
    words = text.split()
    if not 2 <= len(words) <= 5 or len(text) > 50 or words[0].casefold() in _NO_NAME:
        return False
    proper = 0
    for word in words:
        if word.casefold() in _PARTICLES:
            continue
        if not _NAME_WORD.match(word) or word[0].islower():
            return False
        proper += 1
    return proper >= 1


def _tidy(name: str) -> str:
    """JANE DOE is printed so by habit of the page; people read Jane Doe. Agencies keep their capitals."""
    if not name.isupper() or len(name.split()) < 2:
        return name
    return " ".join(word if len(word) == 2 and word.endswith(".") else word.title() for word in name.split())
