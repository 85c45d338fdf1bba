"""/follow, /mute and what takes them back, and the list of what a chat follows and mutes."""

from collections.abc import Sequence

from bot.chat.access import may_schedule
from bot.chat.answer import Answers
from bot.chat.callbacks.interests import DropInterest, SetInterest, SetListed, ShowInterests
from bot.chat.routes import Routes
from bot.chat.services import ChatServices
from bot.chat.views import interests
from bot.chat.views.interests import Names, Shelf
from bot.chat.views.screen import Screen
from bot.chat.visit import Visit
from bot.markup import Html
from bot.models import InterestKind, Stance
from bot.services.interests import Changed, Interests
from bot.services.naming import Meaning, Thing, Wish, folded, is_usable, matching, read_wish, read_wishes


class Following:
    """In groups, administrators only. A chat need not have subscribed."""

    def __init__(self, services: ChatServices, answers: Answers) -> None:
        self._interests = services.interests
        self._answers = answers
        self.routes = Routes(
            {"follow": self.follow, "mute": self.mute, "unfollow": self.unfollow, "unmute": self.unmute},
            {
                SetInterest: self.set_interest,
                SetListed: self.set_listed,
                DropInterest: self.drop,
                ShowInterests: self.show,
            },
        )

    async def follow(self, visit: Visit, arguments: str = "") -> None:
        """What is to come first; without a name, what is followed and muted."""
        await self._answer(visit, arguments, Stance.FOLLOW)

    async def mute(self, visit: Visit, arguments: str = "") -> None:
        """What is to stay out; without a name, the same list."""
        await self._answer(visit, arguments, Stance.MUTE)

    async def _answer(self, visit: Visit, arguments: str, stance: Stance) -> None:
        if not await may_schedule(visit, self._answers):
            screen = Screen(Html(visit.words.only_administrators))
        elif len(wishes := read_wishes(arguments)) > 1:
            screen = await self._several(visit, wishes, stance)
        elif folded(arguments):
            screen = await self._typed(visit, read_wish(arguments), stance)
        else:
            screen = await self._listed(visit)
        await self._answers.send(visit, screen)

    async def _typed(self, visit: Visit, wish: Wish, stance: Stance) -> Screen:
        if not is_usable(wish):
            return interests.too_long(visit.words)
        found = await self._understood(visit, wish)
        if found.choices:
            return interests.which(visit.words, wish, found, stance)
        if found.thing is None:
            return interests.unknown(visit.words, wish)
        changed = await self._set(visit, found.thing, stance)
        return interests.done(visit.words, changed, {}, rather=found.rather, unseen=found.unseen)

    async def _several(self, visit: Visit, wishes: Sequence[Wish], stance: Stance) -> Screen:
        """What is clear is done; what is not has to be said by itself."""
        done: list[Changed] = []
        unclear: list[Wish] = []
        for wish in wishes:
            found = await self._understood(visit, wish) if is_usable(wish) else Meaning()
            if found.thing is None:
                unclear.append(wish)
            else:
                done.append(await self._set(visit, found.thing, stance))
        return interests.several(visit.words, done, unclear)

    async def _understood(self, visit: Visit, wish: Wish) -> Meaning:
        return await self._interests.understand(wish, visit.language, self._topics(visit))

    async def unfollow(self, visit: Visit, arguments: str = "") -> None:
        """What need not come first any more; without a name, the list."""
        await self._take_back(visit, arguments, Stance.FOLLOW)

    async def unmute(self, visit: Visit, arguments: str = "") -> None:
        """What may come again; without a name, the list."""
        await self._take_back(visit, arguments, Stance.MUTE)

    async def _take_back(self, visit: Visit, arguments: str, stance: Stance) -> None:
        if not await may_schedule(visit, self._answers):
            screen = Screen(Html(visit.words.only_administrators))
        elif folded(arguments):
            screen = await self._taken_back(visit, read_wish(arguments), stance)
        else:
            screen = await self._listed(visit)
        await self._answers.send(visit, screen)

    async def _taken_back(self, visit: Visit, wish: Wish, stance: Stance) -> Screen:
        kept = [each.interest for each in await self._interests.kept(visit.destination)]
        things = [Thing(each.kind, each.value) for each in kept if each.stance is stance]
        named = matching(wish, things, visit.language, self._topics(visit))
        if not named:
            return interests.not_kept(visit.words, wish, await self._listed(visit))
        changed = await self._set(visit, named[0], None)
        return interests.done(visit.words, changed, await names_for(self._interests, named))

    async def set_interest(self, visit: Visit, action: SetInterest) -> None:
        """A choice, or the way back; the message tells what was done."""
        thing = _pressed(visit, action.kind, action.value)
        if thing is None:
            await self._answers.toast(visit.query_id, visit.words.too_old)
            return
        changed = await self._set(visit, thing, action.stance)
        names = await names_for(self._interests, [thing])
        await self._answers.edit(visit, interests.done(visit.words, changed, names))

    async def set_listed(self, visit: Visit, action: SetListed) -> None:
        """The same, in the list."""
        thing = _pressed(visit, action.kind, action.value)
        if thing is None:
            await self._answers.toast(visit.query_id, visit.words.too_old)
            return
        changed = await self._set(visit, thing, action.stance)
        await self._answers.edit(visit, await self._listed(visit, changed=changed))

    async def drop(self, visit: Visit, action: DropInterest) -> None:
        """Remove one from the list; nothing happens for one that is gone already, or another chat's."""
        kept = await self._interests.kept(visit.destination)
        changed = None
        for each in kept:
            if each.id == action.interest_id:
                changed = await self._set(visit, Thing(each.interest.kind, each.interest.value), None)
        await self._answers.edit(visit, await self._listed(visit, page=action.page, changed=changed))

    async def show(self, visit: Visit, action: ShowInterests) -> None:
        """The list, in place."""
        await self._answers.edit(visit, await self._listed(visit, page=action.page))

    async def _listed(self, visit: Visit, *, page: int = 0, changed: Changed | None = None) -> Screen:
        kept = await self._interests.kept(visit.destination)
        things = [Thing(each.interest.kind, each.interest.value) for each in kept]
        names = await names_for(self._interests, [*things, changed.thing] if changed else things)
        shelf = Shelf(kept, self._interests.topics, names)
        return interests.listed(visit.words, shelf, page=page, changed=changed)

    def _topics(self, visit: Visit) -> dict[str, str]:
        """The topics by their names in the words that the person reads."""
        return {folded(visit.words.topic_heading(topic)): topic for topic in self._interests.topics}

    async def _set(self, visit: Visit, thing: Thing, stance: Stance | None) -> Changed:
        return await self._interests.set(visit.profile, visit.destination.thread_id, thing, stance)


async def names_for(service: Interests, things: Sequence[Thing]) -> Names:
    """How the sources among these things write themselves; without one, nothing is looked up."""
    if not any(each.kind is InterestKind.SOURCE and not each.name for each in things):
        return {}
    return {folded(name): name for name in reversed(await service.source_names())}


def _pressed(visit: Visit, kind: InterestKind, value: str | None) -> Thing | None:
    """What a button means: its own value, or the text in fixed width at the start of the message."""
    if value is not None:
        return Thing(kind, value)
    written = visit.codes[0] if visit.codes else ""
    return Thing(kind, folded(written), written) if is_usable(Wish(written)) else None
