"""What Telegram does to parsed text before it shows it: cleaning, nesting repair, trimming, the cap.

Follows TDLib, MessageEntity.cpp (`fix_formatted_text`, `fix_entities`, `get_input_message_entities`).
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from bot.sandbox.markup import Entity, FormattedText, sort_key, utf16_length

SPLITTABLE = ("bold", "italic", "underline", "strikethrough", "spoiler")
BLOCKQUOTES = ("blockquote", "expandable_blockquote")
OPAQUE = ("pre", "code", "date_time")
MAX_ENTITIES = 100
_REMOVED = re.compile("[\r\u2028-\u202e\u0333\u033f\u030a]")
_BLANKED = re.compile("[\0-\x09\x0b\x0c\x0e-\x1f]")
_MARKS = re.compile("[\u200e\u200f]+(?=[\u200e\u200f])")
_INVISIBLE = re.compile(
    "[\n \u00a0\u1680\u180e\u2000-\u200f\u202e\u202f\u205f\u2800\u3000\ufeff\ufffc\U000e0020-\U000e007f]*"
)
_URL = re.compile(r"https?://[^\s<>\"«»“”]+")
_MARKED = re.compile(
    r"@(?<![\w@/]@)[A-Za-z0-9_]{4,32}(?!\w)"
    r"|#(?<![\w#/]#)(?=\w*[^\W\d_])\w{1,256}(?!#)"
    r"|/(?<![\w/<>]/)[A-Za-z0-9_]{1,64}(?:@[A-Za-z][A-Za-z0-9_]{2,31})?(?![\w/])"
)
_EMAIL = re.compile(r"(?<![\w.@])[A-Za-z0-9._%+\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+")
_MARKS_OF = {"@": "mention", "#": "hashtag", "/": "bot_command"}


def finish(parsed: FormattedText) -> FormattedText:
    """The text as Telegram stores it; empty when nothing visible is left."""
    repaired = repair(parsed)
    text, entities = _trim(repaired.text, list(repaired.entities))
    if _INVISIBLE.fullmatch(text):
        return FormattedText("")
    return FormattedText(text, tuple(cap(_merge_detected(entities, detect(text)))))


def repair(parsed: FormattedText) -> FormattedText:
    """Control characters replaced and entities that nest as they may; nothing is trimmed yet."""
    entities = fix(entity for entity in parsed.entities if entity.length > 0)
    text, entities = _clean(parsed.text, entities)
    if not text.strip(" \n"):
        return FormattedText("")
    return FormattedText(text, tuple(fix(entities)))


def fix(entities: Iterable[Entity]) -> list[Entity]:
    """Entities that nest as Telegram allows; what does not is cut or dropped."""
    ordered = sorted(entities, key=sort_key)
    if _simple(ordered):
        return ordered
    continuous = _without_overlap(e for e in ordered if e.kind not in SPLITTABLE + BLOCKQUOTES)
    quotes = _without_overlap(e for e in ordered if e.kind in BLOCKQUOTES)
    kept = [e for e in continuous if not any(_crosses(e, quote) for quote in quotes)]
    return _resplit([e for e in ordered if e.kind in SPLITTABLE], sorted(kept + quotes, key=sort_key))


def cap(entities: Sequence[Entity]) -> list[Entity]:
    """At most 100 entities of the author's own: links, quotes and code first, then bold and the like."""
    if len(entities) <= MAX_ENTITIES:
        return list(entities)
    left = MAX_ENTITIES
    kept: list[Entity] = []
    for entity in entities:
        own = entity.kind not in ("custom_emoji", "url", "email", "mention", "hashtag", "bot_command")
        if entity.kind in SPLITTABLE or (own and left == 0):
            continue
        kept.append(entity)
        left -= own
    simple = _split([e for e in entities if e.kind in SPLITTABLE], [])
    return sorted(kept + simple[:left], key=sort_key)


def detect(text: str) -> list[Entity]:
    """Addresses, mentions, hashtags and commands that Telegram marks by itself."""
    spans = [(m.start(), _url_end(m[0]), "url") for m in _URL.finditer(text) if _may_start(text, m.start())]
    if "@" in text:
        spans += [(m.start(), m[0], "email") for m in _EMAIL.finditer(text)]
    spans += [(m.start(), m[0], _MARKS_OF[m[0][0]]) for m in _MARKED.finditer(text)]
    found, end = [], 0
    for start, value, kind in sorted(spans):
        if start >= end:
            end = start + len(value)
            found.append(Entity(utf16_length(text[:start]), utf16_length(value), kind))
    return found


