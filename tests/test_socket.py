import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from slack_bolt import BoltRequest, BoltResponse
from sqlalchemy import Engine, text

from aiuse_bot.delivery.writer import GroupWriter
from aiuse_bot.settings import Settings
from aiuse_bot.socket import SocketConnection, Watchdog
from delivery_tools import count, rows
from patience import PATIENCE, join, wait_until
from sandbox_client import SandboxClient
from sandbox_fixtures import SandboxFactory

MANIFEST = Path(__file__).parent.parent / "manifest.yml"
COMMAND = "/usecase"

Dispatch = Callable[[BoltRequest], BoltResponse]


@pytest.fixture
def writer(engine: Engine) -> Iterator[GroupWriter]:
    writer = GroupWriter(engine, patience=1)
    yield writer
    writer.close()


@pytest.fixture
def own_sandbox(sandbox_factory: SandboxFactory) -> SandboxClient:
    sandbox = sandbox_factory("--rate-limits", "off", "--manifest", MANIFEST).client
    sandbox.set_patience(PATIENCE)
    return sandbox


class Connecting:
    def __init__(self, sandbox: SandboxClient, writer: GroupWriter) -> None:
        self.sandbox = sandbox
        self.writer = writer
        self.dead = threading.Event()
        self.open: list[SocketConnection] = []

    def __call__(
        self, dispatch: Dispatch = lambda _: BoltResponse(status=404), silence: float = 90
    ) -> SocketConnection:
        settings = Settings(
            _env_file=None, slack_app_token=self.sandbox.app()["app_token"], slack_api_url=self.sandbox.url + "/api/"
        )
        connection = SocketConnection(dispatch, self.writer, settings, on_dead=self.dead.set, silence=silence)
        connection.connect()
        self.open.append(connection)
        wait_until(lambda: self.sandbox.connections() == 1)
        return connection


@pytest.fixture
def connecting(own_sandbox: SandboxClient, writer: GroupWriter) -> Iterator[Connecting]:
    connecting = Connecting(own_sandbox, writer)
    yield connecting
    for connection in connecting.open:
        connection.close()


def somebody(sandbox: SandboxClient) -> tuple[str, str]:
    """Return a person's id, and that of a channel with that person and the bot in it."""
    person = sandbox.add_member("rin")
    person_id = str(person["id"])
    channel = sandbox.add_channel("news", members=[person_id, sandbox.app()["bot_user_id"]])
    return person_id, str(channel["id"])


def kept(engine: Engine) -> int:
    """Count only the stored events with "hello": people joining the channel cause events too."""
    return count(engine, "SELECT count(*) FROM inbox_event WHERE convert_from(body, 'utf8') LIKE '%hello%'")


def hellos(sandbox: SandboxClient) -> list[dict[str, Any]]:
    return [it for it in sandbox.deliveries() if it["kind"] == "event" and "hello" in json.dumps(it["payload"])]


def test_an_event_is_acknowledged_after_its_commit(engine: Engine, connecting: Connecting) -> None:
    connection = connecting()
    person, channel = somebody(connecting.sandbox)
    connecting.sandbox.post(person, channel, "hello \U0001f600")
    wait_until(lambda: kept(engine) == 1)
    wait_until(lambda: [it["acknowledged"] for it in hellos(connecting.sandbox)] == [True])
    assert connection.alive()


def test_what_comes_over_the_socket_is_masked_before_it_is_kept(engine: Engine, connecting: Connecting) -> None:
    connecting()
    person, channel = somebody(connecting.sandbox)
    connecting.sandbox.post(person, channel, "hello taro@example.com")
    wait_until(lambda: kept(engine) == 1)
    bodies = [bytes(body).decode() for (body,) in rows(engine, "SELECT body FROM inbox_event WHERE body IS NOT NULL")]
    assert [body for body in bodies if "taro@" in body] == []
    assert any("hello [masked e-mail]" in body and '"aiuse_bot_masked":["email"]' in body for body in bodies)


def test_an_event_that_cannot_be_kept_is_not_acknowledged_and_comes_again(
    engine: Engine, connecting: Connecting
) -> None:
    connecting()
    person, channel = somebody(connecting.sandbox)
    connecting.sandbox.settle()
    with engine.connect() as holder, holder.begin(), connecting.sandbox.impatience():
        holder.execute(text("LOCK TABLE inbox_event IN ACCESS EXCLUSIVE MODE"))
        connecting.sandbox.post(person, channel, "hello")
        wait_until(lambda: len(hellos(connecting.sandbox)) == 2)
        wait_until(lambda: [it["acknowledged"] for it in hellos(connecting.sandbox)] == [False, False])
    connecting.sandbox.advance_clock(61)
    wait_until(lambda: any(it["acknowledged"] for it in hellos(connecting.sandbox)))
    assert kept(engine) == 1


