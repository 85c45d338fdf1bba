"""Message JSON: built here for the bot, for people and for Telegram's own service messages."""

from typing import Any

from bot.sandbox.entities import detect
from bot.sandbox.markup import Entity, FormattedText
from bot.sandbox.state import State
from bot.sandbox.world import Chat, Json, World

ANONYMOUS_ADMIN: Json = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}
TELEGRAM: Json = {"id": 777000, "is_bot": False, "first_name": "Telegram"}


def entity_json(entity: Entity, world: World) -> Json | None:
    """One entity for the Bot API; None for a mention of somebody Telegram does not know."""
    result: Json = {"offset": entity.offset, "length": entity.length, "type": entity.kind}
    argument = entity.argument
    if entity.kind == "text_link":
        result["url"] = argument
    elif entity.kind == "pre" and argument:
        result["language"] = argument
    elif entity.kind == "custom_emoji":
        result["custom_emoji_id"] = argument
    elif entity.kind == "date_time" and isinstance(argument, tuple):
        result["unix_time"], date_format = argument
        if date_format:
            result["date_time_format"] = date_format
    elif entity.kind == "text_mention" and isinstance(argument, int):
        user = world.user_json(argument)
        if user is None:
            return None
        result["user"] = user
    return result


def text_fields(formatted: FormattedText, world: World, prefix: str = "") -> Json:
    """`text` and `entities`, or with prefix `caption` their caption namesakes."""
    fields: Json = {prefix or "text": formatted.text}
    entities = [found for e in formatted.entities if (found := entity_json(e, world)) is not None]
    if entities:
        fields[f"{prefix}_entities" if prefix else "entities"] = entities
    return fields


def plain_fields(text: str, world: World) -> Json:
    """What a person types: commands, links and mentions are marked as Telegram's apps do."""
    return text_fields(FormattedText(text, tuple(detect(text))), world)


def reply_fields(chat: Chat, message_id: int) -> Json:
    """The message replied to, without the message that it replied to itself."""
    replied = chat.messages[message_id]
    return {"reply_to_message": {k: v for k, v in replied.items() if k != "reply_to_message"}}


def thread_fields(chat: Chat, thread_id: int | None) -> Json:
    if not thread_id or not chat.is_forum:
        return {}
    return {"message_thread_id": thread_id, "is_topic_message": True}


def new_message(state: State, chat: Chat, sender: Json | None, content: Json, *, silent: bool = False) -> Json:
    """Number, date and keep a message; `sender` None means the channel itself. Only the apps see that it is silent."""
    message: Json = {"message_id": state.world.next_message_id(chat)}
    if sender is not None:
        message["from"] = sender
    elif chat.type == "channel":
        message["sender_chat"] = chat.json()
    message["date"] = state.now()
    message["chat"] = chat.json()
    message.update(content)
    state.world.store(chat, message)
    if silent:
        chat.silent.add(message["message_id"])
    state.events.add("message", chat_id=chat.id, message=message, silent=silent)
    return message


def replace_message(state: State, chat: Chat, message: Json, changes: Json, drop: tuple[str, ...] = ()) -> Json:
    """Keep an edited copy of a message."""
    kept = {key: value for key, value in message.items() if key not in drop}
    edited = {**kept, **changes, "edit_date": state.now()}
    state.world.store(chat, edited)
    state.events.add("edit", chat_id=chat.id, message=edited)
    return edited


def service_message(state: State, chat: Chat, sender: Json | None, **content: Any) -> Json:
    """A joined, left, migrated or topic message; queued for the bot when it is there to see it."""
    message = new_message(state, chat, sender, content)
    if chat.bot_present:
        kind = "channel_post" if chat.type == "channel" else "message"
        state.updates.add(kind, message, chat.id)
    return message
