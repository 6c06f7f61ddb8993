"""Responses, events and payloads of the sandbox have only keys that Slack's recorded shapes have."""

import time

import pytest

from patience import wait_until
from sandbox.conftest import Desk
from sandbox.echo_app import EchoApp, form
from sandbox.shape_keys import shape, unknown_keys

_TOMORROW = int(time.time()) + 24 * 3600


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
        "chat.scheduleMessage": api("chat.scheduleMessage", channel=channel, text="later", post_at=_TOMORROW),
        "chat.scheduledMessages.list": api("chat.scheduledMessages.list"),
        "bookmarks.add": api("bookmarks.add", channel_id=channel, title="a", type="link", link="https://example.com"),
        "bookmarks.list": api("bookmarks.list", channel_id=channel),
        "pins.add": api("pins.add", channel=channel, timestamp=ts),
        "usergroups.list": api("usergroups.list", include_users=True),
        "users.profile.get": api("users.profile.get", user=quiet.aya),
        "views.publish": api("views.publish", user_id=quiet.aya, view={"type": "home", "blocks": []}),
        "chat.delete": api("chat.delete", channel=channel, ts=ts),
    }
    for name, answer in answers.items():
        assert answer["ok"] is True, (name, answer)
        assert unknown_keys(answer, shape(f"api.{name}")) == [], name


def test_a_pin_is_listed_as_the_events_name_it(quiet: Desk) -> None:
    ts = quiet.client.post(quiet.aya, quiet.channel, "a pin")
    quiet.api("pins.add", channel=quiet.channel, timestamp=ts)
    listed = quiet.api("pins.list", channel=quiet.channel)["items"]
    assert [item["message"]["ts"] for item in listed] == [ts]
    assert unknown_keys(listed, [shape("event.PinAdded")["event"]["item"]]) == []


def test_answers_about_files(quiet: Desk) -> None:
    announced = quiet.api("files.getUploadURLExternal", filename="a.txt", length=1)
    quiet.client._pool.request("POST", announced["upload_url"], body=b"a")
    files = [{"id": announced["file_id"], "title": "A"}]
    answers = {
        "files.getUploadURLExternal": announced,
        "files.completeUploadExternal": quiet.api(
            "files.completeUploadExternal", files=files, channel_id=quiet.channel
        ),
        "files.info": quiet.api("files.info", file=announced["file_id"]),
    }
    for name, answer in answers.items():
        assert answer["ok"] is True, (name, answer)
        assert unknown_keys(answer, shape(f"api.{name}")) == [], name


def test_events_about_files_pins_and_groups(desk: Desk, connected: EchoApp) -> None:
    client, channel = desk.client, desk.channel
    file = client.upload(desk.aya, "a.txt", b"a")
    client.post(desk.aya, channel, "a file", files=[file["id"]])
    ts = client.post(desk.aya, channel, "a pin")
    client.call("POST", "pin", {"as": desk.aya, "channel": channel, "ts": ts})
    client.call("POST", "unpin", {"as": desk.aya, "channel": channel, "ts": ts})
    number = ts[-6:]
    group = desk.api("usergroups.create", name=f"Group {number}", handle=f"group{number}")["usergroup"]["id"]
    desk.api("usergroups.users.update", usergroup=group, users=desk.aya)
    desk.api("conversations.setTopic", channel=channel, topic="News")
    desk.api("conversations.leave", channel=channel)
    client.settle()
    expected = {
        "MessageFileShare": connected.events("message", "file_share"),
        "MessageChannelTopic": connected.events("message", "channel_topic"),
        "FileShared": connected.events("file_shared"),
        "PinAdded": connected.events("pin_added"),
        "PinRemoved": connected.events("pin_removed"),
        "SubteamCreated": connected.events("subteam_created"),
        "SubteamUpdated": connected.events("subteam_updated"),
        "SubteamMembersChanged": connected.events("subteam_members_changed"),
        "ChannelLeft": connected.events("channel_left"),
    }
    for name, events in expected.items():
        assert events, name
        assert unknown_keys(events[0], shape(f"event.{name}")["event"]) == [], name


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
