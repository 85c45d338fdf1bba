"""The few sentences that tell a story in a briefing, and the words that reading them takes. Pure."""

import re
from collections.abc import Iterable

from bot.markup import clean, utf16_length
from bot.search.folding import words
from bot.sentences import running_sentences, split_sentences

# Adults read about 238 English words a minute silently (Brysbaert 2019, a review of 190 studies).
WORDS_A_MINUTE = 238
# Of a first sentence that is longer than the room for all, this much is still shown; beyond it the headline must do.
LONGEST_SENTENCE = 600
# Scripts without spaces: two characters are about a word.
_DENSE = re.compile("[\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")


def brief(summary: str, *, sentences: int, room: int, title: str = "") -> str:
    """The first whole sentences of a summary, so many at most, in so many UTF-16 units; none is cut.

    A summary that begins by saying the headline again goes on behind it.
    """
    taken: list[str] = []
    left = room
    found = split_sentences(" ".join(clean(summary).split()))
    if found and words(found[0]) == words(title):
        del found[0]
    for sentence in found[:sentences]:
        left -= utf16_length(sentence) + 1
        if left < 0 and (taken or utf16_length(sentence) > LONGEST_SENTENCE):
            break
        taken.append(sentence)
    return " ".join(taken)


def details(body: Iterable[str], told: str, *, room: int) -> str:
    """The sentences of an article that go on from what a summary has told, in so many UTF-16 units; none is cut.

    They stand in one paragraph, so headings and lists are left out.
    """
    taken: list[str] = []
    left = room
    for sentence in running_sentences(" ".join(clean(paragraph).split()) for paragraph in body):
        if sentence in told:
            continue
        left -= utf16_length(sentence) + 1
        if left < 0:
            break
        taken.append(sentence)
    return " ".join(taken)


def count_words(text: str) -> int:
    """The words of a text, for the time that it takes to read."""
    return len(text.split()) + len(_DENSE.findall(text)) // 2
