"""The server under test: a sandbox of our own, or any Slack-shaped one that the environment names."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
import urllib3

from patience import PATIENCE, pause
from sandbox_client import Json, SandboxClient, SandboxProcess

_MOST_TRIES = 10
"""How often a call may be rate-limited before the suite gives up."""


@dataclass
class Server:
    """The URL of its Web API and what the suite may use there; None skips the tests that need it."""

    url: str
    bot_token: str
    channel: str
    """A public channel that the bot is in."""
    user: str
    """A person in that channel."""
    app_token: str | None = None
    outside: str | None = None
    """A public channel that the bot is not in."""
    hidden: str | None = None
    """A private channel that the bot is not in."""
    archived: str | None = None
    """An archived channel that the bot was in."""
    posted: list[tuple[str, str]] = field(default_factory=list)
    _pool: urllib3.PoolManager = field(default_factory=lambda: urllib3.PoolManager(timeout=PATIENCE, retries=False))

    def call(self, method: str, arguments: Json | None = None, token: str | None = "") -> Json:
        """Call a method with JSON, by default with the bot's token (None: without one)."""
        headers = {} if token is None else {"Authorization": f"Bearer {token or self.bot_token}"}
        return self._patiently(method, json=arguments or {}, headers=headers)

    def form(self, method: str, arguments: dict[str, str]) -> Json:
        """Call a method form-encoded, with the token among the arguments."""
        return self._patiently(method, fields={"token": self.bot_token, **arguments}, encode_multipart=False)

    def _patiently(self, method: str, **request: Any) -> Json:
        """Send a call, retrying while the server rate-limits it."""
        for _ in range(_MOST_TRIES):
            response = self._pool.request("POST", f"{self.url}{method}", **request)
            if response.status != 429:
                break
            pause(float(response.headers["Retry-After"]))
        return self._noted(response.json())

    def _noted(self, answer: Json) -> Json:
        """Remember what was posted, so that `clean_up` can delete it."""
        if answer["ok"] and "ts" in answer and "channel" in answer:
            self.posted.append((answer["channel"], answer["ts"]))
        return answer

    def needs(self, name: str) -> str:
        """Return a token or channel that not every server has for us, or skip the test."""
        value: str | None = getattr(self, name)
        if value is None:
            pytest.skip(f"{VARIABLES[name]} is not set")
        return value

    def clean_up(self) -> None:
        """Delete what the suite posted."""
        for channel, ts in reversed(self.posted):
            self.call("chat.delete", {"channel": channel, "ts": ts})


VARIABLES = {
    "bot_token": "SLACK_BOT_TOKEN",
    "app_token": "SLACK_APP_TOKEN",
    "channel": "CONFORMANCE_CHANNEL",
    "user": "CONFORMANCE_USER",
    "outside": "CONFORMANCE_OUTSIDE_CHANNEL",
    "hidden": "CONFORMANCE_HIDDEN_CHANNEL",
    "archived": "CONFORMANCE_ARCHIVED_CHANNEL",
}


@contextmanager
def server_under_test() -> Iterator[Server]:
    """Use the server of `SLACK_API_URL`, or start a sandbox."""
    url = os.environ.get("SLACK_API_URL")
    if not url:
        with SandboxProcess("--rate-limits", "off") as process:
            yield _in_sandbox(process.client)
        return
    server = _named_by_environment(f"{url.rstrip('/')}/")
    yield server
    server.clean_up()


def _named_by_environment(url: str) -> Server:
    found = {name: os.environ[variable] for name, variable in VARIABLES.items() if os.environ.get(variable)}
    missing = [VARIABLES[name] for name in ("bot_token", "channel", "user") if name not in found]
    if missing:
        pytest.exit(f"with SLACK_API_URL the suite needs {', '.join(missing)}", 2)
    server = Server(url, found.pop("bot_token"), found.pop("channel"), found.pop("user"))
    for name, value in found.items():
        setattr(server, name, value)
    return server


def _in_sandbox(client: SandboxClient) -> Server:
    app, user = client.app(), client.member_id("aya")
    bot = app["bot_user_id"]
    archived = client.add_channel("conformance-archived", members=[user, bot])["id"]
    client.change_channel(archived, is_archived=True)
    return Server(
        url=client.api_url,
        bot_token=app["bot_token"],
        app_token=app["app_token"],
        channel=client.add_channel("conformance", members=[user, bot])["id"],
        user=user,
        outside=client.add_channel("conformance-outside", members=[user])["id"],
        hidden=client.add_channel("conformance-hidden", members=[user], is_private=True)["id"],
        archived=archived,
    )
