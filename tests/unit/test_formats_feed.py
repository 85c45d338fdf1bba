"""RSS and Atom files, and what XML can do to a reader that trusts it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.errors import RejectedSeed
from bot.ingest.parse import parse, parse_items
from bot.models import ParsedArticle, RejectedItem

DATA = Path(__file__).parent.parent / "data" / "formats"
TEXT = "The town library opens on Sundays from next month, the council said after its meeting on Tuesday."


def sample(name: str) -> list[ParsedArticle]:
    return parse((DATA / name).read_bytes(), name)


def rss(items: str, head: str = "") -> bytes:
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Test</title>{head}{items}</channel></rss>'.encode()


def test_rss_with_full_text() -> None:
    first, second = sample("rss2.xml")
    assert first == ParsedArticle(
        title="Tram line four & the bridge",
        body=(
            "Tram line four will cross the new bridge from Monday on, two months earlier than planned, the transport "
            "office said.",
            "Passengers save eleven minutes between the harbour and the station.",
        ),
        summary="Line four crosses the new bridge from Monday.",
        byline="Ada Example",
        source="The Test Courier",
        url="https://courier.example/tram",
        published=datetime(2026, 2, 3, 7, 15, tzinfo=UTC),
        language="en",
    )
    assert second.title.startswith("The weather office expects rain")
    assert second.published is None


def test_rss_of_1999_with_its_document_type() -> None:
    [found] = sample("rss091.xml")
    assert (found.title, found.source) == ("Clock tower restored", "Old Test Feed")


def test_atom_with_xhtml() -> None:
    [found] = sample("atom.xml")
    assert found.title == "Köprü açıldı"
    assert found.body[1] == "İlk gün geçiş ücretsizdi."
    assert (found.summary, found.byline) == ("Yeni köprü trafiğe açıldı.", "Deniz Örnek")
    assert (found.source, found.language) == ("Deneme Gazetesi", "tr")
    assert found.published == datetime(2026, 1, 5, 7, tzinfo=UTC)
    assert found.updated == datetime(2026, 1, 5, 8, tzinfo=UTC)


def test_rdf() -> None:
    data = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Test</title></channel><item><title>Sundays</title>'
        f"<description>{TEXT}</description><dc:date>2026-02-03T08:00:00Z</dc:date></item></rdf:RDF>"
    )
    [found] = parse(data.encode(), "feed.rdf")
    assert (found.body, found.published) == ((TEXT,), datetime(2026, 2, 3, 8, tzinfo=UTC))


@pytest.mark.parametrize("name", ["feed.txt", "feed.xml", "feed.rss", "feed", "feed.html", "feed.json"])
def test_a_feed_is_one_whatever_its_name(name: str) -> None:
    assert len(parse((DATA / "rss2.xml").read_bytes(), name)) == 2


@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-r", "utf-16", "utf-8"])
def test_declared_encodings(encoding: str) -> None:
    text = "Гавань открыта для купания, сообщила мэрия города в понедельник вечером."
    item = f"<item><title>Гавань</title><description>{text}</description></item>"
    data = f'<?xml version="1.0" encoding="{encoding}"?><rss><channel>{item}</channel></rss>'
    assert parse(data.encode(encoding), "a.xml")[0].body == (text,)


def test_a_damaged_feed_is_read_as_far_as_it_goes() -> None:
    data = f"<rss><channel><title>A & B</title><item><title>Sundays & more</title><description>{TEXT}</description>"
    assert parse(data.encode(), "a.xml")[0].body == (TEXT,)


@pytest.mark.parametrize("title", ["&lt;i&gt;Sun&lt;/i&gt;days", "<![CDATA[<b>Sun</b>days]]>", "Sun&lt;br/&gt;days"])
def test_markup_in_titles_is_taken_off(title: str) -> None:
    [found] = parse(rss(f"<item><title>{title}</title><description>{TEXT}</description></item>"), "a.xml")
    assert found.title.replace(" ", "") == "Sundays"


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "relative/path", "http://"])
def test_only_web_addresses_become_links(link: str) -> None:
    item = f"<item><title>x</title><link>{link}</link><description>{TEXT}</description></item>"
    assert parse(rss(item), "a.xml")[0].url == ""


def test_a_file_name_is_never_opened() -> None:
    """feedparser takes a string for an address or a path; only a stream is safe."""
    with pytest.raises(RejectedSeed):
        parse(b"/etc/hostname", "a.xml")


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">'
    + "".join(f'<!ENTITY lol{n} "{f"&lol{n - 1};" * 10 if n > 1 else "&lol;" * 10}">' for n in range(1, 10))
    + "]><rss><channel><title>&lol9;</title></channel></rss>"
)
QUADRATIC = f'<!DOCTYPE r [<!ENTITY a "{"a" * 50_000}">]><rss><channel><title>{"&a;" * 20_000}</title></channel></rss>'
OUTSIDE = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]><rss><channel><title>&x;</title></channel></rss>'
PARAMETER = '<!DOCTYPE r [<!ENTITY % x SYSTEM "http://127.0.0.1/x"> %x;]><rss><channel/></rss>'


@pytest.mark.parametrize(
    "text", [LAUGHS, QUADRATIC, OUTSIDE, PARAMETER], ids=["laughs", "quadratic", "file", "parameter"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-32"])
@pytest.mark.parametrize("name", ["a.xml", "a.rss", "a.txt", "a.html"])
def test_entities_are_refused_before_anything_is_parsed(text: str, encoding: str, name: str) -> None:
    with pytest.raises(RejectedSeed, match=r"document type or entities|claims to be|binary"):
        parse(text.encode(encoding), name)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<note><to>a</to></note>", "neither RSS nor Atom"),
        (rss(""), "no entry; save one"),
        (rss("<item><title>only a title</title></item>"), "no text; save a feed"),
        (rss("<item/>" * 1001), "1,001 entries"),
        (rss("<a>" * 300_000), "damaged or has far too many"),
        (b"<rss><channel><item><description>" + b"<p " * 400_000, "damaged or has far too many"),
        (b"<?xml " + b" " * 500_000, "neither RSS nor Atom"),
    ],
)
def test_refused_with_a_reason(data: bytes, reason: str) -> None:
    with pytest.raises(RejectedSeed, match=reason):
        parse(data, "a.xml")


def test_an_entry_without_text_is_told_in_its_place() -> None:
    feed = rss(
        f"<item><title>only a title</title></item><item><title>Sundays</title><description>{TEXT}</description></item>"
    )
    bare, good = parse_items(feed, "feed.xml")
    assert bare == RejectedItem("no text; save a feed with summaries or full articles", "only a title")
    assert isinstance(good, ParsedArticle)
