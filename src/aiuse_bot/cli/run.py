"""How the bot starts and stops. It stops intake first, then finishes work in progress; the rest stays in the inbox."""

import datetime as dt
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

import structlog
from slack_bolt import BoltRequest, BoltResponse
from slack_sdk.errors import SlackApiError, SlackClientError
from sqlalchemy import Engine, text

from aiuse_bot.app import build_app, dispatch_event, slack_client
from aiuse_bot.cli.database import database
from aiuse_bot.cli.stop_signal import StopAskedError, StopSignal
from aiuse_bot.db import OpenSession, Session
from aiuse_bot.db.embedded import NotWantedError
from aiuse_bot.db.schema import is_at_head
from aiuse_bot.delivery.writer import GroupWriter
from aiuse_bot.domain.message import MessageKey
from aiuse_bot.domain.rules import RulesError, check_rules, set_operator_rules
from aiuse_bot.domain.workspace import connect_workspace
from aiuse_bot.jobs.backfill import CatchUp
from aiuse_bot.jobs.clock import start_clock
from aiuse_bot.jobs.deliver import InboxWorker, OutboxWorker, Timing, posting_client
from aiuse_bot.jobs.model import model_worker
from aiuse_bot.listeners.card import card_sent
from aiuse_bot.logs import configure_logs
from aiuse_bot.model.choose import check_model
from aiuse_bot.server import Readiness, SignalledServer, build_server, listening_socket, uvicorn_config
from aiuse_bot.settings import Settings, SettingsError
from aiuse_bot.slack_api.workspace import identity
from aiuse_bot.socket import SocketConnection

PATIENCE_S = 5
"""Time for work in progress to finish; with the server's grace period it stays below the ten seconds after SIGTERM."""

INBOX_THREADS = 4
"""Listeners mostly wait for the database; a waiting thread holds up nobody."""

LONGEST_WAIT_S = 60
REFUSALS = {
    "invalid_auth",
    "not_authed",
    "account_inactive",
    "token_revoked",
    "token_expired",
    "not_allowed_token_type",
}

log = structlog.get_logger(__name__)


def run(settings: Settings, stop: StopSignal, *, migrates: bool = False) -> int:
    """Run the bot until it is told to stop. Returns the exit code: 0, or 1 if the connection to Slack is lost for good.

    Anything an operator has to fix, including the port, is reported before a database is started or changed.
    """
    configure_logs(settings.checked_for_run())
    check_model(settings)
    _check_rules(settings)
    with listening_socket(settings.host, settings.port) as listener:
        try:
            with database(settings, stop, migrates=migrates) as engine:
                return _Bot(settings, engine).run(stop, listener)
        except (NotWantedError, StopAskedError):
            log.info("stopped", exit_code=0, while_starting=True)
            return 0


def _check_rules(settings: Settings) -> None:
    try:
        check_rules(settings.rules)
    except RulesError as error:
        raise SettingsError(f"The settings of emoji and points do not go together: {error}.") from None


