"""The inner events of files, pins and user groups."""

from collections.abc import Iterator

from slack_sandbox.events.inner_event import InnerEvent
from slack_sandbox.values import Json, without_nones
from slack_sandbox.workspace import changes
from slack_sandbox.workspace.pins import pinned_item
from slack_sandbox.workspace.usergroups import usergroup_shape
from slack_sandbox.workspace.workspace import Workspace


def file_shared(_workspace: Workspace, change: changes.FileShared) -> Iterator[InnerEvent]:
    """Yield the events of a file shared in a channel."""
    file_id = change.file.id
    event: Json = {
        "type": "file_shared",
        "file_id": file_id,
        "user_id": change.user,
        "file": {"id": file_id},
        "channel_id": change.channel.id,
        "event_ts": change.ts,
    }
    yield InnerEvent("file_shared", event, change.channel)


def file_deleted(_workspace: Workspace, change: changes.FileDeleted) -> Iterator[InnerEvent]:
    """Yield the event of a deleted file."""
    channels = list(change.file.shares)
    event: Json = {"type": "file_deleted", "file_id": change.file.id, "channel_ids": channels, "event_ts": change.ts}
    yield InnerEvent("file_deleted", event)


def pin(workspace: Workspace, change: changes.PinChanged) -> Iterator[InnerEvent]:
    """Yield the event of a message pinned or unpinned."""
    channel, message = change.channel, change.message
    item = pinned_item(workspace, channel, message, change.pin)
    event = without_nones(
        type="pin_added" if change.added else "pin_removed",
        user=change.user,
        channel_id=channel.id,
        item=item,
        item_user=message.user or None,
        pin_count=len(channel.pins),
        pinned_info={"channel": channel.id, "pinned_by": change.pin.user, "pinned_ts": change.pin.created},
        has_pins=None if change.added else bool(channel.pins),
        event_ts=change.ts,
    )
    yield InnerEvent(str(event["type"]), event, channel)


def usergroup(workspace: Workspace, change: changes.UserGroupChanged) -> Iterator[InnerEvent]:
    """Yield the events of a user group created or updated, and of members who joined or left it."""
    group, name = change.group, "subteam_created" if change.is_new else "subteam_updated"
    shape = usergroup_shape(workspace, group, include_users=True)
    yield InnerEvent(name, {"type": name, "subteam": shape, "event_ts": change.ts})
    if change.added or change.removed:
        event: Json = {
            "type": "subteam_members_changed",
            "subteam_id": group.id,
            "team_id": workspace.state.team.id,
            "date_previous_update": change.previous_update,
            "date_update": group.updated,
            "added_users": change.added,
            "added_users_count": len(change.added),
            "removed_users": change.removed,
            "removed_users_count": len(change.removed),
            "event_ts": change.ts,
        }
        yield InnerEvent("subteam_members_changed", event)
