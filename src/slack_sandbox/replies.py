"""Helpers that the routes share: finding the hub, reading tokens, responding."""

import base64
import binascii
import json

from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket

from slack_sandbox.errors import RefusedError
from slack_sandbox.hub import Hub
from slack_sandbox.values import Json


def hub_of(request: Request | WebSocket) -> Hub:
    """Return the hub of the sandbox that serves this request."""
    hub: Hub = request.app.state.hub
    return hub


def json_response(content: Json, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Return a JSON response in ASCII, which can encode lone surrogates."""
    return Response(json.dumps(content), status, headers, media_type="application/json")


def refused(refusal: RefusedError) -> Response:
    """Return the control API's response for an error."""
    return json_response({"ok": False, "error": refusal.code, "detail": refusal.detail}, refusal.status)


def token_of(request: Request, values: Json) -> str | None:
    """Return a call's token from its header or its arguments, or None."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "bearer" and token:
        return token
    found = values.get("token")
    return found if isinstance(found, str) and found else None


def client_credentials(request: Request) -> Json:
    """Return the client id and secret of an `Authorization: Basic` header, which Slack prefers to arguments."""
    kind, _, packed = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "basic":
        return {}
    try:
        client_id, _, client_secret = base64.b64decode(packed, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return {}
    return {"client_id": client_id, "client_secret": client_secret}
