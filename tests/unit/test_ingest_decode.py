"""Bytes of any editor become the same clean text."""

import pytest
from structlog.testing import capture_logs

from bot.errors import RejectedSeed
from bot.ingest.decode import decode, normalise
from bot.ingest.formats.contract import Content

ENGLISH = "“The café’s owner” said: 20 € – no more…\nSecond line."
RUSSIAN = "Городской совет проголосовал за строительство тоннеля под проливом после многих лет спора между городами."
TURKISH = "Şehir meclisi pazartesi akşamı boğazın altına bir tünel yapılmasına karar verdi ve bu iş için para ayırdı."
FRENCH = "La cathédrale a rouvert samedi soir, après cinq ans de travaux, et près de deux mille personnes étaient là."
POLISH = (
    "Rada miasta zdecydowała się na budowę tunelu pod cieśniną, a pociągi mają nie jeździć przed końcem roku na wyspę."
)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (ENGLISH, "utf-8"),
        (ENGLISH, "utf-8-sig"),
        (ENGLISH, "utf-16"),
        (ENGLISH, "utf-16-le"),
        (ENGLISH, "utf-16-be"),
        (ENGLISH, "utf-32"),
        (ENGLISH, "cp1252"),
        (FRENCH, "cp1252"),
        (TURKISH, "cp1254"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8_r"),
        (POLISH, "cp1250"),
        ("市议会星期一晚上投票决定在海峡下面修建隧道，此前两座城市为此争论多年。工程师将在春天开始钻探。", "gb18030"),
        (RUSSIAN, "utf-16-le"),
        (RUSSIAN, "utf-16-be"),
        ("صوت المجلس يوم الاثنين على بناء النفق.\n\nويبدأ المهندسون الحفر في الربيع.", "utf-16-le"),
        ("市议会星期一投票\n\n市议会星期一晚上投票决定在海峡下面修建隧道。", "utf-16-le"),
    ],
)
def test_text_comes_back(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text


def test_fallback_goes_before_a_guess_and_after_utf8() -> None:
    assert decode("ğ".encode("cp1254"), "cp1254").text == "ğ"
    assert decode("ğ".encode(), "cp1254").text == "ğ"
    assert decode("ğ".encode("cp1254"), "cp1254").encoding == "cp1254"


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("a\r\nb\rc\u2028d\u2029e\x0bf\x0cg\x85h", "a\nb\nc\nd\ne\nf\ng\nh"),
        ("a\tb\u00a0c\u2009d\u3000e", "a b c d e"),
        ("tun\u00adnel\u200b\u2060 \ufeffend", "tunnel end"),
        ("\u202eevil\u202c \u2066x\u2069", "evil x"),
        ("a\x07b\x1b[1mc", "ab[1mc"),
        ("e\u0301", "é"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d🚀", "👩\u200d🚀"),
    ],
)
def test_normalised(dirty: str, clean: str) -> None:
    assert normalise(dirty) == clean
    assert normalise(clean) == clean


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0JFIF",
        b"PK\x03\x04word",
        b"%PDF-1.4",
        b"\x7fELF",
        b"text\x00with\x00zeros in it",
        bytes(range(1, 256)) * 20,
        bytes(range(256)) * 20,
        b"\x00\x01\x02\x03" * 200,
        b"{\\rtf1\\ansi The council voted.}",
        b"\xff\xfea",
        b"\x00\x00\xfe\xff\xff",
    ],
)
def test_binary_is_refused_in_one_line(data: bytes) -> None:
    with pytest.raises(RejectedSeed) as caught:
        decode(data)
    assert "\n" not in str(caught.value)


def test_single_sign_beyond_ascii_does_not_make_a_text_japanese() -> None:
    text = "The rooms of the old customs house measure 4 \u00d7 6 meters each, the council said."
    assert decode(text.encode("cp1252")).text == text


def test_bytes_that_tell_nothing_are_read_as_western_and_said_to_be_unknown() -> None:
    known, unknown = decode("Un été très sec, déjà".encode("cp1252")), decode(bytes(range(0xA1, 0x100)) * 3)
    assert (known.known, unknown.known, unknown.encoding) == (True, False, "cp1252")


def test_unknown_encoding_is_logged_with_the_file() -> None:
    with capture_logs() as logs:
        Content(bytes(range(0xA1, 0x100)) * 3, "odd.txt").text  # noqa: B018 - reading it is what logs
    assert logs == [{"event": "encoding_unknown", "log_level": "warning", "seed": "odd.txt", "read_as": "cp1252"}]
