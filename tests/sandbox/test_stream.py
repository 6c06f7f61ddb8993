"""The live stream to a page."""

import json
from collections.abc import Iterator
from contextlib import contextmanager

from patience import PATIENCE
from sandbox.conftest import Desk
from sandbox_client import Json


@contextmanager
def _stream(desk: Desk, user: str) -> Iterator[Iterator[Json]]:
    response = desk.client._pool.request(
        "GET", f"{desk.client.url}/sandbox/stream", fields={"as": user}, preload_content=False, timeout=PATIENCE
    )
    lines = _lines(response.stream(1))
    assert next(lines).startswith(":")
    yield (json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: "))
    response.close()


def _lines(pieces: Iterator[bytes]) -> Iterator[str]:
    line = b""
    for piece in pieces:
        line += piece
        if line.endswith(b"\n"):
            yield line.decode().rstrip("\n")
            line = b""


def test_posts_reactions_edits_and_deletions_come_as_they_happen(quiet: Desk) -> None:
    with _stream(quiet, quiet.ben) as news:
        ts = quiet.client.post(quiet.aya, quiet.channel, "hi")
        quiet.client.react(quiet.aya, quiet.channel, ts, "tada")
        quiet.client.edit(quiet.aya, quiet.channel, ts, "ho")
        quiet.client.delete(quiet.aya, quiet.channel, ts)
        found = [next(news) for _ in range(4)]
    assert [item["type"] for item in found] == ["message", "message_changed", "message_changed", "message_deleted"]
    assert found[0]["message"]["author"]["name"] == "田中 綾"
    assert found[1]["message"]["reactions"][0]["name"] == "tada"
    assert found[2]["message"]["text"] == "ho"
    assert found[3] == {"type": "message_deleted", "channel": quiet.channel, "ts": ts}


def test_a_reply_that_goes_tells_of_its_thread(quiet: Desk) -> None:
    parent = quiet.client.post(quiet.aya, quiet.channel, "parent")
    replies = [quiet.client.post(quiet.ben, quiet.channel, text, thread_ts=parent) for text in ("one", "two")]
    with _stream(quiet, quiet.ben) as news:
        quiet.client.delete(quiet.ben, quiet.channel, replies[1])
        found = next(news)
    assert (found["type"], found["ts"]) == ("message_deleted", replies[1])
    assert (found["parent"]["ts"], found["parent"]["reply_count"]) == (parent, 1)
    assert found["parent"]["latest_reply"] == replies[0]


def test_what_one_may_not_see_is_not_sent(quiet: Desk) -> None:
    private = quiet.client.add_channel(f"quiet-{quiet.channel.lower()}", members=[quiet.aya], is_private=True)["id"]
    with _stream(quiet, quiet.ben) as news:
        quiet.client.post(quiet.aya, private, "only us")
        quiet.api("chat.postEphemeral", channel=quiet.channel, user=quiet.aya, text="only aya")
        quiet.client.post(quiet.aya, quiet.channel, "for all")
        assert next(news)["message"]["text"] == "for all"


def test_modals_and_home_come_to_their_person(quiet: Desk) -> None:
    with _stream(quiet, quiet.aya) as news:
        quiet.api("views.publish", user_id=quiet.aya, view={"type": "home", "blocks": [{"type": "divider"}]})
        item = next(news)
    assert (item["type"], item["app"]) == ("home", quiet.app["app_id"])
    assert item["view"]["blocks"][0]["type"] == "divider"
