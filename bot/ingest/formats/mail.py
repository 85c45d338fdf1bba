"""Newsletters saved as mail (.eml), and pages that a browser saved as one file, which is a mail too (.mhtml)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from email import policy
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from email.utils import parseaddr

from bot.errors import RejectedSeed
from bot.ingest import fields
from bot.ingest.decode import decode, normalise
from bot.ingest.formats.contract import Content, Format
from bot.ingest.formats.encoding import declared_encoding, decode_declared, known_encoding
from bot.ingest.formats.tidy import tidy
from bot.ingest.markup.fragment import Fragment, read_fragment
from bot.ingest.markup.page import read_page
from bot.models import ParsedArticle

_HEAD = 16_384
_FIELD = re.compile(rb"^([A-Za-z][A-Za-z0-9-]{1,60}):", re.MULTILINE)
_TECHNICAL = frozenset(
    {b"message-id", b"mime-version", b"received", b"return-path", b"delivered-to", b"dkim-signature"}
)
# What Chromium writes into the head of a page that it saves.
_SAVED_PAGE = "snapshot-content-location"
_HUMAN = frozenset({b"from", b"subject", b"date", b"to"})
_MOST_PARTS = 200
_LONGEST_HEADER, _LONGEST_HEAD = 2000, 131_072
_MOST_BORDERS, _MOST_BOUNDARIES = 5000, 50
_SUBJECT_MARK = re.compile(r"^(?:(?:re|fw|fwd|aw|wg)\s*:\s*|\[[^\]]{1,40}\]\s*)+", re.IGNORECASE)
# What newsletters print above and below their text; whole lines or short paragraphs only.
_FOOTER = re.compile(
    r"\b(?:unsubscribe|manage (?:your )?(?:preferences|subscription)|update your (?:profile|preferences)|"
    r"view (?:this (?:e-?mail|newsletter|post) )?(?:it )?(?:in|on) (?:your|a|the) (?:web )?(?:browser|web)|view online|"
    r"read (?:this )?(?:online|in browser|in (?:the )?app)|you(?:['’]re| are)? (?:are )?receiv(?:ing|ed) this|"
    r"this e-?mail was sent to|was sent to you|add us to your address book|forwarded this (?:e-?mail|newsletter)|"
    r"forward to a friend|sent from my|all rights reserved|copyright ©|privacy policy|terms of (?:use|service)|"
    r"отписаться|открыть в браузере|вы получили это письмо|aboneliğinizi|abonelikten çık|tarayıcıda görüntüle|"
    r"إلغاء الاشتراك|عرض في المتصفح|darse de baja|ver en (?:el|tu) navegador|se désabonner|se désinscrire|abmelden|"
    r"im browser (?:ansehen|anzeigen)|退订|取消订阅)\b|退订|取消订阅",
    re.IGNORECASE,
)
_LONGEST_FOOTER = 60
_MARGIN = 62
_SIGNATURE = re.compile(r"\n-- ?\n.*\Z", re.DOTALL)
_QUOTE = re.compile(r"^>.*$\n?", re.MULTILINE)
_ADDRESS = re.compile(r"[<(\[]?https?://[^\s<>)\]]{4,2000}[>)\]]?")


def read(content: Content) -> list[ParsedArticle]:
    """The one article of a message: its HTML part if there is one, else its text."""
    message = _parse(content.data)
    if page := _header(message, _SAVED_PAGE):
        found = _page(message)
        return [replace(found, url=found.url or fields.address(page))]
    paragraphs = _paragraphs(message)
    body = tuple(text for text in paragraphs.paragraphs if not _is_footer(text) and text != paragraphs.heading)
    article = ParsedArticle(
        title=_SUBJECT_MARK.sub("", _header(message, "subject")),
        body=body,
        source=_sender(message),
        url=_archive(message),
        published=fields.moment(_header(message, "date")),
        captions=paragraphs.captions,
        language=fields.language(_header(message, "content-language")),
    )
    return [tidy(article, "the message holds no text; save the newsletter with its content")]


def _page(message: Message) -> ParsedArticle:
    """The page is the first part; those after it are its frames and pictures (RFC 2557)."""
    parts = zip(range(_MOST_PARTS), message.walk(), strict=False)
    html = next((part for _, part in parts if part.get_content_type() == "text/html"), None)
    if html is None:
        raise RejectedSeed("the saved page holds no HTML; save it again, or paste its text")
    return read_page(_text(html))


def sniff(content: Content) -> bool:
    """A message whatever its name is: it opens with mail headers, one of them written by a mail server."""
    if not _FIELD.match(content.data.lstrip(b"\xef\xbb\xbf")):
        return False
    head = re.split(rb"\r?\n\r?\n", content.data[:_HEAD], maxsplit=1)[0]
    names = {name.lower() for name in _FIELD.findall(head)}
    return bool(names & _TECHNICAL) and len(names & _HUMAN) >= 2


def _parse(data: bytes) -> Message:
    """The message; the older policy of the library, since the newer parses every header at a cost without bound."""
    data = data.lstrip(b"\xef\xbb\xbf \r\n")
    head = re.search(rb"\r?\n\r?\n", data[:_LONGEST_HEAD])
    if head is None or data.count(b"\n--") > _MOST_BORDERS or data.lower().count(b"boundary=") > _MOST_BOUNDARIES:
        raise RejectedSeed("the mail has no text, endless headers or far too many parts; save the text of the letter")
    try:
        message = BytesParser(policy=policy.compat32).parsebytes(data)
    except (MessageError, ValueError, LookupError, RecursionError, TypeError, AttributeError) as error:
        raise RejectedSeed("the mail is damaged and cannot be read; save the message again") from error
    if not message.keys():
        raise RejectedSeed("the file holds no mail headers; save the message as .eml, or its text as .txt")
    return message


def _header(message: Message, name: str) -> str:
    """A header as one line with its encoded words (RFC 2047) read; "" when it is absent or broken."""
    try:
        raw = next((str(value) for key, value in message.raw_items() if key.lower() == name), "")[:_LONGEST_HEADER]
        # Letters beyond ASCII that nobody encoded come as surrogates of their bytes.
        text = str(make_header(decode_header(decode(raw.encode("utf-8", "surrogateescape")).text)))
    except (RejectedSeed, ValueError, LookupError, TypeError, AttributeError, MessageError):
        return ""
    return " ".join(normalise(text).split())


def _sender(message: Message) -> str:
    """The name before the address, or the address's host."""
    try:
        name, sender = parseaddr(_header(message, "from"))
    except RecursionError:  # brackets in brackets
        return ""
    return name.strip("\"' ")[:120] or sender.rpartition("@")[2][:120]


