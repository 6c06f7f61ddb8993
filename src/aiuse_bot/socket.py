"""Socket Mode: the same inbox as over HTTP, without a URL that Slack must reach."""

import contextlib
import http.client
import json
import threading
import time
from collections.abc import Callable
from socket import SHUT_RDWR
from typing import Any
from urllib.parse import urlsplit
from urllib.request import proxy_bypass

import structlog
from slack_bolt import BoltRequest, BoltResponse
from slack_sdk import WebClient
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from aiuse_bot.delivery import metrics
from aiuse_bot.delivery.crash import crash_point
from aiuse_bot.delivery.envelope import envelope_of
from aiuse_bot.delivery.loop import describe
from aiuse_bot.delivery.pool import DaemonPool
from aiuse_bot.delivery.writer import GroupWriter, InboxUnavailableError
from aiuse_bot.settings import Settings

THREADS = 32
CONCURRENT_EVENTS = 32
"""How many events may wait for the same commit."""
SILENCE = 90.0
"""Seconds without any frame (Slack pings more often) after which a connection is dead, whatever the client reports."""

log = structlog.get_logger(__name__)


class SocketConnection:
    """Receives what Slack sends over its WebSocket. An event is acknowledged after its commit, or not at all.

    `on_dead` is called once after `silence` seconds without a frame: reconnecting has been seen to fail forever, so
    the process should exit and be restarted.
    """

    def __init__(
        self,
        app_dispatch: Callable[[BoltRequest], BoltResponse],
        writer: GroupWriter,
        settings: Settings,
        *,
        on_dead: Callable[[], None],
        silence: float = SILENCE,
    ) -> None:
        if settings.slack_app_token is None:
            raise ValueError("SLACK_APP_TOKEN is not set: Socket Mode needs it.")
        self._app_dispatch = app_dispatch
        self._writer = writer
        self._client = _client(settings.slack_app_token.get_secret_value(), settings.api_url)
        self._client.on_message_listeners.append(self._heard)
        self._client.socket_mode_request_listeners.append(self._take)
        self._executor = DaemonPool(THREADS, "interaction")
        self._intake = _Intake()
        self._watchdog = Watchdog(self._last_sign, on_dead, silence)
        self._last_frame = time.time()

    def connect(self) -> None:
        """Open the connection and start the watchdog; raises `SlackApiError` if `apps.connections.open` refuses."""
        self._client.connect()
        self._last_frame = time.time()
        self._watchdog.start()

    def alive(self) -> bool:
        """Whether there is a connection."""
        return bool(self._client.is_connected())

    def close(self, timeout: float = 2) -> None:
        """Accept nothing more, acknowledge what is being stored, then disconnect. Slack resends the rest elsewhere."""
        self._watchdog.stop()
        self._intake.close(timeout)
        self._executor.shutdown()
        self._stop_reading()
        self._client.close()

    def _stop_reading(self) -> None:
        """End the client's pending read: its close would wait for that, three of the ten seconds SIGTERM allows."""
        self._client.auto_reconnect_enabled = False
        self._client.current_session_state.terminated = True
        socket = self._client.current_session.sock if self._client.current_session is not None else None
        if socket is not None:
            # The other side may have disconnected already; then there is nothing to end.
            with contextlib.suppress(OSError):
                socket.shutdown(SHUT_RDWR)

    def _heard(self, _frame: str) -> None:
        self._last_frame = time.time()

    def _last_sign(self) -> float:
        session = self._client.current_session
        pong = session.last_ping_pong_time if session is not None else None
        return max(self._last_frame, pong or 0.0)

    def _take(self, _client: BaseSocketModeClient, request: SocketModeRequest) -> None:
        """Dispatch a request by its type; runs in one of the client's threads."""
        if not self._intake.enter():
            return
        if request.type in {"slash_commands", "interactive"}:
            self._executor.submit(self._leaving, self._answer, request)
        else:
            self._leaving(self._keep if request.type == "events_api" else self._acknowledge, request)

    def _leaving(self, work: Callable[[SocketModeRequest], None], request: SocketModeRequest) -> None:
        try:
            work(request)
        except Exception as problem:  # noqa: BLE001 - not acknowledged, so Slack sends it again
            log.error("socket_request_failed", type=request.type, error=describe(problem))  # noqa: TRY400 - no text
        finally:
            self._intake.leave()

    def _keep(self, request: SocketModeRequest) -> None:
        """Store an event. If that fails now, do not acknowledge it; if it always will, do, or it would come back."""
        try:
            self._writer.keep_blocking(envelope_of(request.payload, json.dumps(request.payload).encode()))
        except InboxUnavailableError:
            return
        except ValueError as problem:
            log.warning("malformed_envelope", problem=str(problem))
        else:
            crash_point("event_kept")
            metrics.EVENTS_ACKNOWLEDGED.inc()
        self._acknowledge(request)

    def _answer(self, request: SocketModeRequest) -> None:
        response = self._app_dispatch(BoltRequest(mode="socket_mode", body=request.payload))
        if response.status == http.client.OK:
            self._acknowledge(request, _payload(response))
        else:
            log.error("interaction_refused", type=request.type, status=response.status)

    def _acknowledge(self, request: SocketModeRequest, payload: dict[str, Any] | None = None) -> None:
        self._client.send_socket_mode_response(SocketModeResponse(request.envelope_id, payload))


class Watchdog:
    """Calls `on_dead`, once, when the last sign of life (Unix seconds, like the clock) is older than `silence`."""

    def __init__(
        self,
        last_sign: Callable[[], float],
        on_dead: Callable[[], None],
        silence: float,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._last_sign = last_sign
        self._on_dead = on_dead
        self._silence = silence
        self._clock = clock
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="socket-watchdog", daemon=True)

    def start(self) -> None:
        """Start watching."""
        self._thread.start()

    def stop(self) -> None:
        """Stop watching."""
        self._stopped.set()

    def alive(self) -> bool:
        """Whether it still watches."""
        return self._thread.is_alive()

    def _run(self) -> None:
        while not self._stopped.wait(self._silence / 10):
            if self._clock() - self._last_sign() > self._silence:
                log.error("socket_silent", seconds=self._silence)
                self._on_dead()
                return


class _Intake:
    """Counts the requests in progress, and accepts none once it is closed."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._under_way = 0
        self._closed = False

    def enter(self) -> bool:
        with self._changed:
            if not self._closed:
                self._under_way += 1
            return not self._closed

    def leave(self) -> None:
        with self._changed:
            self._under_way -= 1
            self._changed.notify_all()

    def close(self, timeout: float) -> None:
        with self._changed:
            self._closed = True
            self._changed.wait_for(lambda: self._under_way == 0, timeout)


def _client(app_token: str, api_url: str) -> SocketModeClient:
    client = SocketModeClient(
        app_token=app_token,
        web_client=WebClient(base_url=api_url),
        concurrency=CONCURRENT_EVENTS,
        receive_buffer_size=16_384,
    )
    if proxy_bypass(urlsplit(api_url).hostname or ""):
        # The client uses the proxy from the environment even for hosts in NO_PROXY.
        client.proxy = None
    return client


def _payload(response: BoltResponse) -> dict[str, Any] | None:
    """Turn Bolt's HTTP response into the payload of an acknowledgement: nothing, an object, or a text to show."""
    if not response.body:
        return None
    if response.first_headers().get("content-type", "").startswith("application/json"):
        answer: dict[str, Any] = json.loads(response.body)
        return answer
    return {"text": response.body}
