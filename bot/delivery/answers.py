"""HTTP/1.1 answers as they come in, piece by piece (RFC 9112). Pure: bytes in, a whole answer or a refusal out.

Everything is bounded: what answers may be a proxy, a hotel's login page, or hostile.
"""

import re
from dataclasses import dataclass

# An answer of the Bot API has a few hundred bytes of head; the body is a message, or an explanation.
HEAD_LIMIT = 64 * 1024
BODY_LIMIT = 8 * 1024 * 1024
_STATUS = re.compile(rb"HTTP/1\.([01]) ([0-9]{3})(?: [^\r\n]*)?\r\n")
_FIELD = re.compile(rb"\r\n(content-length|transfer-encoding|connection|retry-after):[ \t]*([^\r\n]*)", re.IGNORECASE)
_SIZE = re.compile(rb"([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]*)?")
_LINE_LIMIT = 4096


class Malformed(Exception):
    """These bytes are no answer that can be understood."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer. `reusable`: the connection may carry another request."""

    status: int
    body: bytes
    retry_after: str | None
    reusable: bool


@dataclass(frozen=True, slots=True)
class _Head:
    status: int
    length: int | None
    chunked: bool
    keep: bool
    retry_after: str | None


class AnswerReader:
    """Reads one answer after the other from a connection."""

    def __init__(self) -> None:
        self._buffer = b""
        self._head: _Head | None = None
        self._chunks: list[bytes] = []
        self._size = 0

    def feed(self, data: bytes) -> Answer | None:
        """Take what has come in; gives back the answer once it is whole. Raises Malformed."""
        self._buffer = self._buffer + data if self._buffer else data
        while self._head is None:
            head = self._read_head()
            if head is None:
                return None
            # Interim answers (RFC 9110, 15.2) announce the real one; nothing of ours asks for a change of protocol.
            if head.status == 101:
                raise Malformed("an unasked change of protocol")
            if head.status >= 200:
                self._head = head
        if self._head.chunked:
            return self._read_chunks(self._head)
        if self._head.length is None:
            if len(self._buffer) > BODY_LIMIT:
                raise Malformed("an endless answer")
            return None
        if len(self._buffer) < self._head.length:
            return None
        body, self._buffer = self._buffer[: self._head.length], self._buffer[self._head.length :]
        return self._whole(self._head, body)

    def end(self) -> Answer | None:
        """The connection has ended; gives back the answer if it is one that lasts until then."""
        head = self._head
        if head is None or head.chunked or head.length is not None:
            return None
        body, self._buffer = self._buffer, b""
        return self._whole(head, body)

    def _read_head(self) -> _Head | None:
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            if len(self._buffer) > HEAD_LIMIT or not b"HTTP/1.".startswith(self._buffer[:7]):
                raise Malformed("no HTTP answer")
            return None
        if end > HEAD_LIMIT:
            raise Malformed("an endless head")
        text, self._buffer = self._buffer[: end + 2], self._buffer[end + 4 :]
        return _parsed(text)

    def _read_chunks(self, head: _Head) -> Answer | None:
        """RFC 9112, 7.1: size in hex, data, an empty line; the last one is empty and trailers may follow it."""
        while (end := self._buffer.find(b"\r\n")) >= 0:
            found = _SIZE.fullmatch(self._buffer[:end])
            if found is None:
                raise Malformed("a chunk without a size")
            size = int(found[1], 16)
            if self._size + size > BODY_LIMIT:
                raise Malformed("an answer that is too large")
            if size == 0:
                return self._read_trailers(head, end)
            if len(self._buffer) < end + 2 + size + 2:
                return None
            if self._buffer[end + 2 + size : end + 4 + size] != b"\r\n":
                raise Malformed("a chunk of another size than it says")
            self._chunks.append(self._buffer[end + 2 : end + 2 + size])
            self._size += size
            self._buffer = self._buffer[end + 4 + size :]
        if len(self._buffer) > _LINE_LIMIT:
            raise Malformed("a chunk without a size")
        return None

    def _read_trailers(self, head: _Head, last: int) -> Answer | None:
        end = self._buffer.find(b"\r\n\r\n", last)
        if end < 0:
            if len(self._buffer) > HEAD_LIMIT:
                raise Malformed("endless trailers")
            return None
        self._buffer = self._buffer[end + 4 :]
        return self._whole(head, b"".join(self._chunks))

    def _whole(self, head: _Head, body: bytes) -> Answer:
        # Bytes beyond the answer belong to nothing that was asked: the connection is out of step.
        reusable = head.keep and not self._buffer
        self._head, self._chunks, self._size = None, [], 0
        return Answer(head.status, body, head.retry_after, reusable)


def _parsed(text: bytes) -> _Head:
    line = _STATUS.match(text)
    if line is None:
        raise Malformed("no HTTP answer")
    status, keep = int(line[2]), line[1] == b"1"
    length: int | None = None
    chunked, retry_after = False, None
    for name, value in _FIELD.findall(text):
        match name.lower():
            case b"content-length":
                stated = _length(value)
                if length not in (None, stated):
                    raise Malformed("two lengths")
                length = stated
            case b"transfer-encoding":
                if value.strip().lower() != b"chunked" or chunked:
                    raise Malformed("an unknown transfer encoding")
                chunked = True
            case b"connection":
                options = {option.strip() for option in value.lower().split(b",")}
                keep = (keep or b"keep-alive" in options) and b"close" not in options
            case _:
                retry_after = value.strip().decode("latin-1")
    if status < 200 or status in (204, 304):
        return _Head(status, 0, chunked=False, keep=keep, retry_after=retry_after)
    if chunked and length is not None:
        # RFC 9112, 6.3: the encoding counts, and the connection is not to be trusted further.
        length, keep = None, False
    return _Head(status, length, chunked, keep and (chunked or length is not None), retry_after)


def _length(value: bytes) -> int:
    text = value.strip()
    if not text.isdigit() or len(text) > 12:
        raise Malformed("a length that is no number")
    if int(text) > BODY_LIMIT:
        raise Malformed("an answer that is too large")
    return int(text)
