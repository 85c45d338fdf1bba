"""What Telegram shows of the bot before the first word: in an empty chat, on its profile and in a shared link."""

import asyncio
from collections.abc import Sequence

import structlog
from telegram import Bot
from telegram.error import TelegramError

from bot.texts import LANGUAGES, Words, words_for

_log = structlog.get_logger(__name__)


async def register_descriptions(bot: Bot, default: str) -> None:
    """Describe the bot in every language, where it is not described or in words of ours.

    What an operator wrote with @BotFather stays as it is, also for the languages in which they wrote nothing: Telegram
    shows the general text there. Nothing depends on it, so a refusal is only logged.
    """
    ours = tuple(map(words_for, LANGUAGES))
    await _describe(bot, words_for(default), "", ours)
    await asyncio.gather(*(_describe(bot, words, words.locale, ours) for words in ours))


async def _describe(bot: Bot, words: Words, language: str, ours: Sequence[Words]) -> None:
    try:
        shown = (await bot.get_my_description(language)).description
        if shown != words.description and shown in ("", *(each.description for each in ours)):
            await bot.set_my_description(words.description, language)
        shown = (await bot.get_my_short_description(language)).short_description
        if shown != words.short_description and shown in ("", *(each.short_description for each in ours)):
            await bot.set_my_short_description(words.short_description, language)
    except TelegramError as error:
        _log.info("descriptions_not_set", reason=str(error))
