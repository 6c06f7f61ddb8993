"""Reading channels and threads, as the bot and as a member."""

import pytest

from sandbox.conftest import Desk
from sandbox_client import Json, SandboxError


@pytest.fixture
def week(quiet: Desk) -> list[str]:
    """The timestamps of seven posts, one a day from 1 November 2026."""
    return [
        quiet.client.post(quiet.aya, quiet.channel, f"day {day}", at=f"2026-11-0{day}T09:00:00Z") for day in range(1, 8)
    ]


def _texts(answer: Json) -> list[str]:
    return [message["text"] for message in answer["messages"] if "subtype" not in message]


def _history(desk: Desk, **arguments: object) -> list[str]:
    return _texts(desk.api("conversations.history", channel=desk.channel, latest="1794100000", **arguments))


@pytest.mark.usefixtures("week")
def test_history_is_newest_first(quiet: Desk) -> None:
    assert _history(quiet) == [f"day {day}" for day in range(7, 0, -1)]


def test_the_ends_of_a_window_belong_to_it_only_when_inclusive(quiet: Desk, week: list[str]) -> None:
    window = {"oldest": week[1], "latest": week[3], "channel": quiet.channel}
    assert _texts(quiet.api("conversations.history", **window)) == ["day 3"]
    assert _texts(quiet.api("conversations.history", inclusive=True, **window)) == ["day 4", "day 3", "day 2"]


@pytest.mark.usefixtures("week")
def test_pages_follow_one_another_without_gap_or_repetition(quiet: Desk) -> None:
    found: list[str] = []
    cursor = ""
    for _ in range(4):
        page = quiet.api("conversations.history", channel=quiet.channel, limit=3, latest="1794100000", cursor=cursor)
        found += _texts(page)
        cursor = page.get("response_metadata", {}).get("next_cursor", "")
        assert page["has_more"] is bool(cursor)
        if not cursor:
            break
    assert found == [f"day {day}" for day in range(7, 0, -1)]


def test_replies_are_in_the_thread_and_broadcast_ones_in_the_channel_too(quiet: Desk) -> None:
    parent = quiet.client.post(quiet.aya, quiet.channel, "parent")
    first = quiet.client.post(quiet.ben, quiet.channel, "first", thread_ts=parent)
    quiet.client.post(quiet.aya, quiet.channel, "loud", thread_ts=parent, reply_broadcast=True)
    quiet.client.post(quiet.ben, quiet.channel, "to a reply", thread_ts=first)
    thread = quiet.api("conversations.replies", channel=quiet.channel, ts=parent)
    assert [message["text"] for message in thread["messages"]] == ["parent", "first", "loud", "to a reply"]
    assert thread["messages"][0]["reply_count"] == 3
    assert thread["messages"][1]["parent_user_id"] == quiet.aya
    top = quiet.api("conversations.history", channel=quiet.channel)["messages"]
    assert [message["text"] for message in top][:2] == ["loud", "parent"]
    assert top[0]["root"]["ts"] == parent


def test_a_thread_comes_in_pages_too(quiet: Desk) -> None:
    parent = quiet.client.post(quiet.aya, quiet.channel, "parent")
    for number in range(5):
        quiet.client.post(quiet.ben, quiet.channel, str(number), thread_ts=parent)
    first = quiet.api("conversations.replies", channel=quiet.channel, ts=parent, limit=3)
    cursor = first["response_metadata"]["next_cursor"]
    second = quiet.api("conversations.replies", channel=quiet.channel, ts=parent, limit=10, cursor=cursor)
    assert _texts(first) == ["parent", "0", "1"]
    assert _texts(second) == ["parent", "2", "3", "4"]


def test_metadata_comes_back_only_when_asked_for(quiet: Desk) -> None:
    metadata = {"event_type": "sent", "event_payload": {"key": "k1"}}
    quiet.api("chat.postMessage", channel=quiet.channel, text="a", metadata=metadata)
    plain = quiet.api("conversations.history", channel=quiet.channel)["messages"][0]
    full = quiet.api("conversations.history", channel=quiet.channel, include_all_metadata=True)["messages"][0]
    assert "metadata" not in plain
    assert full["metadata"] == metadata


def test_ephemeral_messages_are_in_no_history_and_seen_by_one_person(quiet: Desk) -> None:
    quiet.api("chat.postEphemeral", channel=quiet.channel, user=quiet.aya, text="psst")
    assert "psst" not in _texts(quiet.api("conversations.history", channel=quiet.channel))
    assert quiet.client.messages(quiet.aya, quiet.channel)[-1]["text"] == "psst"
    assert "psst" not in [message["text"] for message in quiet.client.messages(quiet.ben, quiet.channel)]


def test_a_deleted_parent_stays_as_a_tombstone_until_its_last_reply_goes(quiet: Desk) -> None:
    parent = quiet.client.post(quiet.aya, quiet.channel, "secret")
    reply = quiet.client.post(quiet.ben, quiet.channel, "reply", thread_ts=parent)
    quiet.client.delete(quiet.aya, quiet.channel, parent)
    tombstone = quiet.api("conversations.replies", channel=quiet.channel, ts=parent)["messages"][0]
    assert (tombstone["subtype"], tombstone["user"]) == ("tombstone", "USLACKBOT")
    assert "secret" not in str(tombstone)
    quiet.client.delete(quiet.ben, quiet.channel, reply)
    history = quiet.api("conversations.history", channel=quiet.channel)["messages"]
    assert parent not in [message["ts"] for message in history]


def test_a_person_outside_sees_nothing_of_a_private_channel(quiet: Desk) -> None:
    private = quiet.client.add_channel(f"hush-{quiet.channel.lower()}", members=[quiet.aya], is_private=True)["id"]
    quiet.client.post(quiet.aya, private, "only us")
    assert private not in [channel["id"] for channel in quiet.client.state(quiet.ben)["channels"]]
    with pytest.raises(SandboxError) as refusal:
        quiet.client.messages(quiet.ben, private)
    assert (refusal.value.status, refusal.value.code) == (404, "channel_not_found")


def test_what_one_has_not_read_is_counted(quiet: Desk) -> None:
    def unread() -> int:
        channels = quiet.client.state(quiet.ben)["channels"]
        return int(next(channel for channel in channels if channel["id"] == quiet.channel)["unread"])

    before = unread()
    ts = quiet.client.post(quiet.aya, quiet.channel, "new")
    assert unread() == before + 1
    quiet.client.call("POST", "read", {"as": quiet.ben, "channel": quiet.channel, "ts": ts})
    assert unread() == 0
    quiet.client.join(quiet.client.add_member("late-comer")["id"], quiet.channel)
    assert unread() == 0, "that somebody joined is no news"
