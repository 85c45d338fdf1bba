"""What people do: they write, edit, press buttons. Each makes the updates that Telegram would send."""

from dataclasses import dataclass
from typing import Any

from bot.sandbox.errors import ControlError
from bot.sandbox.members import bot_member, status_change
from bot.sandbox.messages import (
    ANONYMOUS_ADMIN,
    TELEGRAM,
    new_message,
    plain_fields,
    replace_message,
    reply_fields,
    thread_fields,
)
from bot.sandbox.state import Press, State
from bot.sandbox.world import PRESENT, Chat, Json, Person

PRESS_LIFETIME = 150


@dataclass(frozen=True, slots=True)
class Typed:
    """A person's new message."""

    chat_id: int
    from_id: int | None = None
    text: str = ""
    thread_id: int | None = None
    reply_to: int | None = None
    location: Json | None = None
    forward_from: int | None = None
    sender_chat: int | None = None


def chat_of(state: State, chat_id: Any) -> Chat:
    chat = state.world.chats.get(chat_id) if isinstance(chat_id, int) else None
    if chat is None:
        raise ControlError(f"no chat {chat_id!r}", 404)
    return chat


def person_of(state: State, user_id: Any) -> Person:
    person = state.world.people.get(user_id) if isinstance(user_id, int) else None
    if person is None:
        raise ControlError(f"no person {user_id!r}", 404)
    return person


def write(state: State, typed: Typed) -> tuple[Json, int | None]:
    """The new message and, when the bot gets to see it, its update id."""
    chat = chat_of(state, typed.chat_id)
    if chat.upgraded_to is not None:
        raise ControlError(f"this group is now the supergroup {chat.upgraded_to}")
    sender = _sender(state, chat, typed)
    if chat.type == "private":
        start(state, chat, person_of(state, chat.id))
    content = {**_thread(chat, typed), **_extras(state, chat, typed)}
    if typed.location is not None:
        content["location"] = typed.location
    else:
        content |= plain_fields(typed.text, state.world)
    message = new_message(state, chat, sender, content)
    if not bot_sees(state, chat, message):
        return message, None
    kind = "channel_post" if chat.type == "channel" else "message"
    return message, state.updates.add(kind, message, chat.id)


def edit(state: State, chat_id: int, message_id: int, text: str) -> tuple[Json, int | None]:
    """Change a person's own message."""
    chat = chat_of(state, chat_id)
    message = chat.messages.get(message_id)
    if message is None or message.get("from", {}).get("id") == state.world.bot["id"]:
        raise ControlError(f"no message {message_id} of a person in this chat", 404)
    edited = replace_message(state, chat, message, plain_fields(text, state.world), drop=("text", "entities"))
    if not bot_sees(state, chat, edited):
        return edited, None
    kind = "edited_channel_post" if chat.type == "channel" else "edited_message"
    return edited, state.updates.add(kind, edited, chat.id)


def start(state: State, chat: Chat, person: Person) -> None:
    """Writing to the bot starts it, and unblocks it when it was blocked."""
    if person.deactivated:
        raise ControlError(f"{person.first_name}'s account is deactivated")
    if chat.bot_status == "kicked":
        set_blocked(state, chat, person, blocked=False)
    chat.bot_status = "member"


def set_blocked(state: State, chat: Chat, person: Person, *, blocked: bool) -> None:
    """Block or unblock the bot; Telegram tells it either way."""
    old = bot_member(state, chat)
    chat.bot_status = "kicked" if blocked else "member"
    change = status_change(state, chat, person.json(), old, bot_member(state, chat))
    state.updates.add("my_chat_member", change, chat.id)
    state.events.add("chat", chat_id=chat.id, chat=chat.describe())


def bot_sees(state: State, chat: Chat, message: Json) -> bool:
    """Privacy mode: in groups only commands for this bot, replies to it, or all when it is admin."""
    if not chat.bot_present:
        return False
    if chat.type in ("private", "channel") or chat.bot_status == "administrator":
        return True
    bot = state.world.bot
    if message.get("reply_to_message", {}).get("from", {}).get("id") == bot["id"]:
        return True
    return any(
        entity["type"] == "bot_command" and entity["offset"] == 0 and _addressed(message["text"], entity, bot)
        for entity in message.get("entities", ())
    )


