"""What the name of a paper or agency looks like."""

from __future__ import annotations

import re

_KIND = re.compile(
    r"\b(?:press|news|times|post|agency|service|media|today|bureau|radio|tv|television|magazine|journal|herald|"
    r"tribune|"
    r"gazette|guardian|ledger|argus|advertiser|wire|courier|weekly|daily|observer|star|globe|standard|chronicle|telegraph|independent|review|"
    r"monitor|network|broadcasting|mail|mirror|express|examiner|inquirer|dispatch|bulletin|reporter|register|"
    r"sentinel|"
    r"courrier|presse|journal|figaro|diario|periódico|zeitung|spiegel|gazete(?:si)?|haber|ajansı|postası|"
    r"вестник|газета|новости|известия|агентство|ведомости)\b|صحيفة|وكالة|جريدة|قناة|日报|晚报|新闻|通讯社|时报",
    re.IGNORECASE,
)
_AGENCY = re.compile(
    r"(?:AP|AFP|Reuters|REUTERS|UPI|PA|dpa|DPA|BBC|CNN|NPR|EFE|ANSA|AA|IHA|İHA|DHA|TASS|ТАСС|Bloomberg|Xinhua|新华社|"
    r"РИА(?: Новости)?|Интерфакс|INTERFAX(?:\.RU)?|БелТА|БЕЛТА|Укринформ|Казинформ|РБК|"
    r"رويترز|رويتر|(?:ا|أ)[ .]?ف[ .]?ب\.?|فرانس برس|د[ .]?ب[ .](?:ا|أ)\.?|(?:ا|أ)[ .]ب\.?|(?:أسوشيتد|اسوشيتد) برس|"
    r"أ[ .]?ش[ .]?أ\.?|واس|وام|سانا|وفا|بترا|قنا|كونا|شينخوا|تاس|سبوتنيك|الأناضول|نوفوستي|إيرنا|وكالات|"
    r"法新社|路透社?|美联社|塔斯社|共同社|彭博社|韩联社|中新社|中新网|人民网|新华网|央视网?|"
    r"Kyodo|NHK|CBC|ABC|NBC|CBS|DW|RT|VOA|RFI|PTI|ANI|IANS|SPA|WAM|SANA|MENA)"
)
_STAFF = re.compile(
    r"\s+(?:staff|team|desk|newsroom|editors|editorial board|staff writers?|staff reporters?)$", re.IGNORECASE
)


def is_outlet(text: str) -> bool:
    """A short run of capitalised words with a word such as Times or Agency among them, or a known agency."""
    words = text.split()
    if not 1 <= len(words) <= 6 or len(text) > 60 or text.endswith((".", ":", "?")):
        return False
    if _AGENCY.fullmatch(text):
        return True
    if any(word[0].islower() for word in words if len(word) > 3 and word[0].isalpha()):
        return False
    return _KIND.search(text) is not None and (len(words) > 1 or not text.isascii())


def without_staff(text: str) -> str:
    """ "Harbor Post Staff" is the paper's newsroom: the paper's name, or "" when nothing says staff."""
    match = _STAFF.search(text)
    return text[: match.start()] if match else ""
