"""What a Bolt app receives over signed HTTP: signatures, retries by the clock, the challenge."""

from collections.abc import Iterator

import pytest

from patience import PATIENCE, wait_until
from sandbox.conftest import Desk, new_desk
from sandbox.echo_app import MANIFEST, EchoApp
from sandbox_client import SandboxError, SandboxProcess


@pytest.fixture(scope="module")
def served() -> Iterator[EchoApp]:
    """The echo app behind HTTP, in a sandbox that delivers to it."""
    with SandboxProcess("--manifest", MANIFEST, "--rate-limits", "off") as process:
        echo = EchoApp(process.client)
        with echo.over_http() as url:
            process.client.call("POST", "http-events", {"url": url})
            process.client.set_patience(PATIENCE)
            yield echo


@pytest.fixture
def web_desk(served: EchoApp) -> Desk:
    """A fresh channel of that sandbox."""
    served.sandbox.clear_faults()
    desk = new_desk(served.sandbox)
    served.sandbox.settle()
    served.heard.clear()
    return desk


def test_a_signed_post_is_accepted_by_bolt(web_desk: Desk, served: EchoApp) -> None:
    ts = web_desk.client.post(web_desk.aya, web_desk.channel, "say hello")
    wait_until(lambda: web_desk.client.thread(web_desk.aya, web_desk.channel, ts)[1:])
    web_desk.client.settle()
    delivery = next(d for d in web_desk.client.deliveries() if d["payload"].get("event", {}).get("ts") == ts)
    assert (delivery["via"], delivery["status"], delivery["acknowledged"]) == ("http", 200, True)
    assert served.events("message")[0]["ts"] == ts


def test_commands_buttons_and_modals_work_over_http(web_desk: Desk) -> None:
    client, aya = web_desk.client, web_desk.aya
    assert client.command(aya, web_desk.channel, "/echo hi")["acknowledged"] is True
    client.command(aya, web_desk.channel, "/echo open")
    view = wait_until(lambda: client.views(aya))[-1]
    outcome = client.submit(aya, view["id"], {"what": {"text": "bad"}})
    assert outcome["errors"] == {"what": "Not that"}


def test_a_delivery_that_fails_is_retried_at_once_after_one_and_after_five_minutes(web_desk: Desk) -> None:
    client = web_desk.client
    start = len(client.deliveries())
    client.deliver({"type": "nobody_listens", "event_ts": "1.0"})
    client.settle()
    assert [d["attempt"] for d in client.deliveries()[start:]] == [0, 1]
    client.advance_clock(61)
    wait_until(lambda: len(client.deliveries()) == start + 3)
    client.advance_clock(301)
    wait_until(lambda: len(client.deliveries()) == start + 4)
    attempts = client.deliveries()[start:]
    assert [d["attempt"] for d in attempts] == [0, 1, 2, 3]
    assert {d["payload"]["event_id"] for d in attempts} == {attempts[0]["payload"]["event_id"]}
    assert {d["status"] for d in attempts} == {404}


def test_an_address_that_does_not_answer_the_challenge_is_refused(web_desk: Desk) -> None:
    with pytest.raises(SandboxError, match="challenge_failed"):
        web_desk.client.call("POST", "http-events", {"url": "http://127.0.0.1:9/nobody"})
    web_desk.client.post(web_desk.aya, web_desk.channel, "still delivered to the former address")
    web_desk.client.settle()
    assert web_desk.client.deliveries()[-1]["acknowledged"] is True
