from typing import NamedTuple

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError


class UserGroup(NamedTuple):
    """A mentionable group of the workspace, such as `@refunds`, and its members."""

    id: str
    name: str
    handle: str
    user_ids: tuple[str, ...]


def user_groups(client: WebClient, workspace_id: str) -> list[UserGroup] | None:
    """Return the enabled groups, in one call; `None` if the optional scope `usergroups:read` is missing."""
    try:
        groups = client.usergroups_list(include_users=True, include_disabled=False, team_id=workspace_id)["usergroups"]
    except SlackApiError as error:
        if error.response["error"] == "missing_scope":
            return None
        raise
    return [
        UserGroup(group["id"], group.get("name") or group["id"], group.get("handle") or "", tuple(group["users"]))
        for group in groups
        if not group.get("date_delete")
    ]
