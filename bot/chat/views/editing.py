"""What an editor sees: a mark on an article, all marks, the notes."""

from collections.abc import Sequence

from bot.chat.callbacks.editing import ARTICLE, STORY, MarkArticle, RemoveNote, UnmarkArticle, UnmarkListed
from bot.chat.views.screen import Button, Screen, rows
from bot.markup import Html, escape, lines, one_line, paragraphs
from bot.models import EditorMark
from bot.services.editorial import Marking
from bot.storage.editorial import Marked, Note
from bot.texts import Words, say

TITLE = 200
NOTES_SHOWN = 6
_SIGNS = {EditorMark.PIN: "📌", EditorMark.HIDE: "🙈"}


def marking(words: Words, done: Marking) -> Screen:
    """What became of an article, with the way to its whole story, and back."""
    title = words.isolate(one_line(done.article.content.title, TITLE))
    article = done.article.id
    if done.mark is None:
        return Screen(say(words.unmarked, title=title))
    said = {
        (EditorMark.PIN, False): words.pinned_article,
        (EditorMark.PIN, True): words.pinned_story,
        (EditorMark.HIDE, False): words.hidden_article,
        (EditorMark.HIDE, True): words.hidden_story,
    }[done.mark, done.whole_story]
    other = (
        Button(words.button_only_article, MarkArticle(article, done.mark.value, ARTICLE))
        if done.whole_story
        else Button(words.button_whole_story, MarkArticle(article, done.mark.value, STORY))
    )
    return Screen(say(said, title=title), ((other, Button(words.button_take_back, UnmarkArticle(article))),))


def marks(words: Words, marked: Sequence[Marked]) -> Screen:
    """Everything that is pinned or hidden, with a button each to end that."""
    if not marked:
        return Screen(Html(words.marks_none))
    listed = [
        words.line(Html(f"{number}. {_SIGNS[each.mark]} {escape(words.isolate(one_line(each.title, TITLE)))}"))
        for number, each in enumerate(marked, 1)
    ]
    buttons = [Button(f"{number} ✕", UnmarkListed(each.article_id)) for number, each in enumerate(marked, 1)]
    return Screen(
        paragraphs(Html(words.marks_title), lines(*listed), Html(words.marks_hint)),
        rows(buttons, 5),
    )


def notes(words: Words, waiting: Sequence[Note]) -> Screen:
    """The notes that are to come."""
    if not waiting:
        return Screen(Html(words.notes_none))
    shown = waiting[:NOTES_SHOWN]
    listed = [say(words.notes_line, day=words.date(each.day), text=words.isolate(each.text)) for each in shown]
    return Screen(paragraphs(Html(words.notes_title), *listed), rows([_removal(words, each) for each in shown], 3))


def note_left(words: Words, note: Note) -> Screen:
    """A note as it was taken."""
    html = say(words.note_left, day=words.date(note.day), text=words.isolate(note.text))
    return Screen(html, ((_removal(words, note),),))


def _removal(words: Words, note: Note) -> Button:
    return Button(words.button_remove_note.format(day=words.date(note.day)), RemoveNote(note.day.toordinal()))
