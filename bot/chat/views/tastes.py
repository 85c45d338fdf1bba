"""The reader's say on a story, as a row of buttons."""

from bot.chat.callbacks.interests import AskWhy, LessLike, MoreLike, MuteSource
from bot.chat.views.screen import Button
from bot.texts import Words


def judging(words: Words, article_id: int) -> tuple[Button, ...]:
    """More, less, and not from there."""
    return (
        Button(words.button_more_like, MoreLike(article_id)),
        Button(words.button_less_like, LessLike(article_id)),
        Button(words.button_mute_source, MuteSource(article_id)),
    )


def under_article(words: Words, article_id: int) -> tuple[Button, ...]:
    """The same, and why it came."""
    return (*judging(words, article_id), Button(words.button_why, AskWhy(article_id)))
