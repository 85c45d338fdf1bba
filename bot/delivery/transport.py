"""HTTP to the Bot API: the library's `BaseRequest` seam, on aiohttp with orjson bodies.

The library's own client (httpx) spends four fifths of a send in its connection pool. The library still maps status
codes to its exceptions; what it cannot know, whether a failed request had left, is said by `SurelyNotSent`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self, cast

import aiohttp
import orjson
from telegram._utils.defaultvalue import DefaultValue
from telegram.error import NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.wire import SurelyNotSent

JSON = {"Content-Type": "application/json"}
# Telegram's server sits on short floods for 8 seconds before it answers; a shorter wait would give up on sent messages.
READ_TIMEOUT = 60.0
CONNECT_TIMEOUT = 10.0
# Below the idle limit of any server in between, so that a request is hardly ever written to a dead connection.
KEEPALIVE = 12.0
# Refusals that mean something when the Bot API itself gives them.
EXPLAINED = frozenset({400, 401, 403, 404, 409})
# With a 429 that does not say how long: Telegram's own answer to overload is of this order.
UNSTATED_RETRY = 5


class BotApiRequest(BaseRequest):
    """What both transports have in common; each opens a pool of its own in `initialize`."""

    @property
    def read_timeout(self) -> float:
        """Seconds to wait for an answer when a call does not say."""
        return READ_TIMEOUT

    async def __aenter__(self) -> Self:
        await self.initialize()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.shutdown()

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer as JSON; TelegramError when it is none (a proxy's page, a cut answer)."""
        return parsed(payload)


class AiohttpRequest(BotApiRequest):
    """One connection pool. `on_send` is told the method of each request, so that replies count against the rate."""

    def __init__(self, *, connections: int = 256, on_send: Callable[[str], None] | None = None) -> None:
        self._connections = connections
        self._on_send = on_send
        self._session: aiohttp.ClientSession | None = None

    async def initialize(self) -> None:
        """Open the pool; doing so twice does nothing."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=KEEPALIVE, ttl_dns_cache=60),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=None),
                trust_env=False,
            )

    async def shutdown(self) -> None:
        """Close the pool."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """One request: (status, body). Raises SurelyNotSent, TimedOut or NetworkError; never names the URL."""
        if self._session is None:
            raise SurelyNotSent("the connection pool is closed")
        if self._on_send is not None:
            self._on_send(url.rpartition("/")[2])
        body, headers = (None, None) if request_data is None else _written(request_data)
        timeout = aiohttp.ClientTimeout(
            total=None,
            sock_connect=seconds_or(connect_timeout, CONNECT_TIMEOUT),
            connect=seconds_or(pool_timeout, CONNECT_TIMEOUT) + CONNECT_TIMEOUT,
            sock_read=seconds_or(read_timeout, READ_TIMEOUT),
        )
        try:
            async with self._session.request(
                method, url, data=body, headers=headers, timeout=timeout, allow_redirects=False
            ) as answer:
                return checked(answer.status, await answer.read(), answer.headers.get("Retry-After"))
        except TelegramError:
            raise
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as error:
            raise SurelyNotSent(f"no connection to the Bot API server ({type(error).__name__})") from error
        except TimeoutError as error:
            raise TimedOut("no answer from the Bot API server in time") from error
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(f"the connection to the Bot API server broke ({type(error).__name__})") from error


@dataclass(frozen=True, slots=True)
class ReadyBody:
    """Stands for the library's RequestData where the JSON is at hand already, as the chats of an edition share it."""

    json_payload: bytes

    def as_request_data(self) -> RequestData:
        """Itself, by the type that the library hands through to `do_request` without looking at it."""
        return cast("RequestData", self)


def _written(data: RequestData) -> tuple[bytes | aiohttp.FormData, dict[str, str] | None]:
    """The body with its headers: JSON, or a form where files go along (Bot API, "Sending files")."""
    given: object = data
    if isinstance(given, ReadyBody) or not data.contains_files:
        return body_of(data), JSON
    form = aiohttp.FormData(data.json_parameters)
    for field, (name, content, kind) in data.multipart_data.items():
        form.add_field(field, content, filename=name, content_type=kind)
    return form, None


def body_of(data: RequestData) -> bytes:
    """The JSON of a request."""
    given: object = data
    return given.json_payload if isinstance(given, ReadyBody) else orjson.dumps(data.parameters)


def parsed(payload: bytes) -> dict[str, Any]:
    """An answer as JSON; TelegramError when it is none (a proxy's page, a cut answer)."""
    try:
        answer = orjson.loads(payload)
    except ValueError as error:
        raise TelegramError("Invalid server response") from error
    if not isinstance(answer, dict):
        raise TelegramError("Invalid server response")
    return answer


def seconds_or(value: Any, default: float) -> float:
    """A timeout of the library, or the default where it names none."""
    if isinstance(value, DefaultValue) or value is None:
        return default
    return float(value)


def checked(status: int, body: bytes, retry_after: str | None) -> tuple[int, bytes]:
    """Raise for the refusals that the library would misread.

    It folds most 4xx into a plain NetworkError, and takes a proxy's own 403 for a chat that has blocked the bot. A
    redirect is no answer of the Bot API either; what was meant for one address is not sent to another.
    """
    if status == 429:
        raise RetryAfter(_retry_after(body, retry_after))
    if 300 <= status < 500 and not (status in EXPLAINED and _explains(body)):
        raise SurelyNotSent(f"the Bot API server answered {status}")
    return status, body


def _explains(body: bytes) -> bool:
    """Whether the answer is the Bot API's own: an object with a description (Bot API, "Making requests")."""
    try:
        return bool(orjson.loads(body)["description"])
    except (ValueError, KeyError, TypeError):
        return False


def _retry_after(body: bytes, header: str | None) -> int:
    try:
        stated = orjson.loads(body)["parameters"]["retry_after"]
    except (ValueError, KeyError, TypeError):
        stated = header
    try:
        return max(1, int(stated))
    except (TypeError, ValueError):
        return UNSTATED_RETRY
