"""The one error tree.

BriefingError                  every error this project raises on purpose; its text is one line for a person
  SettingsError                a setting is missing or wrong (exit status 2)
  RejectedSeed                 a seed file cannot become an article: what is wrong, what to do
  StorageError                 the database refuses or cannot be reached
    SchemaOutdated             the schema is not at head
    DatabaseUnavailable        no connection, disk full, locked for longer than we wait
  NotFound                     an article, chat or subscription that is not there
  InvalidRequest               what a person typed or pressed cannot be done; the text says what can
  ReloadRunning                reloads of the seeds are under way, and as many wait as may
  TooManyWithdrawals           a load would withdraw more than it may without being told to
"""

from bot.reports import LoadReport


class BriefingError(Exception):
    """Base of every error raised on purpose. `str(error)` is one line that a person can act on, in English.

    Where a person in a chat reads it, it is raised as a template and its values, which catalogues translate.
    """

    def __init__(self, template: str = "", /, **values: object) -> None:
        super().__init__(template.format(**values) if values else template)
        self.template = template
        self.values = values


class SettingsError(BriefingError):
    """A setting is missing or wrong; the text names each one and the remedy."""


class RejectedSeed(BriefingError):
    """A seed file cannot become an article; the text is the reason, without the path."""


class StorageError(BriefingError):
    """The database refuses or cannot be reached."""


class SchemaOutdated(StorageError):
    """The database's schema is not the one this release works with."""


class DatabaseUnavailable(StorageError):
    """The database cannot be reached just now; the work may be tried again."""


class NotFound(BriefingError):
    """The thing asked for does not exist or is no longer there."""


class InvalidRequest(BriefingError):
    """What a person typed or pressed cannot be done."""


class ReloadRunning(BriefingError):
    """Reloads of the seeds are under way, and as many wait as may."""


class TooManyWithdrawals(BriefingError):
    """A load would withdraw more than a person would delete by hand; nothing was changed.

    `report` says what it would have done.
    """

    def __init__(self, text: str, report: LoadReport) -> None:
        super().__init__(text)
        self.report = report
