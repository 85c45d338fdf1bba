"""Pasted text becomes an article: the edge cases that people's pastes hold."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.errors import RejectedSeed
from bot.ingest.parse import parse
from bot.models import ParsedArticle

DATA = Path(__file__).resolve().parents[1] / "data" / "ingest"

FIRST = "The council of Northport voted on Monday night to build the tunnel below the strait after years of argument."
SECOND = "Engineers will begin to drill in the spring, and the first trains are to run through it in six years."
THIRD = "The ferries will go on until then, said the harbor master, who has run them for most of her life."
TITLE = "Council Votes for the Tunnel Below the Strait"
BODY = (FIRST, SECOND, THIRD)


def read(text: str | bytes, name: str = "seed.txt") -> ParsedArticle:
    data = text if isinstance(text, bytes) else text.encode()
    articles = parse(data, name)
    assert len(articles) == 1
    return articles[0]


def paste(*blocks: str) -> str:
    return "\n\n".join(blocks) + "\n"


def test_twice_titled_paste_with_captions() -> None:
    """The commonest shape: title twice, captions, an empty date line, the alt text printed under the caption."""
    article = read((DATA / "twice_titled.txt").read_bytes())
    assert article.title == "Ferry Towns on Both Shores Prepare for the New Strait Tunnel"
    assert len(article.body) == 8
    assert article.body[0].startswith("The tunnel under the strait")
    assert article.body[-1].endswith("the noise at night.")
    assert len(article.captions) == 2
    assert article.captions[0].startswith("(L-R) The mayor")
    assert article.captions[1].startswith("A woman identified")
    assert article.published is None
    assert article.updated is None


@pytest.mark.parametrize(
    "noise",
    [
        "Read more: What the tunnel is for",
        "Related: The winter of the long ice",
        "READ: Ten things to know about tunnels",
        "Share this article",
        "Tweet",
        "12 comments",
        "1.4K shares",
        "Advertisement",
        "Facebook Twitter WhatsApp Email",
        "TwitterFacebookWhatsAppGoogle+BufferLinkedInPin It",
        "Sign up for our newsletter",
        "Subscribe to our newsletter to get the news of the strait in your inbox every morning.",
        "5 min read",
        "Listen to this story",
        "© 2019",
        "Copyright 2019 The Harbor Press. All rights reserved. This material may not be published or broadcast.",
        "Читайте также: Что нужно знать о тоннеле",
        "Поделиться",
        "İlgili haber: Boğazın altındaki tünel",
        "اقرأ أيضا: كل ما تريد معرفته عن النفق",
        "相关阅读：关于隧道的十件事",
        "Lea también: Diez cosas sobre el túnel",
        "* * *",
        "☼ ☼ ☼",
        "READ MORE Ten things to know about tunnels",
        "MORE: Ten things to know about tunnels",
        "Follow Jane Doe on Twitter @janedoe",
        "Reach Jane Doe at jdoe@harbor.example or 555-1234.",
        "Got a tip? Email tips@harbor.example",
        "Media playback is not supported on this device",
        "These are external links and will open in a new window",
        "Please enter an email address",
        "Warning: This video contains graphic content",
        "Story continues after advertisement",
        "1 of 12",
        "Turn on desktop notifications for breaking stories?",
        "What do you think? Leave a comment below.",
        "By signing up you agree to our terms and to receive offers of the paper.",
    ],
)
@pytest.mark.parametrize("place", [0, 1, 2, 3])
def test_furniture_goes_wherever_it_stands(noise: str, place: int) -> None:
    blocks = [FIRST, SECOND, THIRD]
    blocks.insert(place, noise)
    article = read(paste(TITLE, *blocks))
    assert article.title == TITLE
    assert article.body == BODY


@pytest.mark.parametrize(
    "paragraph",
    [
        "By Tuesday evening most of the families had gone home, and only the council and two reporters were left.",
        "The photo that Reuters published on Sunday shows the same hill without a single tree on it, she said.",
        "Our newsletter was the first to write of it in 1998, wrote the paper in a long article about its own past, "
        "and nobody in the town believed a word of what it said until the first drill arrived at the harbor in May.",
        "He had subscribed to every newspaper of the coast since he was a boy, and read all of them before noon.",
        "Share prices of both ferry companies fell by a tenth on the day after the vote, the exchange reported.",
        "“Read more, and talk less,” the judge told the lawyers on both sides before she sent everybody home.",
        "Related species live on the far shore, where the water is warmer and the clay does not reach the bottom.",
        "The tunnel opened on Dec. 19, 2016, and was closed again after two days because of the water in it.",
        "Follow the river from the bridge to the old mill, and after an hour you stand at the mouth of the tunnel.",
        "The minister speaks to the council on Monday, and a second vote on the money will be held on June 12, 2024.",
        "People who opened the app on Monday were told that something went wrong, and to please try again.",
        "<5% of the clay & >3% of the sand were wet, according to the report that the engineers handed in.",
    ],
)
def test_paragraph_that_only_sounds_like_furniture_stays(paragraph: str) -> None:
    article = read(paste(TITLE, FIRST, paragraph, SECOND, THIRD))
    assert paragraph in article.body
    assert len(article.body) == 4


@pytest.mark.parametrize(
    "caption",
    [
        "The harbor at night. (Jane Doe/Sample Photos)",
        "FILE - In this Jan. 4, 2019, file photo, the council leaves the hall. (AP Photo/John Doe, File)",
        "Photo: The harbor at night / Sample Photos",
        "Smoke rises over the harbor. Getty Images",
        "Rescue workers at the scene. Photo: Reuters / Jo Bloggs",
        "The mayor (left) and the harbor master in front of the rig.",
        "Screenshot of the map of the tunnel",
        "Image caption The harbor at night",
        "Image copyright Reuters Image caption The harbor at night",
        "Enlarge / The harbor at night.",
        "Pictured: the harbor at night",
        "The harbor at night ( AFP/Getty )",
        "REUTERS/Jane Doe Smith",
        "Minister Jane Doe speaks during a news conference in Northport on Jan. 2, 2019.",
        "Woman holding a core of clay",
        "Фото: Порт ночью / Образец",
        "Fotoğraf: Gece liman / Örnek",
        "图：夜间的港口 / 样例图片",
    ],
)
def test_caption_stands_apart(caption: str) -> None:
    article = read(paste(TITLE, caption, FIRST, SECOND, THIRD))
    assert article.body == BODY
    assert article.captions == (caption,)


def test_scene_between_paragraphs_is_a_caption_and_a_headline_is_not() -> None:
    scene = "The harbor master speaks to reporters in Northport"
    article = read(paste(TITLE, FIRST, scene, SECOND, THIRD))
    assert (article.body, article.captions) == (BODY, (scene,))
    assert read(paste(scene, FIRST, SECOND, THIRD)).title == scene


@pytest.mark.parametrize("glue", ["\n", ""])
def test_caption_printed_twice_is_one(glue: str) -> None:
    caption = "The old harbor master stands at the rig on the first morning of the drilling in the spring"
    article = read(paste(TITLE, FIRST, SECOND, THIRD, caption + glue + caption))
    assert article.body == BODY
    assert article.captions == (caption,)


def test_pull_quote_is_kept_once_at_its_first_place() -> None:
    article = read(paste(TITLE, FIRST, SECOND, THIRD, "The Route", SECOND))
    assert article.body[:3] == BODY
    assert article.body.count(SECOND) == 1


@pytest.mark.parametrize(
    ("line", "byline", "source"),
    [
        ("By JANE DOE, Associated Press", "Jane Doe", "Associated Press"),
        ("By Jane Doe and John Q. Roe", "Jane Doe, John Q. Roe", ""),
        (
            "By Jane Doe, John Roe and Ann van den Berg, The Harbor Post",
            "Jane Doe, John Roe, Ann van den Berg",
            "The Harbor Post",
        ),
        ("Written by Jane Doe", "Jane Doe", ""),
        ("By Jane Doe, Staff Writer", "Jane Doe", ""),
        ("By HARBOR POST STAFF", "Harbor Post Staff", "Harbor Post"),
        ("Jane Doe | Senior Editor", "Jane Doe", ""),
        ("Автор: Иван Петров", "Иван Петров", ""),
        ("Por Redacción, Diario de Muestra", "Redacción", "Diario de Muestra"),
    ],
)
def test_byline(line: str, byline: str, source: str) -> None:
    article = read(paste(TITLE, line, FIRST, SECOND, THIRD))
    assert (article.byline, article.source) == (byline, source)
    assert article.body == BODY


def test_dateline_stays_in_the_paragraph_and_names_agency_and_date() -> None:
    opening = f"ANKARA, Turkey, Dec. 20, 2016 (AP) — {FIRST}"
    article = read(paste(TITLE, opening, SECOND, THIRD))
    assert article.body[0] == opening
    assert article.source == "AP"
    assert article.published == datetime(2016, 12, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "published", "updated"),
    [
        ("|Updated: Dec. 20, 2016 3:41 p.m. EST", None, datetime(2016, 12, 20, 20, 41, tzinfo=UTC)),
        ("|Updated:", None, None),
        ("Updated: 3:41 PM", None, None),
        ("Published 20 December 2016", datetime(2016, 12, 20, tzinfo=UTC), None),
        (
            "Published: October 13, 2024 | Updated: October 14, 2024",
            datetime(2024, 10, 13, tzinfo=UTC),
            datetime(2024, 10, 14, tzinfo=UTC),
        ),
        ("Опубликовано: 23 сентября 2024 г.", datetime(2024, 9, 23, tzinfo=UTC), None),
        ("发布时间：2024年6月28日", datetime(2024, 6, 28, tzinfo=UTC), None),
    ],
)
def test_date_line(line: str, published: datetime | None, updated: datetime | None) -> None:
    article = read(paste(TITLE, line, FIRST, SECOND, THIRD))
    assert (article.published, article.updated) == (published, updated)
    assert article.body == BODY


def test_date_of_a_caption_is_never_the_articles() -> None:
    caption = "The harbor on Dec. 19, 2016. (Jane Doe/Sample Photos)"
    article = read(paste(TITLE, caption, FIRST, SECOND, THIRD, caption))
    assert article.published is None
    assert article.updated is None


def test_standfirst_becomes_the_summary() -> None:
    dek = "After years of argument the two towns agree on where the trains will go"
    article = read(paste(TITLE, dek, "By Jane Doe", "June 3, 2024", FIRST, SECOND, THIRD))
    assert article.summary == dek
    assert article.body == BODY


def test_subheads_and_lists_are_kept() -> None:
    article = read(paste(TITLE, FIRST, "What comes next", SECOND, "The terms:", "• four stations\n• two tracks", THIRD))
    assert article.body == (FIRST, "What comes next", SECOND, "The terms:", "• four stations", "• two tracks", THIRD)


def test_shortest_items_share_a_line_and_a_label_stands_before_its_value() -> None:
    article = read(paste(TITLE, FIRST, "To bring:", "• tent", "• rope", "• warm coat", "Price:", "20 dollars", SECOND))
    assert article.body == (FIRST, "To bring: • tent • rope • warm coat", "Price: 20 dollars", SECOND)
    assert read(paste(TITLE, FIRST, "Northport", "Southport", "Old Pier", SECOND)).body[1] == (
        "Northport · Southport · Old Pier"
    )


def test_no_blank_lines_at_all() -> None:
    article = read("\n".join([TITLE, *BODY]))
    assert (article.title, article.body) == (TITLE, BODY)


def test_hard_wrapped_lines_are_joined() -> None:
    """Mail programs break at a column; the paragraphs are what stands between blank lines."""
    wrapped = [wrap(paragraph, 65) for paragraph in BODY]
    article = read(paste(TITLE, *wrapped))
    assert (article.title, article.body) == (TITLE, BODY)


def wrap(text: str, width: int) -> str:
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append("")
        lines[-1] += f" {word}" if lines[-1] else word
    return "\n".join(lines)


PLAIN = paste(TITLE, FIRST.replace("argument", "résumés"), SECOND, THIRD)


@pytest.mark.parametrize(
    "data",
    [
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace("\n", "\r").encode(),
        b"\xef\xbb\xbf" + PLAIN.encode(),
        PLAIN.encode("utf-16"),
        PLAIN.encode("utf-16-be"),
        PLAIN.encode("utf-32"),
        PLAIN.encode("cp1252"),
        PLAIN.replace(" ", "\u00a0").encode(),
        PLAIN.replace("e", "e\u200b").encode(),
        PLAIN.replace("tunnel", "tun\u00adnel").encode(),
        PLAIN.replace("é", "e\u0301").encode(),
    ],
    ids=["crlf", "cr", "bom", "utf16", "utf16be", "utf32", "cp1252", "nbsp", "zero-width", "soft-hyphen", "decomposed"],
)
def test_any_bytes_of_one_text_give_one_article(data: bytes) -> None:
    assert read(data) == read(PLAIN)


def test_single_paragraph_without_title() -> None:
    """The title is made from the first sentence, cut at a word and marked; the sentence stays in the body."""
    long = FIRST[:-1] + " and after a long night in which nobody could agree on where the trains should go, it says."
    article = read(long)
    assert article.body == (long,)
    assert article.title.endswith("…")
    assert long.startswith(article.title[:-1])


def test_whole_page_copied_with_everything_around() -> None:
    page = paste(
        "Skip to main content",
        "Home\n\nNews\n\nSport\n\nWeather\n\nTravel\n\nJobs",
        "Search",
        TITLE,
        "By Jane Doe",
        "June 3, 2024",
        "Share",
        FIRST,
        SECOND,
        "Advertisement",
        THIRD,
        "More stories",
        "Storm closes the harbor for two days\n\nA new ferry for the island\n\nSchool moves away from the shore",
        "About us\n\nContact\n\nPrivacy policy\n\nTerms of use",
        "© 2024 The Harbor Post. All rights reserved.",
    )
    article = read(page)
    assert (article.title, article.body) == (TITLE, BODY)
    assert (article.byline, article.source) == ("Jane Doe", "The Harbor Post")
    assert article.published == datetime(2024, 6, 3, tzinfo=UTC)


def test_comments_below_are_not_the_article() -> None:
    comments = [
        "Leave a comment",
        "Ann says",
        "I have lived in Northport for forty years and never once have I seen the council agree on anything at all.",
        "Ben says",
        "My grandfather worked on the first ferry, and he would have laughed about this whole plan for a week.",
    ]
    assert read(paste(TITLE, FIRST, SECOND, THIRD, *comments)).body == BODY


@pytest.mark.parametrize(
    ("title", "body"),
    [
        (
            "Совет проголосовал за тоннель под проливом",
            "Городской совет в понедельник вечером проголосовал за строительство тоннеля под проливом после спора.",
        ),
        (
            "Meclis boğazın altındaki tünel için İYİ bir karar verdi",
            "Şehir meclisi pazartesi akşamı uzun tartışmanın ardından boğazın altına tünel yapılmasına karar verdi.",
        ),
        (
            "المجلس يصوت لصالح النفق تحت المضيق",
            "صوّت مجلس المدينة مساء الاثنين لصالح بناء النفق تحت المضيق بعد سنوات طويلة من الجدل بين المدينتين.",
        ),
        (
            "议会投票通过海峡隧道计划",
            "市议会星期一晚上投票决定在海峡下面修建隧道，此前两座城市为此争论多年。工程师将在春天开始钻探。",
        ),
    ],
)
def test_other_scripts(title: str, body: str) -> None:
    article = read(paste(title, title, body))
    assert (article.title, article.body) == (title, (body,))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n\t\r\n  \n", "white space"),
        ("\u00a0\u200b\ufeff\n".encode(), "white space"),
        (TITLE.encode(), "only a title"),
        (paste(TITLE, TITLE, "Share", "© 2019").encode(), "only a title"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "PNG"),
        (b"%PDF-1.7 and so on", "PDF"),
        (bytes(range(256)) * 4, "binary"),
        (b"\xff\xfeA\x00B", "breaks off"),
        (b"a line\n" * 10_001, "10,000 lines"),
    ],
)
def test_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(RejectedSeed, match=reason) as caught:
        parse(data, "seed.txt")
    assert "\n" not in str(caught.value)


def test_unknown_suffix_is_refused() -> None:
    with pytest.raises(RejectedSeed, match=r"\.xyz"):
        parse(PLAIN.encode(), "seed.xyz")


@pytest.mark.parametrize("what", ["Lecture on the history of the strait, hall", "Lecture in hall"])
def test_programme_without_a_single_sentence(what: str) -> None:
    """A calendar or table has no prose to be found by; a tight paste of one is still an article."""
    rows = [f"{hour}:00 {what} {hour}" for hour in range(9, 17)]
    article = read(paste("Programme of the Harbor Days", *rows))
    assert article.title == "Programme of the Harbor Days"
    assert article.body == tuple(rows)


def test_address_and_section_are_read_off_the_page() -> None:
    page = paste("Home > World > Europe", TITLE, "https://example.org/tunnel?id=5", FIRST, SECOND, THIRD)
    article = read(page)
    assert (article.title, article.body) == (TITLE, BODY)
    assert article.url == "https://example.org/tunnel?id=5"
    assert article.section == "World"


@pytest.mark.parametrize(
    "subhead", ["What the report says", "Discussion", "More bad news for the farmers", "The terms", "Who pays"]
)
def test_subhead_that_sounds_like_the_end_ends_nothing(subhead: str) -> None:
    article = read(paste(TITLE, FIRST, SECOND, subhead, THIRD))
    assert article.body == (FIRST, SECOND, subhead, THIRD)
