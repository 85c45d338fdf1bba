"""Saved pages: what is the article, what the page says of it, and which bytes it may come in."""

from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest

from bot.errors import RejectedSeed
from bot.ingest.parse import parse
from bot.models import ParsedArticle

DATA = Path(__file__).parent.parent / "data" / "formats"
FIRST = "The council of Testford voted on Monday evening to open the old harbour to swimmers from the first of May."
SECOND = "Lifeguards will be on duty at weekends, and the water is tested every Thursday by the county laboratory."
THIRD = (
    "The harbour had been closed to swimmers for thirty years because of the cranes, which were taken away in March."
)
TITLE = "Testford opens the old harbour to swimmers"


def page(body: str, head: str = "", attributes: str = "") -> bytes:
    return f"<!doctype html><html {attributes}><head>{head}</head><body>{body}</body></html>".encode()


def article(inside: str = "") -> str:
    return f"<article><h1>{TITLE}</h1><p>{FIRST}</p>{inside}<p>{SECOND}</p><p>{THIRD}</p></article>"


def read(data: bytes, name: str = "page.html") -> ParsedArticle:
    [found] = parse(data, name)
    return found


def test_a_page_with_everything() -> None:
    found = read((DATA / "page.html").read_bytes())
    assert found.title == "Ferry to Marlow Island runs again after nine weeks"
    assert found.body[0].startswith("The ferry Petrel left Marlow pier")
    assert found.body[-1].startswith("Tickets bought before the repair")
    assert "Fewer sailings on Sundays" in found.body
    assert "- First boat from Marlow: 6.45 a.m." in found.body
    assert "Freight goes on Tuesdays <only>." in found.body[3]
    assert found.summary == "Islanders get their link to the mainland back, with fewer sailings on Sundays."
    assert found.byline == "Ada Example, Ben Sample"
    assert found.source == "The Test Courier"
    assert found.section == "Local"
    assert found.url == "https://courier.example/news/marlow-ferry"
    assert found.published == datetime(2026, 3, 4, 6, 30, tzinfo=UTC)
    assert found.updated == datetime(2026, 3, 4, 11, 5, tzinfo=UTC)
    assert found.captions == ("The ferry Petrel at Marlow pier on Wednesday. Photo: Test Pictures",)
    assert found.language == "en"
    whole = " ".join(found.body)
    for junk in ("Facebook", "Read more", "Most read", "©", "I was on that boat", "Home", "Skip"):
        assert junk not in whole


def test_html_pasted_into_a_text_file() -> None:
    found = read((DATA / "pasted_html.txt").read_bytes(), "paste.txt")
    assert found.title == "Market hall gets a new roof"
    assert len(found.body) == 2


@pytest.mark.parametrize("name", ["page.txt", "page", "page.md", "page.json", "page.xml"])
def test_a_whole_page_is_one_whatever_its_name(name: str) -> None:
    assert read(page(article()), name).body == (FIRST, SECOND, THIRD)


def test_signs_of_prose_are_no_html() -> None:
    """Figures such as "<5%" stay text."""
    text = f"Rates fall\n\nGrowth was <5% & fell >3%, said <the office> on Monday. {FIRST}"
    assert "<5% & fell >3%, said <the office> on Monday." in read(text.encode(), "rates.txt").body[0]


@pytest.mark.parametrize(
    ("tab", "site", "heading"),
    [
        (f"{TITLE} | The Test Courier", "The Test Courier", TITLE),
        (f"{TITLE} - The Test Courier", "", TITLE),
        (f"The Test Courier: {TITLE}", "", TITLE),
        (f"{TITLE} – The Test Courier", "The Test Courier", "The Test Courier"),
        (f"{TITLE} | The Test Courier", "The Test Courier", ""),
    ],
)
def test_headline_without_the_site(tab: str, site: str, heading: str) -> None:
    head = f'<title>{tab}</title><meta property="og:site_name" content="{site}">'
    body = f"<h1>{heading}</h1><div><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></div>"
    assert read(page(body, head)).title == TITLE


def test_a_dash_in_a_headline_stays() -> None:
    head = "<title>Swimmers return - after thirty years, the harbour opens | Courier</title>"
    found = read(page(f"<div><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></div>", head))
    assert "after thirty years, the harbour opens" in found.title
    assert "Courier" not in found.title


def test_a_page_without_any_title_gets_one_made() -> None:
    assert read(page(f"<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>")).title.startswith("The council of Testford voted")


