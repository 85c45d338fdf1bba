"""Lines that want something of the reader: to sign up, to buy, to agree, to take note."""

from __future__ import annotations

import re

from bot.ingest.anycase import AnyCase

# The page's own small print; no article says these things of itself, however long the line.
_SMALL_PRINT = AnyCase(
    r"all rights reserved|copyright (?:©|\(c\)|\d{4})|©|\(c\) ?\d{4}|may not be (?:published|reproduced|broadcast)|"
    r"we use cookies|uses cookies|accept (?:all )?cookies|required fields are marked|"
    r"email address will not be published|something went wrong while submitting|for validation purposes|"
    r"enable javascript|already a subscriber|your submission has been received|"
    r"as an amazon (?:associate|affiliate)|earn (?:a |an )?(?:small |affiliate )?commissions?|"
    r"(?:may|might|can) (?:receive|get|earn) a (?:small )?commission|"
    r"for (?:informational|educational|general information) purposes|registered investment advis|"
    r"not (?:intended|a substitute|constitute|provide)\b.{0,60}\badvice|does not (?:constitute|"
    r"provide)\b.{0,60}\badvice|"
    r"(?:this|the) (?:post|article|page|site|blog|story|website)(?: \w+)? (?:may )?(?:contains?|includes?|"
    r"uses) affiliate|"
    r"(?:thanks|thank you) for (?:reading|subscribing|signing up)|support (?:our|independent) journalism|"
    r"(?:story|reporting|article) is (?:funded|supported) by|no content on this site|as a service to our readers|"
    r"comments are closed|already have an account|exclusive to .{0,30}subscribers|unlock this (?:article|story|piece)|"
    r"become a (?:paid )?(?:subscriber|member|patron)\b|help us improve|"
    r"\b(?:our|us|we)\b.{0,160}\b(?:(?:your|monthly|one-off|one-time) (?:\w+ ){0,3}donations?|donate now)\b|"
    r"(?:consider|by) (?:supporting|donating to|subscribing to|becoming) (?:us|our|a (?:member|supporter))\b|"
    r"this (?:post|article|page|story) (?:was|has been) (?:originally |first )?"
    r"(?:published|updated|posted|reviewed) (?:on|in|at)\b|"
    r"\byour support (?:makes|helps|allows|enables|keeps)\b|"
    r"only visible to .{0,20}admin|"
    r"pin (?:it|this)\b.{0,20}\blater|send this (?:article|story) to|link copied|"
    r"все права защищены|нашли ошибку|ctrl ?\+ ?enter|при использовании материалов|"
    r"tüm hakları saklıdır|kaynak gösterilmeden|جميع الحقوق محفوظة|"
    r"todos los derechos reservados|tous droits réservés|alle rechte vorbehalten|版权所有|未经授权|责任编辑"
)
# An article may speak of these in a paragraph; a line of its own that does is a box of the page.
_BOX = AnyCase(
    r"sign up (?:for|to) (?:our|the|get|receive|my)\b|subscribe to (?:our|the|my|get|receive)\b|"
    r"\b(?:our|my|free) (?:\w+ ){0,3}newsletters?\b|(?:in|to) your inbox|cookie (?:policy|settings|preferences)|"
    r"privacy policy|terms of (?:use|service)|download (?:the|our) (?:free )?app\b|(?:follow|like|find) us on|"
    r"join (?:our|the) (?:telegram|whatsapp|channel|community)|ad ?blocker|create (?:a free|an) account|"
    r"affiliate (?:links?|commission)|first published (?:on|in|at)|originally (?:published|appeared)|"
    r"(?:if you|when you|purchases?).{0,40}(?:through|via|using|from) (?:my|our|these|the)? ?links?|"
    r"this (?:post|article|page|story) was (?:last )?(?:updated|originally|first)|views expressed|"
    r"подписывайтесь на|подпишитесь на|bültenimize|abone olun|bizi takip edin|اشترك في|تابعونا|النشرة البريدية|"
    r"suscríbete a|newsletter abonnieren|扫码|关注我们"
)
_CALL = re.compile(
    r"(?:sign|log)[ -](?:in|up|out)\b.{0,40}|manage\b.{0,30}|share your\b.{0,30}|"
    r"(?:please |simply |just )?(?:get|try|start|download|sign|subscribe|register|schedule|book|shop|buy|order|"
    r"request|claim|join|grab|pin|contact|call|browse|explore|click|view|watch|read|learn|check|see|apply|donate|"
    r"become|tap|save|listen|enrol|enroll|talk|speak|visit|find|follow|add|compare)\b.{0,60}\b"
    r"(?:now|today|free|quote|started|here|newsletter|appointment|consultation|demo|later|member|patron|trial|"
    r"account|pricing|guide|app|details|sales|expert|us|store|checklist|article|post|menu|more)\W*|"
    r"(?:check|get|buy|shop|view|see|find|order|go to|visit|compare|click|tap|jump|skip|back|return)\b.{0,50}\b"
    r"(?:prices?|pricing|amazon|quotes?|deals?|site|website|cart|recipe|video|top|home|blog|results|availability|"
    r"details|\d{3,})\W*",
    re.IGNORECASE,
)
_PARAGRAPH = 18


def is_call(text: str, words: int) -> bool:
    """A button or plea in the imperative that ends in its object: "Get started", "Book a demo now"."""
    return words <= 10 and not (words > 6 and text.endswith((".", ":"))) and _CALL.fullmatch(text) is not None


def is_plea(text: str, words: int) -> bool:
    """Small print in any line of up to 60 words; pleas and boxes only where they are the whole line.

    Longer lines say something more, and a paragraph that merely speaks of newsletters stays.
    """
    if words > 60:
        return False
    if _SMALL_PRINT.search(text) or is_call(text, words):
        return True
    return words <= _PARAGRAPH and not text.endswith(":") and _BOX.search(text)
