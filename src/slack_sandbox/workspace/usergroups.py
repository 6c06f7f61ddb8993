"""User groups: their members and names."""

from dataclasses import dataclass

from slack_sandbox.values import Json
from slack_sandbox.workspace.changes import UserGroupChanged
from slack_sandbox.workspace.models import UserGroup
from slack_sandbox.workspace.workspace import Workspace


@dataclass(slots=True, kw_only=True)
class GroupFields:
    """A group's fields; None keeps the current value."""

    title: str | None = None
    handle: str | None = None
    description: str | None = None
    channels: list[str] | None = None
    users: list[str] | None = None
    enabled: bool | None = None


def add_usergroup(workspace: Workspace, fields: GroupFields, *, by: str) -> UserGroup:
    """Create a group."""
    now = int(workspace.clock.now())
    handle = fields.handle or (fields.title or "").lower().replace(" ", "-")
    group = UserGroup(workspace.new_id("S"), handle, fields.title or handle, created=now, created_by=by)
    workspace.state.usergroups[group.id] = group
    _apply(workspace, group, fields, by)
    workspace.announce(UserGroupChanged(group, is_new=True, ts=workspace.now_ts(), added=list(group.users)))
    return group


def change_usergroup(workspace: Workspace, group: UserGroup, fields: GroupFields, *, by: str) -> None:
    """Change a group's description or members, or disable or enable it."""
    before, previous_update = list(group.users), group.updated
    _apply(workspace, group, fields, by)
    workspace.announce(
        UserGroupChanged(
            group,
            is_new=False,
            ts=workspace.now_ts(),
            added=[user for user in group.users if user not in before],
            removed=[user for user in before if user not in group.users],
            previous_update=previous_update,
        )
    )


def _apply(workspace: Workspace, group: UserGroup, fields: GroupFields, by: str) -> None:
    now = int(workspace.clock.now())
    group.title = fields.title or group.title
    group.name = fields.handle or group.name
    group.description = group.description if fields.description is None else fields.description
    group.channels = group.channels if fields.channels is None else fields.channels
    group.users = group.users if fields.users is None else fields.users
    if fields.enabled is not None:
        group.deleted = 0 if fields.enabled else now
    group.updated, group.updated_by = now, by


def usergroup_shape(
    workspace: Workspace, group: UserGroup, *, include_users: bool = False, include_count: bool = True
) -> Json:
    """Return a group's JSON as in `usergroups.list`."""
    shape: Json = {
        "id": group.id,
        "team_id": workspace.state.team.id,
        "is_usergroup": True,
        "is_subteam": True,
        "name": group.title,
        "description": group.description,
        "handle": group.name,
        "is_external": False,
        "date_create": group.created,
        "date_update": group.updated,
        "date_delete": group.deleted,
        "auto_type": None,
        "auto_provision": False,
        "enterprise_subteam_id": "",
        "created_by": group.created_by,
        "updated_by": group.updated_by,
        "deleted_by": group.updated_by if group.deleted else None,
        "prefs": {"channels": group.channels, "groups": []},
    }
    if include_users:
        shape["users"] = group.users
    if include_users or include_count:
        shape |= {"user_count": len(group.users), "channel_count": len(group.channels)}
    return shape
