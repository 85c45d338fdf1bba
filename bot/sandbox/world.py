"""People, chats and messages as Telegram holds them. Pure state: no updates, no refusals, no I/O.

Message and chat JSON is never changed in place: an edit stores a new dict, so whoever got the old
one (the ledger, an event, an update) keeps what it was.
"""

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

PRESENT = ("member", "administrator", "creator", "restricted")
CHANNEL_BASE = -1_000_000_000_000


@dataclass(slots=True)
class Person:
    """Somebody with a Telegram account."""

    id: int
    first_name: str
    username: str | None = None
    language_code: str | None = None
    is_admin: bool = False
    deactivated: bool = False

    def json(self) -> Json:
        user: Json = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        if self.username:
            user["username"] = self.username
        if self.language_code:
            user["language_code"] = self.language_code
        return user


@dataclass(slots=True)
class Topic:
    """A forum topic; its id is the id of the service message that opened it."""

    thread_id: int
    name: str
    closed: bool = False
    root: Json = field(default_factory=dict)


@dataclass(slots=True)
class Chat:
    """A chat as the bot could see it. `bot_status` is a member status; private chats start as `left`."""

    id: int
    type: str
    title: str
    username: str | None = None
    is_forum: bool = False
    bot_status: str = "left"
    bot_can_post: bool = True
    members: dict[int, str] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    messages: dict[int, Json] = field(default_factory=dict)
    upgraded_to: int | None = None
    deleted: bool = False
    pinned: list[int] = field(default_factory=list)
    last_message_id: int = 0
    unread: int = 0
    keyboard: Json | None = None
    silent: set[int] = field(default_factory=set)
    cached: Json | None = None

    @property
    def is_group(self) -> bool:
        return self.type in ("group", "supergroup")

    @property
    def bot_present(self) -> bool:
        return self.bot_status in PRESENT

    def json(self) -> Json:
        """The chat inside of messages and updates."""
        if self.cached is None:
            name = "first_name" if self.type == "private" else "title"
            self.cached = {"id": self.id, "type": self.type, name: self.title}
            if self.username:
                self.cached["username"] = self.username
            if self.is_forum:
                self.cached["is_forum"] = True
        return self.cached

    def status_of(self, user_id: int) -> str:
        return self.members.get(user_id, "left")

    def describe(self) -> Json:
        """The chat for the page."""
        last = self.messages[next(reversed(self.messages))] if self.messages else None
        return {
            **self.json(),
            "title": self.title,
            "is_forum": self.is_forum,
            "topics": [{"thread_id": t.thread_id, "name": t.name, "closed": t.closed} for t in self.topics.values()],
            "members": [user for user, status in self.members.items() if status in PRESENT],
            "admins": [u for u, status in self.members.items() if status in ("administrator", "creator")],
            "bot_status": self.bot_status,
            "can_post": self.bot_can_post,
            "unread": self.unread,
            "keyboard": self.keyboard,
            "upgraded_to": self.upgraded_to,
            "last_message": last,
        }


class World:
    """All people and chats, and the numbering of messages."""

    def __init__(self, bot: Json) -> None:
        self.bot = bot
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self._common_message_id = 0
        self._next_chat = 4_100_000_000

    def clear(self) -> None:
        """Forget everybody; numbers are not used again."""
        self.people.clear()
        self.chats.clear()

    def user_json(self, user_id: int) -> Json | None:
        if user_id == self.bot["id"]:
            return self.bot
        person = self.people.get(user_id)
        return person.json() if person else None

    def find_chat(self, key: int | str) -> Chat | None:
        """By id or @username (public groups and channels only, as in the Bot API)."""
        if isinstance(key, int):
            return self.chats.get(key)
        name = key.removeprefix("@").lower()
        for chat in self.chats.values():
            if chat.username and chat.username.lower() == name and chat.type != "private":
                return chat
        return None

    def add_person(self, person: Person) -> Chat:
        """A person together with the private chat that is not started yet."""
        self.people[person.id] = person
        chat = self.chats.get(person.id)
        if chat is None:
            chat = Chat(person.id, "private", person.first_name, members={person.id: "member"})
            self.chats[person.id] = chat
        chat.title, chat.username, chat.cached = person.first_name, person.username, None
        return chat

    def new_chat_id(self, chat_type: str) -> int:
        self._next_chat += 1
        return -self._next_chat if chat_type == "group" else CHANNEL_BASE - self._next_chat

    def next_message_id(self, chat: Chat) -> int:
        """Private chats and basic groups share one numbering, supergroups and channels have their own."""
        if chat.type in ("private", "group"):
            self._common_message_id += 1
            return self._common_message_id
        chat.last_message_id += 1
        return chat.last_message_id

    def store(self, chat: Chat, message: Json) -> None:
        chat.messages[message["message_id"]] = message
