"""Pinned messages and bookmarks."""

import pytest

from sandbox.conftest import Desk
from sandbox.echo_app import EchoApp
from sandbox_client import Json


def test_a_pin_is_listed_announced_and_taken_away(desk: Desk, connected: EchoApp) -> None:
    ts = desk.client.post(desk.aya, desk.channel, "remember this")
    place = {"channel": desk.channel, "timestamp": ts}
    assert desk.api("pins.add", **place)["ok"] is True
    assert desk.api("pins.add", **place)["error"] == "already_pinned"
    item = desk.api("pins.list", channel=desk.channel)["items"][0]
    assert (item["message"]["ts"], item["created_by"]) == (ts, desk.app["bot_user_id"])
    assert item["message"]["pinned_to"] == [desk.channel]
    assert desk.api("conversations.history", channel=desk.channel)["pin_count"] == 1
    assert desk.api("pins.remove", **place)["ok"] is True
    assert desk.api("pins.remove", **place)["error"] == "no_pin"
    desk.client.settle()
    added, removed = connected.events("pin_added")[0], connected.events("pin_removed")[0]
    assert (added["item"]["message"]["ts"], added["item_user"], added["pin_count"]) == (ts, desk.aya, 1)
    assert removed["has_pins"] is False
    assert connected.events("message", "pinned_item")[0]["item"]["message"]["ts"] == ts


def test_a_person_pins_too(desk: Desk, connected: EchoApp) -> None:
    ts = desk.client.post(desk.aya, desk.channel, "remember this")
    place = {"as": desk.ben, "channel": desk.channel, "ts": ts}
    desk.client.call("POST", "pin", place)
    with pytest.raises(Exception, match="already_pinned"):
        desk.client.call("POST", "pin", place)
    desk.client.call("POST", "unpin", place)
    with pytest.raises(Exception, match="no_pin"):
        desk.client.call("POST", "unpin", place)
    desk.client.settle()
    assert connected.events("pin_added")[0]["user"] == desk.ben


def test_a_deleted_message_is_no_longer_pinned(quiet: Desk) -> None:
    ts = quiet.client.post(quiet.aya, quiet.channel, "short-lived")
    quiet.api("pins.add", channel=quiet.channel, timestamp=ts)
    quiet.client.delete(quiet.aya, quiet.channel, ts)
    assert quiet.api("pins.list", channel=quiet.channel)["items"] == []


def test_a_bookmark_is_added_changed_and_removed(quiet: Desk) -> None:
    place = {"channel_id": quiet.channel}
    link = "https://example.com/guide"
    added = quiet.api("bookmarks.add", **place, title="Guide", type="link", link=link, emoji=":books:")["bookmark"]
    changed = quiet.api("bookmarks.edit", **place, bookmark_id=added["id"], title="The guide")["bookmark"]
    assert (changed["title"], changed["link"], changed["emoji"]) == ("The guide", link, ":books:")
    assert quiet.api("bookmarks.list", **place)["bookmarks"] == [changed]
    channel = next(c for c in quiet.client.state(quiet.aya)["channels"] if c["id"] == quiet.channel)
    assert channel["bookmarks"][0]["title"] == "The guide"
    assert quiet.api("bookmarks.remove", **place, bookmark_id=added["id"])["ok"] is True
    assert quiet.api("bookmarks.list", **place)["bookmarks"] == []


@pytest.mark.parametrize(
    ("method", "arguments", "error"),
    [
        ("pins.add", {"channel": "HERE"}, "no_item_specified"),
        ("pins.add", {"channel": "HERE", "timestamp": "1.000000"}, "message_not_found"),
        ("pins.list", {"channel": "C0NOTHERE"}, "channel_not_found"),
        ("bookmarks.add", {"channel_id": "HERE", "title": "a", "type": "link", "link": "no"}, "invalid_link"),
        ("bookmarks.add", {"channel_id": "HERE", "title": "a", "type": "file"}, "invalid_bookmark_type"),
        ("bookmarks.add", {"channel_id": "HERE", "type": "link"}, "invalid_arguments"),
        ("bookmarks.edit", {"channel_id": "HERE", "bookmark_id": "Bk0"}, "not_found"),
        ("bookmarks.list", {"channel_id": "C0NOTHERE"}, "channel_not_found"),
    ],
)
def test_refusals(quiet: Desk, method: str, arguments: Json, error: str) -> None:
    given = {name: quiet.channel if value == "HERE" else value for name, value in arguments.items()}
    assert quiet.api(method, **given)["error"] == error
