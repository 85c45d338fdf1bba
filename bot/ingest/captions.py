"""Telling a picture's caption or alt text from a paragraph."""

from __future__ import annotations

import re

from bot.ingest.alttexts import is_alt_text, is_dated_scene
from bot.ingest.anycase import AnyCase
from bot.ingest.vocabulary import listed

_OPENING = re.compile(
    r"[^\w(]{0,3}(?:(?:image|media|photo|picture|video) ?(?:captions?|copyright|source|credit)\b ?[^\W_]|enlarge\s?/|"
    r"pictured(?: (?:here|above|below|left|right))?\s*:|file (?:photo|image|picture|pic) of\b|"
    r"file\s*(?:photo|picture|image|pic)?\s*(?:[-–—:]|\()|\(?(?:l-r|l to r|left to right|"
    r"from left)\)?[\s:,]|"
    r"(?:left|right|above|below|top|bottom|centre|center|source|sources|photo|photos|photograph|photographs|"
    r"image|images|picture|illustration|graphic|video|"
    r"credit|caption|"
    r"screenshot|figure|fig\.?|"
    r"photo illustration|image credit|photo credit|image source|image caption|featured image|cover photo|"
    r"header image|"
    r"фото|иллюстрация|снимок|fotoğraf|foto|görsel|صورة|الصورة|imagen|fotografía|bild|foto|图|图片|资料图)"
    r"\s*(?:\d{1,2}\s?)?(?:[:：|/©]|(?:by|via|courtesy|taken by)\b)|"
    r"图为|图中|资料图|(?:show|hide|toggle) caption\b|view of .{0,80}\bphoto\b)",
    re.IGNORECASE,
)
# "(Jane Doe/Sample Photos)": two names with a stroke in brackets at the end are always a credit.
_PAIR_END = re.compile(r"\([A-Z][\w.'’ -]{1,40}\s?/\s?[A-Z][\w.'’ -]{1,40}\)\.?$")
_AGENCIES = (
    r"AP|A\.P\.|Associated Press|Reuters|AFP|Getty(?: Images)?|EPA(?:-EFE)?|Anadolu(?: Agency)?|AA|Xinhua|TASS|"
    r"ТАСС|РИА Новости|"
    r"Sputnik|Bloomberg|PA(?: Media| Wire| Images)?|DPA|dpa|ANSA|Kyodo(?: News)?|Shutterstock|iStock(?:photo)?|"
    r"Unsplash|Pexels|Pixabay|"
    r"Alamy(?: Stock Photo)?|Adobe Stock|Depositphotos|Flickr|Wikimedia(?: Commons)?|Wikipedia|NASA|ESA|"
    r"NurPhoto|ZUMA(?: Press)?|"
    r"Handout|Pool(?: Photo)?|Screenshot|Freepik|Canva|Creative Commons|CC[ -]BY[-\w. ]*|Public Domain|File"
)
# "Reuters", "REUTERS/Jane Doe", "Jane Doe/AFP": the credit in a line of its own.
_CREDIT_ONLY = re.compile(
    rf"\(?\s?(?:[A-Z][\w.'’ -]{{1,40}}\s?[/|]\s?)?(?:{_AGENCIES}|REUTERS|GETTY IMAGES)"
    r"(?:(?:\s?[/|]\s?|\svia\s)[\w.'’ -]{1,40}){0,2}\s?\)?"
)
_CREDIT_LABEL = re.compile(
    r"(?:photos?|image|picture|photograph|credit|photo credit|image credit|courtesy|фото|fotoğraf|foto|تصوير|图|摄影?)"
    r"(?:\s*[:：/|]\s*|\s+(?:by|courtesy|via|of)\b)",
    re.IGNORECASE,
)
_CREDIT_LENGTH, _CREDIT_NAMES = 80, 10
# A credit that closes the line: "(AP Photo/Jane Doe)", "Jane Doe/Reuters", "... via Getty Images", "... | Getty".
_CREDIT_END = re.compile(
    rf"(?:[/|©]\s?|--|[–—]\s|\bvia\s|[(\[]\s?|(?:photo|image|picture)s?\s(?:by|courtesy of|from)\s|\.\s+)"
    rf"(?:\w[\w.'’ -]{{0,40}}\s)?(?:{_AGENCIES})\b"
    rf"(?:\s?(?:Photos?|Images|Pool))?(?:\s?[/,|]\s?[\w.'’ -]{{1,60}}){{0,3}}\s?[)\].]?$"
)
# "... - Northern Light Images": whoever takes pictures for a living says so in the name.
_STUDIO = ("Image", "Images", "Photo", "Photos", "Photography", "Pictures", "Archive", "Archives")
_STUDIO_END = re.compile(r"(?:\s[-–—|]\s?|[/©]\s?|--)(?:[A-Z][\w.&'’]* ){1,4}[A-Z][a-z]+$")
_CREDIT_WORDS = AnyCase(
    r"\b(?:AP|AFP|Reuters|EPA|Pool) Photo\b|\bGetty Images\b|\bPool photo\b|\b(?:Press Service|Pool) ?/|"
    r"\bfile photo\b|\bvia (?:AP|REUTERS|Reuters|AFP)\b|"
    r"[(\[](?:photo|image|picture|credit|courtesy|photograph|фото|fotoğraf|foto|صورة)s?\b[^()\[\]]{0,80}[)\]]\.?$|"
    r"\b(?:photos?|images?|photographs?|pictures?|illustrations?) (?:by|courtesy|credit|source|via)\b[^.]{0,60}\.?$|"
    r"[.!?)\]\"”’]\s+(?:photos?|images?|pictures?|photographs?|credits?)(?: ?(?:credit|source)s?)?: ?[^.:]{2,60}\.?$|"
    r"\bcourtesy of [A-Z][^.]{0,50}\.?$|"
    r"\bФото:|\bFotoğraf:|\bFoto:|تصوير:|"
    r"[。！？\s](?:图|摄影?|图片|供图|图源|图片来源)[:：/]\s?[^。]{2,30}$|[\s（(][^\s。]{2,8}[摄图][）)]?$|"
    r"[(（]?(?:[^\s。]{2,10}\s?)?(?:供图|摄影|资料图)[)）]?$",
    telling=listed(
        "photo|image|picture|illustration|pool|press service|via|credit|courtesy|фото|foto|صورة|تصوير|图|摄"
    ),
)
_POINTING = AnyCase(
    r"\(\s*(?:left|right|centre|center|top|bottom|above|below|pictured|second (?:left|right)|слева|справа|"
    r"в центре|solda|sağda|L|R)\s*\)|"
    r"\b(?:in|on) this (?:undated |aerial |handout |file |combination |video |satellite )*"
    r"(?:\w+\.? \d{1,2},? (?:\d{4},? )?)?(?:\w+ ){0,2}(?:photo|image|picture|file image|frame grab|photograph)\b|"
    r"\b(?:is|are) (?:pictured|photographed|seen here|shown here|seen in this)\b",
    telling=listed("(|photo|image|picture|frame grab|seen|shown"),
)


