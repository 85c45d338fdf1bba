"""What a chat follows, mutes and wants to read, as sets of stories. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Set
from dataclasses import dataclass

from bot.digest.pool import Pool, Ranking, Story, folded, language_of
from bot.models import Interest, InterestKind, Stance
from bot.storage.news import News


@dataclass(frozen=True, slots=True)
class Wishes:
    """`follows` has what is followed in a story, such as `place:tr`; `shut` are stories that the chat does not want.

    Articles of the muted `sources`, and of other than the wanted `languages` where there are any, tell nothing.
    """

    follows: Mapping[int, tuple[str, ...]]
    shut: frozenset[int]
    sources: frozenset[str]
    languages: frozenset[str]
    other_languages: frozenset[str]

    @classmethod
    def of(cls, pool: Pool, interests: Collection[Interest]) -> "Wishes":
        """The interests of a chat, in this pool."""
        follows: defaultdict[int, list[str]] = defaultdict(list)
        shut: set[int] = set()
        for each in sorted(interests):
            if each.stance is Stance.FOLLOW and each.kind is not InterestKind.LANGUAGE:
                thing = f"{each.kind.value}:{each.value}"
                for story in _having(pool, each):
                    follows[story].append(thing)
            elif each.stance is Stance.MUTE and each.kind not in (InterestKind.SOURCE, InterestKind.LANGUAGE):
                shut |= _having(pool, each)
        return cls(
            {story: tuple(found) for story, found in follows.items()},
            frozenset(shut),
            frozenset(_values(interests, InterestKind.SOURCE, Stance.MUTE)),
            frozenset(_values(interests, InterestKind.LANGUAGE, Stance.FOLLOW)),
            frozenset(_values(interests, InterestKind.LANGUAGE, Stance.MUTE)),
        )

    def narrowed(self, pool: Pool, ranking: Ranking) -> Mapping[int, Story | None]:
        """Stories of which articles tell nothing to this chat, as the others tell them; None where none are left."""
        touched: set[int] = set()
        for source in self.sources:
            touched |= pool.by_source.get(source, frozenset())
        strange = [stories for language, stories in pool.by_language.items() if not self._reads(language)]
        readable = [stories for language, stories in pool.by_language.items() if self._reads(language)]
        unread = frozenset().union(*strange)
        gone = unread.difference(*readable)
        left: dict[int, Story | None] = dict.fromkeys(gone)
        for key in ((touched | unread) & ranking.stories.keys()) - gone:
            story = ranking.stories[key]
            left[key] = story.without([each.headline.id for each in story.articles if not self._takes(each)])
        return left

    def foreign(self, pool: Pool, tongue: str) -> Set[int]:
        """The stories that only foreign languages tell, to a chat that speaks this one and has chosen none."""
        if not tongue or self.languages or tongue not in pool.by_language:
            return frozenset()
        other = (stories for language, stories in pool.by_language.items() if language not in ("", tongue))
        return frozenset().union(*other) - pool.by_language[tongue] - pool.by_language.get("", frozenset())

    def _takes(self, article: News) -> bool:
        return self._reads(language_of(article)) and not (
            self.sources and folded(article.headline.source) in self.sources
        )

    def _reads(self, language: str) -> bool:
        """An article of a language that nobody knows is for everybody."""
        if not language:
            return True
        return language not in self.other_languages and (not self.languages or language in self.languages)


def _values(interests: Iterable[Interest], kind: InterestKind, stance: Stance) -> set[str]:
    return {each.value for each in interests if each.kind is kind and each.stance is stance}


def _having(pool: Pool, interest: Interest) -> frozenset[int]:
    match interest.kind:
        case InterestKind.TOPIC:
            return pool.by_topic.get(interest.value, frozenset())
        case InterestKind.PLACE:
            return pool.by_place.get(interest.value, frozenset())
        case InterestKind.SOURCE:
            return pool.by_source.get(interest.value, frozenset())
        case InterestKind.WORD:
            return pool.by_word(interest.value)
        case InterestKind.LANGUAGE:
            return pool.by_language.get(interest.value, frozenset())
