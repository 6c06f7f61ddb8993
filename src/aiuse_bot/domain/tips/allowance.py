"""What a member may still give. Periods follow the giver's own calendar: a day, a week from Monday, a month.

A tip belongs to the day that the giver's calendar showed when it was given, and that never changes: if a member moves,
or a workspace changes the period, each tip is in the period that contains this day.
"""

import datetime as dt
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from aiuse_bot.domain.models import Tip, UseCase
from aiuse_bot.domain.rules import Period, Rules, rules_of


class Span(NamedTuple):
    """The days of a period: its first day, and the first day of the next period."""

    first: dt.date
    next_first: dt.date


class TipsLeft(NamedTuple):
    """How many points of the allowance a member may still give in this period, and when (UTC) the next begins."""

    left: int
    allowance: int
    period: Period
    ends_at: dt.datetime


def span_of(day: dt.date, period: Period) -> Span:
    """Return the period that contains a day."""
    if period == "day":
        return Span(day, day + dt.timedelta(days=1))
    if period == "week":
        monday = day - dt.timedelta(days=day.weekday())
        return Span(monday, monday + dt.timedelta(days=7))
    first = day.replace(day=1)
    return Span(first, (first + dt.timedelta(days=31)).replace(day=1))


def tips_left(session: Session, workspace_id: str, user_id: str, zone: ZoneInfo, now: dt.datetime) -> TipsLeft:
    """Return what a member may still give; `zone` is the current one of their profile."""
    return left_of(session, workspace_id, user_id, zone, now, rules_of(session, workspace_id))


def left_of(
    session: Session, workspace_id: str, user_id: str, zone: ZoneInfo, now: dt.datetime, rules: Rules
) -> TipsLeft:
    """Return what a member may still give under these rules."""
    span = span_of(now.astimezone(zone).date(), rules.tips_period)
    left = max(rules.tips_allowance - spent(session, workspace_id, user_id, span), 0)
    return TipsLeft(left, rules.tips_allowance, rules.tips_period, _midnight(span.next_first, zone))


def spent(session: Session, workspace_id: str, user_id: str, span: Span) -> int:
    """Sum what a member has given in a period and not taken back; tips for withdrawn records do not count."""
    given = select(func.coalesce(func.sum(Tip.points), 0)).select_from(Tip).outerjoin(UseCase)
    theirs = given.where(
        Tip.workspace_id == workspace_id,
        Tip.giver_id == user_id,
        Tip.given_on >= span.first,
        Tip.given_on < span.next_first,
        Tip.state == "given",
        UseCase.withdrawn_at.is_(None),
    )
    return session.scalar(theirs) or 0


def lock_giver(session: Session, workspace_id: str, user_id: str) -> None:
    """Serialize the tips of one giver until the commit; otherwise two could each spend the last point."""
    number = func.hashtextextended(f"tips/{workspace_id}/{user_id}", 0)
    session.execute(select(func.pg_advisory_xact_lock(number)))


def _midnight(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    """Return the moment at which a day begins: if the clocks skip midnight, that is when they jump."""
    return dt.datetime.combine(day, dt.time(), zone).astimezone(dt.UTC)
