"""Words that web pages put around an article: the closed vocabulary of share bars, pleas and footers.

Whole lines only: a paragraph that merely speaks of a newsletter or of copyright is never dropped for it. Add a
phrase here when a new kind of furniture turns up; never the name of a site.
"""

from __future__ import annotations

import re

from bot.ingest.notices import is_notice
from bot.ingest.pleas import is_plea
from bot.ingest.vocabulary import listed

# Share buttons and accounts; a line made of nothing else is a share bar.
_NETWORKS = listed(
    """
    facebook|twitter|x|linkedin|whatsapp|telegram|reddit|pinterest|email|e-mail|mail|print|copy|link|
    copylink|messenger|flipboard|tumblr|pocket|instagram|youtube|tiktok|threads|bluesky|mastodon|viber|
    vk|ok|vkontakte|buffer|google|google+|rss|snapchat|skype|line|wechat|weibo|share|tweet|post|
    pin|save|comment|comments|like|follow|bookmark|sms|text|gmail|pin-it|it|on|via|to|this|with|
    us|url|icon|xing|medium|spotify|discord|twitch|поделиться|вконтакте|одноклассники|телеграм|
    твитнуть|скопировать|ссылку|ссылка|paylaş|tweetle|kopyala|bağlantı|yazdır|e-posta|مشاركة|فيسبوك|
    تويتر|واتساب|تيليجرام|نسخ|الرابط|طباعة|شارك|compartir|comparte|imprimir|copiar|enlace|correo|
    partager|imprimer|teilen|drucken|分享|分享到|转发|微信|微博|新浪微博|朋友圈|qq空间|qq|收藏|打印|复制链接|
    одноклассниках|макс|pinterest'te|facebook'ta|twitter'da|gönder|whatsapp'ta|لينكد|إن|بريد|إلكتروني
    """
)
_ANCHORS = _NETWORKS - listed("it|on|via|to|this|with|us|text|line|post|link|icon|mail|like")

