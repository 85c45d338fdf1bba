"""Whether what was read says anything: a value of a settings file or a button is no article, however it is labelled."""

from __future__ import annotations

import re

from bot.ingest.lines import count_words
from bot.models import ParsedArticle
from bot.sentences import ends_like_sentence

# The shortest news: "Rain fell today.", "今日は雨。"; without a full stop a headline's worth.
_SENTENCE, _WORDS = 3, 5
_VISIBLE, _LETTER = re.compile(r"[^\W_]"), re.compile(r"[^\W\d_]")
_QUOTED = 40


def why_no_article(article: ParsedArticle) -> str:
    """The reason for a person when the whole text is less than a short sentence; "" when it is enough.

    Scripts that are written without blanks count half a word a sign.
    """
    text = " ".join(article.body)
    words = count_words(" ".join(word for word in text[:2000].split() if _VISIBLE.search(word)))
    words = words if _LETTER.search(text) else 0
    if words >= _WORDS or (words >= _SENTENCE and any(map(ends_like_sentence, article.body))):
        return ""
    return f"too little text for an article: “{text[:_QUOTED]}”"
