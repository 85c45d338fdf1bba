"""/preview: exactly what a chat would get, sent to the editor who asks. The router lets only operators in."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from bot.chat.answer import Answers
from bot.chat.handlers.reading import ECHO
from bot.chat.numbers import Numbers
from bot.chat.routes import Routes
from bot.chat.services import ChatServices
from bot.chat.views import previewing
from bot.chat.views.screen import Screen
from bot.chat.visit import Visit
from bot.markup import one_line
from bot.models import Destination
from bot.slots import instant, zone_of
from bot.storage.directory import ListedChat
from bot.texts import say

_DAY, _TIME = r"(?P<day>\d{4}-\d{2}-\d{2}|today|tomorrow)", r"(?P<at>\d{1,2}:\d{2})"
_MOMENT = re.compile(rf"(?:^|\s)(?:{_DAY}(?:[T\s]+{_TIME})?|{_TIME.replace('at', 'alone')})$", re.IGNORECASE)
_PLACE = re.compile(r"(-?\d+)/(\d{1,18})")
NEW = "new"


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose briefing, and its local day and time; no text is the editor's own chat. A time alone is the next one."""

    chat: str
    day: str = ""
    at: str = ""


class Previewing:
    """The parts come as they would be delivered, so that this is a test delivery too."""

    def __init__(self, services: ChatServices, answers: Answers) -> None:
        self._previews = services.previews
        self._ledger = services.ledger
        self._answers = answers
        self._clock = services.clock
        self._numbers = Numbers(services)
        self.routes = Routes({"preview": self.preview})

    async def preview(self, visit: Visit, arguments: str) -> None:
        """Head, the briefing's messages, and the scores."""
        words, asked = visit.words, _asked(arguments)
        found = await self._chat(visit, asked.chat)
        if isinstance(found, Screen):
            await self._answers.send(visit, found)
            return
        title, chat = found
        try:
            moment = _moment(asked, await self._previews.zone(chat), self._clock.now())
        except ValueError:
            text = one_line(f"{asked.day} {asked.at}".strip(), ECHO)
            await self._answers.send(visit, Screen(say(words.preview_not_a_time, text=text)))
            return
        shown = await self._previews.of(chat, moment)
        await self._answers.send(visit, previewing.head(words, shown, title))
        if shown.edition is None:
            return
        self._numbers.saw_briefing(visit.here, "preview", shown.edition.parts)
        for part in shown.edition.parts:
            await self._answers.part(visit, part)
        for screen in previewing.scores(words, shown):
            await self._answers.send(visit, screen)

    async def _chat(self, visit: Visit, text: str) -> tuple[str, Destination | None] | Screen:
        words = visit.words
        if text == NEW:
            return words.preview_new_chat, None
        if not text:
            return visit.title, visit.destination
        place = _PLACE.fullmatch(text)
        found = await self._ledger.find(text if place is None else place[1])
        if not found:
            return Screen(say(words.deliveries_unknown, text=one_line(text, ECHO)))
        if len(found) > 1:
            return previewing.which_chat(words, found)
        return await self._topic(visit, found[0], None if place is None else int(place[2]))

    async def _topic(self, visit: Visit, chat: ListedChat, topic: int | None) -> tuple[str, Destination] | Screen:
        """Where the chat is briefed; of several topics the one that was named."""
        places = await self._previews.places(chat.telegram_id) or [Destination(chat.telegram_id)]
        chosen = [each for each in places if topic in (None, each.thread_id)]
        if len(chosen) != 1:
            return previewing.which_topic(visit.words, chat.title, places)
        return previewing.place_name(chat.title, chosen[0]), chosen[0]


def _asked(arguments: str) -> Asked:
    found = _MOMENT.search(arguments)
    if found is None:
        return Asked(arguments.strip())
    return Asked(arguments[: found.start()].strip(), found["day"] or "", found["at"] or found["alone"] or "")


def _moment(asked: Asked, zone: str, now: datetime) -> datetime | None:
    """The instant on that wall; None when none was named. Raises ValueError for a day or time there is not."""
    if not asked.day and not asked.at:
        return None
    at = datetime.strptime(asked.at, "%H:%M").replace(tzinfo=UTC).time() if asked.at else time(7, 30)
    today = now.astimezone(zone_of(zone)).date()
    match asked.day.lower():
        case "today":
            day = today
        case "tomorrow":
            day = today + timedelta(days=1)
        case "":
            day = today if instant(today, at, zone_of(zone)) >= now else today + timedelta(days=1)
        case written:
            day = datetime.strptime(written, "%Y-%m-%d").replace(tzinfo=UTC).date()
    return instant(day, at, zone_of(zone))
