"""Datelines: where a report was filed, when, and for which agency; in the forms that agencies of each script print."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from bot.ingest.dates import find_moment
from bot.ingest.outlet_names import is_outlet

_PLACE = r"(?P<place>[^\W\d_a-zа-я][^()\n—–]{1,60}?)"
_DATE = r"(?:\w{3,9}\.?\s+\d{1,2}|\d{1,2}\s+\w{3,9}\.?(?:[ /]\w{3,9})?)(?:,?\s+(?:19|20)\d\d)?"
# "ANKARA, Turkey (AP) — ", "عمّان (رويترز) - ", "LONDON — ".
_DASHED = re.compile(
    rf"{_PLACE}\s*(?:\((?P<agency>[^()\n]{{2,40}})\)\s*(?:[—–-]{{1,2}}|:)|,?\s+[—–]{{1,2}}|\s--)\s+(?=\S)"
)
# What a sentence may look like too, so more is asked of it: the agency is known, or the place in capitals and dated.
_STATED = (
    # "КАЗАНЬ, 12 мая (ТАСС). "
    re.compile(rf"{_PLACE}\s*\((?P<agency>[^()\n]{{2,40}})\)\s*[.،]\s+(?=\S)"),
    # "МОСКВА, 12 мая. /ТАСС/. "
    re.compile(rf"{_PLACE}\.?\s*/(?P<agency>[^/\n]{{2,40}})/\s*(?:[.:—–-]{{1,2}})?\s+(?=\S)"),
    # "МОСКВА, 12 мая - РИА Новости. ", "بيروت - رويترز: "
    re.compile(rf"{_PLACE},?\s+[—–-]{{1,2}}\s+(?P<agency>[^—–\n:()]{{2,40}}?)\s*(?:[.:—–-]{{1,2}})\s+(?=\S)"),
    # "Москва. 12 мая. INTERFAX.RU - "
    re.compile(
        rf"(?P<place>[^\W\d_a-zа-я][\w-]{{2,20}}(?: [^\W\d_a-zа-я][\w-]{{1,20}}){{0,2}}\.\s+{_DATE})\.\s+"
        r"(?P<agency>[^\W\d_][\w. -]{2,20}?)\s*[.—–-]\s+(?=\S)"
    ),
)
# "新华社上海5月12日电（记者张三）": the agency first, no blanks, the reporter in brackets. 本报 is "this paper".
_CHINESE = re.compile(
    "[（(【]?(?P<agency>[\u4e00-\u9fff]{1,6}?[社网報报])(?P<place>[\u4e00-\u9fff·]{2,12}?)"
    r"(?P<date>(?:(?:19|20)\d\d年)?\d{1,2}月\d{1,2}日)(?:专|综合|体育)?[电電讯訊][）)】]?\s*"
    "(?:[（(](?P<reporters>[^（）()]{2,40})[）)])?[\\s:：，,]*(?=\\S)"
)
_OWN_PAPER = "本"
_REPORTERS = re.compile("(?:参与)?(?:记者|通讯员|記者)[:：]?")
_HAN_NAMES = re.compile("[\u4e00-\u9fff·]{2,12}")
_END_DATE = re.compile(rf"[,،.]?\s+{_DATE}$")
_LONGEST, _MOST_WORDS, _FEW_WORDS = 160, 7, 3


@dataclass(frozen=True, slots=True)
class Dateline:
    """Where and when a report was filed, for which agency and by whom; `end` is where its paragraph begins."""

    place: str
    agency: str
    end: int
    filed: datetime | None = None
    byline: str = ""


def read_dateline(text: str) -> Dateline | None:
    """The dateline that opens a paragraph, or None: any sentence with a dash or brackets could be taken for one.

    The city must be in capitals, or the agency be known.
    """
    head = text[:_LONGEST]
    found = _read_chinese(head)
    for form in _STATED:
        found = found or _judged(form.match(head), stated=True)
    found = found or _judged(_DASHED.match(head), stated=False)
    return found if found is not None and found.end < len(text) else None


def _judged(match: re.Match[str] | None, *, stated: bool) -> Dateline | None:
    if match is None:
        return None
    where = match["place"].strip(" ,.")
    place = _END_DATE.sub("", where).strip(" ,،./")
    city = place.replace("،", ",").split(",")[0].split("/")[0].strip()
    agency = (match["agency"] or "").strip(" .")
    if not city or len(place.split()) > _MOST_WORDS:
        return None
    capitals = city.isupper() and sum(letter.isalpha() for letter in city) >= 3
    known = bool(agency) and is_outlet(agency)
    if stated:
        dated = place != where
        caseless = city.upper() == city.lower() and len(city.split()) <= _FEW_WORDS
        certain = (known and (capitals or dated or caseless)) or (capitals and dated and agency.isupper())
    else:
        certain = capitals or known or agency.isupper()
    moment = find_moment(match["place"])
    return Dateline(place, agency, match.end(), moment.at if moment else None) if certain else None


def _read_chinese(text: str) -> Dateline | None:
    match = _CHINESE.match(text)
    if match is None:
        return None
    agency, moment = match["agency"], find_moment(match["date"])
    return Dateline(
        match["place"],
        "" if agency.startswith(_OWN_PAPER) else agency,
        match.end(),
        moment.at if moment else None,
        _reporters(match["reporters"] or ""),
    )


def _reporters(text: str) -> str:
    """The names in "记者张三、李四"; brackets that name no reporter say something else."""
    if _REPORTERS.search(text) is None:
        return ""
    return ", ".join(dict.fromkeys(_HAN_NAMES.findall(_REPORTERS.sub(" ", text))))
