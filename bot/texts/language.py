"""How one language says what the sources say in English: its catalogue, its plural forms, its direction."""

from collections.abc import Sequence

from babel import Locale
from babel.lists import format_list
from babel.numbers import format_decimal

from bot.errors import BriefingError
from bot.markup import Html, isolate
from bot.remarks import Remark
from bot.texts.catalogue import ENGLISH, has_words, translations
from bot.texts.direction import fenced, from_the_right, rightward


class Language:
    """Every text attribute of a subclass is a template in English, said in the language from its creation on.

    A template that the catalogue lacks stays English. `locale` is one of `catalogue.LANGUAGES`.
    """

    def __init__(self, locale: str = ENGLISH) -> None:
        self.locale = locale
        self.from_right = Locale(locale).text_direction == "rtl"
        self._catalogue = translations(locale)
        if locale != ENGLISH:
            for name in dir(type(self)):
                template = getattr(type(self), name)
                if isinstance(template, str) and not name.startswith("_"):
                    setattr(self, name, self.gettext(template))

    def gettext(self, message: str) -> str:
        """The English template in this language."""
        return self._directed(self._catalogue.gettext(message) if message else "", message)

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        """The English template, in this language and its plural form for that many."""
        english = singular if count == 1 else plural
        return self._directed(self._catalogue.ngettext(singular, plural, count), english)

    def _directed(self, said: str, english: str) -> str:
        """What is not translated is left as English is written, unless there is nothing to translate in it."""
        known = said != english or not has_words(english)
        return rightward(said) if self.from_right and known else said

    def told(self, said: Remark | BriefingError) -> str:
        """What a rule or a service says, in this language."""
        template = self.gettext(said.template)
        return template.format(**said.values) if said.values else template

    def isolate(self, text: str) -> str:
        """Foreign text, fenced where it could reorder the line that it stands in."""
        return fenced(text) if self.from_right else isolate(text)

    def line(self, html: Html) -> Html:
        """A line that begins with a number or with foreign text, in the direction of the language."""
        return Html(from_the_right(html)) if self.from_right else html

    def joined(self, items: Sequence[str]) -> str:
        """A list as the language writes it: `one, two`, `один и два`."""
        return format_list(items, style="unit" if self.locale == ENGLISH else "standard", locale=self.locale)

    def number(self, value: int) -> str:
        """`12,345`, in the digits 0 to 9 that everybody can type back."""
        return format_decimal(value, locale=self.locale, numbering_system="latn")