# A whole line, once case, digits and outer signs are taken off.
_WHOLE = listed(
    """
    advertisement|advertisements|advertisement - scroll to continue|sponsored|sponsored content|promoted|ad|ads|
    story continues below advertisement|article continues below|continue reading|continues below|
    skip advertisement|skip to content|skip to main content|skip to navigation|skip to footer|jump to content|
    jump to recipe|menu|close|open|search|home|back|next|previous|prev|more|top|back to top|scroll to top|loading|
    loading...|login|log in|sign in|sign up|sign out|register|subscribe|subscribe now|subscribe today|unsubscribe|
    my account|cart|donate|donate now|join|join us|join now|contact|contact us|about|about us|careers|help|faq|
    faqs|privacy|privacy policy|legal|imprint|terms|terms of use|terms of service|terms & conditions|
    terms and conditions|cookie policy|cookie settings|sitemap|site map|accessibility|newsletter|newsletters|
    advertise|advertise with us|follow us|follow|follow us on|connect with us|share|share this|share this article|
    share this story|share this page|share this post|share on|share via|share with|share:|share article|
    share link|copy link|print|email|print this page|email this article|tweet this|save|save article|listen|
    listen to this story|listen to this article|listen to article|watch|watch now|play|play video|pause|mute|
    unmute|video|photos|gallery|view gallery|view all|see all|show more|show less|load more|read more|learn more|
    view more|more info|find out more|read article|read the article|read full story|read the full story|
    full story|see more|get started|get the app|download|show caption|hide caption|caption|enlarge image|
    toggle caption|view image|image|expand|collapse|click to enlarge|comments|comment|leave a comment|
    end of list|view image in fullscreen|video ad feedback|
    leave a reply|add a comment|post a comment|join the conversation|post comment|reply|view comments|
    show comments|no comments|no comments yet|be the first to comment|cancel reply|name|email address|website|
    related|related articles|related stories|related posts|related content|related topics|related news|
    related links|you may also like|you might also like|you may also be interested in|recommended|
    recommended for you|recommended reading|recommended stories|more stories|more news|latest news|latest stories|
    trending|trending now|most read|most popular|popular|popular posts|popular stories|recent posts|latest posts|
    top stories|editor's picks|editors' picks|don't miss|what to read next|read next|up next|next article|
    previous article|next post|previous post|next story|previous story|more from|more like this|
    more on this story|more on this topic|more to read|keep reading|further reading|table of contents|contents|
    in this article|on this page|jump to|what's in this article|tags|tagged|topics|categories|category|
    filed under|posted in|keywords|author|about the author|about the authors|written by|by|authors|reviewed by|
    medically reviewed by|author bio|sign up for our newsletter|subscribe to our newsletter|join our newsletter|
    get the newsletter|get our newsletter|stay connected|stay informed|stay up to date|stay updated|quick links|
    resources|footer|get in touch|our team|support us|all rights reserved|thank you for subscribing|
    follow us on google news|add us on google|shares|advertising|paid content|promoted stories|sponsored links|
    sponsored stories|by taboola|by outbrain|ad feedback|story continues below|story continues|
    article continues below this ad|story continues after advertisement|article continues after ad|font size|
    text size|a a a|full article|full story here|replay|replay video|skip ad|skip ads|must watch|
    watch the video above|watch the video below|watch video|scroll down for video|video player is loading|
    play now|unmute video|autoplay next video|close share panel|read more about sharing|report a typo|
    report an error|report a mistake|report this ad|report ad|suggest a correction|show more comments|
    load comments|hide comments|comments are moderated|sort by newest|sort by oldest|accept|accept all|reject all|
    i agree|i accept|got it|not now|maybe later|no thanks|allow notifications|notification on|enter your email|
    your email|your email address|breaking news|live blog|live updates|live|exclusive|news|world news|local news|
    national news|sponsor message|sponsored message|story highlights|privacy notice|cookie notice|
    cookie preferences|your privacy choices|copied|link copied!|copy link to clipboard|text to speech|
    change text size|reuse this content|request reprint|licensing rights|purchase licensing rights|buy photo|
    buy this photo|order reprints|cite this article|add as preferred source|make us a preferred source|
    like this|like loading|gift article|gift this article|bookmark this article|min read|minute read|mins read|
    english|español|français|
    deutsch|русский|türkçe|العربية|中文|日本語|português|italiano|updated|last updated|page updated|article by|
    story by|no items found|published|
    реклама|читайте также|читать также|читайте ещё|читать далее|поделиться|поделиться ссылкой|комментарии|
    подписаться|материалы по теме|новости по теме|по теме|главная|меню|поиск|войти|ещё|подробнее|теги|
    все новости|обсудить|фото|видео|оставить комментарий|смотрите также|на эту тему|все права защищены|
    подпишитесь|обновлено|опубликовано|
    paylaş|reklam|ilgili haberler|ilgili haber|yorumlar|yorum yap|abone ol|haberin devamı|devamını oku|anasayfa|
    ana sayfa|menü|ara|giriş yap|etiketler|son dakika|ayrıca bakınız|bunlar da ilginizi çekebilir|yorum yaz|
    güncelleme|
    إعلان|اقرأ أيضا|اقرأ أيضاً|اقرأ المزيد|مشاركة|شارك|تعليقات|التعليقات|أخبار ذات صلة|مواضيع ذات صلة|
    موضوعات متعلقة|الرئيسية|القائمة|بحث|تسجيل الدخول|المزيد|اشترك|الأكثر قراءة|كلمات مفتاحية|شاهد أيضا|
    شاهد أيضاً|
    publicidad|lea también|lea más|leer más|compartir|comentarios|noticias relacionadas|te puede interesar|
    suscríbete|inicio|menú|buscar|lire aussi|à lire aussi|partager|commentaires|publicité|accueil|anzeige|
    lesen sie auch|mehr zum thema|teilen|kommentare|startseite|artikel teilen|weiterlesen|
    分享|广告|相关新闻|相关阅读|评论|首页|菜单|搜索|登录|责任编辑|点击进入|更多|返回顶部|
    """
)

