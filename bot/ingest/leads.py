"""The summary of an article: what stands under its headline, or how it opens."""

from __future__ import annotations

from collections.abc import Sequence

from bot.ingest.datelines import read_dateline
from bot.ingest.lines import count_words
from bot.sentences import ends_like_sentence, split_sentences

_ENOUGH, _MOST = 60, 75
_SUBHEAD = 12


def make_summary(standfirst: str, body: Sequence[str]) -> str:
    """The standfirst when there is one, else the opening sentences, 60 to 75 words, none of them cut.

    Opening sentences are the best extractive summary of news; a longer one than the limit is kept whole when it
    is the first, since half a sentence misleads. Subheads and the dateline are left out.
    """
    if standfirst:
        return standfirst
    taken: list[str] = []
    total = 0
    for number, paragraph in enumerate(body):
        if number and count_words(paragraph) < _SUBHEAD and not ends_like_sentence(paragraph):
            continue
        for sentence in split_sentences(_without_dateline(paragraph) if number == 0 else paragraph):
            words = count_words(sentence)
            if taken and total + words > _MOST:
                return " ".join(taken)
            taken.append(sentence)
            total += words
            if total >= _ENOUGH:
                return " ".join(taken)
    return " ".join(taken)


def _without_dateline(paragraph: str) -> str:
    dateline = read_dateline(paragraph)
    return paragraph[dateline.end :] if dateline else paragraph
