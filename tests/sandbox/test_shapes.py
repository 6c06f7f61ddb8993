"""The sandbox spells answers, events and payloads with keys that Slack's recorded shapes have."""

import json
from pathlib import Path

import pytest

from sandbox.conftest import Desk
from sandbox.echo_app import EchoApp, form
from sandbox_client import Json, wait_until

_SHAPES = Path(__file__).parent / "shapes"
_UNRECORDED = {
    # Keys that Slack documents or that slack_sdk reads, but that the recordings lack or blank out.
    "args", "blocks", "cache_ts", "context_enterprise_id", "context_team_id", "event_ts", "files", "hidden",
    "is_user_deleted", "locale", "metadata", "needed", "names", "num_members", "parent_conversation", "pin_count",
    "channel_actions_count", "channel_actions_ts", "provided", "response_metadata", "state", "user_id", "has_more",
    "permalink", "warning", "is_shared", "app_id", "team_id", "thread_ts", "is_enterprise_install", "username",
    "edited", "is_locked", "latest_reply", "reply_count", "reply_users", "reply_users_count", "subscribed",
    "status_emoji_display_info",
}  # fmt: skip


def shape(name: str) -> Json:
    found: Json = json.loads((_SHAPES / f"{name}.json").read_text())
    return found


def unknown_keys(value: object, recorded: object, path: str = "") -> list[str]:
    """Return the paths of keys that Slack never sent."""
    if isinstance(value, list):
        inner = recorded[0] if isinstance(recorded, list) and recorded else None
        return [key for item in value for key in unknown_keys(item, inner, path)]
    if not isinstance(value, dict) or not isinstance(recorded, dict) or not recorded:
        return []
    found = [f"{path}/{key}" for key in value if key not in recorded and key not in _UNRECORDED]
    # Blocks of one list differ by type; block_kit's own tests are about them.
    for key in (value.keys() & recorded.keys()) - {"blocks"}:
        found += unknown_keys(value[key], recorded[key], f"{path}/{key}")
    return found


def test_answers_of_the_web_api(quiet: Desk) -> None:
    api, channel = quiet.api, quiet.channel
    ts = api("chat.postMessage", channel=channel, text="a", metadata={"event_type": "e", "event_payload": {}})["ts"]
    api("reactions.add", channel=channel, timestamp=ts, name="tada")
    answers = {
        "auth.test": api("auth.test"),
        "bots.info": api("bots.info"),
        "chat.getPermalink": api("chat.getPermalink", channel=channel, message_ts=ts),
        "chat.postEphemeral": api("chat.postEphemeral", channel=channel, user=quiet.aya, text="psst"),
        "chat.postMessage": api("chat.postMessage", channel=channel, text="b", thread_ts=ts),
        "chat.update": api("chat.update", channel=channel, ts=ts, text="c"),
        "conversations.history": api("conversations.history", channel=channel),
        "conversations.info": api("conversations.info", channel=channel, include_num_members=True),
        "conversations.join": api("conversations.join", channel=channel),
        "conversations.list": api("conversations.list"),
        "conversations.members": api("conversations.members", channel=channel),
        "conversations.open": api("conversations.open", users=quiet.aya, return_im=True),
        "conversations.replies": api("conversations.replies", channel=channel, ts=ts),
        "emoji.list": api("emoji.list"),
        "reactions.get": api("reactions.get", channel=channel, timestamp=ts),
        "team.info": api("team.info"),
        "users.conversations": api("users.conversations"),
        "users.info": api("users.info", user=quiet.aya, include_locale=True),
        "users.list": api("users.list"),
        "views.publish": api("views.publish", user_id=quiet.aya, view={"type": "home", "blocks": []}),
        "chat.delete": api("chat.delete", channel=channel, ts=ts),
    }
    for name, answer in answers.items():
        assert answer["ok"] is True, (name, answer)
        assert unknown_keys(answer, shape(f"api.{name}")) == [], name


