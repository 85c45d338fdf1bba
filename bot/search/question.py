"""A query in the terms of the index: for each part, the phrases any of which will do.

A word is looked for by its stem in every language of the library, since nobody says in which one they type. Conditions
are terms too, with a mark before them that no word can have.
"""

from dataclasses import dataclass, replace
from datetime import date

from bot.search.countries import codes
from bot.search.folding import words
from bot.search.languages import code_of, primary
from bot.search.query import MOST_IN_A_PHRASE, Field, Part, Query, is_ranked, too_short
from bot.search.terms import LONGEST_TERM, Analyser, pairs, runs

EVERY_ARTICLE = "_every"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Terms that follow each other, in the title or anywhere; with `prefix` the last one may go on."""

    terms: tuple[str, ...]
    prefix: bool = False
    in_title: bool = False


Wanted = tuple[Phrase, ...]
"""Phrases any of which will do."""


@dataclass(frozen=True, slots=True)
class Question:
    """What an article must have: for the order (`ranked`), as a condition, and not at all; and its days.

    `loose` is the ranked again, word by word where they were not in quotes: any of it is better than nothing.
    """

    ranked: tuple[Wanted, ...] = ()
    loose: tuple[Wanted, ...] = ()
    filters: tuple[Wanted, ...] = ()
    excluded: tuple[Wanted, ...] = ()
    after: date | None = None
    before: date | None = None

    @property
    def conditions(self) -> tuple[Wanted, ...]:
        """The filters, and where nothing at all is asked for, what every article has."""
        return self.filters if self.filters or self.ranked else ((Phrase((EVERY_ARTICLE,)),),)


def ask(query: Query, languages: tuple[str, ...]) -> Question:
    """The query for a library in these languages; `lang:` narrows them."""
    named = tuple(_language(part) for part in query.parts if part.field is Field.LANGUAGE and not part.excluded)
    wording = Wording(named or languages)
    found: dict[str, list[Wanted]] = {"ranked": [], "loose": [], "filters": [], "excluded": []}
    for part in query.parts:
        group = "excluded" if part.excluded else "ranked" if is_ranked(part) else "filters"
        found[group].append(wording.phrases(part))
        if group == "ranked":
            found["loose"] += [wording.phrases(each) for each in _loosened(part)]
    groups = {name: tuple(wanted for wanted in group if wanted) for name, group in found.items()}
    return Question(**groups, after=query.after, before=query.before)


def _loosened(part: Part) -> list[Part]:
    typed = words(part.text)
    return [part] if part.quoted or len(typed) < 2 else [replace(part, text=word, prefix=False) for word in typed]


def _language(part: Part) -> str:
    return code_of(" ".join(words(part.text)))


class Wording:
    """Finds the phrases of a part in a library of these languages."""

    def __init__(self, languages: tuple[str, ...]) -> None:
        self._languages = languages or ("",)
        self._analyser = Analyser()

    def phrases(self, part: Part) -> Wanted:
        """The phrases any of which will do for this part."""
        match part.field:
            case Field.LANGUAGE:
                return (Phrase((f"l_{_language(part)}",)),)
            case Field.TOPIC:
                return (Phrase(topic_terms(part.text, self._analyser)),)
            case Field.SOURCE:
                return (Phrase(source_terms(part.text)),)
            case Field.PLACE:
                return self._places(part.text)
            case Field.TITLE:
                return self._wordings(part.text, prefix=part.prefix, in_title=True)
            case Field.ANYWHERE:
                return self._wordings(part.text, prefix=part.prefix, in_title=False)

    def _places(self, text: str) -> Wanted:
        """An article is about a place that its reader named, or that stands in its title."""
        named = [Phrase(place_terms(text)), *(Phrase(place_terms(code)) for code in codes(text, self._languages))]
        return tuple(dict.fromkeys([*named, *self._wordings(text, prefix=False, in_title=True)]))

    def _wordings(self, text: str, *, prefix: bool, in_title: bool) -> Wanted:
        typed = words(text)[:MOST_IN_A_PHRASE]
        prefix = prefix and bool(typed) and not too_short(text)
        found = [
            phrase
            for language in self._languages
            for phrase in self._in_language(typed, language, prefix=prefix, in_title=in_title)
        ]
        return tuple(dict.fromkeys(found))

    def _in_language(self, typed: list[str], language: str, *, prefix: bool, in_title: bool) -> list[Phrase]:
        """The typed words by their stems; for a prefix also what begins with it: a stem may be shorter than it."""
        parts = [part for word in typed for part in runs(word)]
        stems = tuple(term for part, dense in parts for term in self._stems(part, language, dense=dense))
        if parts and parts[-1][1]:
            # A pair is a beginning already; one character alone begins pairs, and ends a run as itself.
            return [Phrase(stems, prefix=len(parts[-1][0]) == 1, in_title=in_title)]
        found = [Phrase(stems, in_title=in_title)]
        if prefix:
            found.append(Phrase((*stems[:-1], typed[-1][:LONGEST_TERM]), prefix=True, in_title=in_title))
        return found

    def _stems(self, part: str, language: str, *, dense: bool) -> list[str]:
        return pairs(part)[: max(1, len(part) - 1)] if dense else self._analyser.stems([part], language)


def topic_terms(text: str, analyser: Analyser) -> tuple[str, ...]:
    """A topic as terms; topics are named in English, in the singular or the plural."""
    return tuple(f"t_{term}" for term in analyser.stems(words(text), "en"))


def place_terms(text: str) -> tuple[str, ...]:
    """A place, by name or code, as terms."""
    return tuple(f"p_{word}"[:LONGEST_TERM] for word in words(text))


def source_terms(text: str) -> tuple[str, ...]:
    """A source as terms."""
    return tuple(f"s_{word}"[:LONGEST_TERM] for word in words(text))


def language_term(tag: str) -> str:
    """An article's language as a term."""
    return f"l_{primary(tag)}"
