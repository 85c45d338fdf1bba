"""Organisations in an article: known ones by name, others by the word that says what they are."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from importlib.resources import files

from bot.ingest.names import runs
from bot.ingest.vocabulary import listed
from bot.sentences import ends_like_sentence

_MOST = 10
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_JOINING = listed("of|for|the|de|del|la|des|do|da|für|der")
# What the last word of a name says ("Ohio State University"), or the word before "of" ("Bank of Japan").
_KINDS = listed(
    """Academy|Administration|Agency|Airlines|Airways|Alliance|Army|Assembly|Association|Authority|Bank|Board|Bureau|
    Cabinet|Chamber|Club|Coalition|College|Commission|Committee|Company|Congress|Corporation|Council|Court|Federation|
    Foundation|Fund|Group|Guard|Guild|Hospital|Inc|Initiative|Institute|Institutes|Institution|Laboratory|League|Ltd|
    Ministry|Movement|Museum|Network|Observatory|Office|Orchestra|Order|Organisation|Organization|Parliament|Party|
    Police|School|Secretariat|Senate|Service|Society|Team|Tribunal|Trust|Union|Universities|University|Watch|
    Department|Directorate|Dicastery|Facility|Church|
    Akademisi|Bakanlığı|Bankası|Birliği|Derneği|Enstitüsü|Kurumu|Lisesi|Meclisi|Partisi|Sendikası|Üniversitesi|Vakfı|
    Академия|Банк|Институт|Университет|Министерство|Партия|Агентство"""
)
# Where the kind comes first: "Universidad de Chile", "Banque de France", "Ministerio de Sanidad".
_LEADING_KINDS = listed(
    """Academia|Académie|Agencia|Agence|Assemblée|Asociación|Association|Ayuntamiento|Banco|Banque|Comisión|Commission|
    Conseil|Consejo|Cour|Fédération|Federación|Fundación|Institut|Instituto|Ministère|Ministerio|Musée|Museo|Parti|
    Partido|Sociedad|Société|Sindicato|Syndicat|Tribunal|Union|Unión|Universidad|Université"""
)

# What follows "of" is not a part of their names: "the Labour Party of Keir Starmer".
_OWNED = listed("Alliance|Party|Company|Club|Team|Police|Army|Government|Cabinet|Union")
_OPENING = listed("The|A|An|In|At|On|For|From|By|With|Under|Its|After|Before|La|El|Le|Der|Die|Das")
# They look like organisations.
_OTHERS = listed("Soviet Union|Western Union")


class OrganisationFinder:
    """Names of organisations as the table writes them, or as the article does."""

    def __init__(self, names: dict[str, str]) -> None:
        self._names = names
        self._unspaced = {name: shown for name, shown in names.items() if _UNSPACED.search(name)}
        longest = sorted((name for name in names if name not in self._unspaced), key=len, reverse=True)
        self._known = re.compile(rf"(?:{_any_of(longest)})(?!\w)")

    @classmethod
    def shipped(cls) -> OrganisationFinder:
        """The table that comes with the bot, `bot/ingest/data/organisations.tsv`: a name, then its other forms."""
        names: dict[str, str] = {}
        text = files("bot.ingest").joinpath("data/organisations.tsv").read_text(encoding="utf-8")
        for line in text.splitlines():
            if line and not line.startswith("#"):
                shown, _, others = line.partition("\t")
                names.update(dict.fromkeys((shown, *filter(None, others.split("|"))), shown))
        return cls(names)

    @property
    def known(self) -> frozenset[str]:
        """Every name in the table."""
        return frozenset(self._names)

    def find(self, body: Sequence[str]) -> tuple[str, ...]:
        """At most ten, most mentioned first."""
        counts: Counter[str] = Counter()
        for paragraph in body:
            known = self._known.findall(paragraph)
            counts.update(self._names[name] for name in known)
            counts.update(shown for name, shown in self._unspaced.items() if name in paragraph)
            counts.update(_by_kind(self._known.sub(_masked, paragraph) if known else paragraph))
        whole = [name for name, _ in counts.most_common() if not any(each.endswith(f" {name}") for each in counts)]
        return tuple(whole[:_MOST])


def _any_of(names: Sequence[str]) -> str:
    """An expression for whole words, the first of the names that fits; by first letters, which it finds quickest."""
    by_letter: dict[str, list[str]] = defaultdict(list)
    for name in names:
        by_letter[name[0]].append(re.escape(name[1:]))
    letters = ((re.escape(letter), "|".join(rest)) for letter, rest in by_letter.items())
    return "|".join(rf"{letter}(?<!\w{letter})(?:{rest})" for letter, rest in letters) or "(?!)"


def _by_kind(paragraph: str) -> list[str]:
    if not ends_like_sentence(paragraph):
        return []
    found = (_named(run.words) for run in runs(paragraph, _JOINING))
    return [name for words in found if (name := " ".join(words)) and name not in _OTHERS]


def _masked(match: re.Match[str]) -> str:
    """Small letters in place of a name that is counted already."""
    return "x" * len(match.group())


def _named(words: Sequence[str]) -> tuple[str, ...]:
    """The part of a run that names an organisation, or nothing."""
    parts = _parts(words)
    for place, (start, end) in enumerate(parts):
        if words[start] in _LEADING_KINDS and place + 1 < len(parts):
            return tuple(words[start : parts[place + 1][1]])
        if words[end - 1] in _KINDS:
            goes_on = place + 1 < len(parts) and words[end] in ("of", "for") and words[end - 1] not in _OWNED
            name = tuple(words[start : parts[place + 1][1] if goes_on else end])
            return name if len(name) > 1 else ()
    return ()


def _parts(words: Sequence[str]) -> list[tuple[int, int]]:
    """Where the words with capitals between the joining words start and end, articles and the like left out."""
    found: list[tuple[int, int]] = []
    start = 0
    for place, word in enumerate((*words, "of")):
        if word in _JOINING or (place == start and (word in _OPENING or word.endswith("."))):
            if place > start:
                found.append((start, place))
            start = place + 1
    return found
