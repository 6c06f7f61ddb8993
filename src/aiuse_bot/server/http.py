"""The minimum of HTTP that the door needs, directly on ASGI: a framework's request costs more than the insert."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, NamedTuple

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

_TEXT = (b"content-type", b"text/plain; charset=utf-8")
_JSON = (b"content-type", b"application/json")


class TooLargeError(Exception):
    """The body exceeds the configured limit; the rest of it was not read."""


class ClientLeftError(Exception):
    """The connection was closed before the body was complete."""


class Answer(NamedTuple):
    """A response: status, headers and body."""

    status: int
    headers: Headers
    body: bytes = b""


OK = Answer(200, [(b"content-length", b"0")])


def text(status: int, sentence: str, *more: tuple[bytes, bytes]) -> Answer:
    """Return a response with a sentence for readers of the sender's logs."""
    body = sentence.encode()
    return Answer(status, [_TEXT, _length(body), *more], body)


def json_text(body: bytes) -> Answer:
    """Return a 200 response with JSON."""
    return Answer(200, [_JSON, _length(body)], body)


async def read_body(receive: Receive, declared: bytes, limit: int) -> bytes:
    """Return the body; raises `TooLargeError` as soon as it is known to exceed `limit` bytes, or `ClientLeftError`.

    `declared` is the Content-Length header, empty if missing.
    """
    if declared and (not declared.isdigit() or len(declared) > len(str(limit)) or int(declared) > limit):
        raise TooLargeError
    message = await receive()
    body: bytes = message.get("body", b"")
    if message["type"] == "http.request" and not message.get("more_body") and len(body) <= limit:
        return body
    return await _read_on(receive, message, limit)


async def _read_on(receive: Receive, message: Message, limit: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        if message["type"] != "http.request":
            raise ClientLeftError
        part = message.get("body", b"")
        size += len(part)
        if size > limit:
            raise TooLargeError
        parts.append(part)
        if not message.get("more_body"):
            return b"".join(parts)
        message = await receive()


async def answer(send: Send, what: Answer) -> None:
    """Send a response."""
    await send({"type": "http.response.start", "status": what.status, "headers": what.headers})
    await send({"type": "http.response.body", "body": what.body})


def _length(body: bytes) -> tuple[bytes, bytes]:
    return b"content-length", str(len(body)).encode()
