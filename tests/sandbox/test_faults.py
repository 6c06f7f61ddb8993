"""Injected faults: what the client sees, and what is stored nevertheless."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import urllib3

from patience import PATIENCE, wait_until
from sandbox.conftest import Desk
from sandbox_client import Json, SandboxError


def _post(desk: Desk, text: str, timeout: float = PATIENCE) -> urllib3.BaseHTTPResponse:
    pool = urllib3.PoolManager(retries=False, timeout=timeout)
    headers = {"Authorization": f"Bearer {desk.app['bot_token']}"}
    body = {"channel": desk.channel, "text": text}
    return pool.request("POST", f"{desk.client.api_url}chat.postMessage", json=body, headers=headers)


def _stored(desk: Desk) -> list[str]:
    return [message["text"] for message in desk.client.messages(desk.aya, desk.channel) if "bot_id" in message]


def test_a_rate_limit_on_demand(quiet: Desk) -> None:
    quiet.client.fault("chat.postMessage", "ratelimited", retry_after=7, channel=quiet.channel)
    response = _post(quiet, "a")
    assert (response.status, response.headers["Retry-After"], response.json()["error"]) == (429, "7", "ratelimited")
    assert _post(quiet, "b").json()["ok"] is True
    assert _stored(quiet) == ["b"]


def test_a_server_error_stores_nothing(quiet: Desk) -> None:
    quiet.client.fault("chat.postMessage", "status", status=503, times=2)
    assert [_post(quiet, "a").status for _ in range(3)] == [503, 503, 200]
    assert _stored(quiet) == ["a"]


@pytest.mark.parametrize(("kind", "stored"), [("error", []), ("error_after_storing", ["a"])])
def test_an_error_with_and_without_storing(quiet: Desk, kind: str, stored: list[str]) -> None:
    quiet.client.fault("chat.postMessage", kind, error="internal_error")
    assert _post(quiet, "a").json() == {"ok": False, "error": "internal_error"}
    assert _stored(quiet) == stored


@pytest.mark.parametrize(("kind", "stored"), [("close", []), ("close_after_storing", ["a"])])
def test_a_connection_that_closes_without_an_answer(quiet: Desk, kind: str, stored: list[str]) -> None:
    quiet.client.fault("chat.postMessage", kind)
    with pytest.raises(urllib3.exceptions.ProtocolError):
        _post(quiet, "a")
    assert _stored(quiet) == stored


def _is_here(desk: Desk, call: Json) -> bool:
    return bool(call["arguments"].get("channel") == desk.channel)


@pytest.mark.parametrize(("kind", "stored"), [("hang", []), ("hang_after_storing", ["a"])])
def test_a_connection_that_hangs_until_the_client_gives_up(quiet: Desk, kind: str, stored: list[str]) -> None:
    quiet.client.fault("chat.postMessage", kind, seconds=10 * PATIENCE)
    with pytest.raises(urllib3.exceptions.ReadTimeoutError):
        _post(quiet, "a", timeout=0.3)
    wait_until(lambda: [call for call in quiet.client.calls("chat.postMessage") if _is_here(quiet, call)])
    assert _stored(quiet) == stored


def test_a_slow_answer_is_an_answer(quiet: Desk) -> None:
    quiet.client.fault("chat.postMessage", "slow", seconds=PATIENCE)
    with ThreadPoolExecutor(1) as client:
        answer = client.submit(_post, quiet, "a")
        wait_until(lambda: _stored(quiet) == ["a"])
        assert not answer.done()
        quiet.client.clear_faults()
        assert answer.result(PATIENCE).json()["ok"] is True


def test_a_fault_of_another_channel_waits_for_it(quiet: Desk) -> None:
    quiet.client.fault("chat.postMessage", "error", channel="C0ELSEWHERE")
    assert _post(quiet, "a").json()["ok"] is True
    quiet.client.clear_faults()


def test_an_unknown_kind_of_fault_is_refused(quiet: Desk) -> None:
    with pytest.raises(SandboxError, match="invalid_kind"):
        quiet.client.fault("delivery", "status")


def test_every_call_is_logged_with_its_answer(quiet: Desk) -> None:
    quiet.client.fault("chat.postMessage", "close_after_storing")
    with pytest.raises(urllib3.exceptions.ProtocolError):
        _post(quiet, "lost")
    _post(quiet, "kept")
    calls = [call for call in quiet.client.calls("chat.postMessage") if _is_here(quiet, call)]
    assert [call["arguments"]["text"] for call in calls] == ["lost", "kept"]
    assert calls[0]["response"] is None
    assert calls[1]["response"]["ok"] is True
    assert calls[1]["token_kind"] == "bot"
    assert quiet.app["bot_token"] not in str(calls)
