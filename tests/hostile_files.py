"""Files that a seeds folder should not hold, made up: each is rejected or read in bounded time, and nothing is lost."""

import io
import os
import random
import socket
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

MOST = 2 * 1024 * 1024
OPENING = (
    "A title above hostile text\n\nThe council voted on Monday to go on as it did before, and nobody objected.\n\n"
)
# Each is told by some rule to begin something; two megabytes of it must cost no more than two megabytes of prose.
TOKENS = (
    "a", "A ", "Aa ", "U.S. ", "Mr. ", "A. ", ". ", "(", "[", "<", "<p>", "<!--", "&", "&#", '"', "’", "/",
    "| ", "•", "*", "#", "_", "`", "\\", "\u00a0", "\u200b", "\u0301", "İ", "ж", "日", "ا", "🙂", "1 ",
    "12:30 ", "2024-01-01 ", "Jan 1, ", "a.b ", "http://a.b/c ", "By ", "By JANE DOE, ", "Photo: ", "(AP) ",
    "A/B ", "via ", "file photo ", "in this ", "Read more: ", "Share ", "share on ", "Facebook", "Updated: ",
    "5 min read ", "© ", "sign up for ", "get ", "if you ", "not intended ", "this post was ", "our free ",
    "ANKARA (AP) — ", "ANKARA ", "a woman ", "picture of ", "said, ", "John Smith ", "President ",
    "University of ", "de la ", "South Korea ", "a-", "A’b ", "1,", "; ", "{", "}", "=", "()=>", "\r", "\n",
    "a\n", "- item\n", "1. item\n", "> q\n", "| a | b |\n", "# h\n", "Word word word.\n\n", "Jan 1, 2024\n",
    "\u2028", "\u0001", "ﬁ", "㍻", "가", "क्",
)  # fmt: skip


