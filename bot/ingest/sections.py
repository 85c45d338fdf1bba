"""Headings that tell where an article is over and its page goes on."""

from __future__ import annotations

import re

_EDGE = " :.!?…»>-–—"
_MORE = re.compile(
    r"(?:more|related|recent|recently|latest|featured|popular|other|similar|recommended|trending|top|most|further|"
    r"additional|suggested|also)\b.{0,40}\b(?:posts?|articles?|stories|story|news|reads?|reading|videos?|blogs?|"
    r"topics?|links|products|events|popular|viewed|recipes|guides|by|like|resources|information)\b"
    r"(?: (?:from|on|in|by|for you|about|you|this|that|to|we|i)\b.{0,30})?|"
    r"(?:you (?:may|might|will|could)(?: also)? (?:like|enjoy|love|want|be interested)|"
    r"if you (?:liked|enjoyed|like|enjoy)|what to read|want (?:more|to read)|did you (?:like|enjoy|find)|"
    r"was this|enjoyed? this|never miss|be the first to (?:know|comment)|get in touch|"
    r"contact (?:us|information)|have (?:a|any) questions|"
    r"stay (?:in touch|informed|up[- ]to|connected|updated)).{0,60}|"
    r"(?:читайте|смотрите) также|(?:ещё|еще|другие|похожие|последние) (?:новости|статьи|материалы)|"
    r"(?:ilgili|diğer|son) (?:haberler|yazılar)|(?:أخبار|مقالات|مواضيع) (?:ذات صلة|أخرى|مشابهة)|"
    r"(?:noticias|artículos) relacionad[ao]s|(?:articles|sujets) (?:similaires|liés)|相关(?:新闻|阅读|文章)",
    re.IGNORECASE,
)
# A whole sentence that introduces other articles, also with a colon.
_INVITES = re.compile(
    r"if you(?:['’]re| are)? (?:liked|enjoyed|found|loved|looking for (?:any )?(?:more|other)|"
    r"want(?:ed)? (?:more|to read more))\b.{0,60}\b(?:check out|read|see|like|try|browse|visit)\b.{0,50}|"
    r"(?:check out|browse|see|read|explore) (?:(?:some|more|all) )?(?:of )?(?:our|my|these) "
    r"(?:other |latest |related |recent |popular )*(?:posts?|articles?|stories|guides?|reviews?|coverage|reporting)\b"
    r".{0,50}[:!.]",
    re.IGNORECASE,
)
_INVITATION = 20
_CLOSING = re.compile(
    r"reader interactions|discussion(?: about this.{0,20}| \(?\d+\)?)|(?:view |show |all )?comments?(?: \(?\d+\)?)?|"
    r"\d+ (?:responses?|replies|thoughts on.{0,80})|(?:leave|post|add|write) a (?:reply|comment|review).{0,20}|"
    r"join the (?:conversation|discussion)|about the (?:author|writer|contributor|reporter)s?|about me|author bio|"
    r"references|sources|works cited|bibliography|footnotes|endnotes|citations|post navigation|cancel reply|"
    r"trackbacks?|pingbacks?|комментарии(?: \(?\d+\)?)?|оставить комментарий|yorumlar|"
    r"yorum yap|التعليقات|اترك تعليق\w*|comentarios|deja un comentario|commentaires|kommentare|评论|发表评论",
    re.IGNORECASE,
)

_TAIL = re.compile(
    r"(?:read|learn|explore|see|view|show|load) (?:more|all)|previous|next|(?:previous|next) (?:post|article|story)|"
    r"tags?|tagged|topics|categories|filed under|written by|contributors?|authors?|print(?: this page)?|"
    r"back to (?:blog|news|top|all)|(?:submit|post) comment|далее|теги|etiketler|الوسوم|标签",
    re.IGNORECASE,
)


_BUTTON = re.compile(
    r"(?:read|see|show) more|read (?:the )?(?:full )?(?:story|article)|читать далее|подробнее|devamını oku|اقرأ المزيد|"
    r"leer más|lire la suite|weiterlesen",
    re.IGNORECASE,
)
# A label of no more than a few words, with the headlines themselves below it.
_LABEL = re.compile(
    r"(?:related|recommended|trending|most (?:read|popular|viewed|shared)|popular|top|latest|more|must|"
    r"editors?['’]?s?|don['’]t|read|see|also|up|what to)\b"
    r"(?: (?:stories|story|articles?|news|reads?|reading|coverage|posts?|links|topics|content|picks?|miss|more|also|"
    r"next|now|headlines|on this(?: story| topic)?|from .{2,30}|to read|for you|in .{2,20}))*|"
    r"(?:читайте|смотрите) также|(?:материалы |новости )?по теме|популярное|главные новости|"
    r"(?:ilgili|benzer) (?:haber(?:ler)?|konular)|bunlar da ilginizi çekebilir|çok okunanlar|"
    r"(?:أخبار|مواضيع|مقالات|موضوعات) (?:ذات صلة|متعلقة)|اقرأ (?:أيضا|أيضًا|أيضاً)|"
    r"相关(?:新闻|阅读|文章|报道)|延伸阅读|推荐阅读|热门(?:新闻|文章|排行)|"
    r"te puede interesar|lire aussi|lesen sie auch",
    re.IGNORECASE,
)

# "More" or "Top" alone may be anything.
_ONE_WORD = frozenset({"recommended", "related", "trending"})


def labels_headlines(text: str, words: int) -> bool:
    """ "Related stories", "Читайте также": below it stand headlines of other articles, also amid the text."""
    label = text.strip(_EDGE)
    long_enough = len(text.split()) > text.isascii() or label.casefold() in _ONE_WORD
    return words <= 5 and long_enough and _LABEL.fullmatch(label) is not None


def is_button(text: str) -> bool:
    """A lone "Read more": it belongs to the headline above it."""
    return _BUTTON.fullmatch(text.strip(_EDGE)) is not None


def announces_more(text: str, words: int) -> bool:
    """A short heading above other articles, pleas or buttons: "More stories", "Never miss a post".

    Some pages set such a box in the middle of an article, so it costs much but does not end it.
    """
    if words <= _INVITATION and _INVITES.fullmatch(text):
        return True
    # A heading has no full stop: "More on that in the second part." is a sentence of the article.
    return (
        words <= 10 and not (words > 3 and text.endswith((":", "."))) and _MORE.fullmatch(text.strip(_EDGE)) is not None
    )


def closes_article(text: str, words: int) -> bool:
    """A heading that nothing of the article can follow: its comments, its author, its references."""
    return words <= 10 and _CLOSING.fullmatch(text.strip(_EDGE)) is not None


def is_tail_button(text: str) -> bool:
    """A button that stands below articles and in lists of them, rarely amid paragraphs."""
    return _TAIL.fullmatch(text.strip(_EDGE)) is not None
