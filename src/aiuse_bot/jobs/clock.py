"""The clock only ticks. What is due is computed from the database, so replicas and restarts are harmless."""

import datetime as dt
from collections.abc import Callable
from functools import partial, wraps

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from aiuse_bot.db import Session
from aiuse_bot.delivery import forgetting, outbox
from aiuse_bot.domain.capture import forget_marks
from aiuse_bot.jobs.capture import redraw_stale_cards
from aiuse_bot.jobs.roundup import post_due_roundups
from aiuse_bot.settings import Settings

TIDY_EVERY_HOURS = 6
REDRAW_EVERY_S = 1

log = structlog.get_logger(__name__)


def start_clock(settings: Settings, on_decided: Callable[[], None]) -> BackgroundScheduler:
    """Start the ticks and return what stops them (`shutdown`). `on_decided`: there may be something to post.

    A late tick is still welcome (`misfire_grace_time=None`); APScheduler would drop one that is a second late.
    """

    def tick() -> None:
        if post_due_roundups(_now(), settings):
            on_decided()

    def redraw() -> None:
        if redraw_stale_cards(_now()):
            on_decided()

    def tidy() -> None:
        before = _now() - dt.timedelta(days=settings.inbox_keep_days)
        for name, forget in (("events", forgetting.forget), ("messages", outbox.forget), ("marks", forget_marks)):
            with Session.begin() as session:
                forgotten = forget(session, before=before)
            log.info("tidied", what=name, forgotten=forgotten)

    scheduler = BackgroundScheduler(timezone=dt.UTC)
    every = partial(scheduler.add_job, trigger="interval", misfire_grace_time=None, coalesce=True, max_instances=1)
    every(_unharmed(tick), seconds=settings.tick_seconds)
    every(_unharmed(redraw), seconds=REDRAW_EVERY_S)
    every(_unharmed(tidy), hours=TIDY_EVERY_HOURS, next_run_time=_now())
    scheduler.start()
    return scheduler


def _unharmed(job: Callable[[], None]) -> Callable[[], None]:
    """Let a job survive that the database is away: the next tick finds the same work."""

    @wraps(job)
    def attempt() -> None:
        try:
            job()
        except Exception as problem:  # noqa: BLE001 - whatever it is, the clock goes on
            log.error("job_failed", job=job.__name__, error=type(problem).__name__)  # noqa: TRY400 - a trace may hold text

    return attempt


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
