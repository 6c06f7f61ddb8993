"""`usergroups.*`: groups that can be mentioned."""

from slack_sandbox.api.lookup import find_user
from slack_sandbox.api.registry import Call, method
from slack_sandbox.errors import SlackError
from slack_sandbox.values import Json
from slack_sandbox.workspace.models import UserGroup
from slack_sandbox.workspace.usergroups import GroupFields, add_usergroup, change_usergroup, usergroup_shape


def _group(call: Call) -> UserGroup:
    group = call.workspace.state.usergroups.get(call.arguments.required("usergroup"))
    if group is None:
        raise SlackError("no_such_subteam")
    return group


def _answer(call: Call, group: UserGroup) -> Json:
    return {"usergroup": usergroup_shape(call.workspace, group, include_users=True)}


def _fields(call: Call, own: UserGroup | None = None) -> GroupFields:
    title, handle = call.arguments.text("name"), call.arguments.text("handle")
    others = [group for group in call.workspace.state.usergroups.values() if group is not own]
    if title is not None and any(group.title == title for group in others):
        raise SlackError("name_already_exists")
    taken = handle is not None and any(group.name == handle for group in others)
    if taken or (handle is not None and call.workspace.member_named(handle) is not None):
        raise SlackError("handle_already_exists")
    channels = call.arguments.names("channels")
    if any(call.workspace.channel(channel_id) is None for channel_id in channels):
        raise SlackError("invalid_channels")
    return GroupFields(
        title=title, handle=handle, description=call.arguments.text("description"), channels=channels or None
    )


@method("usergroups.create", "usergroups:write", tier=2)
def create(call: Call) -> Json:
    """Create a group without members."""
    call.arguments.required("name")
    return _answer(call, add_usergroup(call.workspace, _fields(call), by=call.app.bot_user_id))


@method("usergroups.update", "usergroups:write", tier=2)
def update(call: Call) -> Json:
    """Change a group's name, handle or description."""
    group = _group(call)
    change_usergroup(call.workspace, group, _fields(call, group), by=call.app.bot_user_id)
    return _answer(call, group)


@method("usergroups.disable", "usergroups:write", tier=2)
def disable(call: Call) -> Json:
    """Disable a group."""
    return _switch(call, enabled=False)


@method("usergroups.enable", "usergroups:write", tier=2)
def enable(call: Call) -> Json:
    """Enable a group again."""
    return _switch(call, enabled=True)


def _switch(call: Call, *, enabled: bool) -> Json:
    group = _group(call)
    if bool(group.deleted) is not enabled:
        raise SlackError("already_enabled" if enabled else "already_disabled")
    change_usergroup(call.workspace, group, GroupFields(enabled=enabled), by=call.app.bot_user_id)
    return _answer(call, group)


@method("usergroups.list", "usergroups:read", tier=2)
def list_groups(call: Call) -> Json:
    """List the groups, with `include_disabled` also the disabled ones."""
    with_disabled = call.arguments.flag("include_disabled")
    found = [group for group in call.workspace.state.usergroups.values() if with_disabled or not group.deleted]
    users, count = call.arguments.flag("include_users"), call.arguments.flag("include_count")
    shapes = [usergroup_shape(call.workspace, group, include_users=users, include_count=count) for group in found]
    return {"usergroups": shapes}


@method("usergroups.users.list", "usergroups:read", tier=2)
def list_users(call: Call) -> Json:
    """List a group's members; a disabled group has none, unless `include_disabled` is set."""
    group = _group(call)
    shown = call.arguments.flag("include_disabled") or not group.deleted
    return {"users": list(group.users) if shown else []}


@method("usergroups.users.update", "usergroups:write", tier=2)
def update_users(call: Call) -> Json:
    """Replace the members of a group."""
    group, users = _group(call), call.arguments.names("users")
    if not users:
        raise SlackError("no_users_provided")
    for user in users:
        find_user(call, user)
    change_usergroup(call.workspace, group, GroupFields(users=users), by=call.app.bot_user_id)
    return _answer(call, group)
