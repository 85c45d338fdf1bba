"""Which handler a command or a button goes to, and what may not go to any."""

import traceback

import structlog
from telegram import CallbackQuery, ChatMemberUpdated, Message, Update

from bot.chat import callbacks, visit
from bot.chat.access import is_operator, may_schedule
from bot.chat.aiming import Aiming
from bot.chat.answer import Answers
from bot.chat.callbacks import Action, InvalidButton
from bot.chat.callbacks.fields import AdministratorsAction, OperatorsAction
from bot.chat.callbacks.reading import Nothing
from bot.chat.commands import CHANNEL_COMMANDS, OPERATOR_COMMANDS, Command, names_another_bot, read_command
from bot.chat.handlers.arrivals import Arrivals, payload_of
from bot.chat.handlers.briefings import OnDemand
from bot.chat.handlers.channels import Publishing
from bot.chat.handlers.editing import Editing
from bot.chat.handlers.history import PastBriefings
from bot.chat.handlers.interests import Following
from bot.chat.handlers.language import Speaking
from bot.chat.handlers.operating import Operating
from bot.chat.handlers.pausing import Pausing
from bot.chat.handlers.previewing import Previewing
from bot.chat.handlers.privacy import Privately
from bot.chat.handlers.reading import Reading
from bot.chat.handlers.scheduling import Scheduling
from bot.chat.handlers.searching import Searching
from bot.chat.handlers.settings import Adjusting
from bot.chat.handlers.tastes import Tastes
from bot.chat.handlers.watching import Watching
from bot.chat.services import BotProfile, ChatServices
from bot.chat.spoken import Spoken
from bot.chat.updates import located_zone
from bot.chat.views.links import deep_link
from bot.chat.views.screen import Screen
from bot.chat.visit import Visit
from bot.errors import DatabaseUnavailable, InvalidRequest
from bot.markup import Html, escape
from bot.models import ChatKind
from bot.texts import Words, say, words_for

_log = structlog.get_logger(__name__)