def _may_start(text: str, at: int) -> bool:
    return at == 0 or not (text[at - 1].isalnum() or text[at - 1] in "_@.")


def _url_end(url: str) -> str:
    url = url.rstrip(".,:;!?'\"")
    while url.endswith(")") and url.count(")") > url.count("("):
        url = url[:-1].rstrip(".,:;!?'\"")
    return url


def _simple(ordered: Sequence[Entity]) -> bool:
    end = -1
    for entity in ordered:
        if entity.offset <= end:
            return False
        end = entity.end
    return True


def _without_overlap(ordered: Iterable[Entity]) -> list[Entity]:
    kept: list[Entity] = []
    for entity in ordered:
        if not kept or entity.offset >= kept[-1].end:
            kept.append(entity)
    return kept


def _crosses(entity: Entity, quote: Entity) -> bool:
    """Whether an entity is neither inside nor outside of a quote."""
    overlaps = entity.offset < quote.end and quote.offset < entity.end
    return overlaps and not (quote.offset <= entity.offset and entity.end <= quote.end)


def _resplit(splittable: list[Entity], others: list[Entity]) -> list[Entity]:
    if not splittable:
        return others
    return sorted([*others, *_split(splittable, others)], key=sort_key)


def _split(splittable: Sequence[Entity], others: Sequence[Entity]) -> list[Entity]:
    """Bold and the like, cut at the borders of other entities and of each other, absent in code and dates."""
    borders = {edge for entity in others for edge in (entity.offset, entity.end)}
    opaque = [entity for entity in others if entity.kind in OPAQUE]
    runs = {kind: _union(e for e in splittable if e.kind == kind) for kind in SPLITTABLE}
    starts = {start for spans in runs.values() for start, _ in spans}
    result: list[Entity] = []
    for kind, spans in runs.items():
        for start, end in spans:
            cuts = sorted({start, end, *(cut for cut in borders | starts if start < cut < end)})
            pieces = [Entity(a, b - a, kind) for a, b in pairwise(cuts)]
            result += [p for p in pieces if not any(c.offset <= p.offset < c.end for c in opaque)]
    return sorted(result, key=sort_key)


def _union(entities: Iterable[Entity]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for entity in sorted(entities):
        if spans and entity.offset <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], entity.end))
        else:
            spans.append((entity.offset, entity.end))
    return spans


def _clean(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    removed = [utf16_length(text[: match.start()]) for match in _REMOVED.finditer(text)]
    if removed:
        moved = [_without_removed(entity, removed) for entity in entities]
        entities = [entity for entity in moved if entity.length > 0]
        text = _REMOVED.sub("", text)
    text = _BLANKED.sub(" ", text)
    return _MARKS.sub(lambda match: "\u200c" * len(match[0]), text), entities


def _without_removed(entity: Entity, removed: list[int]) -> Entity:
    before = sum(at < entity.offset for at in removed)
    inside = sum(entity.offset <= at < entity.end for at in removed)
    return entity._replace(offset=entity.offset - before, length=entity.length - inside)


def _trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Cut spaces and newlines at both ends, at the start only those before the first entity."""
    text = text.rstrip(" \n")
    end = utf16_length(text)
    cut = [e._replace(length=min(e.end, end) - e.offset) for e in entities if e.offset < end]
    entities = sorted(cut, key=sort_key)
    spaces = len(text) - len(text.lstrip(" \n"))
    skipped = min([spaces, *(e.offset for e in entities[:1])])
    return text[skipped:], [e._replace(offset=e.offset - skipped) for e in entities]


def _merge_detected(entities: list[Entity], found: list[Entity]) -> list[Entity]:
    if not found:
        return entities
    fixed = [e for e in entities if e.kind not in SPLITTABLE + BLOCKQUOTES]
    quotes = [e for e in entities if e.kind in BLOCKQUOTES]
    free = [
        e
        for e in found
        if not any(e.offset < other.end and other.offset < e.end for other in fixed)
        and not any(_crosses(e, quote) for quote in quotes)
    ]
    splittable = [e for e in entities if e.kind in SPLITTABLE]
    return _resplit(splittable, sorted(fixed + quotes + free, key=sort_key))
