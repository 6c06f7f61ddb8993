import json
import threading
from urllib.parse import urlencode

import pytest
from slack_bolt import BoltRequest, BoltResponse
from sqlalchemy import Engine

from aiuse_bot.delivery.writer import GroupWriter
from delivery_tools import a_door, an_envelope, count, signed
from patience import PATIENCE, join

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def kept(engine: Engine) -> int:
    return count(engine, "SELECT count(*) FROM inbox_event")


def a_command(text: str = "help") -> bytes:
    return urlencode({"command": "/usecase", "text": text, "team_id": "T0TEST", "user_id": "U0"}).encode()


def test_a_command_is_answered_by_bolt_at_once(engine: Engine, writer: GroupWriter) -> None:
    def dispatch(request: BoltRequest) -> BoltResponse:
        return BoltResponse(status=200, body={"text": f"you said {request.body['text']}"})

    with a_door(writer, dispatch) as door:
        body = a_command("search 返金")
        answer = door.send(body, signed(body) | FORM)
    assert (answer.status, json.loads(answer.body)) == (200, {"text": "you said search 返金"})
    assert answer.headers["content-type"].startswith("application/json")
    assert kept(engine) == 0


def test_an_unsigned_command_never_reaches_bolt(writer: GroupWriter) -> None:
    reached: list[BoltRequest] = []

    def dispatch(request: BoltRequest) -> BoltResponse:
        reached.append(request)
        return BoltResponse(status=200)

    with a_door(writer, dispatch) as door:
        assert door.send(a_command(), FORM).status == 401
    assert reached == []


def test_a_listener_that_breaks_shows_nobody_a_traceback(
    writer: GroupWriter, capfd: pytest.CaptureFixture[str]
) -> None:
    def dispatch(_request: BoltRequest) -> BoltResponse:
        raise ZeroDivisionError("what somebody typed")

    with a_door(writer, dispatch) as door:
        body = a_command()
        answer = door.send(body, signed(body) | FORM)
    assert (answer.status, answer.body) == (500, b"The bot failed to answer.")
    said = "".join(capfd.readouterr())
    assert "ZeroDivisionError" in said
    assert "what somebody typed" not in said


def test_ten_slow_commands_do_not_delay_a_click_or_an_event(writer: GroupWriter) -> None:
    slow, release = threading.Semaphore(0), threading.Event()

    def dispatch(request: BoltRequest) -> BoltResponse:
        if request.body["text"] == "slow":
            slow.release()
            release.wait(PATIENCE)
        return BoltResponse(status=200)

    with a_door(writer, dispatch) as door:
        body = a_command("slow")
        threads = [threading.Thread(target=door.send, args=(body, signed(body) | FORM)) for _ in range(10)]
        for thread in threads:
            thread.start()
        assert all(slow.acquire(timeout=PATIENCE) for _ in threads)
        click = a_command("click")
        assert door.send(click, signed(click) | FORM).status == 200
        assert door.tell(an_envelope()).status == 200
        assert all(thread.is_alive() for thread in threads)
        release.set()
        for thread in threads:
            join(thread)