class Router:
    """Reads updates; the handlers see visits."""

    def __init__(self, services: ChatServices, answers: Answers, profile: BotProfile) -> None:
        self._admin_ids = services.admin_ids
        self._answers = answers
        self._bot_id = profile.id
        self._bot_name = profile.username
        self._spoken = Spoken(services.languages)
        reading = Reading(services, answers)
        self._scheduling = Scheduling(services, answers)
        past = PastBriefings(services, answers, profile)
        adjusting = Adjusting(services, answers)
        self._aiming = Aiming(services.channels, answers)
        publishing = Publishing(services, answers, self._aiming, adjusting=adjusting, scheduling=self._scheduling)
        self._arrivals = Arrivals(services, answers, profile, reading=reading, past=past, publishing=publishing)
        self._routes = (
            reading.routes
            | Searching(services, answers).routes
            | OnDemand(services, answers).routes
            | self._scheduling.routes
            | adjusting.routes
            | publishing.routes
            | Pausing(services, answers).routes
            | Speaking(services, answers, self._spoken).routes
            | Operating(services, answers).routes
            | Editing(services, answers).routes
            | Previewing(services, answers).routes
            | Watching(services, answers).routes
            | Privately(services, answers).routes
            | Following(services, answers).routes
            | Tastes(services, answers).routes
            | past.routes
            | self._arrivals.routes
        )

    async def on_message(self, message: Message) -> None:
        """A fresh message: a command, an answer to a question, a group's move, an opened topic, or small talk."""
        if message.migrate_to_chat_id is not None:
            await self._arrivals.migrated(message.chat.id, message.migrate_to_chat_id)
        elif message.migrate_from_chat_id is not None:
            await self._arrivals.migrated(message.migrate_from_chat_id, message.chat.id)
        elif message.forum_topic_reopened is not None:
            await self._arrivals.reopened(visit.from_message(message, self._bot_id))
        elif (zone := located_zone(message.api_kwargs)) is not None and message.chat.type == ChatKind.PRIVATE:
            await self._scheduling.located(await self._spoken(visit.from_message(message, self._bot_id)), zone or None)
        elif message.text and message.chat.type in (ChatKind.PRIVATE, ChatKind.GROUP, ChatKind.SUPERGROUP):
            await self._on_text(await self._spoken(visit.from_message(message, self._bot_id)), message.text)

    async def _on_text(self, asked: Visit, text: str) -> None:
        command = read_command(text, self._bot_name)
        aimed = await self._about(asked, command)
        if aimed is None:
            await self._answers.send(asked, Screen(Html(asked.words.channel_unknown)))
            return
        if aimed is not asked and command is not None and command.channel:
            command = command.rest
        asked = aimed
        if command is not None:
            await self._on_command(asked, command)
            return
        if names_another_bot(text, self._bot_name):
            return
        heard = (asked.private or asked.replies_to_bot) and await self._scheduling.heard(asked, text)
        if asked.private and not heard:
            await self._answers.send(asked, Screen(Html(asked.words.hint)))

    async def _about(self, asked: Visit, command: Command | None) -> Visit | None:
        """The visit, or that of the channel which the command names or the answered message is about.

        None for a channel that the person does not manage.
        """
        if command is not None and command.channel and asked.private:
            return await self._aiming.named(asked, command.channel)
        managed, _ = callbacks.aim(asked.replied_data)
        if managed is None or (command is not None and command.name not in CHANNEL_COMMANDS):
            return asked
        return await self._aiming(asked, managed)

    async def _on_command(self, asked: Visit, command: Command) -> None:
        handler = self._routes.commands.get(command.name)
        if command.name in OPERATOR_COMMANDS and not is_operator(asked, self._admin_ids):
            handler = None
        if handler is not None:
            await handler(asked, command.arguments)
        elif asked.private or command.addressed:
            await self._answers.send(asked, Screen(say(asked.words.unknown_command, command=f"/{command.name}")))

    async def on_press(self, query: CallbackQuery) -> None:
        """A pressed button. The waiting sign on it always ends."""
        pressed = visit.from_press(query)
        managed, data = callbacks.aim(query.data or "")
        try:
            action = callbacks.parse(data)
        except InvalidButton:
            action = None
        if pressed is None or action is None:
            await self._answers.toast(query.id, words_for(visit.language_tag(query.from_user)).too_old)
            return
        pressed = await self._spoken(pressed)
        if managed is not None:
            pressed = await self._aimed(pressed, action, managed)
        elif await self._led_away(query, pressed, action):
            return
        if pressed is None or not await self._may_press(pressed, action):
            words = words_for(visit.language_tag(query.from_user)) if pressed is None else pressed.words
            await self._answers.toast(query.id, words.not_for_you, alert=True)
            return
        handler = self._routes.buttons.get(type(action))
        if handler is not None:
            await handler(pressed, action)
        await self._answers.toast(query.id)

    async def _led_away(self, query: CallbackQuery, pressed: Visit, action: Action) -> bool:
        """What everybody may press: a channel's readers read in private, for they are not to write in it through us.

        In a group it does only what the message offers, since a client may send any data.
        """
        if pressed.private or isinstance(action, AdministratorsAction):
            return False
        if pressed.kind is ChatKind.CHANNEL:
            await self._answers.lead(query.id, deep_link(self._bot_name, payload_of(action)))
            return True
        if not visit.offered(query):
            await self._answers.toast(query.id, pressed.words.too_old)
            return True
        return False

    async def _aimed(self, pressed: Visit, action: Action, managed: int) -> Visit | None:
        """The press on a channel's button; only what administrators do is ever aimed."""
        if not isinstance(action, AdministratorsAction | Nothing):
            return None
        return await self._aiming(pressed, managed)

    async def _may_press(self, pressed: Visit, action: Action) -> bool:
        if isinstance(action, OperatorsAction):
            return is_operator(pressed, self._admin_ids)
        return not isinstance(action, AdministratorsAction) or await may_schedule(pressed, self._answers)

    async def on_membership(self, changed: ChatMemberUpdated) -> None:
        """The bot was let in, thrown out, blocked or restricted."""
        entered = await self._spoken(visit.from_membership(changed))
        await self._arrivals.membership(entered, changed.old_chat_member, changed.new_chat_member)

    async def on_error(self, update: object, error: BaseException) -> None:
        """Log what went wrong, without anybody's words, and tell the one who asked in one friendly line."""
        if not isinstance(error, InvalidRequest):
            known = isinstance(error, DatabaseUnavailable)
            _log.error(
                "update_failed",
                update_id=update.update_id if isinstance(update, Update) else None,
                error=type(error).__name__,
                reason=str(error) if known else "",
                at=[] if known else _places(error),
            )
        if not isinstance(update, Update):
            return
        text = _apology(words_for(visit.language_tag(update.effective_user)), error)
        if update.callback_query is not None:
            await self._answers.toast(update.callback_query.id, text, alert=True)
        elif update.message is not None:
            await self._answers.send(visit.from_message(update.message, self._bot_id), Screen(escape(text)))


def _apology(words: Words, error: BaseException) -> str:
    if isinstance(error, InvalidRequest):
        return words.told(error)
    return words.library_unreachable if isinstance(error, DatabaseUnavailable) else words.trouble


def _places(error: BaseException) -> list[str]:
    """Where it happened; the error's own text may quote what people wrote."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames[-6:]]
