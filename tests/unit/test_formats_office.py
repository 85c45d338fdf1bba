"""Word documents and PDF files."""

import pytest

from bot.errors import RejectedSeed
from bot.ingest.parse import parse
from tests.unit.formats_office import archive, docx, pdf

FIRST = "The town library opens on Sundays from next month, the council said after its meeting on Tuesday."
SECOND = "Two librarians will be hired for it, and the café on the ground floor opens at ten on those days."
TITLE = "Library opens on Sundays"


def test_word_with_styles() -> None:
    data = docx(
        [
            ("Title", TITLE),
            ("Subtitle", "Two librarians are hired"),
            ("", "By JANE DOE"),
            ("", FIRST),
            ("Caption", "The reading room in winter"),
            ("Heading 1", "What it costs"),
            ("", SECOND),
            ("List Bullet", "Open from ten to six, every Sunday"),
        ],
        [["Sunday", "10-18"], ["Monday", "closed"]],
    )
    [found] = parse(data, "a.docx")
    assert (found.title, found.byline, found.summary) == (TITLE, "Jane Doe", "Two librarians are hired")
    assert found.body[:4] == (FIRST, "What it costs", SECOND, "- Open from ten to six, every Sunday")
    assert found.captions == ("The reading room in winter",)


def test_a_paste_in_word_is_read_as_a_paste() -> None:
    lines = [TITLE, "Share this article", FIRST, "Read more: Something else", SECOND, "© 2026 Test Courier"]
    [found] = parse(docx(("", line) for line in lines), "a.docx")
    assert (found.title, found.body) == (TITLE, (FIRST, SECOND))


def test_word_is_known_by_its_content() -> None:
    assert parse(docx([("Title", TITLE), ("", FIRST)]), "renamed.txt")[0].body == (FIRST,)


GOOD = docx([("", FIRST)])
LAUGHS = b'<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><w>&b;</w>'


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (docx([]), "no text"),
        (docx([("", "   ")]), "no text"),
        (archive([("a.txt", b"text")]), "zip archive, not a Word document"),
        (archive([("word/document.xml", b"0" * 60_000_000)]), "unpacks to more"),
        (archive([("word/document.xml", b"0" * 9_000_000)]), "bytes of XML"),
        (archive([(f"{n}", b"") for n in range(2000)] + [("word/document.xml", b"")]), "unpacks to more"),
        (archive([("[Content_Types].xml", b"<Types/>"), ("word/document.xml", LAUGHS)]), "defines XML entities"),
        (archive([("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w/>")]), "damaged"),
        (GOOD[: len(GOOD) // 2], "damaged"),
        (GOOD[:200] + b"\0" * 200 + GOOD[400:], "damaged"),
        (b"PK\x03\x04", "damaged"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "password"),
        (b"plain text", "no Word document"),
    ],
)
def test_word_refused_with_a_reason(data: bytes, reason: str) -> None:
    with pytest.raises(RejectedSeed, match=reason):
        parse(data, "a.docx")


def test_pdf_lines_become_paragraphs() -> None:
    lines = [
        TITLE,
        "",
        "The town library opens on Sundays from next month, the council said after its mee-",
        "ting on Tuesday. The decision was taken without a vote against it, and nobody was",
        "surprised by it.",
        "Two librarians will be hired for it, and the café on the ground floor opens at ten",
        "on those days.",
    ]
    [found] = parse(pdf([lines]), "a.pdf")
    assert found.title == TITLE
    assert found.body == (
        "The town library opens on Sundays from next month, the council said after its meeting on Tuesday. "
        "The decision was taken without a vote against it, and nobody was surprised by it.",
        "Two librarians will be hired for it, and the café on the ground floor opens at ten on those days.",
    )


def test_pdf_running_heads_and_page_numbers_are_left_out() -> None:
    days = [
        f"On {day} the library counts its readers, and it hears what they came for." for day in ("Monday", "Friday")
    ]
    pages = [
        ["Test Courier, No. 7", "", *lines, "", str(number)]
        for number, lines in enumerate(([TITLE, "", FIRST], days[:1], days[1:], [SECOND]), 1)
    ]
    [found] = parse(pdf(pages), "a.pdf")
    assert found.body == (FIRST, *days, SECOND)


def test_pdf_is_known_by_its_content() -> None:
    assert parse(pdf([[TITLE, FIRST, SECOND]]), "renamed.txt")[0].body


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (pdf([[], []]), "no text, only pictures"),
        (pdf([]), "no text, only pictures"),
        (pdf([[FIRST]] * 41), "41 pages"),
        (pdf([[FIRST * 10] * 500]), "drawing too large"),
        (pdf([[FIRST]], extra="/Encrypt<</Filter/Standard/V 1/R 2/O(x)/U(y)/P -4>>"), "password|damaged"),
        (b"%PDF-1.7\n1 0 obj", "damaged"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 2000, "damaged"),
        (b"%PDF-1.7\n1 0 obj\n" + b"[" * 200_000, "damaged"),
        (b"%PDF-1.7\n1 0 obj\n" + b"<<" * 200_000 + b"\nendobj\ntrailer<</Root 1 0 R>>", "damaged"),
        (b"plain text", "no PDF"),
    ],
)
def test_pdf_refused_with_a_reason(data: bytes, reason: str) -> None:
    with pytest.raises(RejectedSeed, match=reason):
        parse(data, "a.pdf")