# Openings of a line that points elsewhere. A colon, dash or bar must follow, or the line must be short.
_POINTERS = re.compile(
    r"(?:read (?:more|next|also|this next|the full|full)|see (?:also|more|related)|also read|also see|"
    r"more (?:on|from|about|stories)|"
    r"related(?: (?:articles?|stor(?:y|ies)|posts?|content|reading|coverage|news|links?|topics?|video))?|"
    r"recommended(?: reading)?|must[- ]read|don['’]t miss|watch(?: (?:now|more|live|also|next))?|"
    r"listen(?: (?:now|to))?|"
    r"click here|tap here|follow (?:us|me|live)|learn more(?: about)?|editor['’]s note|share (?:this|on|via)|"
    r"tags?|tagged|topics|"
    r"filed under|posted in|categor(?:y|ies)|keywords|explore more|more|in pictures|in photos|"
    r"in case you missed it|icymi|up next|"
    r"you (?:may|might) (?:also )?like|more on (?:the|this) \w+|read|check out|also|"
    r"читайте (?:также|ещё|еще|подробнее)|по теме|смотрите также|подробнее|ещё по теме|теги|"
    r"ilgili haber(?:ler)?|ayrıca (?:oku|bakınız)|bunu da oku|devamı|etiketler|"
    r"اقرأ (?:أيضا|أيضًا|أيضاً|المزيد|كذلك)|شاهد (?:أيضا|أيضًا|أيضاً)|طالع (?:أيضا|أيضاً)|للمزيد|"
    r"lee (?:también|más)|lea (?:también|más)|te puede interesar|vea también|lire aussi|à lire(?: aussi)?|"
    r"voir aussi|lesen sie auch|"
    r"mehr zum thema|"
    r"leia (?:também|mais)|leggi anche|lees ook|läs också|相关阅读|延伸阅读)",
    re.IGNORECASE,
)


# Capitals set such a pointer off from the headline that follows it without a sign: "READ MORE Minister resigns".
_SHOUTED = re.compile(
    r"(?:READ (?:MORE|ALSO|NEXT)|ALSO READ|SEE ALSO|MUST READ|RELATED|WATCH|DON['’]T MISS)\W{0,3}\s+(?=\S)"
)
_FIGURES = re.compile(r"[\W\d_]*\d[\W\d_]*")
_CODE = re.compile(r"[{}<>=;├│└─]|\(\)|//")
# Arrows to the post before and the post after.
_LEFT, _RIGHT = "←‹«⟵", "→›»⟶"
# A rule of underscores is no word.
_VISIBLE = re.compile(r"[^\W_]")

_CHECKED = re.compile(
    r"(?:medically |expertly |fact )?(?:reviewed|edited|fact[- ]checked|translated|illustrated|photographed|recipe|"
    r"published in|presented|sponsored|powered|hosted|curated) (?:by|in)?\b.{0,60}",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"\s?[|•·]\s?|\s[>»›/→]\s")
_ADDRESS = re.compile(r"(?:url|link|source|original|via)?\s*[:：]?\s*(?:https?://|www\.)\S{4,500}", re.IGNORECASE)
_SHARES = re.compile(
    r"(?:(?:share|send|post|copy|print|save|email)(?: this)?(?: [a-z]+)?(?: (?:to|on|via|by|with|in) [a-z]+)?\W*)+",
    re.IGNORECASE,
)
_FILED = re.compile(r"(?:categor(?:y|ies)|posted in|filed under)\b.{1,200}\btag(?:s|ged)?\b", re.IGNORECASE)
_COUNTED = re.compile(
    r"\d[\d.,]*\s?[km]?\s*(?:comments?|shares?|likes?|views?|reactions?|replies|retweets?|claps|followers?|"
    r"комментари\w*|просмотр\w*|yorum|paylaşım|görüntülenme|تعليق\w*|مشاهدة|comentarios|commentaires|评论)",
    re.IGNORECASE,
)
_READING_TIME = re.compile(
    r"(?:reading time|read time|time to read|estimated reading time|время чтения|okuma süresi|وقت القراءة)?\W*"
    r"\d+\s*[-–]?\s*(?:min(?:ute)?s?\.?|мин(?:ут\w*)?\.?|dk\.?|dakika|دقائق|دقيقة)(?:\s*(?:read|de lectura|"
    r"чтения|okuma|قراءة))?",
    re.IGNORECASE,
)
_EDGE_SIGNS = " \t|•·–—-:;,.…>»›→←↑↓▶◀►✕×✓*+#()[]_=~\"'“”!?&/\\"
_SPLIT = re.compile(r"[\s,：|•·/()\[\]:–—>»]+")
_NETWORK_GLUE = re.compile(r"(?<=[a-zа-я+])(?=[A-ZА-Я])")


