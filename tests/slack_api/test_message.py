import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from aiuse_bot.slack_api.message import message_at
from sandbox_client import SandboxClient

_numbers = iter(range(1, 1000))


@pytest.fixture
def channel_id(sandbox: SandboxClient) -> str:
    """A channel with a person and the bot in it."""
    made = sandbox.add_channel(f"message-{next(_numbers)}", members=[person(sandbox)])
    sandbox.join(sandbox.app()["bot_user_id"], made["id"])
    return str(made["id"])


@pytest.fixture
def client(sandbox: SandboxClient) -> WebClient:
    return WebClient(sandbox.app()["bot_token"], base_url=sandbox.api_url)


def person(sandbox: SandboxClient) -> str:
    return sandbox.member_id("ben")


def text_at(client: WebClient, channel_id: str, ts: str) -> str | None:
    message = message_at(client, channel_id, ts)
    return None if message is None else message["text"]


def test_a_post_is_found_among_others(sandbox: SandboxClient, client: WebClient, channel_id: str) -> None:
    posted = [sandbox.post(person(sandbox), channel_id, text) for text in ("one", "two", "three")]
    assert [text_at(client, channel_id, ts) for ts in posted] == ["one", "two", "three"]


def test_a_post_with_replies_and_each_of_its_replies_are_found(
    sandbox: SandboxClient, client: WebClient, channel_id: str
) -> None:
    ts = sandbox.post(person(sandbox), channel_id, "post")
    plain = [sandbox.post(person(sandbox), channel_id, f"reply {number}", thread_ts=ts) for number in range(4)]
    shown = sandbox.post(person(sandbox), channel_id, "shown", thread_ts=ts, reply_broadcast=True)
    assert text_at(client, channel_id, ts) == "post"
    assert [text_at(client, channel_id, reply) for reply in plain] == [f"reply {number}" for number in range(4)]
    assert text_at(client, channel_id, shown) == "shown"


def test_what_was_deleted_is_not_there(sandbox: SandboxClient, client: WebClient, channel_id: str) -> None:
    alone, parent = (sandbox.post(person(sandbox), channel_id, "words") for _ in range(2))
    sandbox.post(person(sandbox), channel_id, "reply", thread_ts=parent)
    for ts in (alone, parent):
        sandbox.delete(person(sandbox), channel_id, ts)
        assert message_at(client, channel_id, ts) is None


def test_what_was_never_said_is_not_there(client: WebClient, channel_id: str) -> None:
    assert message_at(client, channel_id, "1790000000.000100") is None


def test_where_the_bot_may_not_read_slack_says_so(sandbox: SandboxClient, client: WebClient, channel_id: str) -> None:
    ts = sandbox.post(person(sandbox), channel_id, "words")
    sandbox.leave(sandbox.app()["bot_user_id"], channel_id)
    with pytest.raises(SlackApiError, match="not_in_channel"):
        message_at(client, channel_id, ts)


def test_slack_in_trouble_is_not_taken_for_a_deletion(
    sandbox: SandboxClient, client: WebClient, channel_id: str
) -> None:
    ts = sandbox.post(person(sandbox), channel_id, "words")
    sandbox.fault("conversations.replies", "error", error="internal_error")
    with pytest.raises(SlackApiError, match="internal_error"):
        message_at(client, channel_id, ts)
