"""What an earlier process left unsaid to operators: reloads that ended with it, and what a start kept."""

import structlog

from bot.chat.answer import Answers
from bot.chat.services import ChatServices
from bot.chat.views import loading
from bot.chat.views.screen import Screen
from bot.errors import StorageError
from bot.markup import Html
from bot.models import Destination
from bot.texts import words_for

_log = structlog.get_logger(__name__)


async def say_what_is_left(services: ChatServices, answers: Answers) -> None:
    """Say it in the background.

    Before any command is handled, so that no reload of this process is among those that were cut short.
    """
    try:
        untold = await services.administration.untold_reloads()
        kept = await services.administration.untold_kept()
    except StorageError as error:
        _log.warning("interrupted_reloads_unknown", reason=str(error))
        return
    if untold:
        services.background.start(_finish(services, answers, untold), "interrupted reloads")
    if kept is not None and services.admin_ids:
        services.background.start(_tell_kept(services, answers, kept), "kept articles")


async def _finish(services: ChatServices, answers: Answers, untold: list[tuple[Destination, int]]) -> None:
    for chat, message in untold:
        words = words_for(await services.languages.of_chat(chat.telegram_id))
        await answers.rewrite(chat, message, Screen(Html(words.reload_cut_short)))
        await services.administration.reload_told(chat, message)


async def _tell_kept(services: ChatServices, answers: Answers, kept: tuple[int, int]) -> None:
    """A private chat has the number of its person. One who never wrote to the bot cannot be told; where none can be,
    the next start tries again.
    """
    told = False
    for admin in sorted(services.admin_ids):
        words = words_for(await services.languages.of_chat(admin))
        told = await answers.post(Destination(admin), loading.kept_at_start(words, *kept)) is not None or told
    if told:
        await services.administration.kept_told()
