"""`POST /slack/events`: events are stored, then acknowledged; commands, clicks and modals go straight to Bolt."""

import asyncio
import json
import time
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any

import structlog
from slack_bolt import BoltRequest, BoltResponse

from aiuse_bot.delivery import metrics
from aiuse_bot.delivery.crash import crash_point
from aiuse_bot.delivery.envelope import Envelope, envelope_of, read_json
from aiuse_bot.delivery.loop import describe
from aiuse_bot.delivery.writer import GroupWriter, InboxUnavailableError
from aiuse_bot.server.form import bolt_request, is_ssl_check
from aiuse_bot.server.http import (
    OK,
    Answer,
    ClientLeftError,
    Receive,
    Scope,
    Send,
    TooLargeError,
    answer,
    json_text,
    read_body,
    text,
)
from aiuse_bot.server.signature import is_from_slack

log = structlog.get_logger(__name__)

AppDispatch = Callable[[BoltRequest], BoltResponse]

NO_RETRY = (b"x-slack-no-retry", b"1")
"""A malformed request stays malformed; Slack need not retry it three times."""
SLOWEST_BODY = 10.0
"""Seconds a body may take to arrive."""
LARGE_BODY = 50_000
"""Bytes from which a body is masked in a thread: a long post full of near-secrets takes tenths of a second."""

_CLOSE = (b"connection", b"close")
_NOT_SLACK = text(401, "The request is not signed by Slack.")
_NO_SECRET = text(404, "This bot listens over Socket Mode: SLACK_SIGNING_SECRET is not set.")
_ONLY_POST = text(405, "Slack speaks to this address by POST.", (b"allow", b"POST"))
_TOO_LARGE = text(413, "The body is larger than AIUSE_BOT_MAX_BODY_BYTES.", _CLOSE, NO_RETRY)
_TOO_SLOW = text(408, "The body did not arrive in time.", _CLOSE)
_UNAVAILABLE = text(503, "The event could not be kept. Send it again.")
_FAILED = text(500, "The bot failed to answer.")


class Door:
    """An ASGI application for one path. The signature is checked first: an unsigned request is not parsed.

    Only Slack's certificate check has no signature; it gets an empty response whatever else it contains.
    """

    def __init__(
        self,
        app_dispatch: AppDispatch,
        writer: GroupWriter,
        executor: Executor,
        secret: str | None,
        max_body_bytes: int,
    ) -> None:
        self._app_dispatch = app_dispatch
        self._writer = writer
        self._executor = executor
        self._secret = secret.encode() if secret else None
        self._max_body_bytes = max_body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        begun = time.perf_counter()
        try:
            what = await self._answer(scope, receive)
        except ClientLeftError:
            return
        except TooLargeError:
            what = _TOO_LARGE
        except TimeoutError:
            what = _TOO_SLOW
        await answer(send, what)
        metrics.DOOR_SECONDS.observe(time.perf_counter() - begun)

    async def _answer(self, scope: Scope, receive: Receive) -> Answer:
        if self._secret is None:
            return _NO_SECRET
        if scope["method"] == "GET" and is_ssl_check(scope["query_string"]):
            return OK
        if scope["method"] != "POST":
            return _ONLY_POST
        headers = dict(scope["headers"])
        async with asyncio.timeout(SLOWEST_BODY):
            body = await read_body(receive, headers.get(b"content-length", b""), self._max_body_bytes)
        if _is_form(headers) and is_ssl_check(body):
            return OK
        return await self._answer_signed(self._secret, headers, body)

    async def _answer_signed(self, secret: bytes, headers: dict[bytes, bytes], body: bytes) -> Answer:
        timestamp = headers.get(b"x-slack-request-timestamp", b"")
        signature = headers.get(b"x-slack-signature", b"")
        if not is_from_slack(secret, timestamp, signature, body, time.time()):
            return _NOT_SLACK
        if _is_form(headers):
            return await self._ask_bolt(headers, body)
        return await self._take(body)

    async def _take(self, body: bytes) -> Answer:
        """Store an event, or answer a request that is about the URL itself."""
        try:
            value = read_json(body)
            if value.get("type") != "event_callback" and "event" not in value:
                return self._of_the_address(value)
            envelope = await self._envelope_of(value, body)
        except ValueError as problem:
            return text(400, str(problem), NO_RETRY)
        try:
            await self._writer.keep(envelope)
        except InboxUnavailableError:
            return _UNAVAILABLE
        crash_point("event_kept")
        metrics.EVENTS_ACKNOWLEDGED.inc()
        return OK

    async def _envelope_of(self, value: dict[str, Any], body: bytes) -> Envelope:
        if len(body) <= LARGE_BODY:
            return envelope_of(value, body)
        return await asyncio.get_running_loop().run_in_executor(self._executor, envelope_of, value, body)

    @staticmethod
    def _of_the_address(value: dict[str, Any]) -> Answer:
        """Answer what is not an event; unknown types are acknowledged, or Slack would disable our events."""
        match value.get("type"):
            case "url_verification":
                return json_text(json.dumps({"challenge": _challenge(value.get("challenge", ""))}).encode())
            case "app_rate_limited":
                metrics.EVENTS_RATE_LIMITED.inc()
                log.warning("events_withheld_by_slack", minute=_number(value.get("minute_rate_limited")))
                return OK
            case str(other) if other:
                log.warning("unknown_envelope", type=ascii(other[:80]))  # half a surrogate pair cannot be written
                return OK
            case _:
                raise ValueError("The envelope has no type.")

    async def _ask_bolt(self, headers: dict[bytes, bytes], body: bytes) -> Answer:
        """Have Bolt answer a command, click or modal in a thread: a person is waiting, so it bypasses the inbox."""
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._executor, self._dispatch, headers, body)
        except Exception as problem:  # noqa: BLE001 - a listener may raise anything; the person sees no traceback
            log.error("interaction_failed", error=describe(problem))  # noqa: TRY400 - a trace may hold people's text
            return _FAILED

    def _dispatch(self, headers: dict[bytes, bytes], body: bytes) -> Answer:
        try:
            request = bolt_request(headers, body)
        except ValueError as problem:
            return text(400, str(problem), NO_RETRY)
        response = self._app_dispatch(request)
        content = response.body.encode()
        given = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in response.first_headers().items()]
        return Answer(response.status, [*given, (b"content-length", str(len(content)).encode())], content)


def _is_form(headers: dict[bytes, bytes]) -> bool:
    return headers.get(b"content-type", b"").startswith(b"application/x-www-form-urlencoded")


def _challenge(value: Any) -> str:  # noqa: ANN401 - whatever JSON may hold
    if not isinstance(value, str):
        raise ValueError("The challenge is not a text.")  # noqa: TRY004 - a wrong body, not a wrong call
    return value


def _number(value: Any) -> int | None:  # noqa: ANN401 - whatever JSON may hold
    return value if isinstance(value, int) else None
