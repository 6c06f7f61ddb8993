"""The sandbox's HTTP and WebSocket routes."""

import asyncio
import json
from collections.abc import AsyncIterator
from email import message_from_bytes
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket

from slack_sandbox.api.dispatch import Reply, answer_call
from slack_sandbox.connection import drop_connection, wait_for_disconnect
from slack_sandbox.consent_routes import consent_routes
from slack_sandbox.control import administration, backstage, interactions, messages, reading
from slack_sandbox.control import request as control_request
from slack_sandbox.errors import RefusedError, SlackError
from slack_sandbox.file_routes import file_routes
from slack_sandbox.hub import Hub
from slack_sandbox.interactivity.answers import apply_answer
from slack_sandbox.replies import client_credentials, hub_of, json_response, refused, token_of
from slack_sandbox.values import Json, read_json

CONTROLS = (administration, backstage, interactions, messages, reading)
"""Importing them registers their handlers in the control table."""
_PAGE = Path(__file__).parent / "page"
_KEEP_ALIVE = 15.0
_FOREVER = 3600.0
_RECONNECT_MS = 500
"""How soon a page reconnects to a sandbox that has gone; browsers by default wait three to five seconds."""
_SLOW = 1.0


def build_app(hub: Hub) -> Starlette:
    """Return the ASGI application of one sandbox."""
    app = Starlette(routes=_routes())
    app.state.hub = hub
    return app


def _routes() -> list[BaseRoute]:
    controls = [
        Route(f"/sandbox/{path}", _control(handler), methods=[method])
        for (method, path), handler in control_request.TABLE.items()
    ]
    return [
        Route("/api/{method}", web_api, methods=["GET", "POST"]),
        WebSocketRoute("/link/", socket_mode),
        Route("/response/{token}", response_url, methods=["POST"]),
        Route("/sandbox/stream", stream),
        *file_routes(),
        *consent_routes(),
        *controls,
        Route("/", page),
        Route("/archives/{channel}/{message}", page),
        Route("/archives/{channel}", page),
        Mount("/page", StaticFiles(directory=_PAGE, check_dir=False)),
    ]


async def web_api(request: Request) -> Response:
    """Answer one call of the Web API."""
    hub = hub_of(request)
    try:
        values = await _arguments(request)
    except ValueError:
        return json_response({"ok": False, "error": "invalid_json"})
    values = client_credentials(request) | values
    token = token_of(request, values)
    reply = answer_call(hub, request.path_params["method"], token, values)
    return await _send(request, reply)


async def _arguments(request: Request) -> Json:
    values: Json = dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0]
    if kind == "application/json":
        body = await request.body()
        found = read_json(body) if body else {}
        if not isinstance(found, dict):
            raise ValueError("not an object")
        return values | found
    if kind == "multipart/form-data":
        return values | _multipart(request.headers["content-type"], await request.body())
    text = (await request.body()).decode(errors="replace")
    return values | dict(parse_qsl(text, keep_blank_values=True))


def _multipart(content_type: str, body: bytes) -> Json:
    """Parse the text fields of a multipart form; no method here accepts a file that way."""
    message = message_from_bytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body)
    fields: Json = {}
    for part in message.walk():
        name = part.get_param("name", header="Content-Disposition")
        payload = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(payload, bytes):
            fields[name] = payload.decode(errors="replace")
    return fields


async def _send(request: Request, reply: Reply) -> Response:
    fault = reply.fault
    if fault is not None and fault.kind == "slow":
        await hub_of(request).faults.hold_back(fault.seconds or _SLOW)
    if reply.body is None:
        if fault is not None and fault.kind.startswith("hang"):
            await _hang(request, fault.seconds or _FOREVER)
        return await drop_connection(request)
    return json_response(reply.body, reply.status, reply.headers)


async def _hang(request: Request, seconds: float) -> None:
    """Send nothing until the client disconnects or `seconds` have passed."""
    waiting = asyncio.ensure_future(wait_for_disconnect(request))
    await asyncio.wait({waiting}, timeout=seconds)
    waiting.cancel()


async def socket_mode(websocket: WebSocket) -> None:
    """Serve one Socket Mode connection."""
    await hub_of(websocket).post_office.socket_mode.serve(websocket)


async def response_url(request: Request) -> Response:
    """Accept an app's answer to a gesture."""
    hub = hub_of(request)
    try:
        body = await _body(request)
        apply_answer(hub, body, hub.response_urls.use(request.url.path))
    except RefusedError:
        return json_response({"ok": False, "error": "invalid_payload"}, 400)
    except SlackError as refusal:
        return json_response(refusal.body, refusal.status)
    return Response("ok", media_type="text/plain")


def _control(handler: control_request.Handler) -> Any:  # noqa: ANN401 - what Starlette takes as endpoint
    async def endpoint(request: Request) -> Response:
        try:
            values = dict(request.query_params) | await _body(request, as_it_is=handler is backstage.deliver)
            answer = await handler(control_request.Request(hub_of(request), values))
        except RefusedError as refusal:
            return refused(refusal)
        except SlackError as refusal:
            return json_response(refusal.body | {"detail": refusal.code}, 400)
        return json_response({"ok": True, **answer})

    return endpoint


async def _body(request: Request, *, as_it_is: bool = False) -> Json:
    raw = await request.body()
    read = json.loads if as_it_is else read_json
    try:
        found = read(raw) if raw else {}
    except ValueError:
        raise RefusedError("invalid_json", "The body is not JSON.") from None
    if not isinstance(found, dict):
        raise RefusedError("invalid_json", "The body must be a JSON object.")
    return found


async def stream(request: Request) -> Response:
    """Stream the changes that a member may see as server-sent events."""
    hub = hub_of(request)
    try:
        user = control_request.Request(hub, dict(request.query_params)).actor()
    except RefusedError as refusal:
        return refused(refusal)
    headers = {"Cache-Control": "no-store"}
    return StreamingResponse(_stream_lines(hub, user.id), media_type="text/event-stream", headers=headers)


async def _stream_lines(hub: Hub, user: str) -> AsyncIterator[str]:
    queue = hub.stream.subscribe(user)
    try:
        yield f": connected\nretry: {_RECONNECT_MS}\n\n"
        while True:
            try:
                change = await asyncio.wait_for(queue.get(), _KEEP_ALIVE)
            except TimeoutError:
                yield ": still here\n\n"
                continue
            if change is None:
                return
            yield f"data: {json.dumps(change)}\n\n"
    finally:
        hub.stream.unsubscribe(queue)


async def page(_request: Request) -> Response:
    """Serve the page, which reads the channel and message from its URL."""
    return FileResponse(_PAGE / "index.html", headers={"Cache-Control": "no-cache"})
