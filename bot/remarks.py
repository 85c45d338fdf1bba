"""What a rule has to say to a person, so that it can be said in their language."""

from typing import Self


class Remark(str):
    """An English sentence that knows the template and the values it was made of; `bot.texts` translates it."""

    template: str
    values: dict[str, object]

    def __new__(cls, template: str, /, **values: object) -> Self:
        """The template filled; without values it is taken as it is."""
        remark = super().__new__(cls, template.format(**values) if values else template)
        remark.template = template
        remark.values = values
        return remark
