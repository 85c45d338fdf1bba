"""Methods about the bot itself: its name, its descriptions, its commands and its menu button."""

import re
from typing import Any

from bot.sandbox.errors import bad_request
from bot.sandbox.params import Params
from bot.sandbox.state import State
from bot.sandbox.world import Json

MAX_COMMANDS = 100
MAX_DESCRIPTION = 256
LIMITS = {"name": 64, "description": 512, "short_description": 120}
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"(?:[a-z]{2})?")
_WITH_CHAT = ("chat", "chat_administrators", "chat_member")
_SCOPES = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators", *_WITH_CHAT)


def get_me(state: State, params: Params) -> Json:
    return {
        **state.world.bot,
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
        "can_manage_bots": False,
        "supports_guest_queries": False,
    }


def set_my_commands(state: State, params: Params) -> bool:
    given = params.data("commands", "commands")
    if not isinstance(given, list):
        raise bad_request("expected an Array of BotCommand")
    if len(given) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    state.profile.commands[_commands_key(params)] = [_command(command) for command in given]
    state.events.add("commands", commands=describe_commands(state))
    return True


def get_my_commands(state: State, params: Params) -> list[Json]:
    return state.profile.commands.get(_commands_key(params), [])


def delete_my_commands(state: State, params: Params) -> bool:
    state.profile.commands.pop(_commands_key(params), None)
    state.events.add("commands", commands=describe_commands(state))
    return True


def describe_commands(state: State) -> list[Json]:
    """Every command list with its scope and language, for the page."""
    return [
        {"scope": scope, "language_code": language, "commands": commands}
        for (scope, language), commands in state.profile.commands.items()
    ]


def describe_bot(state: State) -> Json:
    """The bot as its profile page shows it, in the language that everybody gets."""
    texts = state.profile.texts
    return {
        **state.world.bot,
        "first_name": texts.get(("name", "")) or state.world.bot["first_name"],
        "description": texts.get(("description", ""), ""),
        "short_description": texts.get(("short_description", ""), ""),
    }


def set_text(field: str) -> Any:
    """setMyName, setMyDescription and setMyShortDescription."""

    def method(state: State, params: Params) -> bool:
        text = params.text(field)
        if len(text) > LIMITS[field]:
            raise bad_request("BOT_TITLE_INVALID" if field == "name" else f"bot {field} is too long")
        state.profile.texts[field, _language(params)] = text
        state.events.add("bot")
        return True

    return method


def get_text(field: str) -> Any:
    """getMyName, getMyDescription and getMyShortDescription."""

    def method(state: State, params: Params) -> Json:
        texts = state.profile.texts
        fallback = state.world.bot["first_name"] if field == "name" else ""
        return {field: texts.get((field, _language(params))) or texts.get((field, "")) or fallback}

    return method


def set_chat_menu_button(state: State, params: Params) -> bool:
    button = params.data("menu_button", "menu button") or {"type": "default"}
    if not isinstance(button, dict) or button.get("type") not in ("default", "commands", "web_app"):
        raise bad_request("MenuButton has unsupported type")
    state.profile.menu_buttons[params.integer("chat_id")] = button
    return True


def get_chat_menu_button(state: State, params: Params) -> Json:
    return state.profile.menu_buttons.get(params.integer("chat_id"), {"type": "commands"})


def _commands_key(params: Params) -> tuple[str, str]:
    scope = params.data("scope", "BotCommandScope") or {"type": "default"}
    if not isinstance(scope, dict) or scope.get("type") not in _SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    inner, kind = Params(scope), str(scope["type"])
    if kind in _WITH_CHAT:
        if not inner.text("chat_id"):
            raise bad_request("can't parse BotCommandScope: Can't find field \"chat_id\"")
        kind += f":{inner.text('chat_id')}"
    if "user_id" in scope:
        kind += f":{inner.text('user_id')}"
    return kind, _language(params)


def _language(params: Params) -> str:
    code = params.text("language_code")
    if not _LANGUAGE.fullmatch(code):
        raise bad_request("invalid language code specified")
    return code


def _command(given: Any) -> Json:
    if not isinstance(given, dict):
        raise bad_request("can't parse BotCommand: Expected an Object")
    inner = Params(given)
    command, description = inner.text("command").removeprefix("/"), inner.text("description").strip()
    if not _COMMAND.fullmatch(command):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 0 < len(description) <= MAX_DESCRIPTION:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": command, "description": description}
