"""The inner events of each change, and the subscription under which an app hears them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from aiuse_bot.sandbox.values import Json, without_nones
from aiuse_bot.sandbox.workspace import changes
from aiuse_bot.sandbox.workspace.messages import SLACKBOT
from aiuse_bot.sandbox.workspace.models import Channel
from aiuse_bot.sandbox.workspace.pins import pinned_item
from aiuse_bot.sandbox.workspace.shapes import channel_shape, message_shape, user_shape, view_shape
from aiuse_bot.sandbox.workspace.usergroups import usergroup_shape
from aiuse_bot.sandbox.workspace.workspace import Workspace


@dataclass(slots=True)
class Heard:
    """An inner event, the name by which an app subscribes to it, and the conversation it must be in to hear it."""

    subscription: str
    event: Json
    channel: Channel | None = None


def inner_events(workspace: Workspace, change: changes.Change) -> Iterator[Heard]:
    """Yield what a change sounds like; nothing for changes that only the page shows."""
    maker = _MAKERS.get(type(change))
    if maker is not None:
        yield from maker(workspace, change)


def channel_type(channel: Channel) -> str:
    """Slack's word in message events."""
    if channel.is_im:
        return "im"
    if channel.is_mpim:
        return "mpim"
    return "group" if channel.is_private else "channel"


def _message_subscription(channel: Channel) -> str:
    kinds = {"im": "im", "mpim": "mpim", "group": "groups", "channel": "channels"}
    return f"message.{kinds[channel_type(channel)]}"


def _posted(workspace: Workspace, change: changes.MessagePosted) -> Iterator[Heard]:
    channel, message = change.channel, change.message
    if message.ephemeral_for is not None:
        return
    event = message_shape(workspace, channel, message) | {
        "channel": channel.id,
        "event_ts": message.ts,
        "channel_type": channel_type(channel),
    }
    if message.metadata is not None:
        event["metadata"] = {"event_type": message.metadata["event_type"]}
    yield Heard(_message_subscription(channel), event, channel)
    if f"<@{workspace.app.bot_user_id}>" in message.text and message.subtype in (None, "thread_broadcast"):
        mention = {name: value for name, value in event.items() if name != "channel_type"}
        yield Heard("app_mention", mention | {"type": "app_mention"}, channel)


def _hidden(channel: Channel, subtype: str, ts: str) -> Json:
    return {
        "type": "message",
        "subtype": subtype,
        "channel": channel.id,
        "hidden": True,
        "ts": ts,
        "event_ts": ts,
        "channel_type": channel_type(channel),
    }


def _message_changed(workspace: Workspace, change: changes.MessageChanged) -> Iterator[Heard]:
    if change.message.ephemeral_for is not None:
        return
    message = message_shape(workspace, change.channel, change.message)
    event = _hidden(change.channel, "message_changed", change.ts)
    yield Heard(
        _message_subscription(change.channel),
        event | {"message": message, "previous_message": change.previous},
        change.channel,
    )


def _message_deleted(_workspace: Workspace, change: changes.MessageDeleted) -> Iterator[Heard]:
    if change.message.ephemeral_for is not None:
        return
    event = _hidden(change.channel, "message_deleted", change.ts)
    yield Heard(
        _message_subscription(change.channel),
        event | {"deleted_ts": change.message.ts, "previous_message": change.previous},
        change.channel,
    )


def _reaction(_workspace: Workspace, change: changes.ReactionChanged) -> Iterator[Heard]:
    author = change.message.user
    name = "reaction_added" if change.added else "reaction_removed"
    event = without_nones(
        type=name,
        user=change.user,
        reaction=change.name,
        item={"type": "message", "channel": change.channel.id, "ts": change.message.ts},
        # Messages of webhooks and of Slack itself have no author to name.
        item_user=author if author and author != SLACKBOT else None,
        event_ts=change.ts,
    )
    yield Heard(name, event, change.channel)


def _membership(workspace: Workspace, change: changes.MembershipChanged) -> Iterator[Heard]:
    name = "member_joined_channel" if change.joined else "member_left_channel"
    event = without_nones(
        type=name,
        user=change.user,
        channel=change.channel.id,
        channel_type="G" if change.channel.is_private else "C",
        team=workspace.state.team.id,
        inviter=change.inviter,
        event_ts=change.ts,
    )
    # The bot itself hears of its own leaving although it is no longer in the channel.
    yield Heard(name, event, None if change.user == workspace.app.bot_user_id else change.channel)


