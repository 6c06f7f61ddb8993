"""Creating, changing, joining and leaving channels."""

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
    """Create an empty channel. As on Slack, private ones get a `C` id too: the prefix says nothing."""
    now = int(workspace.clock.now())
    channel = Channel(workspace.new_id("C"), name, creator, now, is_private=is_private, topic=topic, updated=now)
    channel.is_general = not any(c.is_general for c in workspace.state.channels.values()) and not is_private
    workspace.state.channels[channel.id] = channel
    workspace.announce(ChannelChanged(channel, "created", creator, workspace.now_ts()))
    return channel


def join_channel(workspace: Workspace, channel: Channel, user: str, *, inviter: str | None = None) -> bool:
    """Add a member and post the notice in the channel; False if they were in it already."""
    if user in channel.members:
        return False
    was_shared = workspace.is_shared(channel)
    channel.members[user] = True
    is_first_stranger = workspace.is_shared(channel) and not was_shared
    subtype = "group_join" if channel.is_private else "channel_join"
    _say(workspace, channel, user, subtype, text=f"<@{user}> has joined the channel", inviter=inviter)
    workspace.announce(
        MembershipChanged(
            channel, user, joined=True, ts=workspace.now_ts(), inviter=inviter, is_first_stranger=is_first_stranger
        )
    )
    return True


def leave_channel(workspace: Workspace, channel: Channel, user: str) -> bool:
    """Remove a member and post the notice in the channel; False if they were not in it."""
    if user not in channel.members:
        return False
    subtype = "group_leave" if channel.is_private else "channel_leave"
    _say(workspace, channel, user, subtype, text=f"<@{user}> has left the channel")
    was_shared = workspace.is_shared(channel)
    del channel.members[user]
    is_last_stranger = was_shared and not workspace.is_shared(channel)
    workspace.announce(
        MembershipChanged(channel, user, joined=False, ts=workspace.now_ts(), is_last_stranger=is_last_stranger)
    )
    return True


def rename_channel(workspace: Workspace, channel: Channel, name: str, *, by: str) -> None:
    """Rename a channel; its id stays."""
    old = channel.name
    channel.previous_names.append(old)
    channel.name = name
    text = f'has renamed the channel from "{old}" to "{name}"'
    subtype = "group_name" if channel.is_private else "channel_name"
    post_message(workspace, channel, Message("", by, text, subtype=subtype, extra={"old_name": old, "name": name}))
    _changed(workspace, channel, "rename", by)


def describe_channel(workspace: Workspace, channel: Channel, what: str, value: str, *, by: str) -> None:
    """Set the `topic` or `purpose` (`what`) and post the notice in the channel."""
    setattr(channel, what, value)
    prefix = "group" if channel.is_private else "channel"
    text = f"set the channel {what}: {value}"
    post_message(workspace, channel, Message("", by, text, subtype=f"{prefix}_{what}", extra={what: value}))
    _changed(workspace, channel, what, by)


def set_archived(workspace: Workspace, channel: Channel, *, archived: bool, by: str) -> None:
    """Archive or unarchive a channel."""
    what = "archive" if archived else "unarchive"
    prefix = "group" if channel.is_private else "channel"
    _say(workspace, channel, by, f"{prefix}_{what}", text=f"{what}d the channel")
    channel.is_archived = archived
    _changed(workspace, channel, what, by)


def set_private(workspace: Workspace, channel: Channel, *, private: bool, by: str) -> None:
    """Convert between public and private; the id stays, and the app learns of it from a message."""
    word = "private" if private else "public"
    subtype = f"channel_convert_to_{word}"
    if private:
        channel.is_private = True
    _say(workspace, channel, by, subtype, text=f"made this channel {word}")
    channel.is_private = private
    _changed(workspace, channel, subtype, by)


def delete_channel(workspace: Workspace, channel: Channel, *, by: str) -> None:
    """Delete a channel with everything in it."""
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
