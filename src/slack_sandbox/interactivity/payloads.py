"""Interactive payloads and slash commands in Slack's shapes."""

from typing import TypeAlias

from slack_sandbox.block_kit.state import Place
from slack_sandbox.hub import Hub
from slack_sandbox.values import Json
from slack_sandbox.workspace.models import Channel, Member, Message, View
from slack_sandbox.workspace.shapes import home_team, message_shape, view_shape

Spot: TypeAlias = tuple[Channel, Message]
"""A message and its channel."""


def _common(hub: Hub, kind: str, user: Member) -> Json:
    workspace = hub.workspace
    team = workspace.state.team
    return {
        "type": kind,
        "token": workspace.app.verification_token,
        "team": {"id": team.id, "domain": team.domain},
        "enterprise": None,
        "is_enterprise_install": False,
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": home_team(workspace, user)},
    }


def _of_app(hub: Hub, kind: str, user: Member) -> Json:
    """Add the app's fields, which all payloads but those of shortcuts have."""
    return _common(hub, kind, user) | {"api_app_id": hub.workspace.app.id}


def channel_name(channel: Channel) -> str:
    """Return the channel name for payloads, where Slack hides those of private conversations."""
    if channel.is_im:
        return "directmessage"
    return "privategroup" if channel.is_private else channel.name


def _channel(channel: Channel) -> Json:
    return {"id": channel.id, "name": channel_name(channel)}


def command_payload(hub: Hub, user: Member, channel: Channel, command: str, *, text: str, response_url: str) -> Json:
    """Return the form fields of a slash command."""
    team = hub.workspace.state.team
    return {
        "token": hub.workspace.app.verification_token,
        "team_id": team.id,
        "team_domain": team.domain,
        "channel_id": channel.id,
        "channel_name": channel_name(channel),
        "user_id": user.id,
        "user_name": user.name,
        "command": command,
        "text": text,
        "api_app_id": hub.workspace.app.id,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": hub.triggers.new(user.id, channel=channel.id),
    }


def message_action(hub: Hub, user: Member, on: Spot, action: Json, response_url: str) -> Json:
    """Return the `block_actions` payload for an element of a message, without the `state`."""
    channel, message = on
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": message.ephemeral_for is not None,
    }
    if message.thread_ts is not None:
        container["thread_ts"] = message.thread_ts
    payload = _of_app(hub, "block_actions", user) | {
        "container": container,
        "trigger_id": hub.triggers.new(user.id, channel=channel.id),
        "channel": _channel(channel),
        "response_url": response_url,
        "actions": [action],
    }
    if message.ephemeral_for is None:
        payload["message"] = message_shape(hub.workspace, channel, message)
    return payload


def view_action(hub: Hub, user: Member, view: View, action: Json) -> Json:
    """Return the `block_actions` payload for an element of a modal or of Home."""
    return _of_app(hub, "block_actions", user) | {
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": hub.triggers.new(user.id, channel=view.response_channel, view_id=_modal_id(view)),
        "view": view_shape(hub.workspace, view),
        "actions": [action],
    }


def _modal_id(view: View) -> str | None:
    return view.id if view.type == "modal" else None


def view_submission(hub: Hub, user: Member, view: View, response_urls: list[Json]) -> Json:
    """Return the `view_submission` payload."""
    return _of_app(hub, "view_submission", user) | {
        "trigger_id": hub.triggers.new(user.id, channel=view.response_channel, view_id=view.id),
        "view": view_shape(hub.workspace, view),
        "response_urls": response_urls,
    }


def view_closed(hub: Hub, user: Member, view: View, *, cleared: bool) -> Json:
    """Return the `view_closed` payload."""
    return _of_app(hub, "view_closed", user) | {"view": view_shape(hub.workspace, view), "is_cleared": cleared}


def shortcut(hub: Hub, user: Member, callback_id: str) -> Json:
    """Return the payload of a global shortcut."""
    return _common(hub, "shortcut", user) | {
        "callback_id": callback_id,
        "action_ts": hub.workspace.now_ts(),
        "trigger_id": hub.triggers.new(user.id),
    }


def message_shortcut(hub: Hub, user: Member, callback_id: str, on: Spot, response_url: str) -> Json:
    """Return the payload of a message shortcut."""
    channel, message = on
    return _common(hub, "message_action", user) | {
        "callback_id": callback_id,
        "action_ts": hub.workspace.now_ts(),
        "trigger_id": hub.triggers.new(user.id, channel=channel.id),
        "response_url": response_url,
        "channel": _channel(channel),
        "message_ts": message.ts,
        "message": message_shape(hub.workspace, channel, message),
    }


def suggestion(hub: Hub, user: Member, place: Place, query: str, where: View | Spot) -> Json:
    """Return the `block_suggestion` payload of a type-ahead."""
    payload = _of_app(hub, "block_suggestion", user) | {
        "action_id": place.element["action_id"],
        "block_id": place.block["block_id"],
        "value": query,
    }
    if isinstance(where, View):
        container = {"type": "view", "view_id": where.id}
        return payload | {"container": container, "view": view_shape(hub.workspace, where)}
    channel, message = where
    container = {"type": "message", "message_ts": message.ts, "channel_id": channel.id}
    shape = message_shape(hub.workspace, channel, message)
    return payload | {"container": container, "channel": _channel(channel), "message": shape}
