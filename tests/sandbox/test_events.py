"""The events that the app receives for changes other than posts and reactions."""

from functools import partial

import pytest

from patience import PATIENCE, wait_until
from sandbox.conftest import Desk
from sandbox.echo_app import MANIFEST, EchoApp, form
from sandbox_client import Json
from sandbox_fixtures import SandboxFactory


def test_changes_of_a_member(desk: Desk, connected: EchoApp) -> None:
    member = desk.client.add_member(f"new-{desk.channel.lower()}")["id"]
    desk.client.change_member(member, display_name="Newcomer", tz="Asia/Tokyo")
    desk.client.change_member(member, deleted=True)
    desk.client.settle()
    assert connected.events("team_join")[0]["user"]["id"] == member
    changed, gone = connected.events("user_change")
    assert (changed["user"]["profile"]["display_name"], changed["user"]["tz"]) == ("Newcomer", "Asia/Tokyo")
    assert gone["user"]["deleted"] is True


def test_custom_emoji_come_and_go(desk: Desk, connected: EchoApp) -> None:
    desk.client.call("POST", "emoji", {"name": "party-time", "value": "alias:tada"})
    assert desk.api("emoji.list")["emoji"]["party-time"] == "alias:tada"
    desk.client.call("POST", "emoji", {"name": "party-time"})
    desk.client.settle()
    assert connected.events("emoji_changed", "add")[0]["value"] == "alias:tada"
    assert connected.events("emoji_changed", "remove")[0]["names"] == ["party-time"]


def test_a_channel_that_is_deleted(desk: Desk, connected: EchoApp) -> None:
    desk.client.change_channel(desk.channel, deleted=True)
    desk.client.settle()
    assert connected.events("channel_deleted")[0]["channel"] == desk.channel
    assert desk.api("conversations.info", channel=desk.channel)["error"] == "channel_not_found"


def test_a_private_channel_has_events_of_its_own(desk: Desk, connected: EchoApp) -> None:
    bot = desk.app["bot_user_id"]
    private = desk.client.add_channel(f"p-{desk.channel.lower()}", members=[desk.aya, bot], is_private=True)["id"]
    desk.client.change_channel(private, name=f"q-{desk.channel.lower()}")
    desk.client.change_channel(private, is_archived=True)
    desk.client.settle()
    assert connected.events("group_rename")[0]["channel"]["id"] == private
    assert connected.events("group_archive")[0]["channel"] == private
    assert connected.events("message", "group_join")[0]["channel_type"] == "group"


def test_a_channel_may_become_public_again(desk: Desk, connected: EchoApp) -> None:
    desk.client.change_channel(desk.channel, is_private=True)
    desk.client.change_channel(desk.channel, is_private=False)
    desk.client.settle()
    assert connected.events("message", "channel_convert_to_private")
    assert connected.events("message", "channel_convert_to_public")
    assert desk.api("conversations.info", channel=desk.channel)["channel"]["is_private"] is False


def test_a_broadcast_reply_names_its_thread(desk: Desk, connected: EchoApp) -> None:
    parent = desk.client.post(desk.aya, desk.channel, "parent")
    desk.client.post(desk.ben, desk.channel, "for all", thread_ts=parent, reply_broadcast=True)
    desk.client.settle()
    event = connected.events("message", "thread_broadcast")[0]
    assert (event["thread_ts"], event["root"]["ts"]) == (parent, parent)


def test_removal_is_announced_by_two_events_that_name_users(sandbox_factory: SandboxFactory) -> None:
    client = sandbox_factory("--manifest", MANIFEST).client
    echo = EchoApp(client)
    with echo.over_socket_mode():
        wait_until(lambda: client.connections() == 1)
        client.call("POST", "uninstall")
        revoked = wait_until(lambda: echo.events("tokens_revoked"))[0]
        assert wait_until(lambda: echo.events("app_uninstalled"))
        client.post("aya", "#general", "nobody listens")
    assert revoked["tokens"] == {"oauth": [], "bot": [client.app()["bot_user_id"]]}
    assert not echo.events("message")


def test_an_event_without_its_scope_or_subscription_is_not_sent(sandbox_factory: SandboxFactory) -> None:
    client = sandbox_factory("--manifest", MANIFEST, "--without-optional-scopes").client
    bot = client.app()["bot_user_id"]
    private = client.add_channel("hush", members=[client.member_id("aya"), bot], is_private=True)["id"]
    client.settle()
    start = client.deliveries()[-1]["n"] if client.deliveries() else 0
    client.post("aya", private, "not for the app")
    client.settle()
    assert client.deliveries(since=start) == []


