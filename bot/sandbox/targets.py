"""Where a call goes: the chat, the topic and the message replied to, refused in Telegram's words."""

from typing import Any

from bot.sandbox.errors import bad_request, forbidden
from bot.sandbox.params import Params
from bot.sandbox.state import State
from bot.sandbox.world import Chat, Json

UPGRADED = "group chat was upgraded to a supergroup chat"


def named_chat(state: State, params: Params, name: str = "chat_id") -> Chat:
    """The chat a parameter names; it need not be one the bot can use."""
    value = params.text(name)
    if not value:
        raise bad_request(f"{name} is empty")
    key = _chat_key(value)
    chat = None if key is None else state.world.find_chat(key)
    if chat is None:
        raise bad_request("chat not found")
    if chat.upgraded_to is not None:
        raise bad_request(UPGRADED, {"migrate_to_chat_id": chat.upgraded_to})
    return chat


def readable_chat(state: State, params: Params) -> Chat:
    """A chat the bot is in (a private one: that it may write to)."""
    chat = named_chat(state, params)
    if chat.type == "private":
        _check_private(state, chat)
    elif chat.deleted:
        raise forbidden(f"the {chat.type} chat was deleted")
    elif chat.bot_status == "kicked":
        raise forbidden(f"bot was kicked from the {chat.type} chat")
    elif not chat.bot_present:
        raise forbidden(f"bot is not a member of the {chat.type} chat")
    return chat


def writable_chat(state: State, params: Params, what: str = "text messages") -> Chat:
    """A chat the bot may send to."""
    chat = readable_chat(state, params)
    if chat.type == "channel" and (chat.bot_status != "administrator" or not chat.bot_can_post):
        raise bad_request("need administrator rights in the channel chat")
    if chat.is_group and not chat.bot_can_post and chat.bot_status != "administrator":
        raise bad_request(f"not enough rights to send {what} to the chat")
    return chat


def thread_id_in(chat: Chat, params: Params, replied: Json | None) -> int | None:
    """The topic to send to; General has none. A reply goes to the topic of what it replies to."""
    thread_id = params.integer("message_thread_id")
    if not thread_id:
        return replied.get("message_thread_id") if replied and chat.is_forum else None
    topic = chat.topics.get(thread_id)
    general = next(iter(chat.topics), None)
    if topic is None or thread_id == general:
        raise bad_request("message thread not found")
    return thread_id


def check_topic_open(chat: Chat, thread_id: int | None) -> None:
    topic = chat.topics.get(thread_id or next(iter(chat.topics), 0))
    if topic is not None and topic.closed and chat.bot_status != "administrator":
        raise bad_request("TOPIC_CLOSED")


def replied_message(chat: Chat, params: Params) -> Json | None:
    """The message named by reply_parameters or by the older reply_to_message_id."""
    given: Any = params.data("reply_parameters", "reply parameters")
    if given is None:
        message_id = params.integer("reply_to_message_id")
        lenient = params.flag("allow_sending_without_reply")
    elif isinstance(given, dict):
        inner = Params(given)
        message_id, lenient = inner.integer("message_id"), inner.flag("allow_sending_without_reply")
    else:
        raise bad_request("object expected as reply parameters")
    if not message_id:
        return None
    replied = chat.messages.get(message_id)
    if replied is None and not lenient:
        raise bad_request("message to be replied not found")
    return replied


def _check_private(state: State, chat: Chat) -> None:
    person = state.world.people.get(chat.id)
    if person is not None and person.deactivated:
        raise forbidden("user is deactivated")
    if chat.bot_status == "kicked":
        raise forbidden("bot was blocked by the user")
    if not chat.bot_present:
        raise forbidden("bot can't initiate conversation with a user")


def _chat_key(value: str) -> int | str | None:
    if value.startswith("@"):
        return value
    try:
        return int(value)
    except ValueError:
        return None
