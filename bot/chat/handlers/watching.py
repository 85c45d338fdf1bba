"""/deliveries, and telling operators of trouble. The router lets only operators in."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from bot.chat.answer import Answers
from bot.chat.callbacks.watching import ShowDeliveries
from bot.chat.handlers.channels import tell_closed
from bot.chat.handlers.reading import ECHO
from bot.chat.routes import Routes
from bot.chat.services import ChatServices
from bot.chat.views import watching
from bot.chat.views.screen import Screen
from bot.chat.visit import Visit
from bot.errors import StorageError
from bot.markup import Html, one_line
from bot.models import Destination
from bot.texts import say, words_for

LOOK_EVERY = 60.0

_log = structlog.get_logger(__name__)


class Watching:
    """What did a chat get, when, and why not."""

    def __init__(self, services: ChatServices, answers: Answers) -> None:
        self._ledger = services.ledger
        self._answers = answers
        self.routes = Routes({"deliveries": self.deliveries}, {ShowDeliveries: self.show})

    async def deliveries(self, visit: Visit, arguments: str) -> None:
        """The account of the chat with this number or name; the way to it, when several bear the name."""
        await self._answers.send(visit, await self._asked(visit, arguments))

    async def _asked(self, visit: Visit, text: str) -> Screen:
        words = visit.words
        if not text:
            return Screen(Html(words.deliveries_usage))
        found = await self._ledger.find(text)
        if not found:
            return Screen(say(words.deliveries_unknown, text=one_line(text, ECHO)))
        return watching.which_chat(words, found) if len(found) > 1 else await self._account(visit, found[0].telegram_id)

    async def show(self, visit: Visit, action: ShowDeliveries) -> None:
        """The account of a chat, in place."""
        await self._answers.edit(visit, await self._account(visit, action.telegram_id))

    async def _account(self, visit: Visit, telegram_id: int) -> Screen:
        account = await self._ledger.account(telegram_id)
        if account is None:
            return Screen(say(visit.words.deliveries_unknown, text=telegram_id))
        return watching.account(visit.words, account)


async def watch(
    services: ChatServices, answers: Answers, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
) -> None:
    """Look every minute for what operators, or people with a channel, are to be told once; until cancelled."""
    while True:
        await sleep(LOOK_EVERY)
        try:
            await tell_trouble(services, answers)
            await tell_closed(services, answers)
        except StorageError as error:
            _log.info("watch_waits_for_database", reason=str(error))


async def tell_trouble(services: ChatServices, answers: Answers) -> None:
    """Tell every operator of what nobody was told of yet. It is told when one of them has it."""
    for notice in await services.watch.look():
        if services.watch.is_new(notice):
            _log.warning("trouble", kind=notice.trouble.value, count=notice.count, detail=notice.detail)
        reached = []
        for admin in sorted(services.admin_ids):
            words = words_for(await services.languages.of_chat(admin))
            reached.append(await answers.post(Destination(admin), watching.trouble(words, notice)))
        if any(message is not None for message in reached) or not services.admin_ids:
            await services.watch.told(notice)
        else:
            services.watch.unheard(notice)
