"""The inner events of each change, and the subscription under which an app receives them."""

from collections.abc import Callable, Iterator
from typing import Any

from slack_sandbox.events.inner_event import InnerEvent
from slack_sandbox.events.things import file_deleted, file_shared, pin, usergroup
from slack_sandbox.values import Json, without_nones
from slack_sandbox.workspace import changes
from slack_sandbox.workspace.messages import SLACKBOT
from slack_sandbox.workspace.models import Channel
from slack_sandbox.workspace.shapes import OTHER_TEAM_ID, channel_shape, message_shape, user_shape, view_shape
from slack_sandbox.workspace.workspace import Workspace


def inner_events(workspace: Workspace, change: changes.Change) -> Iterator[InnerEvent]:
    """Yield the events of a change; none for changes that only the page shows."""
    maker = _MAKERS.get(type(change))
    if maker is not None:
        yield from maker(workspace, change)


def channel_type(channel: Channel) -> str:
    """Return `channel_type` as in Slack's message events."""
    if channel.is_im:
        return "im"
    if channel.is_mpim:
        return "mpim"
    return "group" if channel.is_private else "channel"


def _message_subscription(channel: Channel) -> str:
    kinds = {"im": "im", "mpim": "mpim", "group": "groups", "channel": "channels"}
    return f"message.{kinds[channel_type(channel)]}"


def _posted(workspace: Workspace, change: changes.MessagePosted) -> Iterator[InnerEvent]:
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
    yield InnerEvent(_message_subscription(channel), event, channel)
    if f"<@{workspace.app.bot_user_id}>" in message.text and message.subtype in (None, "thread_broadcast"):
        mention = {name: value for name, value in event.items() if name != "channel_type"}
        yield InnerEvent("app_mention", mention | {"type": "app_mention"}, channel)


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


def _message_changed(workspace: Workspace, change: changes.MessageChanged) -> Iterator[InnerEvent]:
    if change.message.ephemeral_for is not None:
        return
    message = message_shape(workspace, change.channel, change.message)
    event = _hidden(change.channel, "message_changed", change.ts)
    yield InnerEvent(
        _message_subscription(change.channel),
        event | {"message": message, "previous_message": change.previous},
        change.channel,
    )


def _message_deleted(_workspace: Workspace, change: changes.MessageDeleted) -> Iterator[InnerEvent]:
    if change.message.ephemeral_for is not None:
        return
    event = _hidden(change.channel, "message_deleted", change.ts)
    yield InnerEvent(
        _message_subscription(change.channel),
        event | {"deleted_ts": change.message.ts, "previous_message": change.previous},
        change.channel,
    )


def _reaction(_workspace: Workspace, change: changes.ReactionChanged) -> Iterator[InnerEvent]:
    author = change.message.user
    name = "reaction_added" if change.added else "reaction_removed"
    event = without_nones(
        type=name,
        user=change.user,
        reaction=change.name,
        item={"type": "message", "channel": change.channel.id, "ts": change.message.ts},
        # Messages from webhooks and from Slack itself have no author.
        item_user=author if author and author != SLACKBOT else None,
        event_ts=change.ts,
    )
    yield InnerEvent(name, event, change.channel)


def _membership(workspace: Workspace, change: changes.MembershipChanged) -> Iterator[InnerEvent]:
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
    # The bot receives its own leaving although it is no longer in the channel.
    is_bot = change.user == workspace.app.bot_user_id
    yield InnerEvent(name, event, None if is_bot else change.channel)
    if change.is_first_stranger:
        shared = {"type": "channel_shared", "connected_team_id": OTHER_TEAM_ID, "channel": change.channel.id}
        yield InnerEvent("channel_shared", shared | {"event_ts": change.ts}, change.channel)
    if change.is_last_stranger:
        unshared = {
            "type": "channel_unshared",
            "previously_connected_team_id": OTHER_TEAM_ID,
            "channel": change.channel.id,
            "is_ext_shared": False,
        }
        yield InnerEvent("channel_unshared", unshared | {"event_ts": change.ts}, change.channel)
    if is_bot and not change.joined:
        left = "group_left" if change.channel.is_private else "channel_left"
        yield InnerEvent(left, {"type": left, "channel": change.channel.id, "event_ts": change.ts})


