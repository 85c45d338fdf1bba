"""The settings: one frozen value, read once from the environment or `.env`, every problem reported at once."""

import codecs
import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import time
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from bot.errors import SettingsError
from bot.slots import UnknownZoneError, zone_of
from bot.texts.catalogue import LANGUAGES

FREE_RATE = 30
PAID_RATE = 1000
# What a chat has got is remembered for so many days (`bot.services.requests`).
LEAST_HISTORY = 60
TOKEN_FILE_LIMIT = 4096
# What Telegram takes as a webhook's secret (Bot API, setWebhook).
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_TOKEN = re.compile(r"[0-9]{6,}:[A-Za-z0-9_-]{20,}")
_PORT = re.compile(r"[0-9]{1,5}")
_WALL_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})")


def _ids(value: Any) -> Any:
    return [part for part in value.replace(" ", "").split(",") if part] if isinstance(value, str) else value


def _zone(value: str) -> str:
    try:
        zone_of(value)
    except UnknownZoneError as error:
        raise ValueError(str(error)) from error
    return value


def _web_address(value: str) -> str:
    if value and not value.startswith(("http://", "https://")):
        raise ValueError("must begin with http:// or https://")
    return value.rstrip("/")


def _host_and_port(value: str) -> str:
    host, _, port = value.rpartition(":")
    if not host or not _PORT.fullmatch(port) or int(port) > 65535:
        raise ValueError("must be HOST:PORT, such as 127.0.0.1:8080")
    return value


def _wall_time(value: Any) -> Any:
    if isinstance(value, time):
        return value
    found = _WALL_TIME.fullmatch(str(value).strip())
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        raise ValueError("must be hours and minutes, such as 07:30")
    return time(int(found[1]), int(found[2]))


def _encoding(value: str) -> str:
    """Python's name of an encoding of text; those of bytes such as base64 are none."""
    name = value.strip()
    try:
        "".encode(name or "utf-8")
    except (LookupError, ValueError):
        raise ValueError("must be an encoding, such as windows-1251 or gb18030, or empty") from None
    return codecs.lookup(name).name if name else ""


def _language(value: str) -> str:
    tag = value.strip().lower()
    if tag not in LANGUAGES:
        raise ValueError(f"must be one of the bot's languages: {', '.join(LANGUAGES)}")
    return tag


def _upper(value: Any) -> Any:
    return value.strip().upper() if isinstance(value, str) else value


def _lower(value: Any) -> Any:
    return value.strip().lower() if isinstance(value, str) else value


def _secret(value: SecretStr) -> SecretStr:
    if value.get_secret_value() and not _SECRET.fullmatch(value.get_secret_value()):
        raise ValueError("must be 1-256 letters, digits, _ and -")
    return value


