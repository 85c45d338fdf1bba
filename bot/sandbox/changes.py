"""What happens to people and chats: joining, leaving, rights, topics, migration, deactivation."""

from typing import Any

from bot.sandbox.demo import add_topic, build_demo
from bot.sandbox.errors import ControlError
from bot.sandbox.members import bot_member, member_json, status_change
from bot.sandbox.messages import new_message, service_message
from bot.sandbox.people import chat_of, person_of
from bot.sandbox.state import State
from bot.sandbox.world import PRESENT, Chat, Json, Person, Topic

STATUSES = ("creator", "administrator", "member", "restricted", "left", "kicked")
MAX_BULK = 2_000_000


def reset(state: State) -> None:
    """The world as it was at the start. Update ids go on, as a bot remembers those it has seen; its
    commands and its webhook stay, as it set them when it started."""
    state.faults.clear()
    state.updates.clear()
    state.ledger.clear()
    state.flood.clear()
    state.presses.clear()
    state.world.clear()
    state.clock.reset()
    if state.demo:
        build_demo(state)
    state.events.add("reset")


def add_person(state: State, body: Json) -> Person:
    """A new person, or new names for one that exists."""
    name = body.get("first_name")
    if not isinstance(name, str) or not name:
        raise ControlError("first_name is needed")
    user_id = body.get("id", max(state.world.people, default=1000) + 1)
    if not isinstance(user_id, int) or user_id <= 0:
        raise ControlError("id must be a positive number")
    person = Person(user_id, name, body.get("username"), body.get("language_code"))
    chat = state.world.add_person(person)
    if body.get("started"):
        chat.bot_status = "member"
    state.events.add("chat", chat_id=chat.id, chat=chat.describe())
    return person


def add_many(state: State, people: int, start_id: int, *, started: bool) -> None:
    """Many private chats at once, without an event for each."""
    if not 0 < people <= MAX_BULK or start_id <= 0:
        raise ControlError(f"people must be 1 to {MAX_BULK}, start_id positive")
    for user_id in range(start_id, start_id + people):
        chat = state.world.add_person(Person(user_id, f"Reader {user_id}"))
        chat.bot_status = "member" if started else "left"
    state.events.add("reset")


def add_chat(state: State, body: Json) -> Chat:
    kind, title = body.get("type"), body.get("title")
    if kind not in ("group", "supergroup", "channel") or not isinstance(title, str) or not title:
        raise ControlError("type must be group, supergroup or channel, and title is needed")
    chat = Chat(body.get("id") or state.world.new_chat_id(kind), kind, title, body.get("username"))
    chat.is_forum = bool(body.get("is_forum") or body.get("topics")) and kind == "supergroup"
    chat.bot_status = body.get("bot_status", "administrator" if kind == "channel" else "member")
    chat.members = {person_of(state, user).id: "member" for user in body.get("members", [])}
    chat.members |= {person_of(state, user).id: "administrator" for user in body.get("admins", [])}
    state.world.chats[chat.id] = chat
    if chat.is_forum:
        for name in ["General", *(n for n in body.get("topics", []) if n != "General")]:
            add_topic(state, chat, name)
    _changed(state, chat)
    return chat


def change_chat(state: State, chat_id: int, body: Json) -> Chat:
    """title, username, is_forum, bot_can_post, deleted, unread."""
    chat = chat_of(state, chat_id)
    known = ("title", "username", "is_forum", "bot_can_post", "deleted", "unread")
    if unknown := [name for name in body if name not in known]:
        raise ControlError(f"unknown field {unknown[0]!r}; one of {', '.join(known)}")
    for name, value in body.items():
        setattr(chat, name, value)
    if body.get("deleted"):
        chat.bot_status = "left"
    if chat.is_forum and not chat.topics:
        add_topic(state, chat, "General")
    chat.cached = None
    if "title" in body and chat.type != "private":
        service_message(state, chat, _somebody(state, chat), new_chat_title=chat.title)
    _changed(state, chat)
    return chat


def new_topic(state: State, chat_id: int, name: Any) -> Topic:
    chat = chat_of(state, chat_id)
    if not chat.is_forum or not isinstance(name, str) or not name:
        raise ControlError("a topic needs a forum and a name")
    topic = add_topic(state, chat, name)
    if chat.bot_present:
        state.updates.add("message", topic.root, chat.id)
    _changed(state, chat)
    return topic


