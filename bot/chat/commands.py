"""Commands as people type them, and the menu in which Telegram shows them."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import structlog
from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)
from telegram.error import TelegramError

from bot.texts import LANGUAGES, Words, words_for

# As long as a message may be (Bot API, sendMessage).
LONGEST_ARGUMENTS = 4096
EVERYBODYS_COMMANDS = (
    "headlines",
    "read",
    "search",
    "briefing",
    "follow",
    "history",
    "subscribe",
    "settings",
    "status",
    "pause",
    "resume",
    "snooze",
    "quiet",
    "unsubscribe",
    "language",
    "help",
)
PRIVATE_COMMANDS = (*EVERYBODYS_COMMANDS, "channel", "mydata", "forgetme", "start")
CHANNEL_COMMANDS = frozenset(
    (
        *("subscribe", "unsubscribe", "settings", "status", "pause", "resume", "snooze", "quiet"),
        *("follow", "mute", "unfollow", "unmute", "language", "history", "why", "briefing"),
    )
)
"""What can be said of a channel, in reply to a message about it or with its name first."""
OPERATOR_COMMANDS = ("reload", "undo", "stats", "preview", "pin", "hide", "note", "deliveries")

# The arguments are matched in a second step: one pattern for all would look at spaces twice.
_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,64})(?:@([A-Za-z0-9_]{1,64}))?(?=\s|\Z)")

# Names have five characters or more; auctioned ones may have four (telegram.org/faq, usernames).
_CHANNEL = re.compile(r"@[A-Za-z]\w{3,31}", re.ASCII)

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Command:
    """`/read@my_bot 3` is the name `read`, the arguments `3`, and addressed to us by name."""

    name: str
    arguments: str
    addressed: bool

    @property
    def channel(self) -> str:
        """The public name of the channel that it is about, `/follow @daily_news climate`; empty where it names none."""
        first = self.arguments.partition(" ")[0]
        return first if self.name in CHANNEL_COMMANDS and _CHANNEL.fullmatch(first) else ""

    @property
    def rest(self) -> "Command":
        """The command without the channel's name."""
        return replace(self, arguments=self.arguments.partition(" ")[2])


def read_command(text: str, bot_name: str) -> Command | None:
    """The command that a message is, or None when it is none or names another bot."""
    found = _COMMAND.match(text)
    if found is None or names_another_bot(text, bot_name):
        return None
    arguments = " ".join(text[found.end() :][:LONGEST_ARGUMENTS].split())
    return Command(found[1].lower(), arguments, found[2] is not None)


def names_another_bot(text: str, bot_name: str) -> bool:
    """Whether the text is a command for somebody else, which we are to leave alone."""
    found = _COMMAND.match(text)
    return found is not None and found[2] is not None and found[2].lower() != bot_name.lower()


def menu(words: Words, names: Sequence[str]) -> list[BotCommand]:
    """The commands with their descriptions."""
    return [BotCommand(name, getattr(words, f"command_{name}")) for name in names]


async def register_commands(bot: Bot, default: str, admin_ids: frozenset[int]) -> None:
    """Show everybody their commands, and operators theirs, in every language; Telegram is only told of changes."""
    wanted: list[tuple[BotCommandScope, Sequence[str]]] = [
        (BotCommandScopeDefault(), PRIVATE_COMMANDS),
        (BotCommandScopeAllGroupChats(), EVERYBODYS_COMMANDS),
        *((BotCommandScopeChat(admin), (*PRIVATE_COMMANDS, *OPERATOR_COMMANDS)) for admin in sorted(admin_ids)),
    ]
    for scope, names in wanted:
        # A menu of the scope that names no language comes before one of a wider scope that names the person's.
        languages = {"": words_for(default), **{code: words_for(code) for code in LANGUAGES}}
        await asyncio.gather(*(_show(bot, scope, menu(words, names), code) for code, words in languages.items()))


async def _show(bot: Bot, scope: BotCommandScope, commands: list[BotCommand], language: str) -> None:
    try:
        if list(await bot.get_my_commands(scope, language)) != commands:
            await bot.set_my_commands(commands, scope, language)
    except TelegramError as error:
        # An operator who has not yet written to the bot has no chat to show a menu in.
        _log.info("menu_not_set", scope=scope.type, reason=str(error))
