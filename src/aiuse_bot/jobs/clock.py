"""The clock only ticks. What is due is computed from the database, so replicas and restarts are harmless."""

import datetime as dt
from collections.abc import Callable
from functools import partial, wraps

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from slack_sdk import WebClient

from aiuse_bot.db import Session
from aiuse_bot.delivery import erasure, outbox
from aiuse_bot.delivery.loop import FailureLog
from aiuse_bot.domain.capture import purge_marks
from aiuse_bot.jobs.capture import redraw_stale_cards
from aiuse_bot.jobs.ledger import check_ledgers
from aiuse_bot.jobs.roundup import post_due_roundups
from aiuse_bot.jobs.search import encode_meanings, fold_words
from aiuse_bot.jobs.team import follow_user_groups
from aiuse_bot.jobs.totals import recount_moved_workspaces
from aiuse_bot.semantic import encoder
from aiuse_bot.settings import Settings

TIDY_EVERY_HOURS = 6
REDRAW_EVERY_S = 1
FOLLOW_EVERY_HOURS = 1
COUNT_EVERY_S = 1
ENCODE_EVERY_S = 2
RECOUNT_EVERY_S = 30
CHECK_EVERY_MINUTES = 10

log = structlog.get_logger(__name__)


def start_clock(settings: Settings, on_decided: Callable[[], None], client: WebClient) -> BackgroundScheduler:
    """Start the ticks and return the scheduler, which `shutdown` stops. `on_decided`: there may be something to post.

    A late tick still runs (`misfire_grace_time=None`); by default APScheduler drops one that is a second late.
    """

    def tick() -> None:
        if post_due_roundups(_now(), settings):
            on_decided()

    def redraw() -> None:
        if redraw_stale_cards(_now()):
            on_decided()

    def encode() -> None:
        encode_meanings(encoder(settings.semantic))

    def tidy() -> None:
        _purge_expired(settings)

    def follow() -> None:
        follow_user_groups(client, _now())

    scheduler = BackgroundScheduler(timezone=dt.UTC)
    every = partial(scheduler.add_job, trigger="interval", misfire_grace_time=None, coalesce=True, max_instances=1)
    every(_log_failures(tick), seconds=settings.tick_seconds)
    every(_log_failures(redraw), seconds=REDRAW_EVERY_S)
    every(_log_failures(_count_words), seconds=COUNT_EVERY_S)
    every(_log_failures(encode), seconds=ENCODE_EVERY_S)
    every(_log_failures(_check_ledgers), minutes=CHECK_EVERY_MINUTES)
    every(_log_failures(recount_moved_workspaces), seconds=RECOUNT_EVERY_S)
    every(_log_failures(tidy), hours=TIDY_EVERY_HOURS, next_run_time=_now())
    every(_log_failures(follow), hours=FOLLOW_EVERY_HOURS, next_run_time=_now())
    scheduler.start()
    return scheduler


def _purge_expired(settings: Settings) -> None:
    before = _now() - dt.timedelta(days=settings.inbox_keep_days)
    for name, purge in (("events", erasure.purge), ("messages", outbox.purge), ("marks", purge_marks)):
        with Session.begin() as session:
            purged = purge(session, before=before)
        log.info("tidied", what=name, purged=purged)


def _count_words() -> None:
    while fold_words():
        pass


def _check_ledgers() -> None:
    check_ledgers(_now())


def _log_failures(job: Callable[[], object]) -> Callable[[], None]:
    """Wrap a job to survive failures such as an unreachable database: the next tick finds the same work."""
    failures = FailureLog("job_failed", job=job.__name__)

    @wraps(job)
    def attempt() -> None:
        try:
            job()
        except Exception as problem:  # noqa: BLE001 - whatever it is, the clock keeps ticking
            failures.failed(problem)
        else:
            failures.recovered()

    return attempt


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
