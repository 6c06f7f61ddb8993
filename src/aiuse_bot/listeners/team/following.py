"""Teams that follow a user group are updated as soon as the group changes."""

import datetime as dt
from typing import Any

import structlog
from slack_sdk import WebClient

from aiuse_bot.db import Session
from aiuse_bot.domain.team import follow_groups, followed_groups
from aiuse_bot.listeners.bot import Bot
from aiuse_bot.slack_api.user_groups import user_groups

log = structlog.get_logger(__name__)


def user_group_changed(event: dict[str, Any], bot: Bot) -> None:
    """A group was created or changed, or somebody joined or left it.

    The event is only a trigger: events may arrive out of order, but what Slack answers now is true.
    """
    group_id = event.get("subteam_id") or event["subteam"]["id"]
    with Session.begin() as session:
        is_followed = group_id in followed_groups(session, bot.workspace_id)
    if is_followed:
        follow_now(bot.client, bot.workspace_id)


def follow_now(client: WebClient, workspace_id: str) -> None:
    """Ask Slack who is in which group, and update the teams that follow one."""
    read_at = dt.datetime.now(dt.UTC)
    groups = user_groups(client, workspace_id)
    if groups is None:
        log.warning("user_groups_not_allowed", missing_scope="usergroups:read")
        return
    with Session.begin() as session:
        follow_groups(session, workspace_id, {group.id: group.user_ids for group in groups}, read_at=read_at)
