"""Who asks, where, and in which words: an update reduced to what the handlers need."""

from dataclasses import dataclass

from telegram import CallbackQuery, Chat, ChatMemberUpdated, Message, MessageEntity, User

from bot.models import ChatKind, Destination
from bot.services.subscriptions import ChatProfile
from bot.texts import Words, language_of, words_for

TITLE = 255


@dataclass(frozen=True, slots=True)
class Visit:
    """One message or press.

    `person` is the numeric id of who did it, None for anonymous administrators and channels, who have none.
    `message_id` is the message itself, or for a press the one with the button; `query_id` is set for a press.
    `codes` are the texts in fixed width of the message with the button: what a search was for stands there.
    `managed` is the internal id of a channel that the person manages from `asked_in`, their private chat: then
    `destination`, `kind` and `title` are the channel's. `replied_data` is of a button of the message replied to.
    `language` is the tag of the person's Telegram, `spoken` the language of ours that the chat is answered in.
    """

    destination: Destination
    kind: ChatKind
    title: str
    language: str
    person: int | None
    anonymous_administrator: bool = False
    message_id: int | None = None
    query_id: str = ""
    replies_to_bot: bool = False
    forwarded: bool = False
    codes: tuple[str, ...] = ()
    spoken: str = ""
    managed: int | None = None
    asked_in: Destination | None = None
    replied_data: str = ""

    @property
    def here(self) -> Destination:
        """Where the conversation is."""
        return self.asked_in or self.destination

    @property
    def private(self) -> bool:
        """Whether it is a chat with one person."""
        return self.kind is ChatKind.PRIVATE

    @property
    def words(self) -> Words:
        """The words in the language that the chat chose, else in the person's."""
        return words_for(self.spoken or self.language)

    @property
    def profile(self) -> ChatProfile:
        """What is remembered of the chat."""
        return ChatProfile(self.destination.telegram_id, self.kind, self.title, language_of(self.language))


def from_message(message: Message, bot_id: int) -> Visit:
    """A message's visit. `from` is a stand-in when a message is signed by a chat, so it names nobody then."""
    signed_by = message.sender_chat
    person = None if signed_by is not None else message.from_user
    answered = message.reply_to_message
    return Visit(
        destination=_destination(message),
        kind=ChatKind(message.chat.type),
        title=title_of(message.chat),
        language=language_tag(person),
        person=None if person is None else person.id,
        anonymous_administrator=signed_by is not None and signed_by.id == message.chat.id,
        message_id=message.message_id,
        replies_to_bot=answered is not None and answered.from_user is not None and answered.from_user.id == bot_id,
        forwarded=message.forward_origin is not None,
        replied_data=_first_data(answered),
    )


def _first_data(message: Message | None) -> str:
    markup = None if message is None else message.reply_markup
    data = (button.callback_data for row in markup.inline_keyboard for button in row) if markup else ()
    return next((each for each in data if isinstance(each, str)), "")


def from_press(query: CallbackQuery) -> Visit | None:
    """A press's visit; None when its message is too old for Telegram to say in which topic it is."""
    message = query.message
    # The library makes a Message of an inaccessible one too, with a date of zero.
    if not isinstance(message, Message) or not message.is_accessible:
        return None
    return Visit(
        destination=_destination(message),
        kind=ChatKind(message.chat.type),
        title=title_of(message.chat),
        language=language_tag(query.from_user),
        person=query.from_user.id,
        message_id=message.message_id,
        query_id=query.id,
        codes=tuple(message.parse_entities([MessageEntity.CODE]).values()) if message.text else (),
    )


def offered(query: CallbackQuery) -> bool:
    """Whether the message has a button with this data; its keyboard may have changed since, or the data be made up."""
    message = query.message
    markup = message.reply_markup if isinstance(message, Message) else None
    return markup is not None and any(
        button.callback_data == query.data for row in markup.inline_keyboard for button in row
    )


def from_membership(changed: ChatMemberUpdated) -> Visit:
    """The visit of a change in what the bot may do in a chat."""
    return Visit(
        destination=Destination(changed.chat.id),
        kind=ChatKind(changed.chat.type),
        title=title_of(changed.chat),
        language=language_tag(changed.from_user),
        person=changed.from_user.id,
    )


def title_of(chat: Chat) -> str:
    """The chat's title, or the person's name."""
    return (chat.title or chat.full_name or "")[:TITLE]


def _destination(message: Message) -> Destination:
    thread = message.message_thread_id if message.is_topic_message else None
    return Destination(message.chat.id, thread or 0)


def language_tag(person: User | None) -> str:
    """The IETF tag of a person's Telegram; empty where it says none."""
    return (person.language_code or "")[:16] if person is not None else ""
