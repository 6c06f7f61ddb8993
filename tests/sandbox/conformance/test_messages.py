"""Messages: how texts and blocks come back, what the history contains, what a repeated call does."""

import time

import pytest

from sandbox.conformance.server import Server
from sandbox_client import Json


def _post(server: Server, **arguments: object) -> Json:
    answer = server.call("chat.postMessage", {"channel": server.channel, **arguments})
    assert answer["ok"] is True, answer
    message: Json = answer["message"]
    return message


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("R&D < 5", "R&amp;D &lt; 5"),
        ("a &amp; b", "a &amp; b"),
        ("done 🎉", "done :tada:"),
        ("see https://example.com/a", "see <https://example.com/a>"),
        ("<https://example.com|here>", "<https://example.com|here>"),
        ("<!here> 日本語", "<!here> 日本語"),
    ],
)
def test_texts_are_kept_as_slack_keeps_them(server: Server, sent: str, kept: str) -> None:
    assert _post(server, text=sent)["text"] == kept


def test_blocks_get_ids_and_texts_their_defaults(server: Server) -> None:
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "a & b"}}
    block = _post(server, text="a", blocks=[section])["blocks"][0]
    assert block["block_id"]
    assert block["text"] == {"type": "mrkdwn", "text": "a &amp; b", "verbatim": False}


def test_form_encoded_calls_take_json_texts(server: Server) -> None:
    answer = server.form("chat.postMessage", {"channel": server.channel, "blocks": '[{"type":"divider"}]'})
    assert answer["message"]["blocks"][0]["type"] == "divider"


def test_a_problem_in_blocks_comes_with_its_path(server: Server) -> None:
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}
    answer = server.call("chat.postMessage", {"channel": server.channel, "text": "a", "blocks": [section]})
    assert answer["error"] == "invalid_blocks"
    assert "[json-pointer:/blocks/0/text/text]" in answer["response_metadata"]["messages"][0]


def test_metadata_comes_back_on_demand(server: Server) -> None:
    metadata = {"event_type": "conformance", "event_payload": {"key": "k1"}}
    ts = _post(server, text="with metadata", metadata=metadata)["ts"]
    window = {"channel": server.channel, "oldest": ts, "latest": ts, "inclusive": True}
    bare = server.call("conversations.history", window)["messages"]
    full = server.call("conversations.history", {**window, "include_all_metadata": True})["messages"]
    assert [message["ts"] for message in bare] == [ts]
    assert (bare[0].get("metadata", {}).get("event_payload"), full[0]["metadata"]) == (None, metadata)


def test_a_thread_holds_its_replies_and_history_only_the_parent(server: Server) -> None:
    parent = _post(server, text="parent")["ts"]
    reply = _post(server, text="reply", thread_ts=parent)["ts"]
    thread = server.call("conversations.replies", {"channel": server.channel, "ts": parent})["messages"]
    assert [message["ts"] for message in thread] == [parent, reply]
    assert thread[0]["reply_count"] == 1
    history = server.call("conversations.history", {"channel": server.channel, "oldest": parent, "inclusive": True})
    assert reply not in [message["ts"] for message in history["messages"]]


def test_pages_neither_miss_nor_repeat(server: Server) -> None:
    sent = [_post(server, text=f"page {number}")["ts"] for number in range(5)]
    found: list[str] = []
    cursor = ""
    for _ in range(5):
        window = {"channel": server.channel, "oldest": sent[0], "inclusive": True, "limit": 2, "cursor": cursor}
        page = server.call("conversations.history", window)
        found += [message["ts"] for message in page["messages"]]
        cursor = page.get("response_metadata", {}).get("next_cursor", "")
        if not cursor:
            break
    assert found == sent[::-1]


def test_an_ephemeral_message_is_in_no_history(server: Server) -> None:
    start = f"{time.time() - 1:.6f}"
    answer = server.call("chat.postEphemeral", {"channel": server.channel, "user": server.user, "text": "psst"})
    assert answer["ok"] is True
    history = server.call("conversations.history", {"channel": server.channel, "oldest": start})
    assert answer["message_ts"] not in [message["ts"] for message in history["messages"]]


def test_repeating_a_reaction_is_refused(server: Server, posted: str) -> None:
    emoji = {"channel": server.channel, "timestamp": posted, "name": "thumbsup"}
    answers = [server.call(f"reactions.{verb}", emoji) for verb in ("add", "add", "remove", "remove")]
    assert [answer.get("error") for answer in answers] == [None, "already_reacted", None, "no_reaction"]


def test_an_update_marks_and_a_deletion_removes(server: Server, posted: str) -> None:
    place = {"channel": server.channel, "ts": posted}
    assert server.call("chat.update", {**place, "text": "changed"})["message"]["edited"]["ts"]
    assert server.call("chat.delete", place)["ok"] is True
    assert server.call("chat.delete", place)["error"] == "message_not_found"
    window = {"channel": server.channel, "oldest": posted, "latest": posted, "inclusive": True}
    assert server.call("conversations.history", window)["messages"] == []