def _press(desk: Desk, connected: EchoApp, **more: object) -> Json:
    desk.client.command(desk.aya, desk.channel, "/echo card")
    ts = desk.client.messages(desk.aya, desk.channel)[-1]["ts"]
    desk.client.action(desk.aya, "press", channel=desk.channel, ts=ts, **more)
    return connected.bodies("block_actions")[-1]


def test_a_press_carries_the_state_of_all_fields(desk: Desk, connected: EchoApp) -> None:
    chosen = {"row": {"choose": "blue"}, "gone": {"gone": "x"}}
    values = _press(desk, connected, values=chosen)["state"]["values"]
    assert values["row"]["choose"]["selected_option"]["value"] == "blue"
    assert "gone" not in values


def test_a_press_in_a_modal_carries_what_was_typed(desk: Desk, connected: EchoApp) -> None:
    desk.client.command(desk.aya, desk.channel, "/echo open")
    view = wait_until(lambda: desk.client.views(desk.aya))[-1]
    typed = {"what": {"text": {"type": "plain_text_input", "value": "half-w"}}, "which": {"colour": "red"}}
    offered = desk.client.options(desk.aya, "pick", "abc", view_id=view["id"])["options"]
    desk.client.action(desk.aya, "pick", view_id=view["id"], selected=offered[0]["value"], values=typed)
    values = connected.bodies("block_actions")[-1]["view"]["state"]["values"]
    assert values["what"]["text"]["value"] == "half-w"
    assert values["which"]["colour"]["selected_option"]["value"] == "red"
    assert values["other"]["pick"]["selected_option"]["value"] == "v-abc"


@pytest.mark.parametrize("values", [["not an object"], {"row": "not an object"}])
def test_values_have_their_form(desk: Desk, connected: EchoApp, values: object) -> None:
    with pytest.raises(Exception, match="invalid_arguments"):
        _press(desk, connected, values=values)


def test_trigger_ids_live_as_long_as_slack_waits_and_once(desk: Desk, connected: EchoApp) -> None:
    def open_with(trigger_id: str) -> Json:
        return desk.api("views.open", trigger_id=trigger_id, view=form())

    first = _press(desk, connected)["trigger_id"]
    assert open_with(first)["ok"] is True
    assert open_with(first)["error"] == "exchanged_trigger_id"
    late = _press(desk, connected)["trigger_id"]
    desk.client.advance_clock(PATIENCE + 1)
    assert open_with(late)["error"] == "expired_trigger_id"
    assert open_with("1.2.3")["error"] == "invalid_trigger_id"
    assert desk.api("views.push", trigger_id=_press(desk, connected)["trigger_id"], view=form())["error"] == (
        "invalid_trigger_id"
    )


def test_a_stale_hash_is_refused(desk: Desk, connected: EchoApp) -> None:
    opened = desk.api("views.open", trigger_id=_press(desk, connected)["trigger_id"], view=form())["view"]
    update = {"view_id": opened["id"], "view": form("Newer")}
    assert desk.api("views.update", **update, hash=opened["hash"])["ok"] is True
    assert desk.api("views.update", **update, hash=opened["hash"])["error"] == "hash_conflict"
    home: Json = {"type": "home", "blocks": []}
    published = desk.api("views.publish", user_id=desk.aya, view=home)["view"]
    assert desk.api("views.publish", user_id=desk.aya, view=home, hash=published["hash"])["ok"] is True
    assert desk.api("views.publish", user_id=desk.aya, view=home, hash=published["hash"])["error"] == "hash_conflict"


def test_everybody_has_a_stack_of_their_own(desk: Desk) -> None:
    for user in (desk.aya, desk.ben):
        desk.client.command(user, desk.channel, "/echo open")
        wait_until(partial(desk.client.views, user))
    mine, theirs = desk.client.views(desk.aya), desk.client.views(desk.ben)
    assert mine[-1]["id"] != theirs[-1]["id"]
    desk.client.close_view(desk.aya, mine[-1]["id"])
    assert [view["id"] for view in desk.client.views(desk.ben)] == [theirs[-1]["id"]]
