"""/start and /help, and chats that let the bot in, throw it out or move."""

import re

from telegram import ChatMember, ChatMemberRestricted
from telegram.constants import ChatMemberStatus

from bot.chat.access import is_operator
from bot.chat.answer import Answers
from bot.chat.callbacks import Action
from bot.chat.callbacks.reading import SendArticle, SendHelp, ShowArticle
from bot.chat.handlers.channels import Publishing, may_post
from bot.chat.handlers.history import PastBriefings
from bot.chat.handlers.reading import Reading
from bot.chat.routes import Routes
from bot.chat.services import BotProfile, ChatServices
from bot.chat.views import scheduling, welcome
from bot.chat.views.screen import Screen
from bot.chat.visit import Visit
from bot.models import ChatKind

_PRESENT = (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.MEMBER)
# Deep links (t.me/<bot>?start=<payload>): anyone can make one, so only these are known.
_ARTICLE_LINK = re.compile(r"a_?([1-9][0-9]{0,17})")
_BRIEFING_LINK = re.compile(r"b_([A-Za-z0-9_-]{0,62})")
_HEADLINES_LINK = "headlines"


class Arrivals:
    """First and last words."""

    def __init__(
        self,
        services: ChatServices,
        answers: Answers,
        profile: BotProfile,
        *,
        reading: Reading,
        past: PastBriefings,
        publishing: Publishing,
    ) -> None:
        self._services = services
        self._publishing = publishing
        self._subscriptions = services.subscriptions
        self._answers = answers
        self._reading = reading
        self._past = past
        self._bot_name = profile.first_name
        self._show_menu = profile.show_menu
        self.routes = Routes(
            {"start": self.start, "help": self.help},
            {
                SendHelp: self.press_help,
            },
        )

    async def start(self, visit: Visit, payload: str = "") -> None:
        """Welcome; a link to an article or a briefing opens it. Whoever writes again has not blocked us any more."""
        await self._subscriptions.chat_returned(visit.destination.telegram_id)
        if is_operator(visit, self._services.admin_ids):
            self._services.watch.operator_came()
            await self._show_menu()  # theirs needs this chat, which may not have been there before
        article, briefing = _ARTICLE_LINK.fullmatch(payload), _BRIEFING_LINK.fullmatch(payload)
        if article is not None:
            await self._reading.send_article(visit, SendArticle(int(article[1])))
        elif briefing is not None:
            await self._past.send_linked(visit, briefing[1])
        elif payload == _HEADLINES_LINK:
            await self._reading.headlines(visit)
        elif visit.private:
            await self._answers.send(visit, await self._welcome(visit))
        else:
            await self._answers.send(visit, welcome.welcome_group(visit.words, self._bot_name))

    async def _welcome(self, visit: Visit) -> Screen:
        """The first words, or the schedule: Telegram lets everybody press START again who has blocked a bot."""
        known = await self._subscriptions.find(visit.destination)
        if known is not None and known.active:
            return scheduling.welcome_back(visit.words, known, self._services.clock.now())
        return welcome.welcome(visit.words, self._bot_name, self._subscriptions.defaults.local_time)

    async def help(self, visit: Visit, _arguments: str = "") -> None:
        """Every command with an example."""
        operator = is_operator(visit, self._services.admin_ids)
        await self._answers.send(visit, welcome.help_text(visit.words, admin=operator))

    async def press_help(self, visit: Visit, _action: SendHelp) -> None:
        """The same, by a button."""
        await self.help(visit)

    async def membership(self, visit: Visit, old: ChatMember, new: ChatMember) -> None:
        """What the bot may do in a chat has changed."""
        if visit.kind is ChatKind.CHANNEL:
            await self._channel_membership(visit, old, new)
            return
        could, can = _may_write(old), _may_write(new)
        if could and not can:
            await self._subscriptions.chat_left(visit.destination.telegram_id, _farewell(visit, new))
        elif can and not could:
            await self._returned(visit)

    async def _channel_membership(self, visit: Visit, old: ChatMember, new: ChatMember) -> None:
        could, can = may_post(old), may_post(new)
        if could and not can:
            removed = new.status != ChatMemberStatus.ADMINISTRATOR
            reason = _farewell(visit, new) if removed else visit.words.reason_no_right_to_post
            stopped = await self._subscriptions.chat_left(visit.destination.telegram_id, reason)
            # A briefing that was refused has stopped it already, and its people are told of that.
            if stopped or await self._subscriptions.find(visit.destination) is None:
                await self._publishing.shut_out(visit, reason)
        elif new.status == ChatMemberStatus.ADMINISTRATOR and (old.status != new.status or can != could):
            await self._publishing.let_in(visit, new)

    async def _returned(self, visit: Visit) -> None:
        restored = await self._subscriptions.chat_returned(visit.destination.telegram_id)
        for subscription in restored:
            screen = scheduling.welcome_back(visit.words, subscription, self._services.clock.now())
            await self._answers.post(subscription.destination, screen)
        if not restored and visit.kind in (ChatKind.GROUP, ChatKind.SUPERGROUP):
            await self._answers.send(visit, welcome.welcome_group(visit.words, self._bot_name))

    async def migrated(self, old: int, new: int) -> None:
        """A group became a supergroup."""
        await self._subscriptions.migrate(old, new)

    async def reopened(self, visit: Visit) -> None:
        """A topic of a forum takes messages again."""
        await self._subscriptions.topic_reopened(visit.destination)


def payload_of(action: Action) -> str:
    """The link's payload that shows a reader in private what a press asks for; the headlines where there is none."""
    return f"a_{action.article_id}" if isinstance(action, SendArticle | ShowArticle) else _HEADLINES_LINK


def _may_write(member: ChatMember) -> bool:
    if isinstance(member, ChatMemberRestricted):
        return member.is_member and member.can_send_messages
    return member.status in _PRESENT


def _farewell(visit: Visit, member: ChatMember) -> str:
    if visit.private:
        return "the bot was blocked"
    if isinstance(member, ChatMemberRestricted) and member.is_member:
        return "the bot may not write here"
    return "the bot was removed from this chat"
