"""Alt texts: what a page says of its pictures to those who cannot see them."""

from __future__ import annotations

import re

_TELLS = (
    r"(?:of|showing|shows|entitled|titled|depicting|illustrating|displaying|representing|accompanied|containing|"
    r"featuring|explaining|outlining|comparing|describing)"
)
_PICTURE = re.compile(
    r"(?:an?|the|two|three|several|one)?\s?(?:[\w’'-]+ ){0,3}?"
    r"(?:picture|photo|photograph|image|screenshot|screen shot|illustration|icon|infographic|headshot|close-up|"
    rf"closeup|snapshot|rendering|thumbnail|collage|mockup|animated gif)s?\s(?:{_TELLS}|with|from|for)\b",
    re.IGNORECASE,
)
# Words that also open subheads ("Table of ...") must come with an article and a verb of showing.
_CHART = re.compile(
    r"(?:an?|the)\s(?:[\w’'-]+ ){0,3}?"
    r"(?:diagram|graphic|drawing|painting|sketch|map|chart|graph|table|view|portrait|render|list|logo|"
    r"mobile devices?)s?"
    rf"\s{_TELLS}\b|(?:stats|chart|graph|graphic|diagram|table)s? (?:showing|depicting|illustrating|comparing)\b",
    re.IGNORECASE,
)
_EMBED = re.compile(
    r"(?:an?\s)?(?:[\w’'-]+ ){0,3}(?:instagram|facebook|tiktok|youtube|twitter|pinterest|linkedin|social|shoppable)"
    r"(?: [\w’'-]+){0,2} (?:post|video|reel|tweet|pin|story|ad) (?:from|by|of)\b",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"(?:an?|the|two|three|several|some)?\s?(?:(?![\w’'-]+ing\b|few\b|many\b|most\b)[\w’'-]+ ){0,2}?"
    r"(?:man|woman|men|women|person|people|boys?|girls?|child|children|couple|family|hands|students?|"
    r"doctors?|nurses?|workers?|guy|lady|kids?|toddler|baby|mother|mom|father|dad|cameraman|crew|professionals|"
    r"businessman|businesswoman|dog|cat|soldiers?|protesters?|firefighters?|rescuers?|residents?)"
    r"\s(?:[\w’'-]+ ){0,5}?(?-i:[a-z’'-]{2,}ing)\b",
    re.IGNORECASE,
)
_FILE = re.compile(r"\.(?:jpe?g|png|webp|gif|svg|mp4|webm|mov|tiff?)\b", re.IGNORECASE)
_THING = re.compile(
    r"\b(?:logo|photo|icon|image|images|thumbnail|screenshot|headshot|portrait|banner|avatar|infographic|"
    r"illustration|profile picture|stock photo|graphic|gif)\s*\d{0,3}$|\b(?:logo|icon|headshot|banner) (?:for|of)\b",
    re.IGNORECASE,
)
_FINITE = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|will|would|can|could|should|may|might|must|do|does|did|said|"
    r"says|told|means|you|your|we|our|i)\b",
    re.IGNORECASE,
)


# What people in pictures do, in the present tense; reports tell what they did.
_ACTS = (
    r"(?:speaks|walks|stands|sits|looks|holds|poses|waves|smiles|watches|arrives|attends|addresses|gestures|listens|"
    r"reacts|celebrates|carries|rides|hikes|enjoys|waits|gathers|shakes hands|hugs|kisses|greets|passes|prays|chants|"
    r"wears|inspects|cleans|plays|runs|eats|drinks|reads|leans|kneels|cheers|delivers|answers|takes (?:part|a)|"
    r"makes (?:his|her|its) way|(?:is|are|can be) (?:seen|pictured)|talks (?:to|with)|meets with|rises|drives|"
    r"crosses|climbs|swims|dances|sings|works|cuts|throws|catches|raises|signs|checks|picks|paints|feeds|loads|pulls|"
    r"pushes|points|lifts|jumps|steps|enters|exits|emerges|competes|performs|embraces|visits|tours|repairs|sells|"
    r"prepares|casts|lays|places|lights)"
)
_SCENE = re.compile(
    r"(?!(?:What|Where|How|Why|When|Who|Which|Here|There|This|It|He|She|That)\b)"
    rf"(?:[A-Z][^\s.!?;:]* |an? |the |one )(?:[^\s.!?;:]+ ){{0,8}}?{_ACTS}\b[^:?]*$",
    re.IGNORECASE,
)
_DATED_END = re.compile(
    r"[,\s](?:on|in|at)?\s?(?:\w{3,9},? )?(?:\w{3,9}\.? \d{1,2}|\d{1,2} \w{3,9}),? (?:19|20)\d\d\.?$"
)
_ASKS = re.compile(r"(?:how|what|why|when|where|who|which|\d+)\b", re.IGNORECASE)
_PAST = re.compile(r"\b(?:was|were|had|did|said|told|will|would|\w{3,}ed)\b", re.IGNORECASE)


def says_something(text: str) -> bool:
    """A clause with a verb, as a sentence without its full stop has one; a headline that asks or teaches does not."""
    return _FINITE.search(text) is not None and _ASKS.match(text) is None


def is_scene(text: str, words: int) -> bool:
    """ "The minister speaks to reporters in Rome": somebody doing something now, as only captions tell it.

    Headlines do too, so ask only where no headline can be.
    """
    return 5 <= words <= 35 and not _PAST.search(text) and _SCENE.match(text) is not None


def is_dated_scene(text: str, words: int) -> bool:
    """The same with the day at its end: no headline has one, and no sentence of a report in the present tense."""
    return words <= 45 and _DATED_END.search(text[-60:]) is not None and is_scene(text, min(words, 35))


def is_alt_text(text: str, words: int) -> bool:
    """A description of a picture: "Woman holding a cup", "Screenshot of the app", "team-photo.jpg".

    It names a kind of picture, or people and what they are doing, and holds no finite verb: a sentence of the
    article has one. A line that ends in a colon or question mark introduces something instead.
    """
    if words > 40 or text.endswith((":", "?")):
        return False
    if words <= 8 and (_FILE.search(text) or _THING.search(text)):
        return True
    if words < 3:
        return False
    if words <= 16 and _EMBED.match(text):
        return True
    if _PICTURE.match(text) or _CHART.match(text):
        return words <= 8 or _FINITE.search(text) is None or text[:2].casefold() == "a "
    return words <= 25 and _PEOPLE.match(text) is not None and _FINITE.search(text) is None
