"""Searching."""

from bot.markup import Html
from bot.texts.language import Language
from bot.texts.say import say


class SearchingTexts(Language):
    """Said by /search."""

    search_usage = (
        "🔎 <b>What are you looking for?</b>\n"
        "Just write some words, for example <code>/search sweden nato</code>. You can also use:\n\n"
        '<code>"climate deal"</code> – exactly these words\n'
        "<code>-football</code> – not this word\n"
        "<code>elect*</code> – words that begin like this\n"
        "<code>title:moon</code> – in the title\n"
        '<code>topic:space</code>, <code>place:japan</code>, <code>source:"harbor post"</code>, <code>lang:tr</code>\n'
        "<code>after:2024-05</code>, <code>before:2025-01-31</code> – by date"
    )
    search_title = "🔎 <code>{query}</code>"
    search_nothing = "🤷 Nothing found for <code>{query}</code>."
    search_tip = "Fewer or other words may help. /search tells you what else you can do."
    search_meant = "Did you mean <code>{query}</code>?"
    search_some_words = "<i>No article has all the words. These have some:</i>"
    search_more_words = "<i>With some of the words:</i>"
    search_problem = "⚠️ {problem}"
    button_meant = "🔎 {query}"

    def found(self, first: int, last: int, total: int, *, more: bool) -> Html:
        """`1–5 of 12 articles`."""
        if total == 1:
            return Html(self.gettext("<b>One article</b>"))
        template = self.ngettext(
            "<b>{first}–{last}</b> of {total} article", "<b>{first}–{last}</b> of {total} articles", total
        )
        return say(template, first=first, last=last, total=f"{total}+" if more else total)
