"""What a chat follows and mutes, as people type it, press it and take it back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock
from bot.errors import NotFound
from bot.models import Destination, Interest, InterestKind, Stance
from bot.search.query import Field, Part
from bot.search.question import Wanted, Wording
from bot.services.naming import Known, Meaning, Thing, Wish, folded, meaning, things_of
from bot.services.subscriptions import ChatProfile
from bot.storage import articles, chats, interests, search, search_index, sources
from bot.storage.engine import Store
from bot.storage.interests import KeptInterest
from bot.stories.words import Rarity

MOST_INTERESTS = 50
"""Of one chat or topic of a forum: more would be noise to the one who set them."""
# How many articles it takes to say what most of them have, and how many may be counted through for one answer.
_ENOUGH, _COUNTABLE = 20, 20_000


@dataclass(frozen=True, slots=True)
class Changed:
    """What was done: the stance before and now, None for neither. `full`: nothing, since there are too many."""

    thing: Thing
    before: Stance | None
    now: Stance | None
    full: bool = False


@dataclass(frozen=True, slots=True)
class Names:
    """The topics that articles are given (they may state others), and countries by the names of people and cities."""

    topics: tuple[str, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)


class Interests:
    """Every verb is one transaction. A chat may follow things before it ever subscribes."""

    def __init__(self, store: Store, clock: Clock, names: Names, *, language: str = "en") -> None:
        self._store = store
        self._clock = clock
        self._language = language
        self.topics = names.topics
        self._rarity = Rarity.shipped()
        self._places = {folded(name): code.lower() for name, code in names.places.items()}

    async def understand(self, wish: Wish, language: str, topics: Mapping[str, str]) -> Meaning:
        """What a wish means in this library; `language` is the person's, an IETF tag, and `topics` are the topics by
        their names in it.
        """
        async with self._store.read() as connection:
            languages = await search_index.languages(connection)
            stated = await sources.topics_named(connection, wish.text, languages)
            own = (language.replace("_", "-").partition("-")[0],) if language else ()
            phrases = Wording(languages).phrases(Part(Field.ANYWHERE, wish.text, 0, len(wish.text)))
            known = Known(
                topics={**topics, **{name: name for name in (*stated, *self.topics)}},
                sources=tuple(
                    dict.fromkeys(
                        (
                            *await sources.named(connection, wish.text, languages),
                            *await sources.lately(connection),
                        )
                    )
                ),
                languages=tuple(dict.fromkeys((*own, *languages))),
                places=self._places,
                has_words=await search.count(connection, phrases, 1) > 0,
                everywhere=self._is_function(wish, (*own, *languages)) or await _is_in_most(connection, phrases),
            )
        return meaning(wish, known)

    def _is_function(self, wish: Wish, languages: Sequence[str]) -> bool:
        """Whether it is one word that holds others together and says nothing by itself."""
        one, *more = wish.value.split()
        return not more and any(self._rarity.is_function_word(one, language) for language in languages or ("",))

    async def set(self, chat: ChatProfile, thread_id: int, thing: Thing, stance: Stance | None) -> Changed:
        """Follow it, mute it, or neither any more."""
        async with self._store.write() as connection:
            known = await chats.find(connection, chat.telegram_id)
            if known is None and stance is None:
                return Changed(thing, None, None)
            chat_id = await chats.remember(
                connection,
                chat.telegram_id,
                chat.kind,
                chat.title,
                chat.language or self._language,
                now=self._clock.now(),
            )
            destination = Destination(chat.telegram_id, thread_id)
            kept = _chosen(await interests.listed(connection, destination))
            before = next((each.interest.stance for each in kept if _is(each.interest, thing)), None)
            if stance is None:
                await interests.remove(connection, chat_id, thread_id, thing.kind, thing.value)
            elif before is None and len(kept) >= MOST_INTERESTS:
                return Changed(thing, None, None, full=True)
            else:
                wanted = Interest(thing.kind, thing.value, stance)
                await interests.put(connection, chat_id, thread_id, wanted, now=self._clock.now())
            return Changed(thing, before, stance)

    async def kept(self, destination: Destination) -> list[KeptInterest]:
        """What the chat follows and mutes, in the order in which it came."""
        async with self._store.read() as connection:
            return _chosen(await interests.listed(connection, destination))

    async def source_names(self) -> tuple[str, ...]:
        """How the sources of the newest articles write themselves."""
        async with self._store.read() as connection:
            return tuple(await sources.lately(connection))

    async def things_of(self, article_id: int) -> tuple[Thing, ...]:
        """What can be followed or muted of an article. Raises NotFound."""
        async with self._store.read() as connection:
            article = await articles.get(connection, article_id)
        if article is None:
            raise NotFound(f"there is no article {article_id}")
        return things_of(article)


async def _is_in_most(connection: AsyncConnection, phrases: Wanted) -> bool:
    """Whether more than half of the articles have them; not of few articles, nor of too many to count through."""
    live = await articles.count(connection)
    half = live // 2
    return _ENOUGH <= live <= _COUNTABLE and await search.count(connection, phrases, half + 1) > half


def _chosen(listed: Sequence[KeptInterest]) -> list[KeptInterest]:
    """Languages are chosen elsewhere."""
    return [each for each in listed if each.interest.kind is not InterestKind.LANGUAGE]


def _is(interest: Interest, thing: Thing) -> bool:
    return interest.kind is thing.kind and interest.value == thing.value