def change_topic(state: State, chat_id: int, thread_id: int, body: Json) -> None:
    """closed, name or deleted."""
    chat = chat_of(state, chat_id)
    topic = chat.topics.get(thread_id)
    if topic is None:
        raise ControlError(f"no topic {thread_id}", 404)
    if body.get("deleted"):
        del chat.topics[thread_id]
    if "name" in body:
        topic.name = str(body["name"])
    if "closed" in body and topic.closed != bool(body["closed"]):
        topic.closed = bool(body["closed"])
        what = "forum_topic_closed" if topic.closed else "forum_topic_reopened"
        thread = {"message_thread_id": thread_id, "is_topic_message": True, what: {}}
        service_message(state, chat, _somebody(state, chat), **thread)
    _changed(state, chat)


def set_member(state: State, body: Json) -> Chat:
    """Somebody's, or the bot's, new status in a group or channel."""
    chat, status = chat_of(state, body.get("chat_id")), body.get("status")
    if status not in STATUSES:
        raise ControlError(f"status must be one of {', '.join(STATUSES)}")
    if chat.type == "private":
        raise ControlError("use /sandbox/block for private chats")
    if body.get("bot"):
        _set_bot(state, chat, str(status), can_post=bool(body.get("can_post", status != "restricted")))
    else:
        _set_person(state, chat, person_of(state, body.get("user_id")), str(status))
    _changed(state, chat)
    return chat


def deactivate(state: State, user_id: Any, *, deactivated: bool) -> None:
    person = person_of(state, user_id)
    person.deactivated = deactivated
    _changed(state, state.world.chats[person.id])


def migrate(state: State, chat_id: Any, *, silent: bool) -> Chat:
    """Turn a group into a supergroup with a new id; silent: only the next refusal tells."""
    old = chat_of(state, chat_id)
    if old.type != "group" or old.upgraded_to is not None:
        raise ControlError("only a group that has not migrated can")
    new = Chat(state.world.new_chat_id("supergroup"), "supergroup", old.title, old.username)
    new.bot_status, new.bot_can_post, new.members = old.bot_status, old.bot_can_post, dict(old.members)
    state.world.chats[new.id] = new
    sender = _somebody(state, old)
    if not silent:
        service_message(state, old, sender, migrate_to_chat_id=new.id)
        service_message(state, new, sender, migrate_from_chat_id=old.id)
    old.upgraded_to = new.id
    _changed(state, old)
    _changed(state, new)
    return new


def _set_bot(state: State, chat: Chat, status: str, *, can_post: bool) -> None:
    old, was_there = bot_member(state, chat), chat.bot_present
    chat.bot_status, chat.bot_can_post = status, can_post
    actor = _somebody(state, chat)
    change = status_change(state, chat, actor, old, bot_member(state, chat))
    state.updates.add("my_chat_member", change, chat.id)
    if chat.is_group and not was_there and chat.bot_present:
        service_message(state, chat, actor, new_chat_members=[state.world.bot])
    elif chat.is_group and was_there and not chat.bot_present:
        new_message(state, chat, actor, {"left_chat_member": state.world.bot})
    state.events.add("member", chat_id=chat.id, user=state.world.bot, status=status)


def _set_person(state: State, chat: Chat, person: Person, status: str) -> None:
    old_status, user = chat.status_of(person.id), person.json()
    chat.members[person.id] = status
    if status == "left":
        del chat.members[person.id]
    old, new = member_json(chat, user, old_status), member_json(chat, user, status)
    if chat.bot_status == "administrator":
        state.updates.add("chat_member", status_change(state, chat, user, old, new), chat.id)
    if chat.is_group and old_status not in PRESENT and status in PRESENT:
        service_message(state, chat, user, new_chat_members=[user])
    elif chat.is_group and old_status in PRESENT and status not in PRESENT:
        service_message(state, chat, user, left_chat_member=user)
    state.events.add("member", chat_id=chat.id, user=user, status=status)


def _somebody(state: State, chat: Chat) -> Json:
    """Who did it: the owner, an admin, or any member."""
    order = {"creator": 0, "administrator": 1}
    ranked = sorted(chat.members, key=lambda user: order.get(chat.members[user], 2))
    for user_id in ranked:
        user = state.world.user_json(user_id)
        if user is not None:
            return user
    return {"id": 1, "is_bot": False, "first_name": "Somebody"}


def _changed(state: State, chat: Chat) -> None:
    state.events.add("chat", chat_id=chat.id, chat=chat.describe())
