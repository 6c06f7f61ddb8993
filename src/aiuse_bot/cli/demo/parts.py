"""The sandbox and the bot, each in its own process."""

import json
import re
import socket
from pathlib import Path

import urllib3
from urllib3.exceptions import HTTPError

from aiuse_bot.cli.demo.errors import DemoError
from aiuse_bot.cli.demo.place import Place
from aiuse_bot.cli.demo.processes import BOT_PATIENCE_S, SANDBOX_PATIENCE_S, ProcessGroup
from aiuse_bot.cli.manifest import manifest_path

SANDBOX_TIMEOUT_S = 60
BOT_TIMEOUT_S = 60
TICK_S = "0.5"
"""How often the bot checks whether a roundup is due; a visitor should not have to wait."""

_HOST = "127.0.0.1"
_READY = re.compile(r"^sandbox ready on (http://\S+)$", re.MULTILINE)


def check_port(port: int) -> None:
    """Raise `DemoError` if another program has this port of 127.0.0.1; port 0 is always free."""
    with socket.socket() as probe:
        # As the sandbox does: a port in TIME_WAIT is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HOST, port))
        except OSError as error:
            raise DemoError(
                f"Port {port} cannot be used ({error.strerror}). Choose another one: make demo PORT={port + 1}"
            ) from error


def start_sandbox(place: Place, processes: ProcessGroup, port: int) -> str:
    """Start the workspace with the app installed; returns its URL."""
    arguments = {
        "--port": str(port),
        "--manifest": str(manifest_path()),
        "--workspace": str(Path(__file__).with_name("workspace.yml")),
        "--data-dir": str(place.sandbox),
        "--credentials": str(place.credentials),
    }
    words = [word for pair in arguments.items() for word in pair]
    sandbox = processes.start("sandbox", ["slack_sandbox", *words], place.sandbox_log, patience_s=SANDBOX_PATIENCE_S)
    processes.wait_until(lambda: bool(_READY.search(sandbox.said())), "the sandbox did not start", SANDBOX_TIMEOUT_S)
    return str(_READY.findall(sandbox.said())[0]).rstrip("/")


def start_bot(place: Place, processes: ProcessGroup, sandbox_url: str) -> str:
    """Start the bot against the workspace without waiting for it; returns the URL of its health endpoints."""
    app = json.loads(place.credentials.read_text(encoding="utf-8"))
    port = _free_port()
    settings = {
        "SLACK_BOT_TOKEN": app["bot_token"],
        "SLACK_APP_TOKEN": app["app_token"],
        "SLACK_SIGNING_SECRET": app["signing_secret"],
        "SLACK_API_URL": f"{sandbox_url}/api/",
        "AIUSE_BOT_DATA_DIR": str(place.directory),
        "AIUSE_BOT_HOST": _HOST,
        "AIUSE_BOT_PORT": str(port),
        "AIUSE_BOT_TICK_SECONDS": TICK_S,
        "AIUSE_BOT_LOG_FORMAT": "console",
    }
    processes.start("bot", ["aiuse_bot", "run"], place.bot_log, patience_s=BOT_PATIENCE_S, settings=settings)
    return f"http://{_HOST}:{port}"


def wait_for_bot(processes: ProcessGroup, url: str) -> None:
    """Wait until the bot reports that it is ready: its database answers and it is connected to the workspace."""
    pool = urllib3.PoolManager(timeout=2, retries=False)

    def is_ready() -> bool:
        try:
            return pool.request("GET", f"{url}/readyz").status == 200  # noqa: PLR2004 - HTTP's OK
        except HTTPError:
            return False

    processes.wait_until(is_ready, "the bot did not get ready", BOT_TIMEOUT_S)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        return int(probe.getsockname()[1])
