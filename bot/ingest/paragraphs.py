"""How the lines of an article are set as paragraphs: the shortest of them share a line."""

from __future__ import annotations

from collections.abc import Iterable

from bot.ingest.lines import count_words
from bot.sentences import ends_like_sentence, is_list_item

_SHORT, _VALUE = 2, 12
_COLONS = (":", "：")
_LONGEST = 240
# Two short lines may be a heading and its subhead, and a list of two fills no screen.
_FEW = 3


def set_paragraphs(lines: Iterable[str]) -> tuple[str, ...]:
    """The lines as paragraphs: a short label stands before what it labels, short items side by side.

    A chat sets every paragraph apart, so a list of single words would fill the screen of a phone. Subheads, sentences
    and longer items keep a paragraph of their own, and no word is lost.
    """
    done: list[str] = []
    run: list[str] = []
    label = ""
    for text in lines:
        if _is_label(text):
            _close(done, run, label)
            run, label = [], text
        elif _is_short(text) and len(label) + sum(map(len, run)) < _LONGEST and _alike(run, text):
            run.append(text)
        elif label and not run and not is_list_item(text) and (count_words(text) <= _VALUE or ends_like_sentence(text)):
            done.append(f"{label} {text}")
            label = ""
        else:
            _close(done, run, label)
            run, label = ([text], "") if _is_short(text) else ([], "")
            done += [] if run else [text]
    _close(done, run, label)
    return tuple(done)


def _close(done: list[str], run: list[str], label: str) -> None:
    """Set what has been gathered: items that carry a mark need no other sign between them."""
    marked = all(map(is_list_item, run))
    if len(run) >= _FEW or (label and len(run) == 1 and not marked):
        done.append(" ".join(filter(None, (label, (" " if marked else " · ").join(run)))))
    else:
        done += [label, *run] if label else run


def _is_label(text: str) -> bool:
    """ "Price:", "Snacks:" """
    return text.endswith(_COLONS) and count_words(text) <= _SHORT


def _is_short(text: str) -> bool:
    words = count_words(text) - is_list_item(text)
    return 0 < words <= _SHORT and not ends_like_sentence(text) and not text.endswith(_COLONS)


def _alike(run: list[str], text: str) -> bool:
    """A heading in capitals stands above the items of its list, not among them; so does one without their mark."""
    if not run:
        return True
    return run[-1].isupper() == text.isupper() and is_list_item(run[-1]) == is_list_item(text)
