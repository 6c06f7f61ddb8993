"""How the server binds its port, and uvicorn's configuration."""

import errno
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp as ASGIApplication

from aiuse_bot.settings import Settings, SettingsError

BACKLOG = 2048
"""Connections that may wait while the bot starts or is busy; uvicorn's default."""
GRACE = 3
"""Seconds that requests in progress get after SIGTERM."""


class SignalledServer(uvicorn.Server):
    """Installs no signal handlers: those of `StopSignal` are already active and forward to `handle_exit`."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


def listening_socket(host: str, port: int) -> socket.socket:
    """Listen on a port (0: a free one) of a host name or address; raises `SettingsError` with cause and remedy."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise SettingsError(f"AIUSE_BOT_HOST: {host!r} cannot be found ({error.strerror}).") from None
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
        # Only listening reserves the port: two sockets that do not listen may be bound to the same one.
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise SettingsError(_refusal(error, host, port)) from None
    return listener


def _refusal(error: OSError, host: str, port: int) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return f"Port {port} of {host} is taken: end the program that has it, or set AIUSE_BOT_PORT to another one."
        case errno.EADDRNOTAVAIL:
            return f"AIUSE_BOT_HOST: {host} is no address of this machine; 0.0.0.0 means all of them."
        case number:
            return (
                f"Port {port} of {host} cannot be used ({os.strerror(number or 0)}): set AIUSE_BOT_PORT to another one."
            )


def uvicorn_config(server: ASGIApplication, settings: Settings) -> uvicorn.Config:
    """Return uvicorn's configuration: no access log (Slack's addresses are useless), nothing that slows events down."""
    return uvicorn.Config(
        server,
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="on",
        access_log=False,
        log_config=None,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE,
    )
