"""Deliveries over Socket Mode: retries, duplicates, wrong order, several connections."""

import pytest

from patience import wait_until
from sandbox.conftest import Desk
from sandbox.echo_app import MANIFEST, EchoApp
from sandbox_fixtures import SandboxFactory


def test_an_app_hears_only_of_channels_it_is_in(desk: Desk, connected: EchoApp) -> None:
    desk.client.leave(desk.app["bot_user_id"], desk.channel)
    desk.client.post(desk.aya, desk.channel, "not for you")
    desk.client.settle()
    assert connected.events("message") == []
    assert connected.events("member_left_channel")[0]["user"] == desk.app["bot_user_id"]


def test_a_repeated_reaction_makes_no_event(desk: Desk, connected: EchoApp) -> None:
    ts = desk.client.post(desk.aya, desk.channel, "a")
    desk.client.react(desk.ben, desk.channel, ts, "tada")
    with pytest.raises(Exception, match="already_reacted"):
        desk.client.react(desk.ben, desk.channel, ts, "tada")
    desk.client.settle()
    assert len(connected.events("reaction_added")) == 1


def test_a_tombstone_is_a_changed_message(desk: Desk, connected: EchoApp) -> None:
    ts = desk.client.post(desk.aya, desk.channel, "secret")
    desk.client.post(desk.ben, desk.channel, "reply", thread_ts=ts)
    desk.client.delete(desk.aya, desk.channel, ts)
    desk.client.settle()
    event = connected.events("message", "message_changed")[0]
    assert event["message"]["subtype"] == "tombstone"
    assert event["message"]["ts"] == ts
    assert event["previous_message"]["text"] == "secret"


def test_a_change_without_an_edit_has_no_edited_mark(desk: Desk, connected: EchoApp) -> None:
    ts = desk.client.post(desk.aya, desk.channel, "see https://example.com")
    desk.client.call("POST", "touch", {"channel": desk.channel, "ts": ts})
    desk.client.settle()
    event = connected.events("message", "message_changed")[0]
    assert event["message"]["text"] == event["previous_message"]["text"]
    assert "edited" not in event["message"]


def test_a_channel_that_becomes_private_says_so_as_a_message(desk: Desk, connected: EchoApp) -> None:
    desk.client.change_channel(desk.channel, is_private=True)
    desk.client.settle()
    event = connected.events("message", "channel_convert_to_private")[0]
    assert event["channel"] == desk.channel
    assert event["channel_type"] == "group"


def test_hand_made_events_arrive_as_they_are_and_as_often(desk: Desk, connected: EchoApp) -> None:
    event = {"type": "reaction_added", "user": desk.ben, "reaction": "tada", "item": {"type": "file"}, "event_ts": "1"}
    event_id = desk.client.deliver(event, copies=3)
    desk.client.settle()
    bodies = connected.bodies("event_callback")
    assert [body["event_id"] for body in bodies] == [event_id] * 3
    assert bodies[0]["event"] == event


def test_dropped_duplicated_and_delayed_deliveries(desk: Desk, connected: EchoApp) -> None:
    for kind, seconds in (("drop", 0), ("duplicate", 0), ("delay", 30)):
        desk.client.fault("delivery", kind, seconds=seconds, event_type="message")
    for text in ("dropped", "doubled", "delayed", "normal"):
        desk.client.post(desk.aya, desk.channel, text)
    desk.client.settle()
    assert sorted(event["text"] for event in connected.events("message")) == ["doubled", "doubled", "normal"]
    desk.client.advance_clock(31)
    wait_until(lambda: connected.events("message")[-1]["text"] == "delayed")


def test_what_nobody_takes_is_retried_when_somebody_is_there(sandbox_factory: SandboxFactory) -> None:
    client = sandbox_factory("--manifest", MANIFEST).client
    client.join(client.app()["bot_user_id"], "#general")
    client.settle()
    failed = client.deliveries()
    assert {delivery["acknowledged"] for delivery in failed} == {False}
    echo = EchoApp(client)
    with echo.over_socket_mode():
        wait_until(lambda: client.connections() == 1)
        client.advance_clock(61)
        taken = wait_until(lambda: [delivery for delivery in client.deliveries() if delivery["acknowledged"]])
    assert {delivery["attempt"] for delivery in taken} == {2}
    assert echo.events("member_joined_channel") or echo.events("message", "channel_join")


def test_one_of_several_connections_gets_an_envelope(desk: Desk, connected: EchoApp) -> None:
    second = EchoApp(connected.sandbox)
    with second.over_socket_mode():
        wait_until(lambda: desk.client.connections() >= 2)
        for number in range(6):
            desk.client.post(desk.aya, desk.channel, str(number))
        desk.client.settle()
        heard = [event["text"] for app in (connected, second) for event in app.events("message")]
        assert sorted(heard) == [str(number) for number in range(6)]
        assert second.events("message")
    wait_until(lambda: desk.client.connections() == 1)


def test_a_client_that_is_told_to_refresh_connects_again(sandbox_factory: SandboxFactory) -> None:
    client = sandbox_factory("--manifest", MANIFEST).client
    echo = EchoApp(client)
    client.join(client.app()["bot_user_id"], "#random")
    with echo.over_socket_mode():
        wait_until(lambda: client.connections() == 1)
        client.disconnect()
        client.post("aya", "#random", "after the refresh")
        wait_until(lambda: echo.events("message"))
    assert echo.events("message")[-1]["text"] == "after the refresh"


def test_an_uninstalled_app_is_told_and_its_token_is_worth_nothing(sandbox_factory: SandboxFactory) -> None:
    client = sandbox_factory("--manifest", MANIFEST).client
    echo = EchoApp(client)
    with echo.over_socket_mode():
        wait_until(lambda: client.connections() == 1)
        client.call("POST", "uninstall")
        wait_until(lambda: {"app_uninstalled", "tokens_revoked"} <= {d["type"] for d in client.deliveries()})
    assert client.web_api("auth.test")["error"] == "account_inactive"


def test_a_burst_of_events_reaches_the_app_whole_and_once(desk: Desk, connected: EchoApp) -> None:
    event = {"type": "user_change", "user": {"id": "U1", "note": "x" * 1537}, "event_ts": "1"}
    start = desk.client.deliveries()[-1]["n"]
    desk.client.deliver(event, copies=1000)
    desk.client.settle()
    burst = desk.client.deliveries(since=start)
    assert [delivery["attempt"] for delivery in burst] == [0] * 1000
    assert {delivery["acknowledged"] for delivery in burst} == {True}
    assert len(connected.events("user_change")) == 1000


def test_events_fail_quietly_when_the_last_connection_goes_in_between(sandbox_factory: SandboxFactory) -> None:
    process = sandbox_factory("--manifest", MANIFEST)
    client = process.client
    echo = EchoApp(client)
    with echo.over_socket_mode():
        wait_until(lambda: client.connections() == 1)
        client.deliver({"type": "user_change", "event_ts": "1"}, copies=300)
    client.settle()
    first = [delivery for delivery in client.deliveries() if delivery["attempt"] == 0]
    assert len(first) == 300
    assert {delivery["error"] for delivery in first if not delivery["acknowledged"]} <= {
        "no connection is open",
        "the connection closed",
        "not acknowledged within 3 seconds",
    }
