"""The headline of a paste: of two lines above a byline, which one it is."""

import pytest

from bot.ingest.parse import parse
from bot.models import ParsedArticle

TITLE = "Night market on the quay closes after complaints about noise"
STANDFIRST = "Stall keepers promise a quieter season; neighbours ask the council for a vote"
TEXT = (
    "HARBOR TOWN, May 12 (Reuters) - The night market on the quay will close in June after neighbours sent the council "
    "more than ninety complaints about its noise.",
    "The council said that the market may come back in autumn, if its stall keepers agree to end at ten.",
    "About forty stalls sell fish and fruit on the quay every weekend, and most of them have done so for years.",
)
BYLINE, DATE = "By Ann Roe", "12 May 2026"


def read(*lines: str, joint: str = "\n") -> ParsedArticle:
    [article] = parse(joint.join(lines).encode(), "seed.txt")
    return article


@pytest.mark.parametrize("joint", ["\n", "\n\n"])
@pytest.mark.parametrize("below", [(BYLINE,), (DATE,), (BYLINE, DATE), ()])
@pytest.mark.parametrize(
    "above",
    [(), ("TOWN",), ("Home > News > Town",), ("Skip to content", "Share", "Facebook"), ("Inside City Hall", "Town")],
)
def test_standfirst_without_a_full_stop_is_no_headline(
    above: tuple[str, ...], below: tuple[str, ...], joint: str
) -> None:
    found = read(*above, TITLE, STANDFIRST, *below, *TEXT, joint=joint)
    assert (found.title, found.summary) == (TITLE, STANDFIRST)


@pytest.mark.parametrize(
    ("title", "standfirst", "text"),
    [
        (
            "El mercado nocturno cierra tras las quejas de los vecinos",
            "El Ayuntamiento estudia abrirlo otra vez en otoño con menos puestos",
            "El mercado nocturno del muelle cerrará en junio, después de que los vecinos enviaran noventa quejas por "
            "el ruido al Ayuntamiento.",
        ),
        (
            "Gece pazarı gürültü şikayetleri üzerine haziranda kapanıyor",
            "Esnaf daha sessiz bir sezon sözü verdi, komşular oylama istiyor",
            "Rıhtımdaki gece pazarı, komşuların gürültü nedeniyle belediyeye doksandan fazla şikayet göndermesinin "
            "ardından haziranda kapanacak.",
        ),
        (
            "Ночной рынок на набережной закроют после жалоб на шум",
            "Торговцы обещают тихий сезон, соседи просят совет о голосовании",
            "Ночной рынок на набережной закроется в июне, после того как соседи отправили совету города более "
            "девяноста жалоб на шум.",
        ),
    ],
)
def test_in_other_languages(title: str, standfirst: str, text: str) -> None:
    found = read("Menu", title, standfirst, "12.05.2026", text)
    assert (found.title, found.summary) == (title, standfirst)


@pytest.mark.parametrize(
    "line",
    [
        "Inside City Hall",  # the name of a column is short
        "Exclusive stories from our newsroom every single day:",  # a label
        "Home > News > The Town and Its Many Harbours",
        "Five recipes for grilled vegetables this summer",  # shares no word with the article
    ],
)
def test_what_stands_above_the_only_headline_is_none(line: str) -> None:
    assert read("Menu", line, TITLE, BYLINE, DATE, *TEXT).title == TITLE


def test_last_of_a_list_of_headlines_is_the_articles_own() -> None:
    others = ("Market prices for fish rise again in town", "Council vote on the quay is put off until June")
    assert read("Menu", *others, TITLE, BYLINE, DATE, *TEXT).title == TITLE
