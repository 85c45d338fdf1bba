"""Methods that ask about a chat or leave it."""

from bot.sandbox.errors import bad_request
from bot.sandbox.members import bot_member, member_json, status_change
from bot.sandbox.params import Params
from bot.sandbox.state import State
from bot.sandbox.targets import named_chat, readable_chat
from bot.sandbox.world import PRESENT, Json

_ACTIONS = frozenset(
    (
        *("typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice"),
        *("upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note"),
    )
)


def get_chat(state: State, params: Params) -> Json:
    chat = named_chat(state, params)
    if chat.type != "private":
        chat = readable_chat(state, params)
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
    full = {
        **chat.json(),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, False),
    }
    if chat.pinned:
        full["pinned_message"] = chat.messages[chat.pinned[0]]
    return full


def get_chat_member(state: State, params: Params) -> Json:
    chat = readable_chat(state, params)
    user_id = params.integer("user_id")
    if user_id == state.world.bot["id"]:
        return bot_member(state, chat)
    user = state.world.user_json(user_id)
    if user is None:
        raise bad_request("invalid user_id specified" if user_id <= 0 else "PARTICIPANT_ID_INVALID")
    return member_json(chat, user, chat.status_of(user_id))


def get_chat_administrators(state: State, params: Params) -> list[Json]:
    chat = readable_chat(state, params)
    if chat.type == "private":
        raise bad_request("there are no administrators in the private chat")
    admins = [
        member_json(chat, user, status)
        for user_id, status in chat.members.items()
        if status in ("creator", "administrator") and (user := state.world.user_json(user_id))
    ]
    return admins + ([bot_member(state, chat)] if chat.bot_status == "administrator" else [])


def get_chat_member_count(state: State, params: Params) -> int:
    chat = readable_chat(state, params)
    return sum(status in PRESENT for status in chat.members.values()) + 1


def leave_chat(state: State, params: Params) -> bool:
    chat = readable_chat(state, params)
    if chat.type == "private":
        raise bad_request("chat member status can't be changed in private chats")
    old = bot_member(state, chat)
    chat.bot_status = "left"
    change = status_change(state, chat, state.world.bot, old, bot_member(state, chat))
    state.updates.add("my_chat_member", change, chat.id)
    state.events.add("member", chat_id=chat.id, user=state.world.bot, status="left")
    return True


def send_chat_action(state: State, params: Params) -> bool:
    if params.text("action") not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = readable_chat(state, params)
    thread_id = params.integer("message_thread_id") or None
    state.events.add("typing", chat_id=chat.id, action=params.text("action"), thread_id=thread_id)
    return True
