"""A room to talk to the bot in: the real Application over real HTTP against a sandbox, on a fresh SQLite file."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert
from telegram.ext import ExtBot

from bot.chat.answer import Answers
from bot.chat.application import ChatApplication, build_bot, open_application
from bot.chat.background import Background
from bot.chat.callbacks import article_button, more_button
from bot.chat.dispatcher import Dispatcher
from bot.chat.flood import Allowance, FloodGuard
from bot.chat.handling import Handling
from bot.chat.memory import Memory
from bot.chat.receiver import Receiver
from bot.chat.services import ChatServices
from bot.chat.shelf import Shelf
from bot.delivery.transport import AiohttpRequest
from bot.errors import BriefingError
from bot.models import Article, ChatKind, ParsedArticle
from bot.reports import ASK, Consent, LoadReport
from bot.sandbox import Sandbox, people
from bot.sandbox.people import Typed
from bot.services.administration import Administration, OnWait, Progress
from bot.services.briefings import Briefings
from bot.services.channels import Channels
from bot.services.editorial import Editorial
from bot.services.history import History
from bot.services.interests import Interests, Names
from bot.services.languages import Languages
from bot.services.ledger import Ledger
from bot.services.library import Library
from bot.services.previews import Previews
from bot.services.privacy import Privacy
from bot.services.search import Search
from bot.services.subscriptions import ChatProfile, Defaults, Subscriptions
from bot.services.watch import Watch
from bot.storage import articles
from bot.storage.articles import NewArticle
from bot.storage.engine import Store
from bot.storage.schema import loads
from tests.fakes import START, FakeClock

ADA, DENIZ, LAYLA = 1001, 1002, 1003
GROUP, FORUM, CHANNEL = -4001, -1004000000002, -1004000000003

NAMES = Names(("world", "politics", "business", "science", "space", "sport"), {"Istanbul": "TR", "Turkish": "TR"})

Json = dict[str, Any]


@dataclass
class ScriptedLoader:
    """A loader that reports what it was told to, or fails as told."""

    report: LoadReport = field(default_factory=lambda: LoadReport(START, START + timedelta(seconds=2)))
    error: BriefingError | None = None
    steps: Sequence[tuple[int, int]] = ((1, 2), (2, 2))
    requests: list[int | None] = field(default_factory=list)
    consents: list[Consent] = field(default_factory=list)
    undone: list[int] = field(default_factory=list)

    async def load(
        self,
        *,
        requested_by: int | None = None,
        progress: Progress | None = None,
        consent: Consent = ASK,
        on_wait: OnWait | None = None,
    ) -> LoadReport:
        self.requests.append(requested_by)
        self.consents.append(consent)
        if self.error is not None:
            raise self.error
        for done, total in self.steps:
            if progress is not None:
                progress(done, total)
        return self.report

    async def undo(
        self,
        *,
        load: int = 0,
        requested_by: int | None = None,
        progress: Progress | None = None,
        consent: Consent = ASK,
        on_wait: OnWait | None = None,
    ) -> LoadReport:
        self.undone.append(load)
        return await self.load(requested_by=requested_by, progress=progress, consent=consent, on_wait=on_wait)


class Rests:
    """A sleep that takes no time, unless it is told to wait until `release`."""

    def __init__(self) -> None:
        self.asked: list[float] = []
        self.begun = asyncio.Event()
        self._over = asyncio.Event()
        self._over.set()

    async def __call__(self, seconds: float) -> None:
        self.asked.append(seconds)
        self.begun.set()
        await self._over.wait()

    def hold(self) -> None:
        """From now on every rest lasts."""
        self._over.clear()

    def release(self) -> None:
        """All rests are over."""
        self._over.set()


class Room:
    """People talk, the bot answers; `say` and `press` give back what the bot did in that chat."""

    def __init__(self, sandbox: Sandbox, store: Store, clock: FakeClock) -> None:
        self.sandbox = sandbox
        self.state = sandbox.state
        self.store = store
        self.clock = clock
        self.loader = ScriptedLoader()
        # Words are tested in English; a test of other languages says whose phone speaks which.
        for person in (ADA, DENIZ, LAYLA):
            self.speaks(person, "en")
        self.background = Background()
        self.subscriptions = Subscriptions(store, clock, Defaults())
        self.memory = Memory()
        self.rests = Rests()
        self.free_disk: int | None = None

    @asynccontextmanager
    async def opened(self, **guard: Allowance) -> AsyncIterator["Room"]:
        briefings = Briefings(self.store, self.clock, read_button=article_button, more_button=more_button)
        self.services = services = ChatServices(
            library=Library(self.store),
            languages=Languages(self.store, self.clock, "en"),
            search=Search(self.store),
            subscriptions=self.subscriptions,
            channels=Channels(self.store, self.clock),
            briefings=briefings,
            administration=Administration(self.store, self.clock, self.loader),
            interests=Interests(self.store, self.clock, NAMES),
            history=History(self.store, self.clock),
            editorial=Editorial(self.store, self.clock, default_zone="UTC"),
            previews=Previews(self.store, self.clock, briefings, default_zone="UTC"),
            ledger=Ledger(self.store),
            watch=Watch(self.store, self.clock, free=lambda: self.free_disk),
            privacy=Privacy(self.store),
            clock=self.clock,
            admin_ids=frozenset({ADA}),
            memory=self.memory,
            background=self.background,
            shelf=Shelf(self.store, self.clock),
        )
        request = AiohttpRequest()
        self.bot: ExtBot[None] = build_bot(self.sandbox.token, self.sandbox.url, request, request)
        self.answers = Answers(self.bot, services, sleep=self.rests)
        self.application: ChatApplication = await open_application(self.bot, services, self.answers)
        guard = guard or {"person": Allowance(1e9, 1e9), "group": Allowance(1e9, 1e9)}
        self.dispatcher = Dispatcher(Handling(self.application, FloodGuard(self.clock, **guard)), self.store)
        self.receiver = Receiver(self.bot, self.store, self.clock, self.dispatcher.notice, poll_seconds=0)
        try:
            yield self
        finally:
            await self.background.close()
            await self.application.shutdown()

    def speaks(self, person: int, tag: str) -> None:
        """Set the language of a person's Telegram."""
        self.state.world.people[person].language_code = tag

    async def in_english(self, person: int, *, phone: str) -> None:
        """Somebody whose Telegram speaks another language has chosen English."""
        self.speaks(person, phone)
        profile = ChatProfile(person, ChatKind.PRIVATE, "", phone)
        await self.services.languages.choose(profile, "en")

    async def settle(self) -> None:
        """Fetch and handle everything that people did."""
        await self.receiver.poll_once()
        await self.dispatcher.idle()

    def from_bot(self, chat: int) -> list[Json]:
        """The bot's messages in a chat, as they are now."""
        messages = self.state.world.chats[chat].messages.values()
        return [message for message in messages if message.get("from", {}).get("id") == self.state.world.bot["id"]]

    async def say(self, text: str, chat: int = DENIZ, person: int | None = None, **more: Any) -> list[Json]:
        """Somebody writes; the bot's new messages in that chat."""
        before = len(self.from_bot(chat))
        people.write(
            self.state, Typed(chat_id=chat, from_id=person or (chat if chat > 0 else DENIZ), text=text, **more)
        )
        await self.settle()
        return self.from_bot(chat)[before:]

    async def ask(self, text: str, chat: int = DENIZ, person: int | None = None, **more: Any) -> Json:
        """Somebody writes; the one message that the bot answers with."""
        answers = await self.say(text, chat, person, **more)
        assert len(answers) == 1, answers
        return answers[0]

    async def press(self, message: Json, label: str, person: int | None = None) -> Json:
        """Somebody presses the button with that label; the answer to the press, and the message as it is after."""
        data = next(button["callback_data"] for row in rows(message) for button in row if button["text"] == label)
        return await self.press_data(message, data, person)

    async def press_data(self, message: Json, data: str, person: int | None = None, *, forge: bool = False) -> Json:
        """Press by the button's data, which a forged press makes up."""
        chat = message["chat"]["id"]
        waiting, _, _ = people.press(
            self.state,
            {
                "chat_id": chat,
                "from_id": person or (chat if chat > 0 else DENIZ),
                "message_id": message["message_id"],
                "data": data,
                "forge": forge,
            },
        )
        await self.settle()
        assert waiting is not None
        assert waiting.answer is not None, "the waiting sign was never ended"
        return waiting.answer

    def now(self, message: Json) -> Json:
        """The message as it is now, after edits."""
        found: Json = self.state.world.chats[message["chat"]["id"]].messages[message["message_id"]]
        return found

    @property
    def refusals(self) -> Json:
        """What the sandbox refused, by its words."""
        return dict(self.state.ledger._refusals)

    async def block(self, person: int) -> None:
        """A person blocks the bot."""
        people.set_blocked(self.state, self.state.world.chats[person], self.state.world.people[person], blocked=True)
        await self.settle()

    async def unblock(self, person: int) -> list[Json]:
        """A person unblocks the bot; what it writes then."""
        before = len(self.from_bot(person))
        people.set_blocked(self.state, self.state.world.chats[person], self.state.world.people[person], blocked=False)
        await self.settle()
        return self.from_bot(person)[before:]

    def topic(self, name: str) -> int:
        """The thread id of a topic of the forum."""
        topics = self.state.world.chats[FORUM].topics
        return next(number for number, topic in topics.items() if topic.name == name)


