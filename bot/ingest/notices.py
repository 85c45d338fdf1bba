"""Notices of the page itself amid an article: players, forms, dialogs, and ways to reach the newsroom."""

from __future__ import annotations

import re

from bot.ingest.anycase import AnyCase

# What players, forms and dialogs say; an article says it only inside a longer paragraph.
_PAGE = AnyCase(
    r"media playback is (?:un|not )supported|this video (?:can(?:not|['’]t) be played|is (?:not |un)available)|"
    r"(?:video|audio|content|page|feature) (?:isn['’]t|is not|is no longer) available|your browser does not support|"
    r"(?:update|upgrade) your browser|"
    r"created with sketch|opens? in (?:a )?new (?:window|tab)|external links and will open|"
    r"external (?:internet )?sites|"
    r"(?:please )?enter (?:a valid|an?|your) (?:email|e-mail)|email already exists|already registered|"
    r"register with your social account|log in to continue|"
    r"by (?:signing up|subscribing|registering|submitting|clicking|entering|checking|ticking|continuing|joining)\b"
    r".{0,60}\b(?:you|i) (?:agree|accept|consent|acknowledge|confirm)\b|"
    r"due to your privacy preferences|update your privacy settings|accept (?:cookies|tracking)|"
    r"(?:turn on|enable|get|allow|receive) (?:\w+ )?(?:desktop |push |browser |breaking[- ]news |email )+"
    r"(?:notifications?|alerts?)|"
    r"(?:those|views|opinions|content) of (?:our|its) users|do not necessarily reflect the (?:views|opinions|position)|"
    r"(?:let us know|tell us|share your (?:thoughts|views|experiences?)|have your say|leave (?:a|your) comments?|"
    r"join the (?:discussion|debate)|sound off|weigh in) (?:what you think )?(?:in|below|on|at) ?(?:the |our )?"
    r"(?:comments?|facebook|twitter|below)|what do you think\? |has been automatically (?:generated|translated)|"
    r"(?:advertisement|story|article|content) continues? (?:below|after)|trust principles|"
    r"(?:stay|keep) (?:up[- ]to[- ]date|on top of) .{0,40}\b(?:app|newsletter|alerts|channel)|"
    r"\bus (?:on|in|via) (?:facebook messenger|google news|apple news|our (?:app|website|channel))\b|"
    r"you can now listen to|more accessible video player|newsletters may contain|skip past newsletter|"
    r"^after newsletter promotion|"
    r"видео недоступно|ваш браузер не|введите (?:ваш )?(?:e-?mail|адрес)|"
    r"tarayıcınız|e-posta adresinizi|المتصفح|بريدك الإلكتروني|您的浏览器|请输入",
)
# The press quotes these now and then; a line that says little more is a dialog of the page.
_MESSAGE = AnyCase(
    r"an error (?:has )?occurred|something went wrong|please try again|check your inbox|"
    r"(?:contains|contain) graphic (?:content|images)|viewer discretion",
)
_REACH = re.compile(
    r"(?:you can )?(?:follow|reach|contact|email|e-mail|write to|message|tweet|call|find|connect with|"
    r"send (?:\w+ ){0,3}(?:to|at)|got (?:a|any)|have (?:a|you)|do you have|know something|"
    r"want to (?:share|comment|respond))\b",
    re.IGNORECASE,
)
_WAY = re.compile(
    r"(?:^|[\s(:])@\w{2,30}|[\w.+-]{1,64}@[\w-]{1,64}\.\w{2}|\bget in touch\b|"
    r"\bon (?:twitter|x|facebook|instagram|linkedin|threads|bluesky|mastodon|telegram|whatsapp)\b",
    re.IGNORECASE,
)
# Who else worked on it: at the end of reports, a line of its own.
_HELPED = re.compile(
    r"(?:(?:additional |further )?(?:reporting|writing|editing|research|translation) (?:was )?by\b|contributing:)",
    re.IGNORECASE,
)
_CONTRIBUTED = re.compile(
    r".{3,120}\bcontributed (?:reporting|research|to (?:this|the) (?:report|reporting|story|article|dispatch|piece))\b"
    r".{0,60}"
)
_ADVERTISEMENT = re.compile(r"advertisement\b[^.]{0,40}", re.IGNORECASE)
_COUNTER = re.compile(
    r"(?:slideshow|gallery|photos?|images?) ?\(?\d{1,3} ?(?:photos?|images?|slides?)?\)?|"
    r"\(?\d{1,3}\s?(?:of|/|из)\s?\d{1,3}\)?\W*(?:photos?|images?|slides?)?|\d+(?:\.\d+)?k",
    re.IGNORECASE,
)
_MESSAGE_WORDS, _NOTICE, _CONTACT = 12, 35, 30


def is_contribution(text: str) -> bool:
    """ "John Roe contributed to this report.", "Editing by Jane Doe"."""
    return _HELPED.match(text) is not None or ("contributed" in text and _CONTRIBUTED.fullmatch(text) is not None)


def is_notice(text: str, words: int) -> bool:
    """A line that the page says of itself, or that tells how to reach or follow somebody.

    A contact needs both: the asking and an address or account, so that "Follow the river" stays.
    """
    if words <= _NOTICE and is_contribution(text):
        return True
    if words <= 6 and _ADVERTISEMENT.fullmatch(text):
        return True
    if words <= 4 and _COUNTER.fullmatch(text):
        return True
    if (words <= _NOTICE and _PAGE.search(text)) or (words <= _MESSAGE_WORDS and _MESSAGE.search(text)):
        return True
    return words <= _CONTACT and _REACH.match(text) is not None and _WAY.search(text) is not None
