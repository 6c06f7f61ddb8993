"""Socket Mode: the app's WebSocket connections; each envelope goes to one of them."""

import asyncio
import json
import secrets
from collections.abc import Callable
from contextlib import suppress
from itertools import count

from starlette.websockets import WebSocket, WebSocketDisconnect

from slack_sandbox.delivery.parcel import Answer, Parcel
from slack_sandbox.patience import Patience
from slack_sandbox.values import Json

MAX_CONNECTIONS = 10
_DEBUG_SECONDS = 360.0
"""Lifetime of a connection opened with `debug_reconnects=true`."""
_WARNING_SECONDS = 10.0
_MAX_UNACKNOWLEDGED_EVENTS = 20
"""Events sent but not yet acknowledged, at most. slack_sdk's built-in client (3.47) reads frames recursively:
some 400 of 1.5 kB without a pause raise its RecursionError, after which it has lost its place in the stream
(measured). Commands, clicks and modals are never held back."""
_ENVELOPE_TYPES = {"event": "events_api", "command": "slash_commands", "interactive": "interactive"}


class SocketMode:
    """All connections of the app."""

    def __init__(self, app_id: Callable[[], str], connection_seconds: float, patience: Patience) -> None:
        """`app_id` returns the app's id for the `hello` frame; `connection_seconds` is a connection's lifetime."""
        self._app_id = app_id
        self._connection_seconds = connection_seconds
        self._patience = patience
        self._tickets: set[str] = set()
        self._connections: list[WebSocket] = []
        self._waiting: dict[str, asyncio.Future[Json]] = {}
        self._connected = asyncio.Event()
        self._turns = count()
        self._slots = asyncio.Semaphore(_MAX_UNACKNOWLEDGED_EVENTS)

    @property
    def connections(self) -> int:
        """The number of open connections."""
        return len(self._connections)

    def new_ticket(self) -> str:
        """Return a ticket that admits one connection, once."""
        ticket = secrets.token_hex(16)
        self._tickets.add(ticket)
        return ticket

    async def serve(self, websocket: WebSocket) -> None:
        """Send `hello` to a connection and read its acknowledgements until it closes."""
        ticket = websocket.query_params.get("ticket", "")
        if ticket not in self._tickets:
            await websocket.close(code=1008)
            return
        self._tickets.discard(ticket)
        await websocket.accept()
        self._connections.append(websocket)
        self._connected.set()
        lasts = _DEBUG_SECONDS if websocket.query_params.get("debug_reconnects") == "true" else self._connection_seconds
        ending = asyncio.get_running_loop().create_task(self._end_after(lasts, websocket))
        try:
            await websocket.send_json(self._hello(lasts))
            while True:
                self._read(await _next_text(websocket))
        except WebSocketDisconnect:
            pass
        finally:
            ending.cancel()
            self._forget(websocket)

    async def _end_after(self, seconds: float, websocket: WebSocket) -> None:
        """Warn a connection shortly before its lifetime ends, then close it; in real time, like signatures."""
        warning = min(_WARNING_SECONDS, seconds / 2)
        await asyncio.sleep(seconds - warning)
        await self._tell(websocket, "warning")
        await asyncio.sleep(warning)
        await self._tell(websocket, "refresh_requested")

    def _hello(self, lasts: float) -> Json:
        return {
            "type": "hello",
            "num_connections": self.connections,
            "debug_info": {
                "host": "sandbox",
                "build_number": 1,
                "approximate_connection_time": int(lasts),
            },
            "connection_info": {"app_id": self._app_id()},
        }

    def _forget(self, websocket: WebSocket) -> None:
        if websocket in self._connections:
            self._connections.remove(websocket)
        if not self._connections:
            self._connected.clear()

    def _read(self, text: str) -> None:
        with suppress(json.JSONDecodeError):
            frame = json.loads(text)
            waiting = self._waiting.get(str(frame.get("envelope_id"))) if isinstance(frame, dict) else None
            if waiting is not None and not waiting.done():
                waiting.set_result(frame)

    async def send(self, parcel: Parcel, envelope_id: str) -> Answer:
        """Send a parcel to the next connection in turn and wait for its acknowledgement."""
        try:
            await asyncio.wait_for(self._connected.wait(), self._patience.seconds)
        except TimeoutError:
            return Answer(acknowledged=False, reason="connection_failed", error="no connection is open")
        if parcel.wants_response:
            return await self._hand_over(parcel, envelope_id)
        async with self._slots:
            return await self._hand_over(parcel, envelope_id)

    async def _hand_over(self, parcel: Parcel, envelope_id: str) -> Answer:
        if not self._connections:
            # The last connection closed while this parcel waited its turn.
            return Answer(acknowledged=False, reason="connection_failed", error="no connection is open")
        connection = self._connections[next(self._turns) % len(self._connections)]
        waiting: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = waiting
        try:
            await connection.send_text(_envelope(parcel, envelope_id))
            frame = await asyncio.wait_for(waiting, self._patience.seconds)
        except TimeoutError:
            return Answer(
                acknowledged=False,
                reason="timeout",
                error=f"not acknowledged within {self._patience.seconds:g} seconds",
            )
        except (WebSocketDisconnect, RuntimeError) as error:
            self._forget(connection)
            return Answer(acknowledged=False, reason="connection_failed", error=str(error) or "the connection closed")
        finally:
            del self._waiting[envelope_id]
        return Answer(acknowledged=True, status=200, body=frame.get("payload"))

    async def disconnect(self, reason: str) -> int:
        """Tell all connections to reconnect (`warning`), or that they close (`refresh_requested`, `link_disabled`)."""
        told = list(self._connections)
        for connection in told:
            await self._tell(connection, reason)
        return len(told)

    async def _tell(self, connection: WebSocket, reason: str) -> None:
        with suppress(WebSocketDisconnect, RuntimeError):
            await connection.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}})
            if reason != "warning":
                self._forget(connection)
                await connection.close()


async def _next_text(websocket: WebSocket) -> str:
    """Return the next frame's text, empty for a binary one; WebSocketDisconnect when the connection ends."""
    message = await websocket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1005))
    return message.get("text") or ""


def _envelope(parcel: Parcel, envelope_id: str) -> str:
    envelope: Json = {
        "envelope_id": envelope_id,
        "type": _ENVELOPE_TYPES[parcel.kind],
        "accepts_response_payload": parcel.wants_response,
        "payload": parcel.payload,
    }
    if parcel.kind == "event":
        envelope |= {"retry_attempt": parcel.retry_num, "retry_reason": parcel.retry_reason or ""}
    return json.dumps(envelope)
