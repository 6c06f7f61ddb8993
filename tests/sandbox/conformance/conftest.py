"""The server under test, shared by the whole suite."""

from collections.abc import Iterator

import pytest

from sandbox.conformance.server import Server, server_under_test


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A sandbox, or what `SLACK_API_URL` names."""
    with server_under_test() as found:
        yield found


@pytest.fixture
def posted(server: Server) -> str:
    """The timestamp of a message of the bot."""
    return str(server.call("chat.postMessage", {"channel": server.channel, "text": "conformance"})["ts"])
