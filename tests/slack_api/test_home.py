import pytest
from slack_sdk import WebClient

from aiuse_bot.slack_api.home import Homes, View
from sandbox_client import SandboxClient

WORKSPACE = "T0TEST"


@pytest.fixture
def client(sandbox: SandboxClient) -> WebClient:
    return WebClient(sandbox.app()["bot_token"], base_url=sandbox.api_url)


@pytest.fixture
def person(sandbox: SandboxClient) -> str:
    return str(sandbox.add_member("home-owner")["id"])


def a_home(words: str) -> View:
    section = {"type": "section", "text": {"type": "plain_text", "text": words}}
    return {"type": "home", "blocks": [section]}


def shown(sandbox: SandboxClient, person: str) -> str:
    view = sandbox.home(person, peek=True)
    assert view is not None
    return str(view["blocks"][0]["text"]["text"])


def test_what_was_drawn_before_something_newer_was_shown_does_not_replace_it(
    sandbox: SandboxClient, client: WebClient, person: str
) -> None:
    """Two clicks at once: the one that read first publishes last."""
    homes = Homes()
    homes.publish(client, WORKSPACE, person, lambda: a_home("two wishes"), None)
    seen = homes.shown(WORKSPACE, person)
    assert seen is not None
    truths = iter(["two wishes", "three wishes"])

    def draw() -> View:
        drawn = a_home(next(truths))
        if drawn == a_home("two wishes"):
            homes.publish(client, WORKSPACE, person, lambda: a_home("three wishes"), seen["hash"])
        return drawn

    homes.publish(client, WORKSPACE, person, draw, seen["hash"])
    assert shown(sandbox, person) == "three wishes"
