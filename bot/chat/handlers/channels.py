"""/channel: briefings in channels, set up in private by the people who manage them."""

from telegram import ChatMember

from bot.chat.aiming import Aiming
from bot.chat.answer import Answers
from bot.chat.callbacks.channels import ManageChannel
from bot.chat.handlers.scheduling import Scheduling
from bot.chat.handlers.settings import Adjusting
from bot.chat.routes import Routes
from bot.chat.services import ChatServices
from bot.chat.views import channels
from bot.chat.views.screen import Screen
from bot.chat.visit import Visit
from bot.markup import Html
from bot.models import Destination
from bot.texts import words_for


class Publishing:
    """Nothing of a channel is shown or changed unless Telegram says, now, that the person may post there."""

    def __init__(
        self,
        services: ChatServices,
        answers: Answers,
        aiming: Aiming,
        *,
        adjusting: Adjusting,
        scheduling: Scheduling,
    ) -> None:
        self._channels = services.channels
        self._subscriptions = services.subscriptions
        self._answers = answers
        self._adjusting = adjusting
        self._scheduling = scheduling
        self._aiming = aiming
        self.routes = Routes({"channel": self.channel}, {ManageChannel: self.manage})

    async def channel(self, visit: Visit, arguments: str) -> None:
        """The channels to choose from, or the one named; what follows its name is its schedule."""
        if not visit.private or visit.person is None:
            await self._answers.send(visit, Screen(Html(visit.words.channel_only_private)))
        elif arguments:
            name, _, schedule = arguments.partition(" ")
            await self._named(visit, name, schedule)
        else:
            await self._answers.send(visit, channels.choose(visit.words, await self._channels.of(visit.person)))

    async def _named(self, visit: Visit, name: str, schedule: str) -> None:
        """A public channel that the bot is in: whoever may post there may set it up."""
        aimed = await self._aiming.named(visit, name if name.startswith("@") else f"@{name}")
        if aimed is None:
            await self._answers.send(visit, Screen(Html(visit.words.channel_unknown)))
        elif schedule:
            await self._scheduling.subscribe(aimed, schedule)
        else:
            await self._adjusting.settings(aimed)

    async def manage(self, visit: Visit, action: ManageChannel) -> None:
        """The settings of the channel, as a new message."""
        aimed = await self._aiming(visit, action.chat_id)
        if aimed is None:
            if visit.person is not None:
                await self._channels.not_any_more(action.chat_id, visit.person)
            await self._answers.send(visit, Screen(Html(visit.words.channel_unknown)))
            return
        await self._adjusting.settings(aimed)

    async def let_in(self, visit: Visit, member: ChatMember) -> None:
        """The bot became a channel's administrator, or may post there again: its person is told in private."""
        if visit.person is None:
            return
        words, there = visit.words, visit.destination.telegram_id
        if not may_post(member):
            await self._answers.post(Destination(visit.person), channels.may_not_post(words, visit.title))
            return
        known = await self._channels.let_in(visit.profile, visit.person)
        if known is None:
            return
        await self._channels.reopened(known.id)
        restored = await self._subscriptions.chat_returned(there)
        screen = channels.back(words, known, restored[0]) if restored else channels.let_in(words, known)
        await self._answers.post(Destination(visit.person), screen)

    async def shut_out(self, visit: Visit, reason: str) -> None:
        """The bot may not post there any more: each who manages it is told once."""
        for person in await self._channels.managers(visit.destination.telegram_id):
            await self._answers.post(Destination(person), channels.lost(visit.words, visit.title, reason))


async def tell_closed(services: ChatServices, answers: Answers) -> None:
    """A channel has refused its briefing: each who manages it is told once, whether or not they can be reached."""
    for closed in await services.channels.untold():
        words = words_for(await services.languages.of_chat(closed.person))
        await services.channels.told(closed)
        await answers.post(Destination(closed.person), channels.refused(words, closed.title, closed.reason))


def may_post(member: ChatMember) -> bool:
    """Only administrators post in channels, and only those with that right."""
    return bool(getattr(member, "can_post_messages", False))
