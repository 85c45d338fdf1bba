"""More like this, less like this, not from there; and /why: the reader's say on a single story."""

from collections.abc import Sequence

from bot.chat.answer import Answers
from bot.chat.callbacks.interests import AskWhy, LessLike, MoreLike, MuteSource
from bot.chat.handlers.interests import names_for
from bot.chat.handlers.reading import ECHO, typed_number
from bot.chat.routes import Routes
from bot.chat.services import ChatServices
from bot.chat.views import interests, reading, why
from bot.chat.views.screen import Screen
from bot.chat.views.why import Told
from bot.chat.visit import Visit
from bot.errors import NotFound
from bot.markup import Html, one_line
from bot.models import InterestKind, Stance
from bot.services.naming import Thing
from bot.storage.archive import ToldStory
from bot.texts import say


class Tastes:
    """In groups, administrators judge; everybody may ask why."""

    def __init__(self, services: ChatServices, answers: Answers) -> None:
        self._interests = services.interests
        self._history = services.history
        self._library = services.library
        self._memory = services.memory
        self._answers = answers
        self.routes = Routes(
            {"why": self.why},
            {
                MoreLike: self.more_like,
                LessLike: self.less_like,
                MuteSource: self.mute_source,
                AskWhy: self.press_why,
            },
        )

    async def more_like(self, visit: Visit, action: MoreLike) -> None:
        """Follow what the article is about, the surest thing that is not followed yet; the others are offered."""
        things = _about(await self._things(action.article_id))
        stances = await self._stances(visit)
        fresh = [each for each in things if stances.get(_key(each)) is not Stance.FOLLOW]
        await self._judge(visit, fresh or things[:1], Stance.FOLLOW)

    async def less_like(self, visit: Visit, action: LessLike) -> None:
        """Take back what brought it here, if something did; else mute what it is about."""
        things = _about(await self._things(action.article_id))
        stances = await self._stances(visit)
        followed = [each for each in things if stances.get(_key(each)) is Stance.FOLLOW]
        if followed:
            await self._judge(visit, followed, None)
        else:
            fresh = [each for each in things if stances.get(_key(each)) is not Stance.MUTE]
            await self._judge(visit, fresh or things[:1], Stance.MUTE)

    async def mute_source(self, visit: Visit, action: MuteSource) -> None:
        """Mute where the article is from."""
        sources = [each for each in await self._things(action.article_id) if each.kind is InterestKind.SOURCE]
        if sources:
            await self._judge(visit, sources, Stance.MUTE)
        else:
            await self._reply(visit, Screen(Html(visit.words.no_source_to_mute)))

    async def _judge(self, visit: Visit, things: Sequence[Thing], stance: Stance | None) -> None:
        """The first of them; the others are what may have been meant rather."""
        if not things:
            await self._reply(visit, Screen(Html(visit.words.nothing_to_judge)))
            return
        changed = await self._interests.set(visit.profile, visit.destination.thread_id, things[0], stance)
        await self._reply(visit, interests.done(visit.words, changed, {}, rather=things[1:]))

    async def _reply(self, visit: Visit, screen: Screen) -> None:
        """As a new message, so that the article stays."""
        await self._answers.send(visit, screen, reply_to=visit.message_id)

    async def _things(self, article_id: int) -> tuple[Thing, ...]:
        try:
            return await self._interests.things_of(article_id)
        except NotFound:
            return ()

    async def _stances(self, visit: Visit) -> dict[tuple[InterestKind, str], Stance]:
        kept = await self._interests.kept(visit.destination)
        return {(each.interest.kind, each.interest.value): each.interest.stance for each in kept}

    async def why(self, visit: Visit, arguments: str = "") -> None:
        """Why the stories of the latest briefing were told, or the one of that number."""
        number = typed_number(arguments)
        if arguments and number is None:
            await self._answers.send(visit, Screen(say(visit.words.why_usage, text=one_line(arguments, ECHO))))
            return
        told = await self._latest(visit)
        chosen = next((story for story in told if story.number == number), None)
        if chosen is not None:
            await self._answers.send(visit, await self._why(visit, chosen.article_id, chosen))
        elif told and number is None:
            await self._answers.send(visit, await self._why_all(visit, told))
        else:
            await self._answers.send(visit, why.no_such_story(visit.words, len(told)))

    async def press_why(self, visit: Visit, action: AskWhy) -> None:
        """Why this article was told, by its button."""
        latest = {story.article_id: story for story in await self._latest(visit)}
        told = latest.get(action.article_id) or await self._history.why(visit.destination, action.article_id)
        await self._reply(visit, await self._why(visit, action.article_id, told))

    async def _latest(self, visit: Visit) -> Sequence[ToldStory]:
        """The stories of the briefing that the chat saw last, whether it came or was asked for."""
        came, asked = await self._history.latest(visit.destination), self._memory.briefing(visit.destination)
        if asked is None or (came and came[0].made > asked.at):
            return came
        return await self._history.shown(asked.edition, asked.at)

    async def _why(self, visit: Visit, article_id: int, told: ToldStory | None) -> Screen:
        try:
            article = await self._library.article(article_id)
        except NotFound:
            return reading.article_missing(visit.words)
        things = await self._things(article_id)
        followed = [] if told is None else why.followed_of(told.factors)
        names = await names_for(self._interests, followed)
        return why.why(visit.words, Told(article_id, article.content.title, told, things), names)

    async def _why_all(self, visit: Visit, told: Sequence[ToldStory]) -> Screen:
        followed = [thing for story in told for thing in why.followed_of(story.factors)]
        return why.why_all(visit.words, told, await names_for(self._interests, followed))


def _key(thing: Thing) -> tuple[InterestKind, str]:
    return thing.kind, thing.value


def _about(things: Sequence[Thing]) -> list[Thing]:
    """What the article is about comes before where it is from: few people follow or mute a source for one story."""
    return sorted(things, key=lambda thing: thing.kind is InterestKind.SOURCE)
