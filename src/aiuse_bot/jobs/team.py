"""Sync teams with their user groups on a schedule, to make up for events that were lost."""

import datetime as dt

import structlog
from slack_sdk import WebClient

from aiuse_bot.db import Session
from aiuse_bot.domain.team import follow_groups, workspaces_with_groups
from aiuse_bot.slack_api.user_groups import user_groups

log = structlog.get_logger(__name__)


def follow_user_groups(client: WebClient, now: dt.datetime) -> None:
    """Give every team that follows a user group that group's members; calls Slack only if there is such a team."""
    with Session.begin() as session:
        workspaces = workspaces_with_groups(session)
    for workspace_id in workspaces:
        groups = user_groups(client, workspace_id)
        if groups is None:
            log.warning("user_groups_not_allowed", missing_scope="usergroups:read")
            continue
        with Session.begin() as session:
            moved = follow_groups(session, workspace_id, {group.id: group.user_ids for group in groups}, read_at=now)
        log.info("user_groups_followed", moved=moved)
