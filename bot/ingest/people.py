"""People in an article: by title, by given name, or by what is said of them. No model, so no certainty."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from bot.ingest.names import Run, given_names, is_numeral, runs
from bot.ingest.vocabulary import listed
from bot.sentences import ends_like_sentence

_MOST = 16
_LONGEST = 4
# Words that stand before a name and say that it is one. They are taken off.
_TITLES = listed(
    """President|Minister|Premier|Chancellor|Secretary|Director-General|Director|General|Governor|Gov.|Senator|Sen.|
    Representative|Rep.|Congressman|Congresswoman|Mayor|Ambassador|Envoy|Commissioner|Speaker|Judge|Justice|King|Queen|
    Prince|Princess|Emperor|Sheikh|Pope|Cardinal|Archbishop|Bishop|Father|Sister|Rabbi|Imam|Ayatollah|
    Captain|Coach|Colonel|Col|Major|Maj|Lieutenant|Lt.|Sergeant|Sgt|Admiral|Adm|Commander|Gen.|Marshal|
    Professor|Prof.|Doctor|Dr|Dr.|Mr|Mr.|Mrs|Mrs.|Ms|Ms.|Miss|Sir|Dame|Lord|Lady|Sheriff|Chairman|Chairwoman|
    Presidente|Presidenta|Président|Présidente|Präsident|Präsidentin|Ministro|Ministra|Ministre|
    Kanzler|Rey|Reina|Papa|Roi|Reine|König|Königin|Cumhurbaşkanı|Başbakan|Bakan|Президент|Премьер|Космонавт|Астронавт|
    Министр|Король|Папа"""
)
_ONE_WORD_TITLES = listed("King|Queen|Prince|Princess|Emperor|Pope|Papa|Rey|Reina|Roi|Reine|Король|Папа")
# Words that end the name of something else.
_THINGS = listed(
    """Academy|Accord|Act|Administration|Agency|Agreement|Airlines|Airport|Alliance|Army|Arena|Association|Award|Awards|
    Bank|Basilica|Bay|Board|Bridge|Building|Bureau|Canal|Cathedral|Center|Centre|Championship|Chapel|Church|City|Coast|
    Club|College|Commission|Committee|Commons|Company|Conference|Congress|Council|County|Court|Cup|Day|Declaration|
    Democrats|Department|Desert|District|Division|Dynasty|East|Empire|Facility|Falls|Federation|Festival|Forest|
    Foundation|Fund|Games|Group|Guard|Guild|Gulf|Hall|Hill|Hills|Hospital|House|Institute|Island|Islands|Lake|League|
    Library|Line|Ministry|Mountain|Mountains|Movement|Museum|National|North|Ocean|Office|Open|Order|Organization|Palace|
    Park|Parliament|Party|Peninsula|Place|Plant|Plaza|Point|Police|Port|Prize|Project|Province|Railway|Region|Report|
    Republic|Reserve|River|Road|School|Sea|Senate|Series|Service|Society|South|Square|Stadium|Station|Strait|Street|
    Summit|Theatre|Theater|Things|Times|Tower|Treaty|Tribunal|Trust|Tunnel|Union|University|Valley|Wall|War|West|World|
    Akademisi|Enstitüsü|Lisesi|Ödülü|Üniversitesi|Olímpico|Agreement|Exchequer"""
)
# Words that have a capital only because a sentence opens with them, and days and months.
_FILLER = listed(
    """a|after|afterward|although|among|an|and|as|at|because|before|behind|besides|both|but|by|during|each|even|
    every|for|from|he|her|here|his|how|if|in|inside|into|it|its|last|later|like|many|more|most|neither|no|not|
    nobody|now|of|on|once|one|only|or|our|out|over|several|she|since|so|some|such|than|that|the|their|then|
    there|these|they|this|those|though|through|to|together|two|under|until|what|when|where|which|while|who|why|
    with|within|without|yet|you|your|monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|
    march|april|may|june|july|august|september|october|november|december|english|spanish|french|german|russian|
    american|british|le|la|les|l'archevêque|el|los|las|un|una|en|al|der|die|das|ein|eine|im|am|und|для|на|в|по|
    из|от"""
)
# Written small before a name: "goalkeeper Luis Prado", "according to analyst Ann Hill".
_SMALL_TITLES = re.compile(
    r"(?:president|minister|secretary|mayor|governor|senator|ambassador|lawyer|analyst|economist|professor|researcher|"
    r"director|author|actor|actress|singer|coach|captain|goalkeeper|striker|midfielder|champion|spokesman|spokeswoman|"
    r"spokesperson|owner|founder|activist|journalist|scientist|astronaut|chairman|chairwoman|leader|resident|witness|"
    r"said|says|président|présidente|presidente|presidenta|ministre|ministro|ministra|général|космонавты?|астронавт|"
    r"президент|министр|председатель|başkanı|bakanı) $"
)
_SAID = re.compile(
    r"^,? (?:who |has |had )?(?:said|says|told|added|wrote|warned|announced|won|scored|сказала?|заявила?)\b"
)
_AGE = re.compile(r"^, \d{1,2}\b")
_ROLE = re.compile(
    r"^,? \(?\d*\)?,? ?(?:(?:the|its|his|her|their|an?|who|then|former|now|one of|new)\s){0,2}(?:[\w-]+\s){0,2}?"
    r"(?:president|prime minister|minister|secretary|chairman|chairwoman|chief|director|mayor|governor|spokes\w+|"
    r"leader|head|captain|coach|author|professor|ambassador|lawyer|researcher|winner|champion|founder)\b"
)


class PeopleFinder:
    """Names of people as the article writes them most fully. `not_people` are names of places and organisations."""

    def __init__(self, given: Collection[str], not_people: Collection[str]) -> None:
        self._given = given
        self._not_people = not_people

    @classmethod
    def shipped(cls, not_people: Collection[str]) -> PeopleFinder:
        """With the given names that come with the bot."""
        return cls(given_names(), not_people)

    def find(self, body: Sequence[str]) -> tuple[str, ...]:
        """At most sixteen, most mentioned first."""
        mentions = [
            mention for paragraph in body if ends_like_sentence(paragraph) for mention in self._mentions(paragraph)
        ]
        people: dict[str, tuple[str, ...]] = {}
        for words, is_person in mentions:
            if is_person and len(words) > len(people.get(_key(words), ())):
                people[_key(words)] = words
        counts = Counter(_key(words) for words, _ in mentions if _key(words) in people)
        return tuple(" ".join(people[key]) for key, _ in counts.most_common(_MOST))

    def _mentions(self, paragraph: str) -> Iterator[tuple[tuple[str, ...], bool]]:
        """Names that could be people's, and whether something says that this one is."""
        for run in runs(paragraph):
            words, title = _without_title(run)
            if words and len(words) <= _LONGEST and not self._is_thing(words):
                yield words, self._is_person(words, title, run)

    def _is_person(self, words: tuple[str, ...], title: str, run: Run) -> bool:
        if len(words) == 1 or is_numeral(words[1]):
            return title in _ONE_WORD_TITLES or (len(words) > 1 and not self._is_known(words[0]))
        if title or words[0] in self._given:
            return True
        told = _ROLE.match(run.after) or _SAID.match(run.after) or _AGE.match(run.after)
        small = len(words) == len(run.words) and _SMALL_TITLES.search(run.before)
        return bool(told or small) and not any(map(self._is_known, words))

    def _is_thing(self, words: tuple[str, ...]) -> bool:
        ends = (" ".join(words[start:]) for start in range(len(words)))
        return words[-1] in _THINGS or any(end in self._not_people for end in ends)

    def _is_known(self, word: str) -> bool:
        return word in _THINGS or word in self._not_people or word.isupper()


def _without_title(run: Run) -> tuple[tuple[str, ...], str]:
    """(the name itself, the last title before it)."""
    words = list(run.words)
    if run.before.endswith("Secretary of ") and words[0] == "State":
        return tuple(words[1:]), "Secretary"
    last = max((place for place, word in enumerate(words[:-1]) if word in _TITLES), default=-1)
    title = words[last] if last >= 0 else ""
    del words[: last + 1]
    while words and (words[0].casefold() in _FILLER or not words[0][0].isupper()):
        words.pop(0)
    return tuple(words), title


def _key(words: tuple[str, ...]) -> str:
    """By what a person is mentioned again: the surname, or the whole name of a monarch."""
    if is_numeral(words[-1]):
        return " ".join(words)
    return words[-2] if words[-1] == "Jr." and len(words) > 1 else words[-1]
