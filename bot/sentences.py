"""Where sentences end: shared by the summary of an article and by the pager that cuts it."""

from __future__ import annotations

import re
from collections.abc import Iterable

# A run of enders and whatever closes a quotation or bracket after it. Each class is matched once, so the
# scan is linear on any text.
_ENDER = re.compile(r"[.!?…。！？؟۔]+[\"'”’»«)\]』」]*")
_CLOSERS = "\"'”’»«)]』」"
_FULL_WIDTH = frozenset("。！？")


_LIST_ITEM = re.compile(r"(?:[•‣▪◦●○■□–—*·»-]|\(?\d{1,3}[.)]|[a-z][.)])\s+(?=\S)")
# A line of this many characters is no heading, whatever it ends with: Thai ends its sentences with nothing.
_HEADING = 80
_ASKING = ("?", "？", "؟")


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_ABBREVIATIONS = _listed(
    # Titles and ranks, always followed by a name.
    "mr mrs ms dr prof sr jr st rev hon gov sen rep pres gen col lt capt sgt cpl cmdr adm maj amb atty supt "
    # Months and days in newsroom style.
    "jan feb mar apr jun jul aug sept sep oct nov dec mon tue tues wed thu thur thurs fri sat sun "
    # Companies, places, references.
    "inc ltd co corp bros dept univ assn ave blvd rd mt ft no nos vol pp fig vs etc al cf approx est ext "
    "e.g i.e a.m p.m u.s u.k u.n e.u d.c ph.d b.c a.d "
    # Spanish, French, German, Turkish.
    "sra srta dra lic ing av mme mlle bzw ca usw z.b d.h nr str vd vb doç av "
    # Russian.
    "г гг в вв ул им т.е т.д т.п т.к др пр руб коп тыс млн млрд стр рис см напр д.м ст обл р-н просп"
)
# After these abbreviations a capital letter usually opens a new sentence, when it is one of _STARTERS.
_MAY_CLOSE = _listed("u.s u.k u.n e.u d.c a.m p.m ph.d b.c a.d etc inc ltd corp co jr sr г гг руб др т.д т.п")
_STARTERS = _listed(
    "the a an he she it they we i you this that these those there but and in on at as for if when while after "
    "before since still his her its their our my what who how why according officials police "
    "он она оно они мы это эти но в на по при как если когда после до его её их"
)


def _token_before(text: str, end: int) -> str:
    start = end
    while start > 0 and end - start < 20 and not text[start - 1].isspace():
        start -= 1
    return text[start:end].lstrip("\"'“‘«([{-–—")


def _word_after(text: str, start: int) -> str:
    while start < len(text) and text[start] in "\"'“‘«([ \t\n\u00a0-–—":
        start += 1
    end = start
    while end < len(text) and end - start < 20 and text[end].isalpha():
        end += 1
    return text[start:end]


def _is_boundary(text: str, match: re.Match[str]) -> bool:
    mark = match.group().rstrip(_CLOSERS)
    if mark[-1] in _FULL_WIDTH:
        return True
    if match.end() == len(text):
        return True
    if not text[match.end()].isspace():
        return False
    following = _word_after(text, match.end())
    if following and following[0].islower():
        return False
    if mark != ".":
        return True
    token = _token_before(text, match.start())
    if len(token) == 1 and token.isalpha():  # an initial: J. Smith
        return False
    if token.lower() in _ABBREVIATIONS:
        return token.lower() in _MAY_CLOSE and following.lower() in _STARTERS
    # "1. First" is a list number, and a token of dotted capitals is an initialism.
    if token.isdigit() and match.start() == len(token):
        return False
    if len(token) > 2 and token[1::2].strip(".") == "" and token.isupper():
        return following.lower() in _STARTERS
    return True


def sentence_ends(text: str) -> list[int]:
    """Offsets just past each sentence of one paragraph, closing quotes included; the last is its end.

    A full stop counts unless it follows an abbreviation, an initial or a list number, stands inside a number
    or address, or a small letter follows. Chinese and Japanese enders need no space after them.
    """
    ends = [match.end() for match in _ENDER.finditer(text) if _is_boundary(text, match)]
    length = len(text.rstrip())
    if length and (not ends or ends[-1] < length):
        ends.append(length)
    return ends


def split_sentences(text: str) -> list[str]:
    """The sentences of one paragraph, stripped, in order; nothing but white space between them is lost."""
    sentences = []
    start = 0
    for end in sentence_ends(text):
        sentence = text[start:end].strip()
        if sentence:
            sentences.append(sentence)
        start = end
    return sentences


def ends_like_sentence(text: str) -> bool:
    """Whether a line closes as prose does: with an ender, also inside closing quotes or brackets."""
    bare = text.rstrip().rstrip(_CLOSERS)
    return bool(bare) and bare[-1] in ".!?…。！？؟۔"


def is_list_item(text: str) -> bool:
    """Whether a line begins with a bullet or number."""
    return _LIST_ITEM.match(text) is not None


def running_sentences(paragraphs: Iterable[str]) -> list[str]:
    """The sentences that can be read on end: no headings, no items of lists, nothing that announces such."""
    return [
        sentence
        for paragraph in paragraphs
        if not is_list_item(paragraph) and not _is_heading(paragraph.strip())
        for sentence in split_sentences(paragraph)
        if not sentence.endswith((":", "："))
    ]


def _is_heading(text: str) -> bool:
    if len(text) >= _HEADING or len(sentence_ends(text)) > 1:
        return False
    return not ends_like_sentence(text) or text.endswith(_ASKING)
