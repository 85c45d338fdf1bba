"""Which article a number means in a chat: that of the list it was shown last, which may be a briefing that came."""

from collections.abc import Iterable, Mapping

from bot.chat import callbacks
from bot.chat.callbacks import InvalidButton
from bot.chat.callbacks.reading import SendArticle
from bot.chat.memory import Listed
from bot.chat.services import ChatServices
from bot.models import Destination, EditionPart

HEADLINES = "headlines"
"""What the list of the newest articles is called; beyond what was shown of it, its numbers go on."""


class Numbers:
    """Headlines, hits and briefings that were asked for are remembered; the briefings that came are in the database."""

    def __init__(self, services: ChatServices) -> None:
        self._library = services.library
        self._history = services.history
        self._memory = services.memory
        self._clock = services.clock

    def saw(self, chat: Destination, of: str, numbers: Mapping[int, int]) -> None:
        """The chat was shown these numbers of that list."""
        self._memory.saw_list(chat, Listed(of, numbers, self._clock.now()))

    def saw_briefing(self, chat: Destination, edition: int | str, parts: Iterable[EditionPart]) -> None:
        """The chat was shown this edition, which has a number, a token, or neither (0)."""
        self.saw(chat, f"edition {edition}", _numbered(parts))

    async def saw_more(self, chat: Destination, edition_id: int, part: EditionPart) -> None:
        """The chat was shown further stories of an edition; those before them keep their numbers."""
        known = self._memory.listed(chat)
        if edition_id and (known is None or known.of != f"edition {edition_id}"):
            self.saw_briefing(chat, edition_id, (await self._history.again(chat, edition_id)).parts)
        self.saw_briefing(chat, edition_id, [part])

    async def last(self, chat: Destination) -> Listed | None:
        """The list that the chat was shown last; None where there was none."""
        known, came = self._memory.listed(chat), await self._history.came_last(chat)
        if came is None or (known is not None and known.at > came.at):
            return known
        return Listed("", _numbered(came.parts), came.at)

    async def article(self, listed: Listed | None, number: int) -> int | None:
        """The article with this number in that list; of the headlines as they are now where it does not tell."""
        known = None if listed is None else listed.numbers.get(number)
        if known is not None or number < 1 or (listed is not None and listed.of != HEADLINES):
            return known
        found = await self._library.nth_newest(number)
        return None if found is None else found.id


def _numbered(parts: Iterable[EditionPart]) -> dict[int, int]:
    """The stories of an edition as its buttons number them."""
    buttons = [button for part in parts for row in part.keyboard for button in row]
    found = ((button["text"], _article(button.get("callback_data", ""))) for button in buttons)
    return {int(label): article for label, article in found if article is not None and label.isdecimal()}


def _article(data: str) -> int | None:
    try:
        action = callbacks.parse(data)
    except InvalidButton:
        return None
    return action.article_id if isinstance(action, SendArticle) else None
