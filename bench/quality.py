"""How well articles are read: body, opening and title against the right answers.

`tests/data/ingest/pages_gold.json` and `tests/data/seeds_gold.json` hold pages in five languages and the sample seeds,
all written for this project and used while the rules were made. They guard against falling back; they do not tell how
a paste from an unknown site fares, for which README has figures measured on pages of others. Any folder laid out like
those is measured too when `QUALITY_DATA` names it: `gold.jsonl` (id, title, body), and the files in `seed/`, `noisy/`,
`page/` and `html/`.
"""

import json
import os
import re
import unicodedata
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any, TypeVar

from bench.figures import Figure
from bench.setting import SAMPLES
from bot.errors import RejectedSeed
from bot.ingest.decode import decode
from bot.ingest.parse import parse

Item = TypeVar("Item", str, tuple[str, ...])

DATA = SAMPLES.parent / "tests" / "data"
_FORMS = {"seed": ".txt", "noisy": ".txt", "page": ".txt", "html": ".html"}
# Scripts without blanks: each sign counts as a word.
_WORD = re.compile("[\u3040-\u30ff\u3400-\u9fff]|[^\\W\u3040-\u30ff\u3400-\u9fff]+")
_OPENING, _SHINGLE, _TRACE = 60, 4, 3


@dataclass(frozen=True, slots=True)
class Case:
    """A file with its right answer."""

    path: Path
    title: str
    body: Sequence[str]


@dataclass(frozen=True, slots=True)
class Score:
    """Shares from 0 to 1. `f1`: of runs of four words; `opening`: of the first sixty words, which a briefing shows;
    `lead`: the first paragraph is the article's; `junk`: paragraphs that are not, those of one or two words apart."""

    f1: float
    opening: float
    lead: float
    junk: float
    title: float


def score(case: Case, title: str, body: Sequence[str]) -> Score:
    """How an answer compares with the right one."""
    right, given = _words("\n".join(case.body)), _words("\n".join(body))
    held = _runs(right, _TRACE)
    traces = [_runs(_words(paragraph), _TRACE) for paragraph in body if len(_words(paragraph)) >= _TRACE]
    strange = [sum(run in held for run in trace) < len(trace) / 2 for trace in traces]
    start = _runs(right[: max(_OPENING, len(right) // 10)], 2)
    first = _runs(_words(body[0]), 2) if body else Counter()
    return Score(
        f1=_f1(_runs(right, _SHINGLE), _runs(given, _SHINGLE)),
        opening=_f1(Counter(right[:_OPENING]), Counter(given[:_OPENING])),
        lead=float(bool(first) and sum(run in start for run in first) >= 0.8 * len(first)),
        junk=fmean(strange) if strange else 0.0,
        title=float(_words(title) == _words(case.title)),
    )


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def _runs(words: Sequence[str], length: int) -> Counter[tuple[str, ...]]:
    return Counter(tuple(words[at : at + length]) for at in range(max(1, len(words) - length + 1)))


def _f1(right: Counter[Item], given: Counter[Item]) -> float:
    hits = sum((right & given).values())
    return 2 * hits / (right.total() + given.total()) if right.total() + given.total() else 0.0


def cases() -> dict[str, list[Case]]:
    """The sets to measure by name."""
    pages = json.loads((DATA / "ingest" / "pages_gold.json").read_text("utf-8"))
    seeds = json.loads((DATA / "seeds_gold.json").read_text("utf-8"))
    found = {
        "pages": [Case(DATA / "ingest" / "pages" / gold["path"], gold["title"], gold["body"]) for gold in pages],
        "seeds": [Case(SAMPLES / gold["path"], gold["title"], _whole(gold)) for gold in seeds],
    }
    folder = os.environ.get("QUALITY_DATA")
    return {**found, **{form: list(_others(Path(folder), form)) for form in _FORMS}} if folder else found


def _whole(gold: dict[str, Any]) -> list[str]:
    first, *rest = gold["paragraphs"]
    return [f"{gold['dateline']} {first}" if gold["dateline"] else first, *rest]


def _others(folder: Path, form: str) -> Iterator[Case]:
    for line in (folder / "gold.jsonl").read_text("utf-8").splitlines():
        gold = json.loads(line)
        yield Case(folder / form / (gold["id"] + _FORMS[form]), gold["title"], gold["body"].split("\n"))


def read(case: Case) -> Score:
    """Our reading of a case; a file that is rejected has an empty answer."""
    try:
        article = parse(case.path.read_bytes(), case.path.name)[0]
    except RejectedSeed:
        return score(case, "", ())
    return score(case, article.title, article.body)


def keep_all(case: Case) -> Score:
    """The baseline: the first line is the title, and all others are the article."""
    lines = [line for line in decode(case.path.read_bytes()).text.split("\n") if line.strip()]
    return score(case, lines[0], lines[1:])


async def measure() -> AsyncIterator[Figure]:
    """Means over each set; the ratio is to keeping every line."""
    for name, found in cases().items():
        ours, plain = [read(case) for case in found], [keep_all(case) for case in found]
        for part in Score.__slots__:
            mean, base = (fmean(getattr(each, part) for each in scores) for scores in (ours, plain))
            yield Figure(f"{name}: {part}", 100 * mean, "%", "every line kept", mean / base if base else None)
