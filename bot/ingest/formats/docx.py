"""Word documents (.docx): what an editor typed or pasted into one."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace

from docx import Document
from docx.document import Document as WordDocument
from docx.table import Table
from docx.text.paragraph import Paragraph

from bot.errors import RejectedSeed
from bot.ingest.clean import split_paste
from bot.ingest.decode import normalise
from bot.ingest.formats.contract import Content, Format
from bot.models import ParsedArticle

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_MAIN = "word/document.xml"
# A long article is some hundred kilobytes of XML; pictures are unpacked too.
_MOST_XML, _MOST_UNPACKED, _MOST_FILES = 8_000_000, 40_000_000, 1000
_MOST_PARAGRAPHS = 5000
_DEFINITION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def read(content: Content) -> list[ParsedArticle]:
    """The one article of a document; its paragraphs are read as a paste is, title, subtitle and captions by style."""
    title = summary = ""
    captions: list[str] = []
    lines: list[str] = []
    for style, text in _styled_lines(content.data):
        if style == "Title" and not title:
            title = text
            lines.insert(0, text)
        elif style == "Subtitle" and not summary:
            summary = text
        elif style == "Caption":
            captions.append(text)
        else:
            lines.append(text)
    if not lines:
        raise RejectedSeed("the document holds no text; paste the article into it")
    article = split_paste("\n\n".join(lines))
    return [
        replace(
            article,
            title=title or article.title,
            summary=summary or article.summary,
            captions=tuple(dict.fromkeys((*captions, *article.captions))),
        )
    ]


def sniff(content: Content) -> bool:
    """Any zip archive or old Office file: the reader says what is wrong with those that are no Word document."""
    return content.data.startswith((_ZIP, _OLE))


def _styled_lines(data: bytes) -> list[tuple[str, str]]:
    """The document's lines, once the sizes its archive states are known to be harmless (zipfile holds it to them)."""
    if data.startswith(_OLE):
        raise RejectedSeed("an old or password-protected Office file; save it as .docx without a password, or as text")
    if not data.startswith(_ZIP):
        raise RejectedSeed("the content is no Word document; give the file the ending of what it is")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check(archive)
        return list(_lines(Document(io.BytesIO(data))))
    except RejectedSeed:
        raise
    except Exception as error:
        # zipfile, lxml and python-docx between them raise a dozen kinds on damaged archives.
        raise RejectedSeed("the Word document is damaged; open and save it again, or save it as text") from error


def _check(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    sizes = {entry.filename: entry.file_size for entry in entries}
    if _MAIN not in sizes:
        raise RejectedSeed(
            "the content is a zip archive, not a Word document; unpack it and add the articles themselves"
        )
    if len(entries) > _MOST_FILES or sum(entry.file_size for entry in entries) > _MOST_UNPACKED:
        raise RejectedSeed(
            f"the document unpacks to more than {_MOST_UNPACKED:,} bytes or {_MOST_FILES:,} parts; save its text"
        )
    markup = [entry for entry in entries if entry.filename.lower().endswith((".xml", ".rels"))]
    if sum(entry.file_size for entry in markup) > _MOST_XML:
        raise RejectedSeed(f"the document holds more than {_MOST_XML:,} bytes of XML; save its text instead")
    if any(_DEFINITION.search(archive.read(entry)) for entry in markup):
        raise RejectedSeed("the document defines XML entities, which Word never does; save its text instead")


def _lines(document: WordDocument) -> Iterator[tuple[str, str]]:
    """Paragraphs and table rows in order, each with the name of its style; list items with their mark."""
    for count, part in enumerate(document.iter_inner_content()):
        if count > _MOST_PARAGRAPHS:
            raise RejectedSeed(f"the document has more than {_MOST_PARAGRAPHS:,} paragraphs; split it")
        if isinstance(part, Table):
            yield from (("", text) for row in part.rows if (text := _row([cell.text for cell in row.cells])))
        else:
            text = " ".join(normalise(part.text).split())
            if text:
                yield _styled(part, text)


def _row(cells: list[str]) -> str:
    return " ".join(" ".join(normalise(cell).split()) for cell in dict.fromkeys(cells) if cell.strip())


def _styled(paragraph: Paragraph, text: str) -> tuple[str, str]:
    style = paragraph.style.name if paragraph.style is not None and paragraph.style.name else ""
    return style, f"- {text}" if style.startswith("List") else text


FORMAT = Format(name="Word", suffixes=(".docx",), sniff=sniff, read=read)
