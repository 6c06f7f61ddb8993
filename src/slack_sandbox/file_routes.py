"""Routes for file contents: upload URLs, `url_private` for the app, and the page's downloads and uploads."""

from email import message_from_bytes
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from slack_sandbox.control.request import Request as ControlRequest
from slack_sandbox.errors import RefusedError, unknown
from slack_sandbox.replies import hub_of, json_response, refused, token_of
from slack_sandbox.workspace.file_shapes import file_shape
from slack_sandbox.workspace.files import announce_upload, complete_upload
from slack_sandbox.workspace.models import File

_INLINE = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "text/plain"})
"""Types that a browser may display; anything else is only downloaded, because it might contain a script."""


def file_routes() -> list[BaseRoute]:
    """Return the file routes."""
    return [
        Route("/upload/v1/{secret}", take_upload, methods=["POST"]),
        Route("/files-pri/{file}/{name}", private_file),
        Route("/files-pri/{file}/download/{name}", private_file),
        Route("/sandbox/upload", upload_as, methods=["POST"]),
        Route("/sandbox/file", file_as),
    ]


async def take_upload(request: Request) -> Response:
    """Receive an announced file, as the plain body or the first part of a multipart form."""
    hub = hub_of(request)
    file = hub.workspace.state.files.get(hub.uploads.get(request.path_params["secret"], ""))
    if file is None:
        return PlainTextResponse("Not found", 404)
    content = await request.body()
    kind = request.headers.get("content-type", "")
    if kind.startswith("multipart/form-data"):
        content = _first_part(kind, content)
    if len(content) != file.size:
        return PlainTextResponse(f"{file.size} bytes were announced, {len(content)} came", 400)
    del hub.uploads[request.path_params["secret"]]
    hub.file_store.write(file.id, content)
    return PlainTextResponse(f"OK - {len(content)}")


def _first_part(content_type: str, body: bytes) -> bytes:
    message = message_from_bytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body)
    parts = (part.get_payload(decode=True) for part in message.walk() if not part.is_multipart())
    return next((part for part in parts if isinstance(part, bytes)), b"")


async def private_file(request: Request) -> Response:
    """Send a file to the app; as on Slack, a request without a token that may read files goes to a login page."""
    hub = hub_of(request)
    file = hub.workspace.state.files.get(request.path_params["file"].rpartition("-")[2])
    app = hub.workspace.app
    may = token_of(request, dict(request.query_params)) == app.bot_token and "files:read" in app.bot_scopes
    if not may or not app.installed:
        return RedirectResponse("/", 302)
    if file is None or not hub.workspace.can_see_file(app.bot_user_id, file):
        return PlainTextResponse("Not found", 404)
    return _bytes_of(hub.file_store.read(file.id), file, as_download="/download/" in request.url.path)


async def file_as(request: Request) -> Response:
    """Send a file to a member's page, found by `id` or by the URL that Slack's blocks contain."""
    control = ControlRequest(hub_of(request), dict(request.query_params))
    try:
        file = _file_for(control)
    except RefusedError as refusal:
        return refused(refusal)
    return _bytes_of(control.hub.file_store.read(file.id), file, as_download=control.flag("download"))


def _file_for(control: ControlRequest) -> File:
    wanted = control.text("id") or _id_in(control.required("url"))
    file = control.workspace.state.files.get(wanted)
    if file is None or not control.workspace.can_see_file(control.actor().id, file):
        raise unknown("file", wanted)
    return file


def _id_in(url: str) -> str:
    """Extract the file id from `url_private` or a permalink."""
    parts = [part.rpartition("-")[2] for part in url.split("/")]
    return next((part for part in parts if part.startswith("F0")), "")


def _bytes_of(content: bytes | None, file: File, *, as_download: bool) -> Response:
    if content is None:
        return PlainTextResponse("Not found", 404)
    inline = file.mimetype in _INLINE and not as_download
    headers = {
        "Content-Disposition": f"{'inline' if inline else 'attachment'}; filename*=UTF-8''{quote(file.name)}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, max-age=3600",
    }
    kind = file.mimetype if inline else "application/octet-stream"
    return Response(content, headers=headers, media_type=f"{kind}; charset=utf-8" if kind == "text/plain" else kind)


async def upload_as(request: Request) -> Response:
    """Receive a member's file as the request body; a post that names its id shares it."""
    control = ControlRequest(hub_of(request), dict(request.query_params))
    content = await request.body()
    try:
        user, name = control.actor(), control.required("filename")
    except RefusedError as refusal:
        return refused(refusal)
    if not content:
        return refused(RefusedError("no_file_data", "An empty file cannot be uploaded."))
    alt_text = control.text("alt_text") or ""
    file = announce_upload(control.workspace, name, len(content), user=user.id, alt_text=alt_text)
    control.hub.file_store.write(file.id, content)
    complete_upload(control.workspace, file, control.text("title"))
    return json_response({"ok": True, "file": file_shape(control.workspace, file)})
