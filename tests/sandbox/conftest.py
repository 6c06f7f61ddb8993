"""A sandbox with the echo app connected, and one without an app for the Web API alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

import pytest

from patience import PATIENCE
from sandbox.echo_app import MANIFEST, EchoApp, running_echo
from sandbox_client import Json, SandboxClient, SandboxProcess

_NUMBERS = count(1)


@dataclass
class Desk:
    """One test's own channel, with aya and ben in it, and the bot if the test asks for it."""

    client: SandboxClient
    app: Json
    aya: str
    ben: str
    channel: str

    def api(self, method: str, **arguments: object) -> Json:
        """Call the Web API as the bot."""
        return self.client.web_api(method, self.app["bot_token"], **arguments)


def new_desk(client: SandboxClient, *, with_bot: bool = True) -> Desk:
    app = client.app()
    aya, ben = client.member_id("aya"), client.member_id("ben")
    members = [aya, ben, app["bot_user_id"]] if with_bot else [aya, ben]
    channel = client.add_channel(f"test-{next(_NUMBERS)}", members=members)["id"]
    return Desk(client, app, aya, ben, channel)


@pytest.fixture(scope="session")
def connected() -> Iterator[EchoApp]:
    """The echo app over Socket Mode; its `sandbox` is the one it is connected to."""
    with SandboxProcess("--manifest", MANIFEST, "--rate-limits", "off") as process:
        process.client.set_patience(PATIENCE)
        with running_echo(process.client) as app:
            yield app


@pytest.fixture
def desk(connected: EchoApp) -> Desk:
    """A fresh channel, with the echo app listening; what it received before is cleared."""
    connected.sandbox.settle()
    desk = new_desk(connected.sandbox)
    connected.sandbox.settle()
    connected.heard.clear()
    return desk


@pytest.fixture
def quiet(sandbox: SandboxClient) -> Desk:
    """A fresh channel in a sandbox whose app has all scopes but is not running."""
    return new_desk(sandbox)
