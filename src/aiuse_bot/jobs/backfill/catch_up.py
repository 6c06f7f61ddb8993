"""Reads what was posted while the bot was down; Slack's own retries of the same events change nothing."""

import datetime as dt
import threading
from collections.abc import Callable

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from aiuse_bot.db import Session
from aiuse_bot.delivery.loop import Loop, describe, stop_loops
from aiuse_bot.delivery.times import utc_now
from aiuse_bot.domain.backfill import (
    OvertakenError,
    begin_catching_up,
    give_up,
    record_presence,
    unfinished,
    watched_channels,
)
from aiuse_bot.domain.models import Backfill
from aiuse_bot.jobs.backfill.events import Place
from aiuse_bot.jobs.backfill.praise import Praise
from aiuse_bot.jobs.backfill.reading import Reader, read_on
from aiuse_bot.settings import Settings
from aiuse_bot.slack_api.channels import channel_facts
from aiuse_bot.slack_api.history import History

HEARTBEAT_S = 30.0
AWAY = dt.timedelta(minutes=5)
"""Slack retries an event after one and after five minutes: a longer outage may have lost some."""
AGAIN_S = 60.0
"""Interval at which channels that could not be read are retried."""

UNREADABLE = frozenset({"channel_not_found", "not_in_channel", "missing_scope", "no_permission"})
"""Slack errors that persist until a person fixes something."""

log = structlog.get_logger(__name__)


class _Stopped(Exception):  # noqa: N818 - nothing went wrong
    """The bot is stopping; reading resumes at the checkpoint."""


class CatchUp:
    """Records a heartbeat every half minute, and reads the watched channels after an outage.

    `connected_to` returns the workspace whose events reach us now, `None` while none do. `on_kept` is called when
    events were added to the inbox. Each channel is read from `read_back_hours` before the bot was last seen, to find
    what happened since to older posts: edits, deletions, reactions.
    """

    def __init__(
        self,
        settings: Settings,
        client: WebClient,
        *,
        connected_to: Callable[[], str | None],
        on_kept: Callable[[], None],
    ) -> None:
        self._back = dt.timedelta(hours=settings.read_back_hours)
        self._client = client
        self._connected_to = connected_to
        self._on_kept = on_kept
        self._is_new_here = True
        self._ending = threading.Event()
        self._reader = Reader(History(client, wait=self._wait), Praise(client))
        self._loops = [Loop("heartbeat", self._heartbeat, HEARTBEAT_S), Loop("catch-up", self._catch_up, AGAIN_S)]

    def start(self) -> None:
        """Start the threads, unless `read_back_hours` is 0: then nothing is ever read."""
        if self._back:
            for loop in self._loops:
                loop.start()

    def wake(self) -> None:
        """Signal that the connection is up."""
        self._loops[0].wake()

    def stop(self, timeout: float) -> bool:
        """Stop before the next page and return whether that took less than `timeout` seconds."""
        self._ending.set()
        return stop_loops(self._loops, timeout)

    def _heartbeat(self) -> bool:
        """Record a heartbeat. After an outage, the channels to read are recorded in the same commit."""
        workspace_id, now = self._connected_to(), utc_now()
        if workspace_id is None:
            return False
        with Session.begin() as session:
            before = record_presence(session, workspace_id, now)
            was_away = before is not None and (self._is_new_here or now - before > AWAY)
            channels = watched_channels(session, workspace_id) if was_away else []
            if before is not None:
                for channel in channels:
                    begin_catching_up(session, channel, since=before - self._back, now=now)
        if was_away:
            log.info("catching_up", channels=len(channels), last_seen=before and before.isoformat())
        if was_away or self._is_new_here:
            self._loops[1].wake()
        self._is_new_here = False
        return False

    def _catch_up(self) -> bool:
        """Read all unfinished channels. A channel that fails does not block the others; it is retried later."""
        workspace_id = self._connected_to()
        if workspace_id is None:
            return False
        with Session.begin() as session:
            runs = unfinished(session, workspace_id, "catch_up")
        for run in runs:
            try:
                self._read(run)
            except _Stopped:
                return False
            except OvertakenError:
                log.info("catch_up_left_to_another", channel_id=run.channel_id)
            except SlackApiError as refusal:
                self._refused(run, refusal.response["error"])
            except Exception as problem:  # noqa: BLE001 - whatever it is, the other channels are waiting
                log.warning("catch_up_failed", channel_id=run.channel_id, error=describe(problem))
        return False

    def _read(self, run: Backfill) -> None:
        facts = channel_facts(self._client, run.channel_id)
        place = Place(run.workspace_id, run.channel_id, facts.is_private)
        while run.finished_at is None:
            self._wait(0)
            before, run = run, read_on(self._reader, run, place)
            if run.events > before.events:
                self._on_kept()
        log.info("caught_up", channel_id=run.channel_id, messages=run.messages, events=run.events)

    def _refused(self, run: Backfill, error: str) -> None:
        """Give up if only a person can help; otherwise every minute would bring the same error."""
        log.warning("catch_up_refused", channel_id=run.channel_id, error=error)
        if error in UNREADABLE:
            with Session.begin() as session:
                give_up(session, run, error, utc_now())

    def _wait(self, seconds: float) -> None:
        if self._ending.wait(seconds):
            raise _Stopped