def bare(text: str) -> str:
    """A line for comparing: case folded, outer signs and counters taken off."""
    return text.casefold().strip(_EDGE_SIGNS)


def is_share_bar(text: str) -> bool:
    """Nothing but names of networks and buttons, also glued together: "TwitterFacebookWhatsApp"."""
    if len(text) > 200:
        return False
    words = [word for word in _SPLIT.split(_NETWORK_GLUE.sub(" ", text)) if word]
    known = [word.casefold() for word in words if not word.isdigit()]
    known = ["whatsapp" if word in {"whats", "app"} else word for word in known]
    known = ["linkedin" if word in {"linked", "in"} else word for word in known]
    return bool(known) and all(word in _NETWORKS for word in known) and any(word in _ANCHORS for word in known)


def is_pointer(text: str, words: int) -> bool:
    """A link to something else: "Read more: ...", "Related: ...", "По теме: ..."."""
    match = _POINTERS.match(text)
    if match is None:
        return False
    if words <= 30 and _SHOUTED.match(text) and not text.isupper():
        return True
    rest = text[match.end() :].lstrip()
    if not rest:
        return True
    if rest[0] in ":：|>»–—-→":
        return words <= 40
    return False


def is_tag_line(text: str) -> bool:
    """Sections or tags set side by side: "Asia | Japan | Travel tips", "Home > World > Europe"."""
    parts = [part.split() for part in _SEPARATOR.split(text.strip(" |•·"))]
    return len(parts) >= 3 and sum(len(part) for part in parts) <= 4.5 * len(parts) and not text.endswith(".")


def is_teaser(text: str, words: int) -> bool:
    """The cut-off opening of another article, as lists of related stories show it."""
    return words >= 6 and text.rstrip(" ]").endswith(("…", "...", "Read more", "Read More", "READ MORE"))


def is_code(text: str) -> bool:
    """Source code, templates and drawings of trees: a chat shows them badly and no briefing needs them."""
    return len(_CODE.findall(text)) > max(2, len(text) // 15)


def is_reading_time(text: str) -> bool:
    """ "3 min read", "Время чтения: 5 минут": it stands below the author."""
    return len(text) <= 40 and _READING_TIME.fullmatch(bare(text)) is not None


def _points(text: str) -> bool:
    """An arrow at either end; a pair of « and » is a quotation."""
    ends = text[0] + text[-1]
    if "«" in text and "»" in text:
        ends = ends.strip("«»")
    return any(sign in _LEFT + _RIGHT for sign in ends)


def is_furniture(text: str, words: int) -> bool:
    """Whether a whole line belongs to the page and not to the article.

    Telling phrases count only in lines of up to 45 words: a paragraph longer than that says something more.
    """
    if not _VISIBLE.search(text):
        return True
    if (words <= 2 and _ADDRESS.fullmatch(text)) or (words <= 40 and _FILED.match(text)):
        return True
    plain = bare(text)
    if plain in _WHOLE or is_share_bar(text) or is_pointer(text, words):
        return True
    if words <= 6 and (_COUNTED.fullmatch(plain) or _READING_TIME.fullmatch(plain)):
        return True
    if words <= 12 and not text.endswith(".") and _CHECKED.fullmatch(text):
        return True
    if words <= 24 and (_SHARES.fullmatch(text) or (words <= 14 and is_tag_line(text))):
        return True
    if words <= 15 and _points(text):
        return True
    # The arrow back that programs set behind a footnote, with or without the sign for "as text".
    if text.rstrip("\ufe0e\ufe0f ").endswith("↩"):
        return True
    if is_code(text) or _FIGURES.fullmatch(text):
        return True
    return is_plea(text, words) or is_notice(text, words)
