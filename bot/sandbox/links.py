"""Which links Telegram keeps and how it writes them (TDLib, HttpUrl.cpp and LinkManager.cpp)."""

import ipaddress
import re
from dataclasses import dataclass

MAX_USER_ID = (1 << 40) - 1
_UPPER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
_AUTHORITY_END = re.compile(r"[/?#]")
_SCHEME_END = re.compile(r"[:/?#@\[\]]")
_HOST = re.compile(r"(?:[a-z0-9.\-_!$,~*'();&+=\u0080-\U0010ffff]|%[a-f0-9]{2})*")
_USERINFO = re.compile(r"(?:[A-Za-z0-9.\-_!$,~*'();&+=:\u0080-\U0010ffff]|%[A-Fa-f0-9]{2})*")
_HOST_IPV6 = re.compile(r"\[[0-9a-f:.]*\]")
_INTERNAL = (("tg:", "tg"), ("ton:", "ton"), ("tonsite:", "tonsite"))
_SPACES = " \t\r\n\0\v"


class LinkError(ValueError):
    """Why TDLib does not take a link."""


@dataclass(frozen=True, slots=True)
class Url:
    """A web address in the parts TDLib tells apart."""

    protocol: str
    userinfo: str
    host: str
    is_ipv6: bool
    port: int
    query: str

    def __str__(self) -> str:
        userinfo = f"{self.userinfo}@" if self.userinfo else ""
        port = f":{self.port}" if self.port else ""
        return f"{self.protocol}://{userinfo}{self.host}{port}{self.query}"


def ascii_lower(text: str) -> str:
    return text.lower() if text.isascii() else text.translate(_UPPER)


def checked_link(link: str) -> str:
    """The link as Telegram stores it; LinkError when it would be dropped or refused."""
    for prefix, scheme in _INTERNAL:
        if ascii_lower(link[: len(prefix)]) == prefix:
            return _internal_link(scheme, link[len(prefix) :].removeprefix("//"))
    url = parse_url(link)
    if "." not in url.host and not url.is_ipv6:
        raise LinkError("Wrong HTTP URL")
    return str(url)


def mentioned_user(link: str) -> int | None:
    """The user id of a `tg://user?id=N` link."""
    match = re.match(r"tg:(?://)?user(?:/?\?)([^#]*)", ascii_lower(link), re.DOTALL)
    if match is None:
        return None
    for parameter in match[1].split("&"):
        key, _, value = parameter.partition("=")
        if key == "id":
            valid = re.fullmatch(r"[1-9][0-9]{0,12}", value)
            return int(value) if valid and int(value) <= MAX_USER_ID else None
    return None


def parse_url(link: str) -> Url:
    """Split a web address; `http` is assumed, the host is lowered, an empty path becomes `/`."""
    protocol, rest = _split_protocol(link)
    end = _AUTHORITY_END.search(rest)
    authority, query = (rest[: end.start()], rest[end.start() :]) if end else (rest, "")
    authority, port = _split_port(authority)
    userinfo, _, host = authority.rpartition("@")
    is_ipv6 = host[:1] == "[" and host[-1:] == "]"
    if is_ipv6 and not _is_ipv6(host[1:-1]):
        raise LinkError("Wrong IPv6 address specified in the URL")
    if not host:
        raise LinkError("URL host is empty")
    if host == ".":
        raise LinkError("Host is invalid")
    host = ascii_lower(host)
    if is_ipv6 and not _HOST_IPV6.fullmatch(host):
        raise LinkError("Wrong IPv6 URL host")
    if not is_ipv6:
        _check_symbols(host, _HOST, "host")
        _check_symbols(userinfo, _USERINFO, "userinfo")
    return Url(protocol, userinfo, host, is_ipv6, port, _query(query))


def _internal_link(scheme: str, link: str) -> str:
    url = parse_url(link)
    wrong = "Wrong tg URL" if scheme == "tg" else "Wrong ton URL"
    explicit = ascii_lower(link[:7]) == "http://" or url.protocol == "https"
    if explicit or url.userinfo or url.port or url.is_ipv6:
        raise LinkError(wrong)
    allowed = r"[A-Za-z0-9_.\-]*" if scheme == "tonsite" else r"[A-Za-z0-9_\-]*"
    if not re.fullmatch(allowed, url.host):
        raise LinkError("Unallowed characters in URL host")
    query = url.query[1:] if url.query.startswith("/?") else url.query
    return f"{scheme}://{url.host}{query}"


def _split_protocol(link: str) -> tuple[str, str]:
    end = _SCHEME_END.search(link)
    if end is None or not link.startswith("://", end.start()):
        return "http", link
    protocol = ascii_lower(link[: end.start()])
    if protocol not in ("http", "https"):
        raise LinkError("Unsupported URL protocol")
    return protocol, link[end.start() + 3 :]


def _split_port(authority: str) -> tuple[str, int]:
    colon = max(authority.rfind(mark) for mark in ":]@")
    if colon <= 0 or authority[colon] != ":":
        return authority, 0
    digits = authority[colon + 1 :].lstrip("0")
    if not re.fullmatch(r"[0-9]{1,5}", digits) or int(digits) > 65535:
        raise LinkError("Wrong port number specified in the URL")
    return authority[:colon], int(digits)


def _is_ipv6(address: str) -> bool:
    try:
        ipaddress.IPv6Address(address)
    except ValueError:
        return False
    return "%" not in address


def _check_symbols(part: str, allowed: re.Pattern[str], name: str) -> None:
    match = allowed.match(part)
    end = match.end() if match else 0
    if end < len(part):
        wrong = "Wrong percent-encoded symbol" if part[end] == "%" else "Disallowed character"
        raise LinkError(f"{wrong} in URL {name}")


def _query(query: str) -> str:
    query = query.rstrip(_SPACES)
    if not query:
        return "/"
    if query[0] != "/":
        query = "/" + query
    return re.sub(r"[\0- ]", lambda match: f"%{ord(match[0]):02X}", query)