def _archive(message: Message) -> str:
    match = re.search(r"https?://[^\s<>]+", _header(message, "archived-at") or _header(message, "list-post"))
    return fields.address(match[0]) if match else ""


def _paragraphs(message: Message) -> Fragment:
    """The text of the first HTML part that says something, else of the plain ones."""
    html: list[Fragment] = []
    plain: list[str] = []
    for _, part in zip(range(_MOST_PARTS), message.walk(), strict=False):
        if part.is_multipart() or not _is_letter(part):
            continue
        if part.get_content_subtype() == "html":
            html.append(read_fragment(_text(part)))
        elif part.get_content_subtype() == "plain":
            plain.append(_text(part))
    best = max(html, key=lambda fragment: sum(map(len, fragment.paragraphs)), default=Fragment())
    if best.paragraphs:
        return best
    text = _ADDRESS.sub("", _QUOTE.sub("", _SIGNATURE.sub("", "\n".join(plain))))
    return Fragment(paragraphs=tuple(_unwrapped(text)))


def _unwrapped(text: str) -> Iterator[str]:
    """Paragraphs of plain text: mail breaks lines before a word that would pass the margin (RFC 5322: 78 signs)."""
    paragraph, last = "", ""
    for line in text.split("\n"):
        words = line.split()
        broken = bool(words and last) and len(last) + 1 + len(words[0]) > _MARGIN
        if paragraph and not broken:
            yield paragraph
            paragraph = ""
        paragraph = " ".join((paragraph, *words)).strip()
        last = line.rstrip()
    if paragraph:
        yield paragraph


def _is_letter(part: Message) -> bool:
    """Text to read, not a file that came along."""
    if sum(len(str(value)) for value in part.values()) > _LONGEST_HEAD:
        return False
    try:
        return part.get_content_maintype() == "text" and not part.get_filename()
    except (ValueError, LookupError, TypeError, AttributeError):
        return False


def _text(part: Message) -> str:
    """A part's text: transfer encoding undone, then read as bytes, since the charset that mail names often lies."""
    try:
        payload = part.get_payload(decode=True)
        named = part.get_content_charset() or ""
    except (ValueError, LookupError, AssertionError, TypeError, AttributeError):
        return ""
    if not isinstance(payload, bytes) or not payload.strip():
        return ""
    try:
        return decode_declared(payload, known_encoding(named) or declared_encoding(payload))
    except RejectedSeed:
        return ""


def _is_footer(text: str) -> bool:
    return len(text.split()) <= _LONGEST_FOOTER and _FOOTER.search(text) is not None


FORMAT = Format(name="mail", suffixes=(".eml", ".mhtml", ".mht"), sniff=sniff, read=read)
