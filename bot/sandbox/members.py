"""Who is what in a chat, as ChatMember objects."""

from bot.sandbox.state import State
from bot.sandbox.world import Chat, Json

_ADMIN_RIGHTS = (
    *("can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members"),
    *("can_promote_members", "can_change_info", "can_invite_users", "can_post_stories"),
    *("can_edit_stories", "can_delete_stories", "can_send_welcome_messages"),
)
_MEMBER_RIGHTS = (
    *("can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos"),
    *("can_send_videos", "can_send_video_notes", "can_send_voice_notes", "can_send_polls"),
    *("can_send_other_messages", "can_add_web_page_previews", "can_change_info", "can_invite_users"),
    *("can_pin_messages", "can_manage_topics", "can_edit_tag", "can_react_to_messages"),
)


def member_json(chat: Chat, user: Json, status: str, *, can_post: bool = True) -> Json:
    """A valid ChatMember of any status."""
    member: Json = {"status": status, "user": user}
    if status == "creator":
        member["is_anonymous"] = False
    elif status == "administrator":
        member |= {"can_be_edited": False, "is_anonymous": False, "can_manage_tags": True}
        member |= dict.fromkeys(_ADMIN_RIGHTS, True)
        if chat.type == "channel":
            member |= {"can_post_messages": can_post, "can_edit_messages": can_post}
            member["can_manage_direct_messages"] = False
        else:
            member |= {"can_pin_messages": True, "can_manage_topics": chat.is_forum}
    elif status == "restricted":
        member |= {"is_member": True, "until_date": 0} | dict.fromkeys(_MEMBER_RIGHTS, can_post)
    elif status == "kicked":
        member["until_date"] = 0
    return member


def bot_member(state: State, chat: Chat) -> Json:
    return member_json(chat, state.world.bot, chat.bot_status, can_post=chat.bot_can_post)


def status_change(state: State, chat: Chat, actor: Json, old: Json, new: Json) -> Json:
    """ChatMemberUpdated."""
    change = {"chat": chat.json(), "from": actor, "date": state.now()}
    return {**change, "old_chat_member": old, "new_chat_member": new}