def _channel(workspace: Workspace, change: changes.ChannelChanged) -> Iterator[Heard]:
    channel, what = change.channel, change.what
    if what.startswith("channel_convert_to_"):
        return
    name = f"{'group' if channel.is_private else 'channel'}_{what}"
    if what == "rename":
        value: Json | str = {
            "id": channel.id,
            "is_channel": not channel.is_private,
            "is_mpim": channel.is_mpim,
            "name": channel.name,
            "name_normalized": channel.name,
            "created": channel.created,
        }
    elif what == "created":
        value = channel_shape(workspace, channel, viewer=workspace.app.bot_user_id)
    else:
        value = channel.id
    event: Json = {"type": name, "channel": value, "event_ts": change.ts}
    if what in ("archive", "unarchive"):
        event |= {"user": change.user, "is_moved": 0}
    elif what == "deleted":
        event["actor_id"] = change.user
    yield Heard(name, event, channel if channel.is_private else None)


def _member(workspace: Workspace, change: changes.MemberChanged) -> Iterator[Heard]:
    user = user_shape(workspace, change.member, include_locale=True)
    name = "team_join" if change.is_new else "user_change"
    event: Json = {"type": name, "user": user, "cache_ts": int(float(change.ts)), "event_ts": change.ts}
    yield Heard(name, event)


def _emoji(_workspace: Workspace, change: changes.EmojiChanged) -> Iterator[Heard]:
    event: Json = {"type": "emoji_changed", "event_ts": change.ts}
    if change.value is None:
        yield Heard("emoji_changed", event | {"subtype": "remove", "names": [change.name]})
    else:
        yield Heard("emoji_changed", event | {"subtype": "add", "name": change.name, "value": change.value})


def _file_shared(_workspace: Workspace, change: changes.FileShared) -> Iterator[Heard]:
    file_id = change.file.id
    event: Json = {
        "type": "file_shared",
        "file_id": file_id,
        "user_id": change.user,
        "file": {"id": file_id},
        "channel_id": change.channel.id,
        "event_ts": change.ts,
    }
    yield Heard("file_shared", event, change.channel)


def _file_deleted(_workspace: Workspace, change: changes.FileDeleted) -> Iterator[Heard]:
    channels = list(change.file.shares)
    event: Json = {"type": "file_deleted", "file_id": change.file.id, "channel_ids": channels, "event_ts": change.ts}
    yield Heard("file_deleted", event)


def _pin(workspace: Workspace, change: changes.PinChanged) -> Iterator[Heard]:
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
    yield Heard(str(event["type"]), event, channel)


def _usergroup(workspace: Workspace, change: changes.UserGroupChanged) -> Iterator[Heard]:
    group, name = change.group, "subteam_created" if change.is_new else "subteam_updated"
    shape = usergroup_shape(workspace, group, include_users=True)
    yield Heard(name, {"type": name, "subteam": shape, "event_ts": change.ts})
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
        yield Heard("subteam_members_changed", event)


def _home_opened(workspace: Workspace, change: changes.HomeOpened) -> Iterator[Heard]:
    view = None if change.view is None else view_shape(workspace, change.view)
    event = without_nones(
        type="app_home_opened",
        user=change.user,
        channel=change.channel,
        tab="home",
        view=view,
        event_ts=change.ts,
    )
    yield Heard("app_home_opened", event)


def _uninstalled(workspace: Workspace, change: changes.AppUninstalled) -> Iterator[Heard]:
    yield Heard("app_uninstalled", {"type": "app_uninstalled", "event_ts": change.ts})
    tokens = {"oauth": [], "bot": [workspace.app.bot_user_id]}
    yield Heard("tokens_revoked", {"type": "tokens_revoked", "tokens": tokens, "event_ts": change.ts})


_MAKERS: dict[type, Callable[[Workspace, Any], Iterator[Heard]]] = {
    changes.MessagePosted: _posted,
    changes.MessageChanged: _message_changed,
    changes.MessageDeleted: _message_deleted,
    changes.ReactionChanged: _reaction,
    changes.MembershipChanged: _membership,
    changes.ChannelChanged: _channel,
    changes.MemberChanged: _member,
    changes.EmojiChanged: _emoji,
    changes.FileShared: _file_shared,
    changes.FileDeleted: _file_deleted,
    changes.PinChanged: _pin,
    changes.UserGroupChanged: _usergroup,
    changes.HomeOpened: _home_opened,
    changes.AppUninstalled: _uninstalled,
}
