"""Direct messages with one or several people, creating and changing channels, channels shared with strangers."""

from itertools import count

import pytest

from patience import wait_until
from sandbox.conftest import Desk
from sandbox.echo_app import EchoApp
from sandbox_client import Json

_NUMBERS = count(1)


def _name() -> str:
    return f"made-by-the-app-{next(_NUMBERS)}"


def test_a_direct_message_is_opened_once(quiet: Desk) -> None:
    first = quiet.api("conversations.open", users=quiet.aya, return_im=True)
    again = quiet.api("conversations.open", users=quiet.aya)
    assert again["already_open"] is True
    assert again["channel"]["id"] == first["channel"]["id"]
    assert (first["channel"]["is_im"], first["channel"]["user"]) == (True, quiet.aya)


def test_several_people_have_a_conversation_of_their_own(desk: Desk, connected: EchoApp) -> None:
    chloe = desk.client.member_id("chloe")
    users = f"{desk.aya},{desk.ben}"
    opened = desk.api("conversations.open", users=users)["channel"]["id"]
    assert desk.api("conversations.open", users=f"{desk.ben},{desk.aya}")["channel"]["id"] == opened
    info = desk.api("conversations.info", channel=opened)["channel"]
    assert (info["is_mpim"], info["is_im"], info["name"].startswith("mpdm-aya--ben")) == (True, False, True)
    assert opened in [c["id"] for c in desk.api("conversations.list", types="mpim")["channels"]]
    assert opened not in [c["id"] for c in desk.client.state(chloe)["channels"]]
    desk.client.post(desk.aya, opened, "among us")
    desk.client.settle()
    event = connected.events("message")[0]
    assert (event["text"], event["channel_type"]) == ("among us", "mpim")


def test_people_who_cannot_be_reached(quiet: Desk) -> None:
    gone = quiet.client.add_member(f"gone-{quiet.channel.lower()}", deleted=True)["id"]
    many = [quiet.client.add_member(f"m{n}-{quiet.channel.lower()}")["id"] for n in range(9)]
    for users, error in (
        ("", "users_list_not_supplied"),
        ("U0NONE", "user_not_found"),
        (gone, "user_disabled"),
        (",".join(many), "too_many_users"),
    ):
        assert quiet.api("conversations.open", users=users)["error"] == error


def test_a_channel_from_making_to_archiving(desk: Desk, connected: EchoApp) -> None:
    channel = desk.api("conversations.create", name=_name())["channel"]["id"]
    place = {"channel": channel}
    assert desk.api("conversations.invite", **place, users=f"{desk.aya},{desk.ben}")["ok"] is True
    assert desk.api("conversations.setTopic", **place, topic="News")["channel"]["topic"]["value"] == "News"
    assert desk.api("conversations.setPurpose", **place, purpose="To tell")["channel"]["purpose"]["value"] == "To tell"
    assert desk.api("conversations.rename", **place, name=_name())["ok"] is True
    assert desk.api("conversations.kick", **place, user=desk.ben)["ok"] is True
    assert desk.api("conversations.archive", **place)["ok"] is True
    assert desk.api("chat.postMessage", **place, text="a")["error"] == "is_archived"
    assert desk.api("conversations.unarchive", **place)["ok"] is True
    desk.client.settle()
    for name in ("channel_created", "channel_rename", "channel_archive", "channel_unarchive", "member_left_channel"):
        assert connected.events(name), name
    assert connected.events("message", "channel_topic")[0]["topic"] == "News"
    assert connected.events("message", "channel_purpose")[0]["purpose"] == "To tell"
    desk.api("conversations.leave", **place)
    desk.client.settle()
    assert connected.events("channel_left")[0]["channel"] == channel


@pytest.mark.parametrize(
    ("method", "arguments", "error"),
    [
        ("conversations.create", {"name": "general"}, "name_taken"),
        ("conversations.create", {"name": "Not Like This"}, "invalid_name_specials"),
        ("conversations.invite", {"channel": "HERE"}, "no_user"),
        ("conversations.invite", {"channel": "HERE", "users": "AYA"}, "already_in_channel"),
        ("conversations.invite", {"channel": "HERE", "users": "BOT"}, "cant_invite_self"),
        ("conversations.kick", {"channel": "HERE", "user": "BOT"}, "cant_kick_self"),
        ("conversations.setTopic", {"channel": "HERE", "topic": "x" * 251}, "too_long"),
        ("conversations.unarchive", {"channel": "HERE"}, "not_archived"),
        ("conversations.archive", {"channel": "C0NOTHERE"}, "channel_not_found"),
    ],
)
def test_refusals(quiet: Desk, method: str, arguments: Json, error: str) -> None:
    meant = {"HERE": quiet.channel, "AYA": quiet.aya, "BOT": quiet.app["bot_user_id"]}
    given = {name: meant.get(value, value) for name, value in arguments.items()}
    assert quiet.api(method, **given)["error"] == error


def test_a_stranger_makes_a_channel_a_shared_one(desk: Desk, connected: EchoApp) -> None:
    stranger = desk.client.add_member(f"stranger-{desk.channel.lower()}", is_stranger=True)["id"]
    general = desk.client.channel_id("#general", desk.aya)
    assert general not in [channel["id"] for channel in desk.client.state(stranger)["channels"]]
    desk.client.join(stranger, desk.channel)
    desk.client.settle()
    connected.heard.clear()
    desk.client.post(stranger, desk.channel, "hello from outside")
    desk.client.settle()
    body = connected.bodies("event_callback")[0]
    assert body["is_ext_shared_channel"] is True
    assert desk.api("conversations.info", channel=desk.channel)["channel"]["is_ext_shared"] is True
    with pytest.raises(Exception, match="restricted_action"):
        desk.client.command(stranger, desk.channel, "/echo hi")
    ts = desk.client.post(desk.aya, desk.channel, "say press me")
    reply = wait_until(lambda: desk.client.thread(stranger, desk.channel, ts)[1:])[0]
    desk.client.action(stranger, "press", channel=desk.channel, ts=reply["ts"])
    user = connected.bodies("block_actions")[0]["user"]
    assert (user["id"], user["team_id"] != desk.app["team_id"]) == (stranger, True)


def test_a_profile_can_be_read(quiet: Desk) -> None:
    assert quiet.api("users.profile.get", user=quiet.aya)["profile"]["real_name"] == "田中 綾"
    assert quiet.api("users.profile.get", user="U0NONE")["error"] == "user_not_found"
