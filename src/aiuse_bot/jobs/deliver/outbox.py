"""From the outbox to Slack: claim and commit, then call Slack, then record the outcome."""

import datetime as dt
from collections.abc import Callable
from typing import NamedTuple, Self

import structlog
from slack_sdk import WebClient

from aiuse_bot.db import OpenSession, Session
from aiuse_bot.delivery import metrics, sending
from aiuse_bot.delivery.crash import crash_point
from aiuse_bot.delivery.loop import WorkerPool
from aiuse_bot.delivery.sending import DELETE, MAX_ATTEMPTS, POST, Claimed, NotOursError
from aiuse_bot.delivery.times import back_off, back_off_since, utc_now
from aiuse_bot.jobs.deliver.send import CLIENT_TIMEOUT, Outcome, reconcile, send

LONGEST_BACK_OFF = dt.timedelta(minutes=5)

log = structlog.get_logger(__name__)


class Timing(NamedTuple):
    """How long the worker waits for what.

    `settle` is how long after a lost response Slack may still be storing the message, `timeout` (seconds) is the
    client's. `lease` must exceed their sum: when it ends, no call may be in progress that could still be stored after
    the message was looked for. `poll` is in seconds.
    """

    lease: dt.timedelta = dt.timedelta(seconds=60)
    settle: dt.timedelta = dt.timedelta(seconds=10)
    poll: float = 1.0
    timeout: float = CLIENT_TIMEOUT

    def checked(self) -> Self:
        """Return `self` if the lease is long enough, else raise `ValueError`."""
        shortest = dt.timedelta(seconds=self.timeout) + self.settle
        if self.lease <= shortest:
            raise ValueError(
                f"A lease of {self.lease.total_seconds():g} s is too short: it must be longer than the client's timeout"
                f" and the time to settle, {shortest.total_seconds():g} s together."
            )
        return self


class Sent(NamedTuple):
    """A message that is in Slack now, at `message_ts` of its channel."""

    id: int
    workspace_id: str
    channel_id: str
    thread_ts: str | None
    key: str
    message_ts: str


OnSent = Callable[[OpenSession, Sent], None]


def _nothing(_session: OpenSession, _sent: Sent) -> None:
    """Do nothing."""


class OutboxWorker(WorkerPool):
    """Threads that send queued messages, each one at a time; a slow response holds up one thread only.

    `client_for` returns the client of a workspace (see `posting_client`). `on_sent` is called for each new post, in the
    transaction that marks it as sent and before it is marked: domain rows are locked before outbox rows. A call that
    outlasts `stop` is cut off; its message is in doubt after the lease and is looked for then.
    """

    def __init__(
        self,
        client_for: Callable[[str], WebClient],
        *,
        clock: Callable[[], dt.datetime] = utc_now,
        on_sent: OnSent = _nothing,
        threads: int = 4,
        timing: Timing = Timing(),  # noqa: B008 - immutable
    ) -> None:
        self._client_for = client_for
        self._clock = clock
        self._on_sent = on_sent
        self._timing = timing.checked()
        super().__init__("outbox", self._step, threads=threads, poll=timing.poll)

    def _step(self) -> bool:
        with Session.begin() as session:
            message = sending.claim(session, now=self._clock(), lease=self._timing.lease)
        if message is None:
            return False
        self.wake_another()
        crash_point("after_claim")
        client = self._client_for(message.workspace_id)
        outcome = reconcile(client, message) if message.look_first else send(client, message)
        crash_point("after_post")
        self._write_down(message, outcome)
        return True

    def _write_down(self, message: Claimed, outcome: Outcome) -> None:
        metrics.MESSAGES.labels(outcome.kind).inc()
        try:
            with Session.begin() as session:
                self._settle(session, message, outcome)
                crash_point("before_commit")
        except NotOursError:
            log.warning("outbox_lease_lost", key=message.key)
            return
        if outcome.kind != "sent":
            log.warning("message_not_sent", key=message.key, outcome=outcome.kind, error=outcome.error)

    def _settle(self, session: OpenSession, message: Claimed, outcome: Outcome) -> None:
        now = self._clock()
        match outcome.kind:
            case "sent":
                self._sent(session, message, outcome, now)
            case "failed":
                sending.failed(session, message, error=outcome.error, now=now)
            case "cancelled":
                sending.cancelled(session, message, error=outcome.error, now=now)
            case "paused":
                self._paused(session, message, outcome, now)
            case "unknown":
                self._unknown(session, message, outcome, now)
            case "again":
                self._never_sent(session, message, outcome, now)
            case "absent" | "unsure":
                self._looked_for(session, message, outcome, now)

    def _sent(self, session: OpenSession, message: Claimed, outcome: Outcome, now: dt.datetime) -> None:
        if message.method == POST and outcome.message_ts is not None:
            self._on_sent(session, Sent(*message[:4], message.key, outcome.message_ts))
        sending.sent(session, message, message_ts=outcome.message_ts or message.target_ts, now=now)

    def _paused(self, session: OpenSession, message: Claimed, outcome: Outcome, now: dt.datetime) -> None:
        until = now + dt.timedelta(seconds=outcome.seconds)
        if message.look_first:
            sending.unknown(session, message, error=outcome.error, look_at=until)
        else:
            sending.retry(session, message, error=outcome.error, at=until, now=now, counts=False)
        sending.pause(session, workspace_id=message.workspace_id, scope=f"method:{outcome.method}", until=until)

    def _unknown(self, session: OpenSession, message: Claimed, outcome: Outcome, now: dt.datetime) -> None:
        if message.method == POST:
            sending.unknown(session, message, error=outcome.error, look_at=now + self._timing.settle)
        else:
            self._unless_last(session, message, outcome, now, back_off(message.attempts, LONGEST_BACK_OFF))

    @staticmethod
    def _never_sent(session: OpenSession, message: Claimed, outcome: Outcome, now: dt.datetime) -> None:
        """Retry for as long as Slack is unreachable: that says nothing about the message."""
        at = now + back_off_since(message.first_attempt_at, now, LONGEST_BACK_OFF)
        sending.retry(session, message, error=outcome.error, at=at, now=now, counts=False)

    @staticmethod
    def _unless_last(
        session: OpenSession, message: Claimed, outcome: Outcome, now: dt.datetime, wait: dt.timedelta
    ) -> None:
        # A deletion must succeed, however long it takes.
        if message.attempts >= MAX_ATTEMPTS and message.method != DELETE:
            error = f"given up after {message.attempts} attempts: {outcome.error}"
            sending.failed(session, message, error=error, now=now)
        else:
            sending.retry(session, message, error=outcome.error, at=now + wait, now=now)

    def _looked_for(self, session: OpenSession, message: Claimed, outcome: Outcome, now: dt.datetime) -> None:
        """Resend it if it is not there, or if looking failed and a duplicate does no harm; but not forever.

        A withdrawn message that cannot be looked for may still be in the channel: a person has to check.
        """
        if outcome.kind == "unsure" and (message.if_unsure == "park" or message.withdrawn):
            sending.parked(session, message, error=outcome.error, now=now)
        else:
            self._unless_last(session, message, outcome, now, dt.timedelta(0))
