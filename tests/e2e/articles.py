"""Seeds that tests write: short, plain, and each about something else, so that none passes for another's story."""

import random
from pathlib import Path

NEWS = "The Harbour Bridge Opens"
WHO = ("Engineers", "Teachers", "Farmers", "Nurses", "Pilots", "Painters", "Students", "Bakers", "Judges", "Sailors")
DID = ("measured", "repaired", "photographed", "bought", "painted", "counted", "described", "moved", "opened", "sold")
WHAT = ("lanterns", "turbines", "orchards", "violins", "glaciers", "tunnels", "beehives", "mosaics", "ferries", "maps")
WHERE = ("Aarhus", "Bergen", "Coimbra", "Dunedin", "Esfahan", "Funchal", "Gdansk", "Hobart", "Izmir", "Jaipur")


def article(title: str, paragraphs: int = 3) -> str:
    """The text of a seed, as somebody would paste it; the same title gives the same text."""
    dice = random.Random(title)
    body = [" ".join(_sentence(dice) for _ in range(4)) for _ in range(paragraphs)]
    return "\n\n".join([title, *body])


def _sentence(dice: random.Random) -> str:
    who, did, what, where = (dice.choice(words) for words in (WHO, DID, WHAT, WHERE))
    return f"{who} {did} {dice.randint(12, 980)} {what} near {where}, as the {dice.choice(WHO).lower()} had hoped."


def write_article(folder: Path, name: str, title: str) -> Path:
    """Put a seed into the folder."""
    path = folder / name
    path.write_text(article(title), "utf-8")
    return path