def press(state: State, body: Json) -> tuple[Press | None, Json | None, int | None]:
    """A press: what waits for an answer, the button, the update id. Link buttons make no update."""
    chat = chat_of(state, body.get("chat_id"))
    person = person_of(state, body.get("from_id"))
    message = chat.messages.get(body.get("message_id", 0))
    forge = bool(body.get("forge"))
    button = _button(message, body) if message else None
    if button is None and not forge:
        raise ControlError("no such button", 404)
    if button is not None and "callback_data" not in button:
        return None, button, None
    data = button["callback_data"] if button else str(body.get("data", ""))
    waiting, query = _query(state, chat, person, data)
    message_id = body.get("message_id", 0)
    query["message"] = message or {"chat": chat.json(), "message_id": message_id, "date": 0}
    waiting.message_id = message_id
    return waiting, button, state.updates.add("callback_query", query, person.id)


def _query(state: State, chat: Chat, person: Person, data: str) -> tuple[Press, Json]:
    now = state.clock.now()
    while state.presses and next(iter(state.presses.values())).expires <= now:
        state.presses.popitem(last=False)
    state.last_query += 1
    query_id = str(state.last_query)
    waiting = Press(query_id, person.id, chat.id, 0, now + PRESS_LIFETIME)
    state.presses[query_id] = waiting
    query = {"id": query_id, "from": person.json(), "chat_instance": str(chat.id), "data": data}
    return waiting, query


def _button(message: Json, body: Json) -> Json | None:
    rows: list[list[Json]] = message.get("reply_markup", {}).get("inline_keyboard", [])
    if "row" in body:
        row, column = body["row"], body.get("column", 0)
        return rows[row][column] if row < len(rows) and column < len(rows[row]) else None
    return next((b for line in rows for b in line if b.get("callback_data") == body.get("data")), None)


def _addressed(text: str, entity: Json, bot: Json) -> bool:
    command = text.encode("utf-16-le")[: entity["length"] * 2].decode("utf-16-le")
    _, at, name = command.partition("@")
    return not at or name.lower() == bot["username"].lower()


def _sender(state: State, chat: Chat, typed: Typed) -> Json | None:
    if chat.type == "channel":
        return None
    if typed.sender_chat is not None:
        return ANONYMOUS_ADMIN if typed.sender_chat == chat.id else TELEGRAM
    from_id = typed.from_id if typed.from_id is not None else chat.id
    person = person_of(state, from_id)
    if chat.status_of(person.id) not in PRESENT:
        raise ControlError(f"{person.first_name} is not in this chat")
    return person.json()


def _thread(chat: Chat, typed: Typed) -> Json:
    """Topic and reply fields as clients set them: a topic message without a reply replies to its root."""
    fields: Json = {}
    if typed.reply_to is not None:
        if typed.reply_to not in chat.messages:
            raise ControlError(f"no message {typed.reply_to} to reply to", 404)
        fields = reply_fields(chat, typed.reply_to)
    if chat.is_forum:
        topic = chat.topics.get(typed.thread_id or 0)
        if typed.thread_id and topic is None:
            raise ControlError(f"no topic {typed.thread_id}", 404)
        if topic is not None and topic.thread_id != next(iter(chat.topics)):
            fields = {"reply_to_message": topic.root, **fields, **thread_fields(chat, topic.thread_id)}
    elif chat.type == "supergroup" and fields:
        replied = fields["reply_to_message"]
        fields["message_thread_id"] = replied.get("message_thread_id", replied["message_id"])
    return fields


def _extras(state: State, chat: Chat, typed: Typed) -> Json:
    fields: Json = {}
    if typed.forward_from is not None:
        user = person_of(state, typed.forward_from).json()
        fields["forward_origin"] = {"type": "user", "sender_user": user, "date": state.now()}
    if typed.sender_chat is not None:
        fields["sender_chat"] = chat_of(state, typed.sender_chat).json()
        if typed.sender_chat != chat.id:
            fields["is_automatic_forward"] = True
    return fields
