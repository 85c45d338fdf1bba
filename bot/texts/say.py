"""Filling a template."""

from bot.markup import Html, escape


def say(template: str, **values: object) -> Html:
    """A template with its places filled by plain text, which is escaped here."""
    return Html(template.format(**{name: escape(str(value)) for name, value in values.items()}))
