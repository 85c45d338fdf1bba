"""The summary of an article: what stands under its headline, or how it opens."""

from __future__ import annotations

from collections.abc import Sequence

from bot.ingest.datelines import read_dateline
from bot.ingest.lines import count_words, key
from bot.sentences import running_sentences, split_sentences

_ENOUGH, _MOST = 60, 75
# Of so many words of a standfirst, one may be other than the headline's: it says the same.
_NEARLY = 8


def make_summary(standfirst: str, body: Sequence[str], title: str = "") -> str:
    """The standfirst when it says more than the headline, else the opening sentences, 60 to 75 words, none of them cut.

    Opening sentences are the best extractive summary of news; a longer one than the limit is kept whole when it
    is the first, since half a sentence misleads. Headings, lists and the dateline are left out.
    """
    if standfirst and not says_again(key(standfirst), key(title)):
        return standfirst
    paragraphs = [_without_dateline(paragraph) if number == 0 else paragraph for number, paragraph in enumerate(body)]
    taken: list[str] = []
    total = 0
    for sentence in running_sentences(paragraphs) or [each for text in paragraphs for each in split_sentences(text)]:
        words = count_words(sentence)
        if taken and total + words > _MOST:
            break
        taken.append(sentence)
        total += words
        if total >= _ENOUGH:
            break
    return " ".join(taken)


def says_again(standfirst: str, title: str) -> bool:
    """Whether it is the headline, or nearly so; both as `key` makes them."""
    if not title:
        return False
    said = standfirst.split()
    return standfirst in title or len(set(said) - set(title.split())) <= len(said) // _NEARLY


def _without_dateline(paragraph: str) -> str:
    dateline = read_dateline(paragraph)
    return paragraph[dateline.end :] if dateline else paragraph