@pytest.mark.parametrize(
    "junk",
    [
        "<nav><ul><li>Home</li><li>World news from everywhere, read by everybody in the morning.</li></ul></nav>",
        "<aside><p>Our newsletter comes every morning with ten things that you should know today.</p></aside>",
        '<div class="related-posts"><p>A bridge was opened in the north of the town, and many came.</p></div>',
        '<div id="newsletterSignup"><p>Ten stories a day in your inbox, written for people who have no time.</p></div>',
        '<div style="display: none"><p>This offer is only for readers who have switched their scripts off.</p></div>',
        "<form><p>Type your address here, and we will write to you about everything that happens.</p></form>",
        '<div role="dialog"><p>We and our partners store cookies on your device for reasons of our own.</p></div>',
        "<script>document.write('This is not for reading, it is a program that writes a sentence.')</script>",
        "<p>Read more: <a href='/x'>How the cranes were taken away</a></p>",
    ],
)
def test_what_is_no_article_text(junk: str) -> None:
    assert read(page(article(junk))).body == (FIRST, SECOND, THIRD)


def test_comments_are_dropped_even_when_they_outweigh_the_article() -> None:
    said = "".join(
        f"<li><p>Reader {number} thinks that this is a very good thing for the town.</p></li>" for number in range(90)
    )
    found = read(page(f'{article()}<ol class="comment-list">{said}</ol>'))
    assert found.body == (FIRST, SECOND, THIRD)


@pytest.mark.parametrize("name", ["sidebar-widget", "social", "popup", "menu-related"])
def test_an_element_that_holds_the_article_is_kept_whatever_its_class(name: str) -> None:
    assert read(page(f'<div class="{name}">{article()}</div>')).body == (FIRST, SECOND, THIRD)


def test_lists_tables_and_entities() -> None:
    inside = "<ol><li>Bring a towel&nbsp;&amp; a cap</li><li>Keep to the left of the buoys</li></ol>"
    rows = "<table><tr><td>May</td><td>12 degrees</td></tr><tr><td>June</td><td>16 degrees</td></tr></table>"
    found = read(page(article(inside + rows)))
    assert "1. Bring a towel & a cap" in found.body
    assert "2. Keep to the left of the buoys" in found.body
    assert "May, 12 degrees" in found.body


def test_a_long_list_is_numbered_in_one_pass() -> None:
    items = "".join(f"<li>Swimmer number {number} of the first day</li>" for number in range(4000))
    assert "4000. Swimmer number 3999 of the first day" in read(page(article(f"<ol>{items}</ol>"))).body


def test_a_long_run_of_links_is_a_menu_and_a_short_one_a_list() -> None:
    def links(count: int) -> str:
        return "".join(f'<p><a href="/{number}">Beach number {number}</a></p>' for number in range(count))

    assert read(page(article(links(12)))).body == (FIRST, SECOND, THIRD)
    assert "Beach number 2" in read(page(article(links(3)))).body


def test_a_description_above_the_article_is_its_summary() -> None:
    dek = "After thirty years, people may swim in the harbour again, and it costs nothing."
    head = f'<meta property="og:description" content="{dek}">'
    body = f"<h1>{TITLE}</h1><p>{dek}</p><article><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></article>"
    found = read(page(body, head))
    assert (found.summary, found.body) == (dek, (FIRST, SECOND, THIRD))


def test_captions_stand_apart() -> None:
    figure = "<figure><img src=x><figcaption>The harbour basin seen from the bridge.</figcaption></figure>"
    found = read(page(article(figure)))
    assert found.captions == ("The harbour basin seen from the bridge.",)
    assert found.body == (FIRST, SECOND, THIRD)


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="author" content="Cora Placeholder">',
        '<script type="application/ld+json">[{"@type":"BlogPosting","author":"Cora Placeholder"}]</script>',
        '<script type="application/ld+json">{"@type":["Article"],"author":[{"name":"Cora Placeholder"}]}</script>',
        '<meta property="article:author" content="https://x.example/c"><meta name="byl" content="By Cora Placeholder">',
    ],
)
def test_author_from_the_head(head: str) -> None:
    assert read(page(article(), head)).byline == "Cora Placeholder"


@pytest.mark.parametrize(
    "byline",
    [
        '<span class="byline">By Cora Placeholder</span>',
        '<a rel="author" href="/cora">Cora Placeholder</a>',
        '<div itemprop="author"><span>Cora Placeholder</span></div>',
        "<p>By CORA PLACEHOLDER, Test Courier</p>",
    ],
)
def test_author_from_the_page(byline: str) -> None:
    found = read(page(f"<article><h1>{TITLE}</h1>{byline}<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></article>"))
    assert found.byline == "Cora Placeholder"
    assert found.body == (FIRST, SECOND, THIRD)


