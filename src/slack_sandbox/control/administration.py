"""Administration: changing members, channels, user groups, emoji and the app itself."""

from zoneinfo import available_timezones

from slack_sandbox.control.request import Request, control
from slack_sandbox.errors import RefusedError, unknown
from slack_sandbox.page_shapes import page_channel, page_member
from slack_sandbox.values import Json
from slack_sandbox.workspace.changes import AppUninstalled, EmojiChanged
from slack_sandbox.workspace.channels import (
    create_channel,
    delete_channel,
    describe_channel,
    join_channel,
    leave_channel,
    rename_channel,
    set_archived,
    set_private,
)
from slack_sandbox.workspace.members import Profile, add_member, change_member
from slack_sandbox.workspace.models import Channel
from slack_sandbox.workspace.usergroups import GroupFields, add_usergroup, change_usergroup, usergroup_shape


@control("POST", "members")
async def members(request: Request) -> Json:
    """Add a member, or change the one with `id`."""
    profile = _profile(request)
    member_id = request.text("id")
    if member_id is None:
        member = add_member(request.workspace, request.required("name"), profile)
    else:
        found = request.workspace.member(member_id)
        if found is None:
            raise unknown("user", member_id)
        member = found
        change_member(request.workspace, member, profile)
    return {"member": page_member(request.workspace, member)}


def _profile(request: Request) -> Profile:
    return Profile(
        name=request.text("name"),
        real_name=request.text("real_name"),
        display_name=request.text("display_name"),
        tz=_zone(request),
        locale=request.text("locale"),
        is_admin=request.optional_flag("is_admin"),
        is_bot=request.optional_flag("is_bot"),
        is_guest=request.optional_flag("is_guest"),
        is_stranger=request.optional_flag("is_stranger"),
        deleted=request.optional_flag("deleted"),
    )


def _zone(request: Request) -> str | None:
    zone = request.text("tz")
    if zone is not None and zone not in available_timezones():
        raise RefusedError("invalid_arguments", f"{zone!r} is no IANA time zone.")
    return zone


@control("POST", "channels")
async def channels(request: Request) -> Json:
    """Create a channel, or change the one with `id`."""
    by = _actor_or_admin(request)
    if request.text("id") is None:
        channel = _new_channel(request, by)
    else:
        channel = request.channel("id")
        _change_channel(request, channel, by)
    return {"channel": page_channel(request.workspace, channel, by)}


def _actor_or_admin(request: Request) -> str:
    if "as" in request.values:
        return request.actor().id
    people = [m for m in request.workspace.state.members.values() if not (m.is_bot or m.deleted)]
    return max(people, key=lambda member: member.is_admin).id


def _new_channel(request: Request, by: str) -> Channel:
    name = request.required("name").removeprefix("#")
    if request.workspace.channel_named(name) is not None:
        raise RefusedError("name_taken", f"There is a channel #{name} already.")
    channel = create_channel(
        request.workspace, name, creator=by, is_private=request.flag("is_private"), topic=request.text("topic") or ""
    )
    for user in request.values.get("members") or []:
        if request.workspace.member(user) is None:
            raise unknown("user", user)
        join_channel(request.workspace, channel, user, inviter=by)
    return channel


def _change_channel(request: Request, channel: Channel, by: str) -> None:
    workspace = request.workspace
    name, topic = request.text("name"), request.text("topic")
    archived, private = request.optional_flag("is_archived"), request.optional_flag("is_private")
    if name is not None and name != channel.name:
        rename_channel(workspace, channel, name, by=by)
    if topic is not None and topic != channel.topic:
        describe_channel(workspace, channel, "topic", topic, by=by)
    if archived is not None and archived != channel.is_archived:
        set_archived(workspace, channel, archived=archived, by=by)
    if private is not None and private != channel.is_private:
        set_private(workspace, channel, private=private, by=by)
    if request.flag("deleted"):
        delete_channel(workspace, channel, by=by)


@control("POST", "usergroups")
async def usergroups(request: Request) -> Json:
    """Create a user group, or change the one with `id`: its name, handle and members, and whether it is enabled."""
    by, group_id = _actor_or_admin(request), request.text("id")
    fields = GroupFields(
        title=request.text("name"),
        handle=request.text("handle"),
        users=_people(request),
        enabled=request.optional_flag("enabled"),
    )
    if group_id is None:
        request.required("name")
        group = add_usergroup(request.workspace, fields, by=by)
    else:
        found = request.workspace.state.usergroups.get(group_id)
        if found is None:
            raise unknown("usergroup", group_id)
        group = found
        change_usergroup(request.workspace, group, fields, by=by)
    return {"usergroup": usergroup_shape(request.workspace, group, include_users=True)}


def _people(request: Request) -> list[str] | None:
    """Return the ids of the members named in `users`, or None if it is absent."""
    if "users" not in request.values:
        return None
    found = [request.workspace.member(user) for user in request.values["users"] or []]
    if None in found:
        raise RefusedError("user_not_found", "users must be ids of members.")
    return [member.id for member in found if member is not None]


@control("POST", "join")
async def join(request: Request) -> Json:
    """Join a channel, even a private one, as if invited."""
    user = request.actor()
    inviter = _actor_or_admin(request) if user.is_bot else None
    join_channel(request.workspace, request.channel(), user.id, inviter=inviter if inviter != user.id else None)
    return {}


@control("POST", "leave")
async def leave(request: Request) -> Json:
    """Leave a channel."""
    leave_channel(request.workspace, request.channel(), request.actor().id)
    return {}


@control("POST", "emoji")
async def emoji(request: Request) -> Json:
    """Add a custom emoji (`value`: a URL or `alias:name`), or remove it if there is no value."""
    name, value = request.required("name"), request.text("value")
    if value is None:
        request.workspace.state.emoji.pop(name, None)
    else:
        request.workspace.state.emoji[name] = value
    request.workspace.announce(EmojiChanged(name, value, request.workspace.now_ts()))
    return {}


@control("POST", "uninstall")
async def uninstall(request: Request) -> Json:
    """Uninstall the app; its tokens are invalid until `reinstall`."""
    request.workspace.app.installed = False
    request.workspace.announce(AppUninstalled(request.workspace.now_ts()))
    return {}


@control("POST", "reinstall")
async def reinstall(request: Request) -> Json:
    """Install the app again with its old tokens."""
    request.workspace.app.installed = True
    request.workspace.changed = True
    return {}
