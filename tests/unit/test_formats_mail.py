"""Newsletters saved as mail."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.errors import RejectedSeed
from bot.ingest.parse import parse
from bot.models import ParsedArticle

DATA = Path(__file__).parent.parent / "data" / "formats"
TEXT = "The town library opens on Sundays from next month, the council said after its meeting on Tuesday."
HEAD = "MIME-Version: 1.0\nFrom: Test Letters <a@letters.example>\nSubject: Library on Sundays\n"


def read(data: bytes, name: str = "a.eml") -> ParsedArticle:
    [found] = parse(data, name)
    return found


def test_the_html_part_without_preview_and_footers() -> None:
    """Its charset says UTF-8 and its bytes are Windows-1252."""
    assert read((DATA / "newsletter.eml").read_bytes()) == ParsedArticle(
        title="Three things: the café, the maps & a bridge",
        body=(
            "The café at the station opens at five from Monday, in time for the first train, its owner told this "
            "newsletter.",
            "The museum shows maps of the river from four centuries. Entry is free on the first Sunday.",
        ),
        source="Test Letters",
        published=datetime(2026, 3, 6, 6, tzinfo=UTC),
    )


def test_plain_text_is_unwrapped_and_loses_quotes_and_signature() -> None:
    found = read((DATA / "plain.eml").read_bytes())
    assert found.title == "Road works in Mill Lane"
    assert found.source == "town.example"
    assert found.body == (
        "Mill Lane is closed between the church and the bridge from Monday until the end of the month, the roads "
        "office says. Buses stop at the school.",
        "The works cost ninety thousand, and the water company pays a third of it.",
    )


def test_mail_is_one_whatever_its_name() -> None:
    assert read((DATA / "newsletter.eml").read_bytes(), "saved.txt").source == "Test Letters"


def test_a_paste_that_begins_like_a_mail_stays_text() -> None:
    [found] = parse(f"From: the archive\nSubject: none\n\nLibrary on Sundays\n\n{TEXT}".encode(), "a.txt")
    assert TEXT in found.body


@pytest.mark.parametrize(
    ("encoding", "named"),
    [("koi8-r", "koi8-r")]
    + [
        (encoding, named)
        for encoding in ("cp1251", "utf-8")
        for named in (encoding, "us-ascii", "x-unknown", "utf-8", "'; x=1")
    ],
)
def test_charsets_that_tell_the_truth_or_lie(encoding: str, named: str) -> None:
    text = "Гавань открыта для купания, сообщила мэрия города в понедельник вечером, и люди пришли."
    head = f"{HEAD}Content-Type: text/plain; charset={named}\nContent-Transfer-Encoding: 8bit\n\n"
    assert read(head.encode() + text.encode(encoding)).body == (text,)


@pytest.mark.parametrize(
    "footer",
    [
        "You are receiving this email because you signed up. Unsubscribe",
        "View this email in your browser",
        "Forwarded this newsletter? Subscribe here",
        "© 2026 Test Letters. All rights reserved",
        "Вы получили это письмо, потому что подписались. Отписаться",
        "退订",
    ],
)
def test_footers_are_dropped(footer: str) -> None:
    assert read(f"{HEAD}Content-Type: text/html; charset=utf-8\n\n<p>{TEXT}</p><p>{footer}</p>".encode()).body == (
        TEXT,
    )


def test_an_attached_text_is_not_the_letter() -> None:
    letter = f"--x\nContent-Type: text/plain\n\n{TEXT}\n"
    marks = "Content-Type: text/plain\nContent-Disposition: attachment; filename=a.txt"
    parts = f"{letter}--x\n{marks}\n\nThe attached file says another thing.\n--x--\n"
    assert read(f'{HEAD}Content-Type: multipart/mixed; boundary="x"\n\n{parts}'.encode()).body == (TEXT,)


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ("=?utf-8?q?Caf=C3=A9?=", "Café"),
        ("Café", "Café"),
        ("=?windows-1251?B?w+Di4O38?=", "Гавань"),
        ("Fwd: RE: [list] News of Testford", "News of Testford"),
        ("=?broken", "=?broken"),
        ("a <b and c> d & e", "a <b and c> d & e"),
        ("=?utf-8?b?!!!!?=", ""),
    ],
)
def test_subjects(subject: str, title: str) -> None:
    found = read(f"MIME-Version: 1.0\nFrom: a@x.example\nSubject: {subject}\n\n{TEXT}".encode())
    assert found.title == (title or found.title)


@pytest.mark.parametrize(
    "data",
    [
        HEAD.encode() + b"\n",
        HEAD.encode() + b"Content-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=",
        HEAD.encode() + b"Content-Type: text/html\n\n<img src=x>",
        b"just a line without headers",
        b"\n\n\n",
        b"MIME-Version: 1.0\nFrom: a@b\nSubject: x\nContent-Type: multipart/mixed; boundary=x\n\n"
        + b"--x\n\na\n" * 50_000,
        b"MIME-Version: 1.0\nFrom: a@b\nSubject: x\n" + b"X-A: b\n" * 50_000 + b"\ntext",
        b"MIME-Version: 1.0\nFrom: a@b\nSubject: x\n" + b"Content-Type: message/rfc822\n\n" * 20_000,
        b"MIME-Version: 1.0\nFrom: a@b\nSubject: x\n" + b'Content-Type: multipart/mixed; boundary="b"\n\n--b\n' * 2000,
        b"MIME-Version: 1.0\nFrom: a@b\nSubject: x\nContent-Transfer-Encoding: base64\n\n" + b"!" * 1_000_000,
    ],
)
def test_refused_with_a_reason(data: bytes) -> None:
    with pytest.raises(RejectedSeed, match=r"mail|message|white space"):
        parse(data, "a.eml")


def test_brackets_in_brackets_in_the_sender() -> None:
    assert read(b"MIME-Version: 1.0\nFrom: " + b"(" * 100_000 + f"\nSubject: x\n\n{TEXT}".encode()).body == (TEXT,)


SAVED = """From: <Saved by Blink>
Snapshot-Content-Location: https://courier.example/library
Subject: The Test Courier
Date: Sun, 12 May 2024 10:00:00 -0000
MIME-Version: 1.0
Content-Type: multipart/related; type="text/html"; boundary="--x"

----x
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: quoted-printable

<html><head><title>Library on Sundays - The Test Courier</title></head><body><nav>Home News</nav><article>
<h1>Library on Sundays</h1><p>The town library opens on Sundays from next month, the council said on Tues=
day.</p></article></body></html>
----x
Content-Type: image/png
Content-Transfer-Encoding: base64

AAAA
----x--
"""


def test_a_page_that_a_browser_saved_as_one_file_is_read_as_a_page() -> None:
    [found] = parse(SAVED.replace("\n", "\r\n").encode(), "a.mhtml")
    assert (found.title, found.url) == ("Library on Sundays", "https://courier.example/library")
    assert found.body == ("The town library opens on Sundays from next month, the council said on Tuesday.",)
    assert "Blink" not in found.source


def test_a_saved_page_without_html_is_refused() -> None:
    with pytest.raises(RejectedSeed, match="holds no HTML"):
        parse(SAVED.replace("text/html", "text/css").encode(), "a.mhtml")
