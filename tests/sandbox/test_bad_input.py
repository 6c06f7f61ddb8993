"""Odd input: a clear refusal or harmless text, never a server error."""

import json

import pytest

from sandbox.conftest import Desk
from sandbox.echo_app import EchoApp
from sandbox_client import SandboxError


def _raw(desk: Desk, path: str, body: bytes, content_type: str = "application/json") -> tuple[int, str]:
    headers = {"Content-Type": content_type, "Authorization": f"Bearer {desk.app['bot_token']}"}
    response = desk.client._pool.request("POST", f"{desk.client.url}{path}", body=body, headers=headers)
    return response.status, str(response.json()["error"])


@pytest.mark.parametrize("body", [b"{", b"[]", b'"text"', b"\xff\xfe"])
def test_what_is_no_json_object_is_refused(quiet: Desk, body: bytes) -> None:
    assert _raw(quiet, "/sandbox/post", body) == (400, "invalid_json")
    assert _raw(quiet, "/api/chat.postMessage", body) == (200, "invalid_json")


def test_lone_surrogates_are_replaced(quiet: Desk) -> None:
    body = json.dumps({"as": quiet.aya, "channel": quiet.channel, "text": "a\ud83d b \udc00"}).encode()
    quiet.client._pool.request("POST", f"{quiet.client.url}/sandbox/post", body=body)
    assert quiet.client.messages(quiet.ben, quiet.channel)[-1]["text"] == "a\ufffd b \ufffd"


def test_oddities_can_still_be_delivered_as_they_are(desk: Desk, connected: EchoApp) -> None:
    desk.client.deliver({"type": "reaction_added", "reaction": "x\ud83d", "event_ts": "1", "user": "U1"})
    desk.client.settle()
    assert connected.events("reaction_added")[0]["reaction"] == "x\ud83d"
    assert desk.client.deliveries()[-1]["payload"]["event"]["reaction"] == "x\ud83d"


@pytest.mark.parametrize("text", ["\x00\x07", "' OR 1=1 --", "<!channel> <@U0NOBODY>", "&lt;", "a" * 40_000])
def test_any_text_is_kept_escaped(quiet: Desk, text: str) -> None:
    ts = quiet.client.post(quiet.aya, quiet.channel, text)
    stored = next(m for m in quiet.client.messages(quiet.ben, quiet.channel) if m["ts"] == ts)["text"]
    assert "<" not in stored
    assert stored.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == text


@pytest.mark.parametrize(
    ("path", "values", "code"),
    [
        ("post", {"text": "x" * 1_000_000}, "msg_too_long"),
        ("post", {"text": " "}, "no_text"),
        ("post", {"text": "a", "at": "soon"}, "invalid_arguments"),
        ("post", {"text": "a", "thread_ts": "1"}, "thread_not_found"),
        ("post", {"text": {"a": 1}}, "invalid_arguments"),
        ("react", {"ts": "1", "name": "x" * 10_000}, "invalid_name"),
        ("react", {"ts": "1", "name": "tada"}, "message_not_found"),
        ("command", {"text": "/nothing"}, "command_not_found"),
        ("shortcut", {"callback_id": "nothing"}, "shortcut_not_found"),
        ("members", {"name": "x", "tz": "Mars/Olympus"}, "invalid_arguments"),
        ("clock", {"at": "later"}, "invalid_arguments"),
        ("deliver", {"event": {}, "copies": 0}, "invalid_arguments"),
        ("submit", {"view_id": "V0"}, "view_not_found"),
        ("patience", {"seconds": 0}, "invalid_arguments"),
        ("patience", {"seconds": -1}, "invalid_arguments"),
        ("patience", {"seconds": "nan"}, "invalid_arguments"),
        ("patience", {"seconds": "inf"}, "invalid_arguments"),
        ("patience", {"seconds": "soon"}, "invalid_arguments"),
    ],
)
def test_refusals_say_what_is_wrong(quiet: Desk, path: str, values: dict[str, object], code: str) -> None:
    with pytest.raises(SandboxError) as refusal:
        quiet.client.call("POST", path, {"as": quiet.aya, "channel": quiet.channel, **values})
    assert refusal.value.code == code
    assert refusal.value.detail.endswith((".", "'", "'x", "there."))
    assert refusal.value.status in (400, 404)


def test_somebody_unknown_cannot_act(quiet: Desk) -> None:
    with pytest.raises(SandboxError, match="user_not_found"):
        quiet.client.post("U0NOBODY", quiet.channel, "a")
    with pytest.raises(SandboxError, match="channel_not_found"):
        quiet.client.post(quiet.aya, "C0NOWHERE", "a")