def test_the_site_is_no_author() -> None:
    head = '<meta property="og:site_name" content="Test Courier"><meta name="author" content="Test Courier">'
    assert read(page(article(), head)).byline == ""


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:published_time" content="2026-03-04T07:30:00+01:00">',
        '<meta itemprop="datePublished" content="2026-03-04T06:30Z">',
        '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2026-03-04T06:30:00.0Z"}</script>',
    ],
)
def test_publication_date_from_the_head(head: str) -> None:
    assert read(page(article(), head)).published == datetime(2026, 3, 4, 6, 30, tzinfo=UTC)


def test_dates_of_time_elements() -> None:
    times = '<time class="updated" datetime="2026-03-05">5 March</time><time datetime="2026-03-04">4 March</time>'
    found = read(page(f"<article><h1>{TITLE}</h1>{times}<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></article>"))
    assert found.published == datetime(2026, 3, 4, tzinfo=UTC)
    assert found.updated == datetime(2026, 3, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "value", ["", "soon", "0000-00-00", "2026-13-45", "99999999999999", "<b>", "2026-03-04T99:99", "1e400", "[]"]
)
def test_a_strange_date_does_not_cost_the_article(value: str) -> None:
    found = read(page(article(), f'<meta property="article:published_time" content="{value}">'))
    assert found.published is None
    assert found.body == (FIRST, SECOND, THIRD)


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", "/local", "//x.example/a", "ftp://x.example/a", "http://", "http://[x"]
)
def test_only_web_addresses_become_links(href: str) -> None:
    assert read(page(article(), f'<link rel="canonical" href="{href}">')).url == ""


@pytest.mark.parametrize(
    "script", ["{", '{"@type":"Article","headline":', "[" * 5000, '{"@graph":' * 300, "null", "7", '"x"']
)
def test_broken_linked_data_is_passed_over(script: str) -> None:
    assert read(page(article(), f'<script type="application/ld+json">{script}</script>')).title == TITLE


RUSSIAN = (
    "<h1>Гавань открыта для купания</h1><p>Городской совет решил в понедельник открыть старую гавань для купания.</p>"
    "<p>Спасатели будут дежурить по выходным, а воду проверяют каждый четверг, сообщила мэрия города.</p>"
)


@pytest.mark.parametrize(
    ("declared", "actual"),
    [
        ("windows-1251", "cp1251"),
        ("koi8-r", "koi8_r"),
        ("windows-1251", "utf-8"),
        ("iso-8859-1", "utf-8"),
        ("utf-8", "cp1251"),
        ("no-such-charset", "cp1251"),
        ("utf-7", "utf-8"),
        ("rot13", "utf-8"),
        ("", "utf-16"),
    ],
)
def test_encodings_named_truly_and_falsely(declared: str, actual: str) -> None:
    data = f'<html><head><meta charset="{declared}"></head><body>{RUSSIAN}</body></html>'.encode(actual)
    assert read(data).title == "Гавань открыта для купания"


def test_one_broken_byte_does_not_change_the_encoding() -> None:
    data = page(
        f"<h1>{TITLE}</h1><p>Café, crème, naïve, über, façade: {FIRST}</p><p>{SECOND} X</p>", "<meta charset=utf-8>"
    )
    assert read(data.replace(b" X", b" \xff")).body[0].startswith("Café, crème, naïve, über, façade")


def test_a_page_built_by_scripts_is_read_from_its_linked_data() -> None:
    node = {"@type": "NewsArticle", "headline": TITLE, "articleBody": f"{FIRST}\n\n{SECOND}\n\n{THIRD}"}
    head = f'<script type="application/ld+json">{orjson.dumps(node).decode()}</script>'
    found = read(page('<div id="root"></div>', head))
    assert found.title == TITLE
    assert FIRST in found.body


@pytest.mark.parametrize(
    "body",
    ["", "   ", "<nav><a href=/>Home</a></nav>", "<script>var text = 1;</script>", "<img src=x>", f"<h1>{TITLE}</h1>"],
)
def test_a_page_without_text_is_refused(body: str) -> None:
    with pytest.raises(RejectedSeed, match=r"no paragraph|no text|only a title"):
        read(page(body))
