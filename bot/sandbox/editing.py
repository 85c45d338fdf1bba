"""Methods that change, remove or pin a message."""

from bot.sandbox.errors import bad_request, flood
from bot.sandbox.keyboards import check_markup
from bot.sandbox.markup import FormattedText
from bot.sandbox.messages import replace_message, service_message, text_fields
from bot.sandbox.params import Params
from bot.sandbox.sending import preview_options, record
from bot.sandbox.state import State
from bot.sandbox.targets import readable_chat
from bot.sandbox.texts import caption, message_text
from bot.sandbox.world import Chat, Json

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)
DELETE_WITHIN = 48 * 3600
_TEXT_FIELDS = ("text", "entities", "link_preview_options", "reply_markup")
_CAPTION_FIELDS = ("caption", "caption_entities", "reply_markup")


def edit_message_text(state: State, params: Params) -> Json:
    formatted = message_text(params)
    changes = text_fields(formatted, state.world)
    options = preview_options(params)
    if options:
        changes["link_preview_options"] = options
    return _edit(state, params, "editMessageText", (changes, _TEXT_FIELDS), formatted)


def edit_message_caption(state: State, params: Params) -> Json:
    formatted = caption(params)
    changes = text_fields(formatted, state.world, "caption") if formatted.text else {}
    return _edit(state, params, "editMessageCaption", (changes, _CAPTION_FIELDS), formatted)


def edit_message_reply_markup(state: State, params: Params) -> Json:
    return _edit(state, params, "editMessageReplyMarkup", ({}, ("reply_markup",)), FormattedText(""))


def delete_message(state: State, params: Params) -> bool:
    chat = readable_chat(state, params)
    _delete(state, chat, params.integer("message_id"))
    return True


def delete_messages(state: State, params: Params) -> bool:
    chat = readable_chat(state, params)
    given = params.data("message_ids", "message identifiers")
    if not isinstance(given, list):
        raise bad_request("message identifiers are not specified")
    for message_id in given:
        if isinstance(message_id, int) and message_id in chat.messages:
            _delete(state, chat, message_id)
    return True


def pin_chat_message(state: State, params: Params) -> bool:
    chat = readable_chat(state, params)
    message = chat.messages.get(params.integer("message_id"))
    if message is None:
        raise bad_request("message to pin not found")
    _check_may_pin(chat)
    if message["message_id"] not in chat.pinned:
        chat.pinned.insert(0, message["message_id"])
        sender = None if chat.type == "channel" else state.world.bot
        service_message(state, chat, sender, pinned_message=message)
    return True


def unpin_chat_message(state: State, params: Params) -> bool:
    chat = readable_chat(state, params)
    _check_may_pin(chat)
    message_id = params.integer("message_id") or next(iter(chat.pinned), 0)
    if message_id not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(message_id)
    state.events.add("chat", chat_id=chat.id, chat=chat.describe())
    return True


def unpin_all_chat_messages(state: State, params: Params) -> bool:
    chat = readable_chat(state, params)
    _check_may_pin(chat)
    chat.pinned.clear()
    return True


def _edit(
    state: State, params: Params, method: str, change: tuple[Json, tuple[str, ...]], formatted: FormattedText
) -> Json:
    """Replace the named fields; the second edit with the same content is refused."""
    changes, replaced = change
    markup = check_markup(params.data("reply_markup", "reply keyboard markup"), inline_only=True)
    chat = readable_chat(state, params)
    if not params.integer("message_id"):
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(params.integer("message_id"))
    if message is None:
        raise bad_request("message to edit not found")
    if not _is_own(state, chat, message) or (method == "editMessageText" and "text" not in message):
        raise bad_request("message can't be edited")
    if markup is not None:
        changes = {**changes, "reply_markup": markup}
    if all(message.get(name) == changes.get(name) for name in replaced):
        raise bad_request(NOT_MODIFIED)
    counted = None if chat.type == "private" else chat.id
    wait = state.flood.check(counted, state.clock.now(), group=True, paid=False)
    if wait:
        raise flood(wait)
    edited = replace_message(state, chat, message, changes, drop=replaced)
    record(state, params, method, edited, formatted)
    return edited


def _is_own(state: State, chat: Chat, message: Json) -> bool:
    if chat.type == "channel":
        return True
    return bool(message.get("from", {}).get("id") == state.world.bot["id"])


def _delete(state: State, chat: Chat, message_id: int) -> None:
    message = chat.messages.get(message_id)
    if message is None:
        raise bad_request("message to delete not found")
    may = chat.type in ("private", "channel") or chat.bot_status == "administrator"
    too_old = state.now() - message["date"] >= DELETE_WITHIN
    if too_old or not (may or _is_own(state, chat, message)):
        raise bad_request("message can't be deleted")
    del chat.messages[message_id]
    state.events.add("delete", chat_id=chat.id, message_id=message_id)


def _check_may_pin(chat: Chat) -> None:
    if chat.type != "private" and chat.bot_status != "administrator":
        raise bad_request("not enough rights to manage pinned messages in the chat")
