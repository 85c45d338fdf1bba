"""Made-up articles as people paste them, no two alike, as many as are wanted.

Sentences of the sample articles are mixed, and some of their words and names exchanged, so that an article costs what
a real one does: places, people and organisations, a byline and a date, and a page's furniture around them.
"""

import random
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from html import escape
from pathlib import Path

from bench.setting import SAMPLES
from bot.ingest.enrich import Enricher
from bot.ingest.parse import parse
from bot.sentences import split_sentences

SENTENCES = 22
A_FOLDER = 1000
_WORDS, _NAMES = 20_000, 4_000
_EXCHANGED, _RENAMED = 0.3, 0.5
_WORD = re.compile(r"\b[a-z]{5,}\b|(?<=[a-z,] )[A-Z][a-z]{3,}\b")
_FIRST, _DAYS = date(2023, 1, 2), 1000
_SYLLABLES = ("ba", "ker", "lo", "min", "ta", "sel", "vor", "ni", "dra", "pol", "fen", "gu", "har", "tis", "mo", "quel")
_AFTER = "Read more: What the council decided last year\nShare this article\n\n© 2024 Sample Post. All rights reserved."


class Pastes:
    """Articles by number; the same number is the same article in every run."""

    def __init__(self) -> None:
        self._sentences = _sentences()
        made = random.Random(7)  # noqa: S311 - the same words in every run, nothing secret
        self._words = ["".join(made.choices(_SYLLABLES, k=made.randint(2, 4))) for _ in range(_WORDS)]
        self._weights = [round(1e6 / (rank + 10)) for rank in range(_WORDS)]
        self._cumulative = _sums(self._weights)
        self._names = ["".join(made.choices(_SYLLABLES, k=2)).capitalize() for _ in range(_NAMES)]

    def text(self, number: int, edition: int = 0) -> str:
        """The article as a paste; another `edition` is the same article edited at its end."""
        title, byline, day, paragraphs = self._article(number, edition)
        around = [title, "", f"By {byline}", f"{day:%B} {day.day}, {day.year}", "", "Facebook Twitter Email", ""]
        body = "\n\n".join(paragraphs)
        return "\n".join([*around, body, "", f"Photo: {title} / Sample Photos", _AFTER])

    def page(self, number: int) -> str:
        """The article as a saved web page."""
        title, byline, day, paragraphs = self._article(number, 0)
        links = "".join(
            f'<li><a href="/{word}">{word.title()}</a></li>' for word in ("world", "sport", "money", "arts")
        )
        body = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
        return (
            f'<!DOCTYPE html><html lang="en"><head><title>{escape(title)} | Sample Post</title>'
            f'<meta property="og:title" content="{escape(title)}"><meta name="author" content="{byline}">'
            f'<meta property="article:published_time" content="{day.isoformat()}T08:00:00Z"></head><body>'
            f"<header><nav><ul>{links}</ul></nav></header><main><article><h1>{escape(title)}</h1>"
            f'<div class="byline">By {byline}</div><figure><img src="a.jpg"><figcaption>Sample Photos</figcaption>'
            f'</figure>{body}</article></main><aside class="related"><h2>More stories</h2><ul>{links}</ul></aside>'
            "<footer>© 2024 Sample Post. All rights reserved.</footer></body></html>"
        )

    def _article(self, number: int, edition: int) -> tuple[str, str, date, list[str]]:
        chance = random.Random(number)  # noqa: S311
        told = [self._exchange(sentence, chance) for sentence in chance.sample(self._sentences, SENTENCES)]
        words = chance.choices(self._words, cum_weights=self._cumulative, k=5)
        title = f"{chance.choice(self._names)} {chance.choice(self._names)} {' '.join(words)} {number}"
        byline = f"{chance.choice(self._names)} {chance.choice(self._names)}"
        paragraphs = [" ".join(told[start : start + 3]) for start in range(0, SENTENCES, 3)]
        if edition:
            paragraphs.append(f"The council added later that the vote of part {edition} stands, and that it is final.")
        return title, byline, _FIRST + timedelta(days=chance.randrange(_DAYS)), paragraphs

    def _exchange(self, sentence: str, chance: random.Random) -> str:
        def other(match: re.Match[str]) -> str:
            if match[0][0].isupper():
                return chance.choice(self._names) if chance.random() < _RENAMED else match[0]
            if chance.random() >= _EXCHANGED:
                return match[0]
            return chance.choices(self._words, cum_weights=self._cumulative)[0]

        return _WORD.sub(other, sentence)


def _sums(weights: list[int]) -> list[int]:
    total, sums = 0, []
    for weight in weights:
        total += weight
        sums.append(total)
    return sums


def _sentences() -> list[str]:
    """The sentences of the English samples."""
    enricher, found = Enricher(), []
    for path in sorted(SAMPLES.glob("**/*.txt")):
        for article in parse(path.read_bytes(), path.name):
            if enricher.detector.detect("\n".join(article.body)) == "en":
                found += [each for paragraph in article.body for each in split_sentences(paragraph) if len(each) > 40]
    return found


def write(pastes: Pastes, folder: Path, numbers: range, edition: int = 0) -> None:
    """Write articles as files, a thousand in a folder."""
    for number in numbers:
        below = folder / f"{number // A_FOLDER:04}"
        below.mkdir(exist_ok=True)
        (below / f"{number:07}.txt").write_text(pastes.text(number, edition), "utf-8")


@contextmanager
def seeds(count: int) -> Iterator[tuple[Pastes, Path]]:
    """A folder of that many articles, and where they come from."""
    pastes = Pastes()
    with tempfile.TemporaryDirectory() as folder:
        write(pastes, Path(folder), range(count))
        yield pastes, Path(folder)