class _Bot:
    """The parts of a running bot, and the order in which they start and stop."""

    def __init__(self, settings: Settings, engine: Engine) -> None:
        self._settings = settings
        self._engine = engine
        self._stopping = threading.Event()
        self._exit_code = 0
        self._app = build_app(settings)
        client = posting_client(settings.bot_token(), settings.api_url, settings.slack_timeout_seconds)
        lease = dt.timedelta(seconds=settings.lease_seconds)
        timing = Timing(
            lease=lease,
            settle=dt.timedelta(seconds=settings.settle_seconds),
            timeout=settings.slack_timeout_seconds,
        )
        self._outbox = OutboxWorker(lambda _workspace_id: client, on_sent=self._on_sent, timing=timing)
        self._inbox = InboxWorker(self._dispatch, on_handled=self._outbox.wake, threads=INBOX_THREADS, lease=lease)
        self._model = model_worker(settings, lambda _workspace_id: client)
        self._writer = GroupWriter(engine, on_kept=self._inbox.wake)
        self._socket = self._socket_connection() if settings.uses_socket_mode else None
        self._workspace_id: str | None = None
        self._reading = slack_client(settings, settings.bot_token())
        self._catch_up = CatchUp(settings, self._reading, connected_to=self._connected_to, on_kept=self._inbox.wake)
        readiness = Readiness(self._database_answers, lambda: is_at_head(engine), self._workers_alive)
        server = build_server(
            self._answer, self._writer, settings, readiness, is_whole=self._is_whole, on_stop=self._stop
        )
        self._server = SignalledServer(uvicorn_config(server, settings))

    def run(self, stop: StopSignal, listener: socket.socket) -> int:
        """Start everything, serve, and return the exit code once everything has stopped."""
        stop.tell(self._server.handle_exit)
        self._inbox.start()
        self._outbox.start()
        if self._model is not None:
            self._model.start()
        self._catch_up.start()
        self._clock = start_clock(self._settings, self._outbox.wake, self._reading)
        threading.Thread(target=self._meet_slack, name="meet-slack", daemon=True).start()
        host, port, *_ = listener.getsockname()
        log.info("starting", host=host, port=port, socket_mode=self._socket is not None)
        self._server.run([listener])
        log.info("stopped", exit_code=self._exit_code)
        return self._exit_code

    def _stop(self) -> None:
        """Stop intake, tell all workers to take nothing new, and wait for work in progress, all by one deadline."""
        deadline = time.monotonic() + PATIENCE_S
        self._stopping.set()
        workers = [it for it in (self._catch_up, self._inbox, self._outbox, self._model) if it is not None]
        for worker in workers:
            worker.stop(0)
        self._clock.shutdown(wait=False)
        if self._socket is not None:
            self._socket.close(PATIENCE_S / 2)
        self._writer.close(max(deadline - time.monotonic(), 0))
        for worker in workers:
            worker.stop(max(deadline - time.monotonic(), 0))

    def _meet_slack(self) -> None:
        """Connect, and ask Slack who we are. Either may fail and is retried without delaying the other."""
        open_points = [self._introduce] if self._socket is None else [self._socket.connect, self._introduce]
        wait_s = 1
        while not self._stopping.is_set():
            open_points = [point for point in open_points if not self._settled(point)]
            if not open_points:
                log.info("connected_to_slack", socket_mode=self._socket is not None)
                self._catch_up.wake()
                return
            self._stopping.wait(wait_s)
            wait_s = min(wait_s * 2, LONGEST_WAIT_S)

    def _settled(self, point: Callable[[], None]) -> bool:
        """Try one step that needs Slack. Returns whether it need not be retried."""
        try:
            point()
        except SlackApiError as refusal:
            reason = refusal.response["error"]
            if reason in REFUSALS:
                self._end("slack_refused_token", error=reason)
                return True
            log.warning("slack_not_ready", step=point.__name__, error=reason)
            return False
        except (SlackClientError, OSError) as problem:
            log.warning("slack_not_reached", step=point.__name__, error=type(problem).__name__)
            return False
        return True

    def _introduce(self) -> None:
        who = identity(slack_client(self._settings, self._settings.bot_token()))
        with Session.begin() as session:
            connect_workspace(session, **who._asdict())
            set_operator_rules(session, who.workspace_id, self._settings.rules)
        self._workspace_id = who.workspace_id

    def _connected_to(self) -> str | None:
        """Return the workspace whose events reach us; over HTTP we cannot tell whether Slack reaches us."""
        is_connected = self._socket is None or self._socket.alive()
        return self._workspace_id if is_connected else None

    def _end(self, reason: str, **facts: Any) -> None:  # noqa: ANN401 - whatever helps to understand the log line
        """Stop with exit code 1: the process supervisor restarts the bot, or shows the reason to an admin."""
        log.error(reason, **facts)
        self._exit_code = 1
        self._server.should_exit = True

    def _socket_connection(self) -> SocketConnection:
        return SocketConnection(
            self._answer, self._writer, self._settings, on_dead=lambda: self._end("slack_connection_dead")
        )

    def _answer(self, request: BoltRequest) -> BoltResponse:
        """Have Bolt answer a command, click or form, and wake the outbox for what its listener queued."""
        response = self._app.dispatch(request)
        self._outbox.wake()
        return response

    def _dispatch(self, envelope: dict[str, Any], _claimed: object) -> None:
        dispatch_event(self._app, envelope)

    def _on_sent(self, session: OpenSession, sent: Any) -> None:  # noqa: ANN401
        card = MessageKey(sent.workspace_id, sent.channel_id, sent.message_ts)
        card_sent(session, sent.key, card)

    def _database_answers(self) -> bool:
        with self._engine.connect() as connection:
            return bool(connection.scalar(text("SELECT true")))

    def _is_whole(self) -> bool:
        """Whether everything that belongs to this process works; a database server run by others does not."""
        return self._workers_alive() and (self._settings.database_url is not None or self._database_answers())

    def _workers_alive(self) -> bool:
        connected = self._socket is None or self._socket.alive()
        return connected and self._writer.alive() and self._inbox.alive() and self._outbox.alive()