def test_events(desk: Desk, connected: EchoApp) -> None:
    client, channel, aya = desk.client, desk.channel, desk.aya
    ts = client.post(aya, channel, f"hello <@{desk.app['bot_user_id']}>")
    client.post(aya, channel, "also here", thread_ts=ts, reply_broadcast=True)
    client.edit(aya, channel, ts, "edited")
    client.react(desk.ben, channel, ts, "tada")
    client.unreact(desk.ben, channel, ts, "tada")
    client.delete(aya, channel, client.post(aya, channel, "short-lived"))
    client.leave(desk.ben, channel)
    client.join(desk.ben, channel)
    client.change_channel(channel, name=f"renamed-{ts[-6:]}")
    client.change_member(aya, display_name="Aya")
    client.call("POST", "emoji", {"name": "party", "value": "alias:tada"})
    client.home(aya)
    client.change_channel(channel, is_archived=True)
    client.settle()
    expected = {
        "Message": connected.events("message"),
        "MessageThreadBroadcast": connected.events("message", "thread_broadcast"),
        "MessageChanged": connected.events("message", "message_changed"),
        "MessageDeleted": connected.events("message", "message_deleted"),
        "MessageChannelJoin": connected.events("message", "channel_join"),
        "AppMention": connected.events("app_mention"),
        "ReactionAdded": connected.events("reaction_added"),
        "ReactionRemoved": connected.events("reaction_removed"),
        "MemberJoinedChannel": connected.events("member_joined_channel"),
        "MemberLeftChannel": connected.events("member_left_channel"),
        "ChannelRename": connected.events("channel_rename"),
        "ChannelArchive": connected.events("channel_archive"),
        "UserChange": connected.events("user_change"),
        "EmojiChanged": connected.events("emoji_changed", "add"),
        "AppHomeOpened": connected.events("app_home_opened"),
    }
    for name, events in expected.items():
        assert events, name
        assert unknown_keys(events[0], shape(f"event.{name}")["event"]) == [], name
    envelope = connected.bodies("event_callback")[0]
    assert unknown_keys(envelope | {"event": {}}, shape("event.ReactionAdded")) == []


@pytest.mark.parametrize("needed", ["token", "team_id", "team_domain", "channel_name", "user_name", "trigger_id"])
def test_a_command_has_all_of_slacks_fields(desk: Desk, connected: EchoApp, needed: str) -> None:
    desk.client.command(desk.aya, desk.channel, "/echo hi")
    payload = next(body for body in connected.heard if "command" in body)
    assert payload[needed]
    assert unknown_keys(payload, shape("interactive.SlashCommand")) == []


def test_interactive_payloads(desk: Desk, connected: EchoApp) -> None:
    client, channel, aya = desk.client, desk.channel, desk.aya
    client.command(aya, channel, "/echo open")
    view = wait_until(lambda: client.views(aya))[-1]
    client.submit(aya, view["id"], {"what": {"text": "push"}})
    client.close_view(aya, client.views(aya)[-1]["id"])
    client.submit(aya, view["id"], {"what": {"text": "good"}})
    ts = client.post(aya, channel, "say press me")
    reply = wait_until(lambda: client.thread(aya, channel, ts)[1:])[0]
    client.action(aya, "press", channel=channel, ts=reply["ts"])
    client.shortcut(aya, "about", channel, ts)
    client.settle()
    for kind, name in (
        ("view_submission", "ViewSubmission"),
        ("view_closed", "ViewClosed"),
        ("block_actions", "BlockAction"),
        ("message_action", "MessageShortcut"),
    ):
        bodies = connected.bodies(kind)
        assert bodies, kind
        recorded = shape(f"interactive.{name}") | {"response_urls": [], "action_ts": "", "channel": {}}
        assert unknown_keys(bodies[0], recorded) == [], kind


def test_a_view_has_all_keys_of_a_recorded_one(quiet: Desk) -> None:
    answer = quiet.api("views.publish", user_id=quiet.aya, view={"type": "home", "blocks": form()["blocks"][2:]})
    recorded = set(shape("api.views.publish")["view"])
    rare = {"entity_url", "external_ref", "app_unfurl_url", "message_ts", "thread_ts", "channel"}
    assert recorded - rare <= set(answer["view"])