_ONLY_MESSAGES = ("channel_convert_to_private", "channel_convert_to_public", "topic", "purpose")
"""Channel changes for which apps receive only the message in the channel."""


def _channel(workspace: Workspace, change: changes.ChannelChanged) -> Iterator[InnerEvent]:
    channel, what = change.channel, change.what
    if what in _ONLY_MESSAGES:
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
        shape = channel_shape(workspace, channel, viewer=workspace.app.bot_user_id)
        value = {name: part for name, part in shape.items() if name != "is_member"}
    else:
        value = channel.id
    event: Json = {"type": name, "channel": value, "event_ts": change.ts}
    event |= _who(name, change.user)
    yield InnerEvent(name, event, channel if channel.is_private else None)


def _who(event_type: str, user: str) -> Json:
    """Return the fields that name who did it; they differ between events, as recorded from Slack."""
    if event_type in ("channel_archive", "group_archive"):
        return {"user": user, "is_moved": 0}
    if event_type == "channel_unarchive":
        return {"user": user}
    if event_type in ("group_unarchive", "channel_deleted", "group_deleted"):
        return {"actor_id": user}
    return {}


def _member(workspace: Workspace, change: changes.MemberChanged) -> Iterator[InnerEvent]:
    user = user_shape(workspace, change.member, include_locale=True)
    name = "team_join" if change.is_new else "user_change"
    event: Json = {"type": name, "user": user, "cache_ts": int(float(change.ts)), "event_ts": change.ts}
    yield InnerEvent(name, event)


def _emoji(_workspace: Workspace, change: changes.EmojiChanged) -> Iterator[InnerEvent]:
    event: Json = {"type": "emoji_changed", "event_ts": change.ts}
    if change.value is None:
        yield InnerEvent("emoji_changed", event | {"subtype": "remove", "names": [change.name]})
    else:
        yield InnerEvent("emoji_changed", event | {"subtype": "add", "name": change.name, "value": change.value})


def _home_opened(workspace: Workspace, change: changes.HomeOpened) -> Iterator[InnerEvent]:
    view = None if change.view is None else view_shape(workspace, change.view)
    event = without_nones(
        type="app_home_opened",
        user=change.user,
        channel=change.channel,
        tab="home",
        view=view,
        event_ts=change.ts,
    )
    yield InnerEvent("app_home_opened", event)


def _uninstalled(workspace: Workspace, change: changes.AppUninstalled) -> Iterator[InnerEvent]:
    yield InnerEvent("app_uninstalled", {"type": "app_uninstalled", "event_ts": change.ts})
    tokens = {"oauth": [], "bot": [workspace.app.bot_user_id]}
    yield InnerEvent("tokens_revoked", {"type": "tokens_revoked", "tokens": tokens, "event_ts": change.ts})


_MAKERS: dict[type, Callable[[Workspace, Any], Iterator[InnerEvent]]] = {
    changes.MessagePosted: _posted,
    changes.MessageChanged: _message_changed,
    changes.MessageDeleted: _message_deleted,
    changes.ReactionChanged: _reaction,
    changes.MembershipChanged: _membership,
    changes.ChannelChanged: _channel,
    changes.MemberChanged: _member,
    changes.EmojiChanged: _emoji,
    changes.FileShared: file_shared,
    changes.FileDeleted: file_deleted,
    changes.PinChanged: pin,
    changes.UserGroupChanged: usergroup,
    changes.HomeOpened: _home_opened,
    changes.AppUninstalled: _uninstalled,
}
