"""The few methods the outbox uses, over real HTTP, failing exactly when a test wants.

The sandbox is a whole workspace; this only counts calls, so that a test can inspect a single POST.
"""

import json
import socket
import struct
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl


@dataclass
class Fault:
    """What happens to one call: an HTTP status, an error code, a connection that `close`s or is left to `hang`."""

    method: str
    stored: bool = True
    status: int = 200
    error: str = ""
    retry_after: int | None = None
    close: bool = False
    hang: bool = False
    body: bytes | None = None


@dataclass
class Call:
    method: str
    arguments: dict[str, Any]
    connection: str = field(repr=False, default="")


class FakeSlack:
    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.messages: list[dict[str, Any]] = []
        self.faults: deque[Fault] = deque()
        self.page_size = 100
        self.over = threading.Event()
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name="fake-slack")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/api/"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _value: BaseException | None, _t: TracebackType | None
    ) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def called(self, method: str) -> list[Call]:
        with self._lock:
            return [call for call in self.calls if call.method == method]

    def texts(self, channel: str | None = None) -> list[str]:
        with self._lock:
            return [said["text"] for said in self.messages if channel in {None, said["channel"]}]

    def take(self, method: str, arguments: dict[str, Any]) -> tuple[Fault | None, dict[str, Any]]:
        with self._lock:
            self.calls.append(Call(method, arguments))
            fault = next((fault for fault in self.faults if fault.method == method), None)
            if fault is not None:
                self.faults.remove(fault)
            if fault is not None and not fault.stored:
                return fault, {}
            return fault, getattr(self, "_" + method.replace(".", "_"))(arguments)

    def say(self, channel: str, text: str, **more: object) -> dict[str, Any]:
        message = {"channel": channel, "text": text, "ts": f"{time.time():.5f}{len(self.messages) % 10}", **more}
        self.messages.append(message)
        return message

    def _chat_postMessage(self, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: N802 - Slack's spelling
        thread = {"thread_ts": asked["thread_ts"]} if "thread_ts" in asked else {}
        said = self.say(asked["channel"], asked["text"], metadata=asked["metadata"], **thread)
        return {"ok": True, "channel": said["channel"], "ts": said["ts"]}

    def _chat_postEphemeral(self, asked: dict[str, Any]) -> dict[str, Any]:  # noqa: N802 - Slack's spelling
        return {"ok": True, "message_ts": f"{time.time():.6f}", "to": asked["user"]}

    def _reactions_add(self, asked: dict[str, Any]) -> dict[str, Any]:
        return {"ok": True, "on": asked["timestamp"]}

    def _chat_update(self, asked: dict[str, Any]) -> dict[str, Any]:
        message = self._found(asked)
        if message is None:
            return {"ok": False, "error": "message_not_found"}
        message["text"] = asked["text"]
        return {"ok": True, "channel": asked["channel"], "ts": asked["ts"]}

    def _chat_delete(self, asked: dict[str, Any]) -> dict[str, Any]:
        message = self._found(asked)
        if message is None:
            return {"ok": False, "error": "message_not_found"}
        self.messages.remove(message)
        return {"ok": True, "channel": asked["channel"], "ts": asked["ts"]}

    def _conversations_history(self, asked: dict[str, Any]) -> dict[str, Any]:
        return self._page(asked, [said for said in self.messages if "thread_ts" not in said])

    def _conversations_replies(self, asked: dict[str, Any]) -> dict[str, Any]:
        return self._page(asked, [said for said in self.messages if said.get("thread_ts") == asked["ts"]])

    def _page(self, asked: dict[str, Any], messages: list[dict[str, Any]]) -> dict[str, Any]:
        here = [said for said in messages if said["channel"] == asked["channel"] and said["ts"] >= asked["oldest"]]
        begin = int(asked.get("cursor") or 0)
        end = begin + self.page_size
        cursor = str(end) if end < len(here) else ""
        return {"ok": True, "messages": here[begin:end], "response_metadata": {"next_cursor": cursor}}

    def _found(self, asked: dict[str, Any]) -> dict[str, Any] | None:
        named = (said for said in self.messages if (said["channel"], said["ts"]) == (asked["channel"], asked["ts"]))
        return next(named, None)


def _handler(slack: FakeSlack) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            said = self.rfile.read(int(self.headers["Content-Length"] or 0))
            is_json = self.headers["Content-Type"].startswith("application/json")
            asked = json.loads(said) if is_json else dict(parse_qsl(said.decode()))
            fault, answer = slack.take(self.path.removeprefix("/api/"), asked)
            self._answer(fault or Fault(""), answer)

        def do_GET(self) -> None:
            path, _, query = self.path.partition("?")
            fault, answer = slack.take(path.removeprefix("/api/"), dict(parse_qsl(query)))
            self._answer(fault or Fault(""), answer)

        def _answer(self, fault: Fault, answer: dict[str, Any]) -> None:
            if fault.hang:
                slack.over.wait()
            if fault.close:
                # A reset rather than an orderly close, as when something between us and Slack fails.
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.close_connection = True
                return
            said = fault.body or json.dumps({"ok": False, "error": fault.error} if fault.error else answer).encode()
            self.send_response(fault.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(said)))
            if fault.retry_after is not None:
                self.send_header("Retry-After", str(fault.retry_after))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: object) -> None:
            """Log nothing: the tests inspect the calls."""

    return Handler