def rows(message: Json) -> list[list[Json]]:
    """The keyboard under a message."""
    found: list[list[Json]] = message.get("reply_markup", {}).get("inline_keyboard", [])
    return found


def labels(message: Json) -> list[str]:
    """What its buttons say."""
    return [button["text"] for row in rows(message) for button in row]


def an_article(number: int = 1, **changed: Any) -> ParsedArticle:
    """An article; `number` orders it in time, the higher the newer."""
    values: dict[str, Any] = {
        "title": f"Title {number}",
        "body": (f"The first paragraph of {number}.", "The second."),
        "summary": f"Summary {number}.",
        "source": "Harbor Post",
        "published": datetime(2026, 2, 1, tzinfo=UTC) + timedelta(hours=number),
        "language": "en",
    }
    return ParsedArticle(**{**values, **changed})


async def fill(store: Store, contents: Sequence[ParsedArticle], *, load: int = 1, now: datetime = START) -> None:
    """Put articles into the library, as one load."""
    rows = [
        NewArticle(f"{load}-{place}.txt", 0, content, f"hash {load} {place}", sum(len(p.split()) for p in content.body))
        for place, content in enumerate(contents)
    ]
    async with store.write() as connection:
        await connection.execute(insert(loads).values(id=load, started_at=now, finished_at=now))
        await articles.add(connection, rows, load_id=load, now=now)


async def whole(store: Store, article_id: int) -> Article:
    """An article as stored."""
    async with store.read() as connection:
        found = await articles.get(connection, article_id)
    assert found is not None
    return found
