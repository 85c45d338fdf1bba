"""The world that `make demo` opens with: a few readers, a group, a forum and a channel."""

from bot.sandbox.messages import new_message
from bot.sandbox.state import State
from bot.sandbox.world import Chat, Person, Topic

ADMIN_ID = 1001
READERS = (
    Person(ADMIN_ID, "Ada", "ada_sandbox", "en", is_admin=True),
    Person(1002, "Deniz", "deniz_sandbox", "tr"),
    Person(1003, "Layla", "layla_sandbox", "ar"),
    Person(1004, "Mikhail", "mikhail_sandbox", "ru"),
)
TOPICS = ("World", "Science")


def build_demo(state: State) -> None:
    """Add the demo's people and chats; nobody has started the bot yet."""
    for reader in READERS:
        state.world.add_person(Person(reader.id, reader.first_name, reader.username, reader.language_code))
        state.world.people[reader.id].is_admin = reader.is_admin
    members = {reader.id: "member" for reader in READERS} | {ADMIN_ID: "creator"}
    world = state.world
    world.chats[-4001] = Chat(-4001, "group", "Morning Readers", bot_status="member", members=dict(members))
    forum = Chat(
        -1004000000002,
        "supergroup",
        "Newsroom",
        username="sandbox_newsroom",
        is_forum=True,
        bot_status="member",
        members=dict(members),
    )
    world.chats[forum.id] = forum
    add_topic(state, forum, "General")
    for name in TOPICS:
        add_topic(state, forum, name)
    world.chats[-1004000000003] = Chat(
        -1004000000003,
        "channel",
        "The Daily Wire-up",
        username="daily_wireup",
        bot_status="administrator",
        members={ADMIN_ID: "creator"},
    )


def add_topic(state: State, chat: Chat, name: str) -> Topic:
    """Open a topic. The first one is General: it has the number 1 and its messages no thread id."""
    creator = next((u for u, status in chat.members.items() if status == "creator"), ADMIN_ID)
    sender = state.world.user_json(creator)
    content = {"forum_topic_created": {"name": name, "icon_color": 7322096}}
    root = new_message(state, chat, sender, content)
    thread_id = root["message_id"]
    if chat.topics:
        root = {**root, "message_thread_id": thread_id, "is_topic_message": True}
        state.world.store(chat, root)
    topic = Topic(thread_id, name, root=root)
    chat.topics[thread_id] = topic
    return topic
