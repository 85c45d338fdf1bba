"""The reader's say on a story, as a row of buttons."""

from bot.chat.callbacks.interests import AskWhy, LessLike, MoreLike, MuteSource
from bot.chat.views.screen import Button
from bot.models import Article
from bot.texts import Words


def judging(words: Words, article_id: int, *, has_source: bool) -> tuple[Button, ...]:
    """More, less, and not from there."""
    source = (Button(words.button_mute_source, MuteSource(article_id)),) if has_source else ()
    return (
        Button(words.button_more_like, MoreLike(article_id)),
        Button(words.button_less_like, LessLike(article_id)),
        *source,
    )


def under_article(words: Words, shown: Article) -> tuple[Button, ...]:
    """The same, and why it came."""
    judged = judging(words, shown.id, has_source=bool(shown.content.source))
    return (*judged, Button(words.button_why, AskWhy(shown.id)))