class Settings(BaseSettings):
    """Every setting of the bot; `.env.example` describes them for an operator."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore", frozen=True
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What the command line hands over, then `.env`: this module never looks at the process's environment."""
        return init_settings, dotenv_settings

    bot_token: SecretStr = Field(default=SecretStr(""), description="the bot's token from @BotFather")
    bot_token_file: Path | None = Field(default=None, description="a file that holds the token, instead of BOT_TOKEN")
    admin_ids: Annotated[frozenset[int], NoDecode, BeforeValidator(_ids)] = Field(
        default=frozenset(), description="numeric Telegram user ids of the admins, comma separated"
    )
    database_url: str = Field(
        default="sqlite+aiosqlite:///data/briefing.db",
        description="SQLite file, or postgresql+asyncpg://name:password@host/database",
    )
    seeds_dir: Path = Field(default=Path("seeds"), description="the folder of seed articles")
    seed_encoding: Annotated[str, AfterValidator(_encoding)] = Field(
        default="", description="encoding of seeds that are not UTF-8, such as windows-1251; empty: guessed for each"
    )
    bot_api_url: Annotated[str, AfterValidator(_web_address)] = Field(
        default="https://api.telegram.org", description="the Bot API server"
    )
    webhook_url: Annotated[str, AfterValidator(_web_address)] = Field(
        default="", description="public https address for webhook mode; empty: long polling"
    )
    webhook_secret: Annotated[SecretStr, AfterValidator(_secret)] = Field(
        default=SecretStr(""), description="1-256 letters, digits, _ and -; required with WEBHOOK_URL"
    )
    listen: Annotated[str, AfterValidator(_host_and_port)] = Field(
        default="127.0.0.1:8080", description="where /healthz, /readyz, /metrics and the webhook are served"
    )
    default_timezone: Annotated[str, AfterValidator(_zone)] = Field(
        default="UTC", description="time zone of a new subscriber who names none"
    )
    default_briefing_time: Annotated[time, BeforeValidator(_wall_time)] = Field(
        default=time(7, 30), description="local time of a new subscriber's briefing"
    )
    default_language: Annotated[str, AfterValidator(_language)] = Field(
        default="en",
        description=f"for chats whose own language the bot does not speak, which are {', '.join(LANGUAGES)}",
    )
    send_rate: float = Field(
        default=FREE_RATE, gt=0, description="messages a second for the whole bot; at most 30, or 1000 when paid"
    )
    paid_broadcast: bool = Field(
        default=False, description="send briefings with allow_paid_broadcast, which costs Stars above 30 a second"
    )
    on_uncertain: Literal["resend", "skip"] = Field(
        default="resend", description="a send whose outcome nobody knows: resend once, silently, or skip"
    )
    history_days: int = Field(
        default=400, ge=0, description="how long past briefings and deliveries are kept, in days; 0: for ever"
    )
    clock_url: Annotated[str, AfterValidator(_web_address)] = Field(
        default="", description="for the sandbox only: follow the clock at this address instead of the system's"
    )
    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(_upper)] = Field(
        default="INFO", description="least level to log"
    )
    log_format: Annotated[Literal["text", "json"], BeforeValidator(_lower)] = Field(
        default="text", description="text for people, json for machines"
    )

    @model_validator(mode="after")
    def _consistent(self) -> "Settings":
        problems = []
        most = PAID_RATE if self.paid_broadcast else FREE_RATE
        if self.send_rate > most:
            hint = "" if self.paid_broadcast else " (more needs PAID_BROADCAST=true)"
            problems.append(f"SEND_RATE: is {self.send_rate:g}, Telegram allows {most} a second{hint}")
        if self.webhook_url and not self.webhook_secret.get_secret_value():
            problems.append("WEBHOOK_URL: needs WEBHOOK_SECRET, or anybody could post updates")
        if 0 < self.history_days < LEAST_HISTORY:
            problems.append(
                f"HISTORY_DAYS: must be 0, or at least {LEAST_HISTORY}: what chats got is not told them again"
            )
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def token(self) -> str:
        """The token, from BOT_TOKEN or BOT_TOKEN_FILE. Raises SettingsError with what to do; never shows it."""
        token = self.bot_token.get_secret_value().strip()
        if not token and self.bot_token_file is not None:
            token = _first_of(self.bot_token_file)
        if not token:
            raise SettingsError("BOT_TOKEN is not set; ask @BotFather for one and put it into .env, or try: make demo")
        if not _TOKEN.fullmatch(token):
            raise SettingsError("BOT_TOKEN does not look like a token; it should be like 123456789:AA… (45 characters)")
        return token

    def secrets(self) -> list[str]:
        """What must never be shown, also a token that is wrong. Raises nothing."""
        found = [self.bot_token.get_secret_value().strip(), self.webhook_secret.get_secret_value()]
        if self.bot_token_file is not None:
            with suppress(SettingsError):
                found.append(_first_of(self.bot_token_file))
        return [secret for secret in found if secret]


def _first_of(path: Path) -> str:
    """The start of the token's file, without reading all of one that is something else."""
    try:
        with path.open(encoding="utf-8") as file:
            return file.read(TOKEN_FILE_LIMIT).strip()
    except (OSError, ValueError) as error:
        raise SettingsError(f"BOT_TOKEN_FILE cannot be read: {path}") from error


def load_settings(environment: Mapping[str, str], *, env_file: Path | None = Path(".env")) -> Settings:
    """The settings from a mapping and an optional file. Raises SettingsError that names every problem, one line."""
    names = {name.upper(): name for name in Settings.model_fields}
    given = {names[key.upper()]: value for key, value in environment.items() if key.upper() in names and value != ""}
    try:
        return Settings(_env_file=env_file, **given)  # type: ignore[call-arg, arg-type]
    except ValidationError as error:
        raise SettingsError("; ".join(_problem(each) for each in error.errors())) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{env_file} cannot be read: {error}") from error


def _problem(error: Any) -> str:
    where = ".".join(str(part) for part in error["loc"][:1]).upper()
    text = str(error["msg"]).removeprefix("Value error, ")
    return f"{where}: {text}" if where else text
