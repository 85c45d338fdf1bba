"""The Bot API methods the sandbox knows, by their lowered names (names are not case-sensitive)."""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.sandbox import chat_methods, editing, profile_methods, sending, update_methods
from bot.sandbox.params import Params
from bot.sandbox.state import State

Method = Callable[[State, Params], Any]
Slow = Callable[[State, Params], Awaitable[Any]]

SLOW: dict[str, Slow] = {"getupdates": update_methods.get_updates}

METHODS: dict[str, Method] = {
    "getme": profile_methods.get_me,
    "logout": update_methods.done,
    "close": update_methods.done,
    "setwebhook": update_methods.set_webhook,
    "deletewebhook": update_methods.delete_webhook,
    "getwebhookinfo": update_methods.get_webhook_info,
    "answercallbackquery": update_methods.answer_callback_query,
    "answerinlinequery": update_methods.answer_inline_query,
    "sendmessage": sending.send_message,
    "sendphoto": sending.send_photo,
    "senddocument": sending.send_document,
    "copymessage": sending.copy_message,
    "forwardmessage": sending.forward_message,
    "editmessagetext": editing.edit_message_text,
    "editmessagecaption": editing.edit_message_caption,
    "editmessagereplymarkup": editing.edit_message_reply_markup,
    "deletemessage": editing.delete_message,
    "deletemessages": editing.delete_messages,
    "pinchatmessage": editing.pin_chat_message,
    "unpinchatmessage": editing.unpin_chat_message,
    "unpinallchatmessages": editing.unpin_all_chat_messages,
    "getchat": chat_methods.get_chat,
    "getchatmember": chat_methods.get_chat_member,
    "getchatadministrators": chat_methods.get_chat_administrators,
    "getchatmembercount": chat_methods.get_chat_member_count,
    "leavechat": chat_methods.leave_chat,
    "sendchataction": chat_methods.send_chat_action,
    "setmycommands": profile_methods.set_my_commands,
    "getmycommands": profile_methods.get_my_commands,
    "deletemycommands": profile_methods.delete_my_commands,
    "setmyname": profile_methods.set_text("name"),
    "getmyname": profile_methods.get_text("name"),
    "setmydescription": profile_methods.set_text("description"),
    "getmydescription": profile_methods.get_text("description"),
    "setmyshortdescription": profile_methods.set_text("short_description"),
    "getmyshortdescription": profile_methods.get_text("short_description"),
    "setchatmenubutton": profile_methods.set_chat_menu_button,
    "getchatmenubutton": profile_methods.get_chat_menu_button,
}