def of_token(token: str, size: int = MOST) -> bytes:
    """A token over and over, below the opening of an article."""
    text = OPENING + token * (size // len(token.encode()) + 1)
    return text.encode()[:size]


def of_lines(token: str, size: int = MOST) -> bytes:
    """The same in lines as long as a paragraph."""
    line = (token.replace("\n", " ") * 500)[:420] + "\n"
    return (OPENING + line * min(9_900, size // len(line.encode()))).encode()[:size]


def files() -> Iterator[tuple[str, bytes]]:
    """Hostile files by name."""
    for name, make in MADE.items():
        yield name, make()


def _billion_laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    return (
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "ha">{entities}]><rss><channel>&l11;</channel></rss>'.encode()
    )


def _quadratic() -> bytes:
    return f'<!DOCTYPE rss [<!ENTITY a "{"a" * 100_000}">]><rss><channel>{"&a;" * 300_000}</channel></rss>'.encode()


def _external() -> bytes:
    return b'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><item><title>&x;</title></item></channel></rss>'


def _yaml_bomb() -> bytes:
    levels = "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12))
    return f"---\na0: &a0 [lol]\n{levels}\ntitle: *a11\n---\n{OPENING}".encode()


def _zip(files: Mapping[str, bytes | str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def _pdf(*objects: str) -> bytes:
    """Objects from number 1 on, with the trailer of a document whose root is the first."""
    body, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj {each} endobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    head = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    return body + f"{head}trailer <</Root 1 0 R /Size {len(objects) + 1}>>\nstartxref\n{len(body)}\n%%EOF".encode()


def _mail(depth: int) -> bytes:
    heads = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(depth))
    return (
        f"From: a@example.org\nSubject: Deep\nMIME-Version: 1.0\n{heads}Content-Type: text/plain\n\n{OPENING}".encode()
    )


def _noise() -> bytes:
    return random.Random(3).randbytes(MOST)


MADE: dict[str, Callable[[], bytes]] = {
    "empty.txt": lambda: b"",
    "blank.txt": lambda: b" \n" * (MOST // 2),
    "noise.txt": _noise,
    "noise.pdf": lambda: b"%PDF-1.7\n" + _noise()[:-10],
    "noise.docx": lambda: b"PK\x03\x04" + _noise()[:-10],
    "noise.json": _noise,
    "nul.txt": lambda: b"\x00" * MOST,
    "picture.txt": lambda: b"\x89PNG\r\n\x1a\n" + _noise()[:-10],
    "million-lines.txt": lambda: b"x\n" * (MOST // 2),
    "one-line.txt": lambda: ("The council voted on Monday. " * (MOST // 29)).encode(),
    "one-word.txt": lambda: b"x" * MOST,
    "half-utf16.txt": lambda: b"\xff\xfe" + _noise()[:-3],
    "deep.json": lambda: b"[" * MOST,
    "deep-objects.json": lambda: b'{"title":' * (MOST // 9),
    "number.json": lambda: b'{"title": "A", "content": ' + b"9" * (MOST - 40) + b"}",
    "many.jsonl": lambda: b'{"title": "A", "content": "b"}\n' * (MOST // 31),
    "keys.json": lambda: b'{"title": "A", "content": "One sentence here.", ' + b'"a": 1, ' * 200_000 + b'"b": 1}',
    "deep.html": lambda: b"<html><body>" + b"<div>" * (MOST // 5 - 10),
    "open-tags.html": lambda: b"<html><body><p>" + b"<b><i>word " * (MOST // 12),
    "attributes.html": lambda: b"<html><body><p " + b"a=b " * (MOST // 4 - 10) + b">",
    "paragraphs.html": lambda: b"<html><body>" + b"<p>The council voted on Monday.</p>" * 50_000,
    "links.html": lambda: b"<html><body>" + b'<a href="/a">More stories</a> ' * 60_000,
    "tables.html": lambda: b"<html><body>" + b"<table><tr><td>" * 100_000,
    "comments.html": lambda: b"<html><body>" + b"<!--" * 500_000,
    "entities.html": lambda: b"<html><body><p>" + b"&amp;#" * 340_000,
    "script.html": lambda: (
        b"<html><head><script type='application/ld+json'>" + b"[" * 2_000_000 + b"</script><body><p>A."
    ),
    "billion-laughs.xml": _billion_laughs,
    "billion-laughs.html": _billion_laughs,
    "quadratic.xml": _quadratic,
    "external.xml": _external,
    "deep.xml": lambda: b"<rss><channel>" + b"<item>" * (MOST // 6 - 10),
    "deep-feed.xml": lambda: b"<rss><channel><item><description>" + b"<a>" * 600_000,
    "entries.xml": lambda: b"<rss><channel>" + b"<item><title>a</title></item>" * 70_000 + b"</channel></rss>",
    "escaped.xml": lambda: (
        b"<rss><channel><item><title>a</title><description>"
        + b"&lt;div&gt;" * 190_000
        + b"</description></item></channel></rss>"
    ),
    "aliases.md": _yaml_bomb,
    "quotes.md": lambda: b"# A title\n\n" + b">" * (MOST - 20),
    "brackets.md": lambda: b"# A title\n\n" + b"[" * (MOST - 20),
    "links.md": lambda: b"# A title\n\n" + b"[a](" * (MOST // 4 - 10),
    "stars.md": lambda: b"# A title\n\n" + b"*a **b " * (MOST // 7 - 10),
    "ticks.md": lambda: b"# A title\n\n" + b"".join(b"`" * n + b" " for n in range(2000)),
    "lists.md": lambda: b"# A title\n\n" + b"".join(b" " * (2 * n) + b"- a\n" for n in range(1400)),
    "table.md": lambda: b"# A title\n\n" + b"|a" * 3000 + b"\n" + b"|-" * 3000 + b"\n" + (b"|b" * 3000 + b"\n") * 300,
    "deep.eml": lambda: _mail(3000),
    "headers.eml": lambda: b"Subject: a\n" * 150_000 + b"\nThe council voted on Monday.",
    "long-header.eml": lambda: b"Subject: " + b"=?utf-8?q?a?= " * 140_000 + b"\n\nThe council voted.",
    "base64.eml": lambda: b"Subject: a\nContent-Transfer-Encoding: base64\n\n" + b"QUJD\n" * 400_000,
    "bomb.docx": lambda: _zip({"word/document.xml": b"\x00" * 60_000_000}),
    "parts.docx": lambda: _zip({"word/document.xml": "<w/>"} | {f"word/{n}.xml": "" for n in range(3000)}),
    "laughs.docx": lambda: _zip({"word/document.xml": _billion_laughs()}),
    "deep.docx": lambda: _zip({"word/document.xml": b"<a>" * 2_000_000}),
    "not-word.docx": lambda: _zip({"a.txt": OPENING}),
    "page-loop.pdf": lambda: _pdf("<</Type/Catalog /Pages 2 0 R>>", "<</Type/Pages /Kids [2 0 R 2 0 R] /Count 2>>"),
    "parent-loop.pdf": lambda: _pdf(
        "<</Type/Catalog /Pages 2 0 R>>",
        "<</Type/Pages /Kids [3 0 R] /Count 1 /Parent 2 0 R>>",
        "<</Type/Page /Parent 2 0 R /Contents 3 0 R>>",
    ),
    "many-pages.pdf": lambda: _pdf(
        "<</Type/Catalog /Pages 2 0 R>>",
        f"<</Type/Pages /Kids [{'3 0 R ' * 100_000}] /Count 100000>>",
        "<</Type/Page>>",
    ),
    "deep.pdf": lambda: _pdf("<</Type/Catalog /Pages 2 0 R>>", "[" * 500_000),
    "table-loop.pdf": lambda: (
        b"%PDF-1.4\nxref\n0 1\n0000000000 65535 f \ntrailer <</Size 1 /Prev 9 >>\nstartxref\n9\n%%EOF"
    ),
    "no-end.pdf": lambda: b"%PDF-1.4\n" + b"1 0 obj <<" * 200_000,
    "streams.pdf": lambda: b"%PDF-1.4\n" + b"1 0 obj <</Length 1>> stream\n" * 70_000,
}


def irregular(folder: Path) -> list[str]:
    """Make what is no regular file, or too large or none of ours to read; gives back the names."""
    secret = folder.parent / "secret.txt"
    secret.write_text(OPENING)
    (folder / "link.txt").symlink_to(secret)
    (folder / "linked").symlink_to(folder.parent)
    (folder / "loop.txt").symlink_to("loop.txt")
    os.mkfifo(folder / "pipe.txt")
    for name in ("sparse.txt", "sparse.pdf"):
        with (folder / name).open("wb") as file:
            file.truncate(5 << 30)
    with socket.socket(socket.AF_UNIX) as there:
        there.bind(str(folder / "socket.txt"))
    return ["link.txt", "linked", "loop.txt", "pipe.txt", "socket.txt", "sparse.pdf", "sparse.txt"]
