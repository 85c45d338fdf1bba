"""Text that was once saved in the wrong encoding."""

import pytest

from bot.ingest.decode import normalise

MEANT = "The mayor’s plan – “bold”, she said – costs 5 € a head… in the café."


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
def test_text_read_wrongly_once_is_restored(encoding: str) -> None:
    doubled = "".join(bytes([byte]).decode(encoding, "ignore") or chr(byte) for byte in MEANT.encode())
    assert doubled != MEANT
    assert normalise(doubled) == MEANT


@pytest.mark.parametrize(
    "text",
    [
        MEANT,
        "À la CAFÉ : voilà » et « É » de l’été",
        "The mark â€™ is a sign of a wrong encoding.",
        "Гавань открыта – сообщила мэрия",
        "İstanbul’da “gürültü” şikâyeti",
    ],
)
def test_any_other_text_stays(text: str) -> None:
    assert normalise(text) == text
