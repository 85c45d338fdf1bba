"""Seeds that tests write: short, plain, and each with a title of its own."""

from pathlib import Path

NEWS = "The Harbour Bridge Opens"


def article(title: str, paragraphs: int = 3) -> str:
    """The text of a seed, as somebody would paste it."""
    body = [
        f"Paragraph {number} of the article says that {title.lower()} has happened, and that the people of the town "
        "took notice of it. It was reported from the square in front of the town hall on a quiet afternoon."
        for number in range(1, paragraphs + 1)
    ]
    return "\n\n".join([title, *body])


def write_article(folder: Path, name: str, title: str) -> Path:
    """Put a seed into the folder."""
    path = folder / name
    path.write_text(article(title), "utf-8")
    return path
