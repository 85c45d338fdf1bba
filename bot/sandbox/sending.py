"""Methods that put a new message into a chat."""

from typing import Any

from bot.sandbox.errors import bad_request, flood
from bot.sandbox.keyboards import check_markup, is_inline
from bot.sandbox.markup import FormattedText
from bot.sandbox.messages import new_message, reply_fields, text_fields, thread_fields
from bot.sandbox.params import Params
from bot.sandbox.state import State
from bot.sandbox.targets import (
    check_topic_open,
    named_chat,
    replied_message,
    thread_id_in,
    writable_chat,
)
from bot.sandbox.texts import caption, message_text
from bot.sandbox.world import Chat, Json

_PREVIEW = "link preview options"


def send_message(state: State, params: Params) -> Json:
    formatted = message_text(params)
    content = text_fields(formatted, state.world)
    options = preview_options(params)
    if options:
        content["link_preview_options"] = options
    return deliver(state, params, "sendMessage", content, formatted)


def send_photo(state: State, params: Params) -> Json:
    _check_file(params, "photo")
    size = {"file_id": "sandbox-photo", "file_unique_id": "sandbox", "width": 800, "height": 450}
    formatted = caption(params)
    content = {"photo": [size], **_caption_fields(formatted, state)}
    return deliver(state, params, "sendPhoto", content, formatted)


def send_document(state: State, params: Params) -> Json:
    _check_file(params, "document")
    document: Json = {"file_id": "sandbox-document", "file_unique_id": "sandbox"}
    sent = params.attachment("document")
    if sent is None:
        document["file_name"] = params.text("document").rpartition("/")[2] or "document"
    else:
        key = state.keep_file(sent.content)
        document |= {"file_id": key, "file_unique_id": key, "file_name": sent.name, "file_size": len(sent.content)}
    formatted = caption(params)
    content = {"document": document, **_caption_fields(formatted, state)}
    return deliver(state, params, "sendDocument", content, formatted)


def copy_message(state: State, params: Params) -> Json:
    _, original = _source(state, params, "copied")
    fields = ("text", "entities", "photo", "document", "caption", "caption_entities", "location")
    content = {name: original[name] for name in fields if name in original}
    if not content:
        raise bad_request("message can't be copied")
    sent = deliver(state, params, "copyMessage", content, FormattedText(original.get("text", "")))
    return {"message_id": sent["message_id"]}


def forward_message(state: State, params: Params) -> Json:
    chat, original = _source(state, params, "forwarded")
    keep = ("text", "entities", "photo", "document", "caption", "caption_entities", "location")
    content = {name: original[name] for name in keep if name in original}
    if not content:
        raise bad_request("message can't be forwarded")
    if chat.type == "channel":
        origin = {"type": "channel", "chat": chat.json(), "message_id": original["message_id"]}
    else:
        origin = {"type": "user", "sender_user": original["from"]}
    content["forward_origin"] = {**origin, "date": original["date"]}
    return deliver(state, params, "forwardMessage", content, FormattedText(original.get("text", "")))


def deliver(state: State, params: Params, method: str, content: Json, formatted: FormattedText) -> Json:
    """Check the target, then accept: from here on the message exists, whatever becomes of the answer."""
    markup = check_markup(params.data("reply_markup", "reply keyboard markup"))
    chat = writable_chat(state, params)
    replied = replied_message(chat, params)
    thread_id = thread_id_in(chat, params, replied)
    check_topic_open(chat, thread_id)
    wait = state.flood.check(
        chat.id,
        state.clock.now(),
        group=chat.type != "private",
        paid=params.flag("allow_paid_broadcast"),
    )
    if wait:
        raise flood(wait)
    fields = {**thread_fields(chat, thread_id), **content}
    if replied:
        fields.update(reply_fields(chat, replied["message_id"]))
    if params.flag("protect_content"):
        fields["has_protected_content"] = True
    if markup is not None and is_inline(markup):
        fields["reply_markup"] = markup
    chat.unread += 1
    sender = None if chat.type == "channel" else state.world.bot
    message = new_message(state, chat, sender, fields, silent=params.flag("disable_notification"))
    if markup is not None and not is_inline(markup):
        show_keyboard(state, chat, markup)
    record(state, params, method, message, formatted)
    return message


def record(state: State, params: Params, method: str, message: Json, formatted: FormattedText) -> None:
    """Put an accepted send or edit into the ledger."""
    state.ledger.accept(
        method=method,
        chat_id=message["chat"]["id"],
        thread_id=message.get("message_thread_id"),
        message_id=message["message_id"],
        text=formatted.text,
        html=(params.text("text") or params.text("caption")) if params.text("parse_mode") else None,
        reply_markup=message.get("reply_markup"),
        silent=params.flag("disable_notification"),
        at=state.clock.now(),
    )


def show_keyboard(state: State, chat: Chat, markup: Json) -> None:
    """A reply keyboard, a request for a reply, or the end of either; only the apps see it."""
    chat.keyboard = None if markup.get("remove_keyboard") else markup
    state.events.add("keyboard", chat_id=chat.id, keyboard=chat.keyboard)


def preview_options(params: Params) -> Json | None:
    options: Any = params.data("link_preview_options", _PREVIEW)
    if options is not None and not isinstance(options, dict):
        raise bad_request("object expected as link preview options")
    if options is None and params.flag("disable_web_page_preview"):
        return {"is_disabled": True}
    return options or None


def _caption_fields(formatted: FormattedText, state: State) -> Json:
    return text_fields(formatted, state.world, "caption") if formatted.text else {}


def _check_file(params: Params, name: str) -> None:
    if not params.has(name):
        raise bad_request(f"there is no {name} in the request")


def _source(state: State, params: Params, verb: str) -> tuple[Chat, Json]:
    verb_name = {"copied": "copy", "forwarded": "forward"}[verb]
    chat = named_chat(state, params, "from_chat_id")
    original = chat.messages.get(params.integer("message_id"))
    if original is None:
        raise bad_request(f"message to {verb_name} not found")
    return chat, original
