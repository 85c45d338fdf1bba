"""The library's Application with our handlers: no job queue, no updater, no persistence, no limiter of its own."""

import warnings
from functools import partial
from typing import Any

from telegram import Update
from telegram.error import InvalidToken
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackContext,
    CallbackQueryHandler,
    ChatMemberHandler,
    ExtBot,
    MessageHandler,
    filters,
)
from telegram.request import BaseRequest
from telegram.warnings import PTBUserWarning

from bot.chat.answer import Answers
from bot.chat.commands import register_commands
from bot.chat.handlers.unsaid import say_what_is_left
from bot.chat.profile import register_descriptions
from bot.chat.router import Router
from bot.chat.services import BotProfile, ChatServices
from bot.errors import SettingsError

Context = CallbackContext[ExtBot[None], Any, Any, Any]
ChatApplication = Application[ExtBot[None], Context, Any, Any, Any, None]


def build_bot(token: str, api_url: str, request: BaseRequest, polling_request: BaseRequest) -> ExtBot[None]:
    """A bot on the given transports; `polling_request` is for getUpdates alone."""
    # The library advises its typed methods over the raw call that answers use.
    warnings.filterwarnings("ignore", message=r"Please use 'Bot\.", category=PTBUserWarning)
    return ExtBot(
        token,
        base_url=f"{api_url.rstrip('/')}/bot",
        base_file_url=f"{api_url.rstrip('/')}/file/bot",
        request=request,
        get_updates_request=polling_request,
    )


async def open_application(bot: ExtBot[None], services: ChatServices, answers: Answers) -> ChatApplication:
    """An initialised Application that answers people. Raises SettingsError when Telegram refuses the token.

    Whoever opens it calls `shutdown()` on it.
    """
    application = ApplicationBuilder().bot(bot).updater(None).job_queue(None).build()
    try:
        await application.initialize()
    except InvalidToken as error:
        raise SettingsError("Telegram does not know this BOT_TOKEN; ask @BotFather for the right one") from error
    add_handlers(application, services, answers)
    await register_commands(bot, services.languages.default, services.admin_ids)
    await register_descriptions(bot, services.languages.default)
    await answers.resume()
    await say_what_is_left(services, answers)
    return application


def add_handlers(application: ChatApplication, services: ChatServices, answers: Answers) -> None:
    """Route fresh messages, presses and changes of membership; anything else, such as an edited command, is ignored."""
    bot = application.bot
    show_menu = partial(register_commands, bot, services.languages.default, services.admin_ids)
    router = Router(services, answers, BotProfile(bot.id, bot.username, bot.first_name, show_menu))

    async def on_message(update: Update, _context: Context) -> None:
        if update.message is not None:
            await router.on_message(update.message)

    async def on_press(update: Update, _context: Context) -> None:
        if update.callback_query is not None:
            await router.on_press(update.callback_query)

    async def on_membership(update: Update, _context: Context) -> None:
        if update.my_chat_member is not None:
            await router.on_membership(update.my_chat_member)

    async def on_error(update: object, context: Context) -> None:
        if context.error is not None:
            await router.on_error(update, context.error)

    application.add_handler(MessageHandler(filters.UpdateType.MESSAGE, on_message))
    application.add_handler(CallbackQueryHandler(on_press))
    application.add_handler(ChatMemberHandler(on_membership, ChatMemberHandler.MY_CHAT_MEMBER))
    application.add_error_handler(on_error)
