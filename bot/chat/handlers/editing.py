"""/pin, /hide and /note: an editor's hand on the coming briefings. The router lets only operators in."""

from contextlib import suppress
from datetime import date, timedelta

from bot.chat.answer import Answers
from bot.chat.callbacks.editing import STORY, MarkArticle, RemoveNote, UnmarkArticle, UnmarkListed
from bot.chat.handlers.reading import ECHO, typed_number
from bot.chat.numbers import Numbers
from bot.chat.routes import Routes
from bot.chat.services import ChatServices
from bot.chat.views import editing
from bot.chat.views.screen import Screen
from bot.chat.visit import Visit
from bot.errors import NotFound
from bot.markup import Html, one_line
from bot.models import EditorMark
from bot.services.editorial import NOTE_LIMIT
from bot.texts import say


class Editing:
    """Each answer shows what is so now, with the way back."""

    def __init__(self, services: ChatServices, answers: Answers) -> None:
        self._editorial = services.editorial
        self._numbers = Numbers(services)
        self._answers = answers
        self.routes = Routes(
            {"pin": self.pin, "hide": self.hide, "note": self.note},
            {
                MarkArticle: self.mark,
                UnmarkArticle: self.unmark,
                UnmarkListed: self.unmark_listed,
                RemoveNote: self.remove_note,
            },
        )

    async def pin(self, visit: Visit, arguments: str) -> None:
        """Pin the article with this number, or list what is marked."""
        await self._answers.send(visit, await self._marked(visit, EditorMark.PIN, arguments))

    async def hide(self, visit: Visit, arguments: str) -> None:
        """Hide the article with this number, or list what is marked."""
        await self._answers.send(visit, await self._marked(visit, EditorMark.HIDE, arguments))

    async def _marked(self, visit: Visit, wanted: EditorMark, arguments: str) -> Screen:
        words = visit.words
        if not arguments:
            return editing.marks(words, await self._editorial.marked())
        number = typed_number(arguments)
        if number is None:
            return Screen(say(words.mark_not_a_number, text=one_line(arguments, ECHO)))
        article_id = await self._numbers.article(await self._numbers.last(visit.here), number)
        if article_id is None:
            return Screen(say(words.mark_no_article, number=number))
        return await self._marking(visit, MarkArticle(article_id, wanted.value, STORY))

    async def mark(self, visit: Visit, action: MarkArticle) -> None:
        """Pin or hide, in place."""
        await self._answers.edit(visit, await self._marking(visit, action))

    async def _marking(self, visit: Visit, action: MarkArticle) -> Screen:
        try:
            done = await self._editorial.mark(
                action.article_id,
                EditorMark(action.mark),
                whole_story=action.scope == STORY,
                person=visit.person or 0,
            )
        except NotFound:
            return Screen(Html(visit.words.mark_gone))
        return editing.marking(visit.words, done)

    async def unmark(self, visit: Visit, action: UnmarkArticle) -> None:
        """Neither pinned nor hidden, in place."""
        try:
            screen = editing.marking(visit.words, await self._editorial.unmark(action.article_id))
        except NotFound:
            screen = Screen(Html(visit.words.mark_gone))
        await self._answers.edit(visit, screen)

    async def unmark_listed(self, visit: Visit, action: UnmarkListed) -> None:
        """One mark less, in the list."""
        with suppress(NotFound):
            await self._editorial.unmark(action.article_id)
        await self._answers.edit(visit, editing.marks(visit.words, await self._editorial.marked()))

    async def note(self, visit: Visit, arguments: str) -> None:
        """Leave a note for a day, tomorrow unless said, or list those that wait."""
        today = await self._editorial.today(visit.destination)
        if not arguments:
            await self._answers.send(visit, editing.notes(visit.words, await self._editorial.notes(today)))
            return
        day, text = _day_and_text(arguments, today)
        await self._answers.send(visit, await self._noted(visit, day, text, today))

    async def _noted(self, visit: Visit, day: date, text: str, today: date) -> Screen:
        words = visit.words
        if not text:
            return Screen(Html(words.notes_none))
        if day < today:
            return Screen(say(words.note_past, day=words.date(day)))
        if len(text) > NOTE_LIMIT:
            return Screen(say(words.note_too_long, most=NOTE_LIMIT, count=len(text)))
        return editing.note_left(words, await self._editorial.leave_note(day, text, person=visit.person or 0))

    async def remove_note(self, visit: Visit, action: RemoveNote) -> None:
        """The day's note is gone, in place."""
        day = date.fromordinal(action.day)
        removed = await self._editorial.remove_note(day)
        said = visit.words.note_removed if removed else visit.words.note_was_gone
        await self._answers.edit(visit, Screen(say(said, day=visit.words.date(day))))


def _day_and_text(arguments: str, today: date) -> tuple[date, str]:
    """`2026-12-24 Merry Christmas` names its day; what names none is for tomorrow."""
    first, _, rest = arguments.partition(" ")
    tomorrow = today + timedelta(days=1)
    named = {"today": today, "tomorrow": tomorrow}.get(first.lower().rstrip(":,"))
    if named is None:
        try:
            named = date.fromisoformat(first.rstrip(":,"))
        except ValueError:
            return tomorrow, arguments
    return named, rest.strip()
