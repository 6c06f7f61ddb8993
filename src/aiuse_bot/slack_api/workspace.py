from typing import NamedTuple

from slack_sdk import WebClient


class Identity(NamedTuple):
    """Who Slack says we are: the workspace's id, name and URL, and the bot's two ids there."""

    workspace_id: str
    name: str | None
    url: str | None
    bot_user_id: str | None
    bot_id: str | None


def identity(client: WebClient) -> Identity:
    """Ask Slack whose token this is; raises `SlackApiError` (`invalid_auth`, …) if it is not valid."""
    answer = client.auth_test()
    return Identity(
        workspace_id=answer.get("team_id") or answer["enterprise_id"],
        name=answer.get("team"),
        url=answer.get("url"),
        bot_user_id=answer.get("user_id"),
        bot_id=answer.get("bot_id"),
    )