def is_caption(text: str, words: int) -> bool:
    """Whether a line describes a picture: a telling opening, a credit at its end, or a pointing phrase.

    Only lines of up to 70 words: paragraphs that merely mention a photo or an agency lack a closing credit.
    """
    if words > 70 or len(text) > 600:
        return False
    if _OPENING.match(text):
        return words <= 60
    if is_alt_text(text, words) or is_dated_scene(text, words) or _CREDIT_ONLY.fullmatch(text):
        return True
    tail = text[-140:]
    if words <= 60 and (_PAIR_END.search(tail) or _CREDIT_END.search(tail) or _is_from_studio(tail)):
        return True
    return words <= 60 and (_CREDIT_WORDS.search(text) or _POINTING.search(text))


def _is_from_studio(tail: str) -> bool:
    tail = tail.removesuffix(".")
    return tail.endswith(_STUDIO) and _STUDIO_END.search(tail) is not None


def is_credit(text: str) -> bool:
    """A line that says only whose picture it is: "Photo by Kim Muster", "REUTERS/Jane Doe"."""
    if len(text) > _CREDIT_LENGTH or len(text.split()) > _CREDIT_NAMES:
        return False
    return _CREDIT_ONLY.fullmatch(text) is not None or _CREDIT_LABEL.match(text) is not None


def halve(text: str) -> str:
    """A caption glued to itself (caption and alt text on one line) becomes one; any other text stays."""
    length = len(text)
    for middle in range((length - 3) // 2, length // 2 + 2):
        first, second = text[:middle].strip(), text[middle:].strip()
        if len(first) >= 12 and first == second:
            return first
    return text
