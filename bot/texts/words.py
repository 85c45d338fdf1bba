"""Everything that is said, in English. One attribute or method for each thing: methods where grammar needs a count."""

from bot.texts.briefings import BriefingTexts
from bot.texts.channels import ChannelTexts
from bot.texts.digest import DigestTexts
from bot.texts.editing import EditingTexts
from bot.texts.general import General
from bot.texts.interests import InterestTexts
from bot.texts.languages import LanguageTexts
from bot.texts.moments import Moments
from bot.texts.operating import OperatingTexts
from bot.texts.privacy import PrivacyTexts
from bot.texts.reading import ReadingTexts
from bot.texts.reasons import ReasonTexts
from bot.texts.scheduling import SchedulingTexts
from bot.texts.searching import SearchingTexts
from bot.texts.watching import WatchingTexts


class Words(
    General,
    ReadingTexts,
    SearchingTexts,
    SchedulingTexts,
    ChannelTexts,
    BriefingTexts,
    ReasonTexts,
    DigestTexts,
    InterestTexts,
    OperatingTexts,
    EditingTexts,
    WatchingTexts,
    PrivacyTexts,
    LanguageTexts,
    Moments,
):
    """Templates are Telegram HTML with named places, filled by `bot.texts.say`."""
