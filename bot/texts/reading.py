"""Headlines and articles."""

from bot.markup import Html
from bot.texts.language import Language
from bot.texts.say import say


class ReadingTexts(Language):
    """Said by /headlines and /read."""

    headlines_title = "📰 <b>Headlines</b> · {first}–{last} of {total}"
    headlines_hint = "<i>Tap a number to read.</i>"
    headlines_usage = (
        "“{text}” is not a page of the headlines. Send a number, for example <code>/headlines 2</code>, "
        "or just /headlines for the latest."
    )
    headlines_empty = (
        "📭 <b>No articles yet.</b>\nThe library is empty for now. Come back a little later, or /subscribe and "
        "I’ll write to you when there is news."
    )
    article_withdrawn = "🗑 <b>This article was withdrawn.</b>\nIts publisher took it back on {date}."
    article_missing = "🤷 <b>This article is not in the library any more.</b>"
    article_source = "Read it at {source}"
    article_at_source = "its source"
    read_usage = "Which one? Send the number from the list, for example <code>/read 3</code>."
    read_not_a_number = "“{text}” is not a number. Send the number from the list, for example <code>/read 3</code>."
    beyond_list = "There is no number {number}: the list that I showed last goes from {first} to {last}."
    read_no_articles = "There is nothing to read yet: the library is empty."

    def added(self, ago: str) -> str:
        """When an article without a date of its own came into the library."""
        return self.gettext("added {ago}").format(ago=ago)

    def reading_time(self, minutes: int) -> str:
        """`4 min read`."""
        return self.gettext("{minutes} min read").format(minutes=minutes)

    def out_of_range(self, number: int, total: int) -> Html:
        """There is no such headline."""
        if total == 1:
            only = self.gettext("There is no number {number}: only one article is here. Try <code>/read 1</code>.")
            return say(only, number=number)
        several = self.gettext(
            "There is no number {number}: the list goes from 1 to {total}. For example, <code>/read {total}</code> "
            "is the oldest."
        )
        return say(several, number=number, total=total)
