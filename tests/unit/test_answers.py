"""HTTP answers, whole and in pieces, sound and broken: each is read, or refused, within bounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.answers import BODY_LIMIT, HEAD_LIMIT, Answer, AnswerReader, Malformed

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"

# (what the server writes before it closes, what is read)
SOUND = [
    (OK + b"Content-Length: 2\r\n\r\n{}", Answer(200, b"{}", None, reusable=True)),
    (b"HTTP/1.1 200\r\ncontent-length:0\r\n\r\n", Answer(200, b"", None, reusable=True)),
    (OK + b"Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}", Answer(200, b"{}", None, reusable=True)),
    (OK + b"Content-Length: 2\r\nConnection: close\r\n\r\n{}", Answer(200, b"{}", None, reusable=False)),
    (OK + b"Content-Length: 2\r\nConnection: Upgrade, Close\r\n\r\n{}", Answer(200, b"{}", None, reusable=False)),
    (b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}", Answer(200, b"{}", None, reusable=False)),
    (
        b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\n{}",
        Answer(200, b"{}", None, reusable=True),
    ),
    (OK + b"\r\nuntil the end", Answer(200, b"until the end", None, reusable=False)),
    (b"HTTP/1.1 204 No Content\r\n\r\n", Answer(204, b"", None, reusable=True)),
    (b"HTTP/1.1 100 Continue\r\n\r\n" + OK + b"Content-Length: 1\r\n\r\n1", Answer(200, b"1", None, reusable=True)),
    (
        b"HTTP/1.1 103 Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 429 Slow\r\nRetry-After: 9\r\nContent-Length: 0\r\n\r\n",
        Answer(429, b"", "9", reusable=True),
    ),
    (CHUNKED + b"2\r\n{}\r\n0\r\n\r\n", Answer(200, b"{}", None, reusable=True)),
    (CHUNKED + b"1;a=b\r\n{\r\n01 \r\n}\r\n0;x\r\nTrailer: 1\r\n\r\n", Answer(200, b"{}", None, reusable=True)),
    (CHUNKED + b"A\r\n0123\r\n\r\n89\r\n0\r\n\r\n", Answer(200, b"0123\r\n\r\n89", None, reusable=True)),
    (
        OK + b"Content-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n",
        Answer(200, b"x", None, reusable=False),
    ),
]
BROKEN = [
    b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
    b"HTTP/2 200 OK\r\n\r\n",
    b"HTTP/1.1 2000 OK\r\n\r\n",
    b"HTTP/1.1 200 OK\nContent-Length: 0\n\n\r\n\r\n",
    b"HTTP/1.1 101 Switching Protocols\r\n\r\n",
    OK + b"Content-Length: -1\r\n\r\n",
    OK + b"Content-Length: 0x10\r\n\r\n",
    OK + b"Content-Length: \r\n\r\n",
    OK + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n",
    OK + b"Content-Length: %d\r\n\r\n" % (BODY_LIMIT + 1),
    OK + b"Content-Length: 99999999999999999999\r\n\r\n",
    OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n",
    OK + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
    OK + b"X: " + b"x" * HEAD_LIMIT + b"\r\n\r\n",
    CHUNKED + b"x\r\n\r\n",
    CHUNKED + b"-1\r\n\r\n",
    CHUNKED + b"2\r\n{}}\r\n0\r\n\r\n",
    CHUNKED + b"fffffff\r\n",
    CHUNKED + b"fffffffff\r\n",
    CHUNKED + b"1;" + b"x" * 5000,
    CHUNKED + b"0\r\n" + b"T: x\r\n" * HEAD_LIMIT,
]
UNFINISHED = [
    b"",
    b"HTTP/1.1 200 OK\r\nContent-",
    OK + b"Content-Length: 3\r\n\r\n{}",
    CHUNKED,
    CHUNKED + b"2\r\n{}\r\n",
    CHUNKED + b"2\r\n{}\r\n0\r\n",
    b"HTTP/1.1 100 Continue\r\n\r\n",
]


def read(pieces: list[bytes]) -> Answer | None:
    """What comes of these pieces and the end of the connection."""
    reader = AnswerReader()
    for piece in pieces:
        answer = reader.feed(piece)
        if answer is not None:
            return answer
    return reader.end()


@pytest.mark.parametrize(("text", "expected"), SOUND)
def test_sound_answers(text: bytes, expected: Answer) -> None:
    assert read([text]) == expected
    assert read([text[place : place + 1] for place in range(len(text))]) == expected


@given(st.sampled_from(SOUND), st.lists(st.integers(1, 60), max_size=30))
def test_an_answer_may_be_cut_anywhere(answer: tuple[bytes, Answer], cuts: list[int]) -> None:
    text, expected = answer
    pieces = []
    for cut in cuts:
        pieces.append(text[:cut])
        text = text[cut:]
    assert read([piece for piece in [*pieces, text] if piece]) == expected


@pytest.mark.parametrize("text", BROKEN)
def test_broken_answers_are_refused(text: bytes) -> None:
    with pytest.raises(Malformed):
        read([text])


@pytest.mark.parametrize("text", UNFINISHED)
def test_an_unfinished_answer_is_none(text: bytes) -> None:
    assert read([text] if text else []) is None


def test_an_endless_answer_is_refused() -> None:
    megabyte = b"x" * 1_000_000
    with pytest.raises(Malformed):
        read([OK + b"\r\n", *[megabyte] * (BODY_LIMIT // len(megabyte) + 2)])


def test_a_head_that_never_ends_is_refused() -> None:
    with pytest.raises(Malformed):
        read([OK, *[b"X: y\r\n"] * HEAD_LIMIT])


def test_one_reader_reads_one_answer_after_the_other() -> None:
    reader = AnswerReader()
    for number in range(1, 4):
        body = b"x" * number
        expected = Answer(200, body, None, reusable=True)
        assert reader.feed(CHUNKED + b"%d\r\n%b\r\n0\r\n\r\n" % (number, body)) == expected
        assert reader.feed(OK + b"Content-Length: %d\r\n\r\n%b" % (number, body)) == expected


def test_bytes_beyond_the_answer_make_the_connection_useless() -> None:
    answer = AnswerReader().feed(OK + b"Content-Length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\n")
    assert answer == Answer(200, b"{}", None, reusable=False)


STARTS = st.sampled_from([b"", OK, CHUNKED, OK + b"Content-Length: 5\r\n\r\n"])


@given(st.lists(st.binary(max_size=200), max_size=8), STARTS)
def test_no_bytes_are_trouble_of_another_kind(pieces: list[bytes], start: bytes) -> None:
    try:
        answer = read([start, *pieces])
    except Malformed:
        return
    assert answer is None or 200 <= answer.status <= 999
