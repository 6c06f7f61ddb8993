"""Making and changing channels, joining and leaving them."""

from slack_sandbox.workspace.changes import ChannelChanged, MembershipChanged
from slack_sandbox.workspace.messages import post_message
from slack_sandbox.workspace.models import Channel, Message
from slack_sandbox.workspace.workspace import Workspace


def create_channel(
    workspace: Workspace,
    name: str,
    *,
    creator: str,
    is_private: bool = False,
    topic: str = "",
) -> Channel:
    """Make an empty channel. Private ones get a `C` id too, as on Slack: the prefix says nothing."""
    now = int(workspace.clock.now())
    channel = Channel(workspace.new_id("C"), name, creator, now, is_private=is_private, topic=topic, updated=now)
    channel.is_general = not any(c.is_general for c in workspace.state.channels.values()) and not is_private
    workspace.state.channels[channel.id] = channel
    workspace.announce(ChannelChanged(channel, "created", creator, workspace.now_ts()))
    return channel


def join_channel(workspace: Workspace, channel: Channel, user: str, *, inviter: str | None = None) -> bool:
    """Add a member, with the line in the channel that says so; False where they are in it already."""
    if user in channel.members:
        return False
    channel.members[user] = True
    subtype = "group_join" if channel.is_private else "channel_join"
    _say(workspace, channel, user, subtype, text=f"<@{user}> has joined the channel", inviter=inviter)
    workspace.announce(MembershipChanged(channel, user, joined=True, ts=workspace.now_ts(), inviter=inviter))
    return True


def leave_channel(workspace: Workspace, channel: Channel, user: str) -> bool:
    """Remove a member, with the line in the channel that says so; False where they are not in it."""
    if user not in channel.members:
        return False
    subtype = "group_leave" if channel.is_private else "channel_leave"
    _say(workspace, channel, user, subtype, text=f"<@{user}> has left the channel")
    del channel.members[user]
    workspace.announce(MembershipChanged(channel, user, joined=False, ts=workspace.now_ts()))
    return True


def rename_channel(workspace: Workspace, channel: Channel, name: str, *, by: str) -> None:
    """Give another name; the id stays."""
    old = channel.name
    channel.previous_names.append(old)
    channel.name = name
    text = f'has renamed the channel from "{old}" to "{name}"'
    subtype = "group_name" if channel.is_private else "channel_name"
    post_message(workspace, channel, Message("", by, text, subtype=subtype, extra={"old_name": old, "name": name}))
    _changed(workspace, channel, "rename", by)


def describe_channel(workspace: Workspace, channel: Channel, what: str, value: str, *, by: str) -> None:
    """Set `topic` or `purpose`, with the line in the channel that says so."""
    setattr(channel, what, value)
    prefix = "group" if channel.is_private else "channel"
    text = f"set the channel {what}: {value}"
    post_message(workspace, channel, Message("", by, text, subtype=f"{prefix}_{what}", extra={what: value}))
    _changed(workspace, channel, what, by)


def set_archived(workspace: Workspace, channel: Channel, *, archived: bool, by: str) -> None:
    """Close a channel for new messages, or open it again."""
    what = "archive" if archived else "unarchive"
    prefix = "group" if channel.is_private else "channel"
    _say(workspace, channel, by, f"{prefix}_{what}", text=f"{what}d the channel")
    channel.is_archived = archived
    _changed(workspace, channel, what, by)


def set_private(workspace: Workspace, channel: Channel, *, private: bool, by: str) -> None:
    """Convert between public and private; the id stays, and the app hears of it as a message."""
    word = "private" if private else "public"
    subtype = f"channel_convert_to_{word}"
    if private:
        channel.is_private = True
    _say(workspace, channel, by, subtype, text=f"made this channel {word}")
    channel.is_private = private
    _changed(workspace, channel, subtype, by)


def delete_channel(workspace: Workspace, channel: Channel, *, by: str) -> None:
    """Remove a channel with everything in it."""
    del workspace.state.channels[channel.id]
    _changed(workspace, channel, "deleted", by)


def _say(
    workspace: Workspace, channel: Channel, user: str, subtype: str, *, text: str, inviter: str | None = None
) -> None:
    extra = {} if inviter is None else {"inviter": inviter}
    post_message(workspace, channel, Message("", user, text, subtype=subtype, extra=extra))


def _changed(workspace: Workspace, channel: Channel, what: str, by: str) -> None:
    channel.updated = int(workspace.clock.now())
    workspace.announce(ChannelChanged(channel, what, by, workspace.now_ts()))