def test_a_command_is_answered_by_bolt_and_leaves_the_inbox_alone(engine: Engine, connecting: Connecting) -> None:
    connecting(lambda request: BoltResponse(status=200, body={"text": f"you said {request.body['text']}"}))
    person, channel = somebody(connecting.sandbox)
    answer = connecting.sandbox.command(person, channel, f"{COMMAND} search 返金")
    assert answer["acknowledged"] is True
    assert answer["response"]["text"] == "you said search 返金"
    assert count(engine, "SELECT count(*) FROM inbox_event WHERE event_type = 'slash_commands'") == 0


def test_a_plain_text_answer_is_shown_and_an_empty_one_is_enough(connecting: Connecting) -> None:
    said = {"text": "words only"}
    connecting(lambda _: BoltResponse(status=200, body=said["text"]))
    person, channel = somebody(connecting.sandbox)
    assert connecting.sandbox.command(person, channel, COMMAND)["response"]["text"] == "words only"
    said["text"] = ""
    assert connecting.sandbox.command(person, channel, COMMAND)["acknowledged"] is True


def test_a_listener_that_breaks_leaves_the_connection_and_the_others_alone(
    engine: Engine, connecting: Connecting, capfd: pytest.CaptureFixture[str]
) -> None:
    def dispatch(_request: BoltRequest) -> BoltResponse:
        raise ZeroDivisionError("what somebody typed")

    connecting(dispatch)
    person, channel = somebody(connecting.sandbox)
    with connecting.sandbox.impatience():
        assert connecting.sandbox.command(person, channel, COMMAND)["acknowledged"] is False
    connecting.sandbox.post(person, channel, "hello")
    wait_until(lambda: kept(engine) == 1)
    said = "".join(capfd.readouterr())
    assert "ZeroDivisionError" in said
    assert "what somebody typed" not in said


def test_ten_slow_commands_do_not_delay_an_event(engine: Engine, connecting: Connecting) -> None:
    started, release = threading.Semaphore(0), threading.Event()

    def dispatch(_request: BoltRequest) -> BoltResponse:
        started.release()
        release.wait(PATIENCE)
        return BoltResponse(status=200)

    connecting(dispatch)
    person, channel = somebody(connecting.sandbox)
    slow = [threading.Thread(target=connecting.sandbox.command, args=(person, channel, COMMAND)) for _ in range(10)]
    for thread in slow:
        thread.start()
    assert all(started.acquire(timeout=PATIENCE) for _ in slow)
    connecting.sandbox.post(person, channel, "hello")
    wait_until(lambda: kept(engine) == 1)
    assert all(thread.is_alive() for thread in slow)
    release.set()
    for thread in slow:
        join(thread)


def test_the_connection_is_renewed_when_slack_asks_for_it(engine: Engine, connecting: Connecting) -> None:
    connecting()
    person, channel = somebody(connecting.sandbox)
    connecting.sandbox.disconnect("refresh_requested")
    connecting.sandbox.post(person, channel, "hello")
    wait_until(lambda: kept(engine) == 1)
    assert not connecting.dead.is_set()


def test_closing_takes_nothing_more(engine: Engine, connecting: Connecting) -> None:
    connection = connecting()
    person, channel = somebody(connecting.sandbox)
    connecting.sandbox.settle()
    before = rows(engine, "SELECT count(*) FROM inbox_event")
    connection.close()
    connecting.sandbox.post(person, channel, "hello")
    assert rows(engine, "SELECT count(*) FROM inbox_event") == before
    assert not connection.alive()


def test_silence_is_reported_once_and_only_when_it_lasts() -> None:
    reports: list[float] = []
    looks: list[float] = []
    now = heard = 999.0

    def clock() -> float:
        looks.append(now)
        return looks[-1]

    watchdog = Watchdog(lambda: heard, lambda: reports.append(now), silence=0.5, clock=clock)
    watchdog.start()
    now = 999.5
    wait_until(lambda: looks.count(999.5) > 3)
    assert reports == []
    now = 999.6
    wait_until(lambda: not watchdog.alive())
    assert reports == [999.6]


def test_a_server_that_vanishes_is_noticed(sandbox_factory: SandboxFactory, writer: GroupWriter) -> None:
    process = sandbox_factory()
    connecting = Connecting(process.client, writer)
    connection = connecting(silence=2.0)
    process.stop()
    assert connecting.dead.wait(PATIENCE)
    connection.close()


def test_without_an_app_token_there_is_no_socket_mode(writer: GroupWriter) -> None:
    with pytest.raises(ValueError, match="SLACK_APP_TOKEN"):
        SocketConnection(lambda _: BoltResponse(status=404), writer, Settings(_env_file=None), on_dead=lambda: None)
