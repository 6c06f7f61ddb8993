"""`slack-sandbox`, also `python -m slack_sandbox`: parses options and runs a server until SIGTERM or Ctrl-C."""

import argparse
import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn
import yaml
from pydantic import ValidationError

from slack_sandbox.connection import DroppableProtocol
from slack_sandbox.control.reading import credentials
from slack_sandbox.control.request import Request
from slack_sandbox.hub import Hub, Options
from slack_sandbox.manifest import Manifest, broad_manifest, load_manifest
from slack_sandbox.seed import load_seed
from slack_sandbox.server import build_app

_HOST = "127.0.0.1"
_STOP_WITHIN = 1


def main() -> int:
    """Run a sandbox; returns the exit code."""
    arguments = _parser().parse_args()
    try:
        options = _options(arguments)
        listener = _listener(arguments.port)
    except (OSError, ValidationError, yaml.YAMLError) as error:
        sys.stderr.write(f"slack-sandbox: {error}\n")
        return 2
    asyncio.run(_serve(options, listener, arguments.credentials))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="slack-sandbox", description="A Slack workspace on this machine.")
    parser.add_argument("--port", type=_port, default=8070, help="port on 127.0.0.1; 0 takes a free one")
    parser.add_argument(
        "--manifest", type=Path, help="app manifest (v2, YAML or JSON); without it the app may everything"
    )
    parser.add_argument("--workspace", type=Path, help="YAML with team, members, channels and emoji")
    parser.add_argument("--data-dir", type=Path, help="keep the workspace here between starts")
    parser.add_argument("--http-events", metavar="URL", help="deliver as signed HTTP to URL instead of Socket Mode")
    parser.add_argument("--credentials", type=Path, metavar="FILE", help="write the app's tokens to this JSON file")
    parser.add_argument("--rate-limits", choices=("off", "on", "strict"), default="on", help="default: on")
    parser.add_argument("--without-optional-scopes", action="store_true", help="refuse the manifest's optional scopes")
    parser.add_argument("--delayed-events", action="store_true", help="retry hourly for a day after the usual retries")
    parser.add_argument("--events-per-hour", type=int, default=30_000, help="more are lost (app_rate_limited)")
    parser.add_argument("--connection-seconds", type=float, default=3600.0, help="how long a Socket Mode link lasts")
    return parser


def _port(word: str) -> int:
    port = int(word) if word.isdecimal() else -1
    if not 0 <= port < 65_536:  # noqa: PLR2004 - a port has 16 bits
        raise argparse.ArgumentTypeError(f"{word!r} is no port; those are between 0 and 65535")
    return port


def _options(arguments: argparse.Namespace) -> Options:
    manifest = load_manifest(arguments.manifest) if arguments.manifest else broad_manifest()
    return Options(
        manifest=manifest,
        seed=load_seed(arguments.workspace),
        data_dir=arguments.data_dir,
        http_events=arguments.http_events or _request_url(manifest),
        rate_limits=arguments.rate_limits,
        optional_scopes=not arguments.without_optional_scopes,
        delayed_events=arguments.delayed_events,
        events_per_hour=arguments.events_per_hour,
        connection_seconds=arguments.connection_seconds,
    )


def _request_url(manifest: Manifest) -> str | None:
    """Return the events URL of a manifest without Socket Mode; the sandbox only sends to this machine."""
    url = manifest.settings.event_subscriptions.request_url
    if manifest.settings.socket_mode_enabled or url is None:
        return None
    return url if urlsplit(url).hostname in ("127.0.0.1", "localhost") else None


def _listener(port: int) -> socket.socket:
    """Bind the port; if it is in use, the error says what to do."""
    try:
        listener = socket.create_server((_HOST, port))
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise OSError(f"port {port} cannot be used ({reason}): choose another one, or 0 for a free one") from None
    # Accepted connections inherit this; without it each response waits 40 ms for the client's TCP acknowledgement.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


class _Server(uvicorn.Server):
    """Closes the pages' event streams on a signal, so that shutdown does not wait for them."""

    hub: Hub

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop on SIGTERM and SIGINT without re-raising them: the exit code is 0."""
        loop = asyncio.get_running_loop()
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, self._stop)
        yield

    def _stop(self) -> None:
        self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self.hub.close()
        await super().shutdown(sockets)


async def _serve(options: Options, listener: socket.socket, credentials_file: Path | None) -> None:
    hub = Hub(options)
    hub.workspace.base_url = f"http://{_HOST}:{listener.getsockname()[1]}"
    config = uvicorn.Config(
        build_app(hub),
        http=DroppableProtocol,
        ws="websockets-sansio",
        log_level="warning",
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=_STOP_WITHIN,
    )
    server = _Server(config)
    server.hub = hub
    hub.start()
    if credentials_file is not None:
        _write_credentials(credentials_file, hub)
    sys.stdout.write(f"sandbox ready on {hub.workspace.base_url}\n")
    sys.stdout.flush()
    await server.serve([listener])


def _write_credentials(path: Path, hub: Hub) -> None:
    def private(name: str, flags: int) -> int:
        return os.open(name, flags, 0o600)

    with open(path, "w", encoding="utf-8", opener=private) as file:
        json.dump(credentials(Request(hub, {})), file, indent=2)


if __name__ == "__main__":
    sys.exit(main())
