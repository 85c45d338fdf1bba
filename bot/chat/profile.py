"""What Telegram shows of the bot before the first word: in an empty chat, on its profile and in a shared link."""

import structlog
from telegram import Bot
from telegram.error import TelegramError

from bot.texts import Words

_log = structlog.get_logger(__name__)


async def register_descriptions(bot: Bot, words: Words) -> None:
    """Describe the bot where nobody has yet; what an operator wrote with @BotFather stays as it is.

    Nothing depends on it, so a refusal is only logged.
    """
    try:
        if not (await bot.get_my_description()).description:
            await bot.set_my_description(words.description)
        if not (await bot.get_my_short_description()).short_description:
            await bot.set_my_short_description(words.short_description)
    except TelegramError as error:
        _log.info("descriptions_not_set", reason=str(error))
