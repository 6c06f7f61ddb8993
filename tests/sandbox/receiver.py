"""An HTTP server that receives deliveries and responds as a test wants it to."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext
from threading import Event, Thread
from typing import Any

SILENCE = 0
"""As a status: no response before `Receiver.spoken` is set."""


class Receiver:
    """Records requests; `answers` are (status, headers) for the next ones, then it responds with 200."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, dict[str, str]]] = []
        self.came: list[dict[str, Any]] = []
        self.spoken = Event()
        self.url = ""

    @property
    def retries(self) -> list[tuple[str | None, str | None]]:
        """Return the number and reason of each retry, from its headers."""
        names = ("x-slack-retry-num", "x-slack-retry-reason")
        return [(request["headers"].get(names[0]), request["headers"].get(names[1])) for request in self.came]


@contextmanager
def running_receiver(*, port: int = 0, tls: SSLContext | None = None) -> Iterator[Receiver]:
    """Listen on a local port, by default a free one; with `tls`, by HTTPS."""
    receiver = Receiver()
    server = _Server(("127.0.0.1", port), _handler(receiver))
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    receiver.url = f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}/events"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield receiver
    finally:
        receiver.spoken.set()
        server.shutdown()
        thread.join()
        server.server_close()


class _Server(ThreadingHTTPServer):
    def handle_error(self, *_about: object) -> None:
        """Ignore clients that disconnected or rejected the certificate."""


def _handler(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            headers = {name.lower(): value for name, value in self.headers.items()}
            receiver.came.append({"path": self.path, "headers": headers, "body": body})
            status, extra = receiver.answers.pop(0) if receiver.answers else (200, {})
            if status == SILENCE:
                receiver.spoken.wait()
            else:
                self._answer(status, extra)

        def _answer(self, status: int, headers: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            """Write nothing to stderr."""

    return Handler
