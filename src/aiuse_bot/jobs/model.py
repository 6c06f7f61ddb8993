"""A model rereads what the rules have read. It runs in its own thread, so nobody waits for it."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import structlog
from cachetools import LRUCache
from slack_sdk import WebClient

from aiuse_bot.blocks.roundup import roundup_message
from aiuse_bot.db import OpenSession, Session
from aiuse_bot.delivery.loop import WorkerPool, describe
from aiuse_bot.delivery.outbox import update_later
from aiuse_bot.delivery.times import utc_now
from aiuse_bot.domain.capture import rewrite
from aiuse_bot.domain.capture.due import Due, claim_due, lock_claimed
from aiuse_bot.domain.capture.fields import text_hash
from aiuse_bot.domain.extraction import Draft, Post, Reply, read_draft
from aiuse_bot.domain.models import UseCase
from aiuse_bot.domain.roundup import roundups_showing, shown
from aiuse_bot.domain.stale_card import mark_card_stale
from aiuse_bot.domain.text import storable
from aiuse_bot.domain.tools import known_as
from aiuse_bot.i18n import language
from aiuse_bot.jobs.deliver.refusal import retry_delay_s
from aiuse_bot.model.draft import ModelReader
from aiuse_bot.redaction import mask_envelope
from aiuse_bot.settings import Settings
from aiuse_bot.slack_api.message import message_at
from aiuse_bot.slack_api.thread import may_have_replied, thread_of

MOST_FAILURES = 3
AGAIN_AFTER = (dt.timedelta(minutes=1), dt.timedelta(minutes=5))
"""After the first failure and after the second. If the model is down for longer, the offline draft stays."""
SLACK_AGAIN_AFTER = dt.timedelta(minutes=1)
"""Minimum wait when Slack fails. That does not count as a failure: it says nothing about the model."""
REMEMBERED_FAILURES = 10_000
POLL = 2.0
LEASE = dt.timedelta(minutes=2)
OVERHEAD_S = 30
"""Time a reading may take beyond the timeouts of its calls: the first one loads the libraries."""


log = structlog.get_logger(__name__)


class _PostText(NamedTuple):
    """The full text of a post, as hashed for the record, and the post as the rules read it."""

    text: str
    post: Post


Read = Callable[[str, Draft], dict[str, Any] | None]


def model_worker(settings: Settings, client_for: Callable[[str], WebClient]) -> "ModelWorker | None":
    """Return the worker that queries the configured model; `None` if none is configured.

    The lease is long enough for every call of a reading (the post, its thread, the model) to time out.
    """
    if not settings.uses_model:
        return None
    seconds = 2 * settings.slack_timeout_seconds + settings.model_timeout_seconds + OVERHEAD_S
    return ModelWorker(ModelReader(settings).read, client_for, lease=dt.timedelta(seconds=seconds))


class ModelWorker(WorkerPool):
    """One thread that claims the records with `model_due_at` in the past, oldest first.

    `read` is `ModelReader.read`, `client_for` returns a workspace's client. Failures are counted per process: after a
    restart, or in another process, a record gets its three attempts again.
    """

    def __init__(
        self,
        read: Read,
        client_for: Callable[[str], WebClient],
        *,
        clock: Callable[[], dt.datetime] = utc_now,
        lease: dt.timedelta = LEASE,
        poll: float = POLL,
    ) -> None:
        self._read = read
        self._client_for = client_for
        self._clock = clock
        self._lease = lease
        self._failures: LRUCache[int, int] = LRUCache(REMEMBERED_FAILURES)
        super().__init__("model", self._step, threads=1, poll=poll)

    def improve_due_record(self, now: dt.datetime) -> bool:
        """Have the model read the post that has waited longest. Returns whether there was one.

        Slack and the model are called outside any transaction. The record changes only if its text is still what was
        read.
        """
        with Session.begin() as session:
            due = claim_due(session, now, self._lease)
        if due is None:
            return False
        try:
            self._improve(due)
        except Exception as problem:  # noqa: BLE001 - whatever it is, it must not be retried forever
            retry_after_s = retry_delay_s(problem)
            log.warning("model_not_asked", use_case_id=due.use_case_id, error=describe(problem))
            self._put_off(due, retry_after_s)
        return True

    def _step(self) -> bool:
        return self.improve_due_record(self._clock())

    def _improve(self, due: Due) -> None:
        recorded = _fetch_post(self._client_for(due.message.workspace_id), due)
        if recorded is None:
            # Deleted or edited: the event that says so is on its way, and its listener decides what is due then.
            log.info("model_post_differs", use_case_id=due.use_case_id)
            _write(due, {}, self._clock())
            return
        values = self._read(recorded.text, read_draft(recorded.post))
        if values is None:
            self._put_off(due, None)
            return
        self._failures.pop(due.use_case_id, None)
        _write(due, values, self._clock())

    def _put_off(self, due: Due, slack_retry_after_s: float | None) -> None:
        """Schedule a retry or give up. If Slack is not at fault (`None`), the failure counts."""
        if slack_retry_after_s is None:
            wait = self._wait_after_failure(due.use_case_id)
        else:
            wait = max(SLACK_AGAIN_AFTER, dt.timedelta(seconds=slack_retry_after_s))
        with Session.begin() as session:
            use_case = lock_claimed(session, due)
            if use_case is not None:
                use_case.model_due_at = None if wait is None else self._clock() + wait

    def _wait_after_failure(self, use_case_id: int) -> dt.timedelta | None:
        failures = self._failures.pop(use_case_id, 0) + 1
        if failures >= MOST_FAILURES:
            log.warning("model_given_up", use_case_id=use_case_id, attempts=failures)
            return None
        self._failures[use_case_id] = failures
        return AGAIN_AFTER[failures - 1]


def _fetch_post(client: WebClient, due: Due) -> _PostText | None:
    """Fetch the post, masked as events are; `None` if its text is no longer what was recorded."""
    message = message_at(client, due.message.channel_id, due.message.message_ts)
    if message is None:
        return None
    spoke_on = may_have_replied(message, message.get("user"))
    thread = thread_of(client, due.message.channel_id, due.message.message_ts)[1:] if spoke_on else []
    own = [reply for reply in thread if reply.get("user") == message.get("user") and not reply.get("bot_id")]
    mask_envelope({"event": [message, *own]})
    # A reply may be too new for the record to include it yet.
    readings = (_reading(message, replies) for replies in (own, []))
    return next((reading for reading in readings if text_hash(reading.text) == due.text_hash), None)


def _reading(message: dict[str, Any], replies: list[dict[str, Any]]) -> _PostText:
    author_id = message.get("user", "")
    first, *rest = (storable(part.get("text") or "") for part in (message, *replies))
    post = Post(author_id, first, tuple(Reply(author_id, text) for text in rest), message.get("blocks"))
    return _PostText("\n".join([first, *rest]), post)


def _write(due: Due, values: Mapping[str, Any], now: dt.datetime) -> None:
    """Update the record, its card (the clock redraws it) and roundups already posted, in one commit."""
    with Session.begin() as session:
        use_case = lock_claimed(session, due)
        if use_case is None:
            return
        use_case.model_due_at = None
        if use_case.text_hash != due.text_hash:
            return
        if rewrite(session, use_case, _writable(session, use_case, values), source="model", by=None, at=now):
            mark_card_stale(session, use_case)
            _redraw_roundups(session, use_case, now)


def _writable(session: OpenSession, use_case: UseCase, values: Mapping[str, Any]) -> dict[str, Any]:
    """Replace tool names by this workspace's names for them."""
    tools = {"tools": known_as(session, use_case.workspace_id, values["tools"])} if "tools" in values else {}
    return {**values, **tools}


def _redraw_roundups(session: OpenSession, use_case: UseCase, now: dt.datetime) -> None:
    for roundup in roundups_showing(session, use_case):
        payload = roundup_message(shown(session, roundup), language(roundup.locale))
        update_later(session, workspace_id=roundup.workspace_id, key=roundup.key, payload=payload, now=now)
