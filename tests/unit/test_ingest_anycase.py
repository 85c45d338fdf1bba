"""Patterns that ignore case find what `re.IGNORECASE` finds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingest import bylines, captions, pleas
from bot.ingest.anycase import AnyCase

PATTERNS = {
    f"{module.__name__}.{name}": pattern
    for module in (bylines, captions, pleas)
    for name, pattern in vars(module).items()
    if isinstance(pattern, AnyCase)
}


@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=PATTERNS.keys())
@given(data=st.data())
def test_every_text_that_the_pattern_describes_is_found(pattern: AnyCase, data: st.DataObject) -> None:
    text = data.draw(st.from_regex(pattern.exact))
    assert pattern.search(text)


@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=PATTERNS.keys())
@given(text=st.text(alphabet=st.sampled_from("abcdehiklnoprstuy ıİſKſßµ/()©.'’ÉОо")))
def test_nothing_else_is_found(pattern: AnyCase, text: str) -> None:
    assert pattern.search(text) == (pattern.exact.search(text) is not None)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ALL RIGHTS RESERVED", True),
        ("all righTs reſerved", True),
        ("TÜM HAKLARI SAKLIDIR", True),
        ("all rights", False),
    ],
)
def test_case_does_not_count(text: str, *, found: bool) -> None:
    pattern = AnyCase(
        r"all rights reserved|tüm hakları saklıdır|(?:\W|\d)we use cookies", telling=("rights", "hakları", "cookies")
    )
    assert pattern.search(text) is found
