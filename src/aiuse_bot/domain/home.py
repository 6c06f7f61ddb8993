"""What a member's Home shows: their own cases and thanks, what is new for them, what they bookmarked."""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import Session

from aiuse_bot.domain.bookmarks import bookmarked
from aiuse_bot.domain.models import Channel, LedgerEntry, Reaction, Roundup, Schedule, Team, TeamMembership, UseCase
from aiuse_bot.domain.praise.people import Part, praises
from aiuse_bot.domain.preferences import Preferences, preferences_of
from aiuse_bot.domain.reuse import NOBODY, Reused, reuse_counts
from aiuse_bot.domain.search import Hit, mine
from aiuse_bot.domain.team import team_of, teams_like
from aiuse_bot.domain.team.membership import lasting
from aiuse_bot.domain.tips import tips_left

SHOWN = 5
"""A phone shows about three cases at once; five of each kind are a minute's reading."""

LATELY = dt.timedelta(days=30)
MOST_TOOLS = 50


class OwnCase(NamedTuple):
    """One of the reader's records, with its thanks and reuses."""

    hit: Hit
    reuse: Reused


class Thanks(NamedTuple):
    """How many people newly thanked for one of the reader's records lately."""

    use_case: UseCase
    people: int


class HomeContents(NamedTuple):
    """What one member sees.

    `has_teams` is whether there are any to choose from; `tips_left` is `None` where the workspace gives out no tips.
    """

    own: Sequence[OwnCase]
    thanks: Sequence[Thanks]
    points: int
    news: Sequence[Hit]
    saved: Sequence[UseCase]
    preferences: Preferences
    team: Team | None
    has_teams: bool = False
    tips_left: int | None = None

    @property
    def is_new_here(self) -> bool:
        """Whether this person has no records or bookmarks yet."""
        return not (self.own or self.saved)


class Watched(NamedTuple):
    """A channel that the bot reads, and the schedule of its roundups, if it has one."""

    channel_id: str
    schedule: Schedule | None


def home_contents(
    session: Session, workspace_id: str, user_id: str, readable: ColumnElement[bool], zone: ZoneInfo, now: dt.datetime
) -> HomeContents:
    """Load somebody's Home; `readable` limits the records they may read, `zone` is the time zone of their calendar."""
    own = mine(session, workspace_id, user_id, SHOWN)
    reuses = reuse_counts(session, [hit.use_case.id for hit in own])
    team = team_of(session, workspace_id, user_id, now)
    return HomeContents(
        own=[OwnCase(hit, reuses.get(hit.use_case.id, NOBODY)) for hit in own],
        thanks=_thanks(session, workspace_id, user_id, now - LATELY),
        points=_points(session, workspace_id, user_id, now - LATELY),
        news=_news(session, workspace_id, user_id, team, readable, now),
        saved=bookmarked(session, workspace_id, user_id, readable, SHOWN),
        preferences=preferences_of(session, workspace_id, user_id),
        team=team,
        tips_left=_tips_left(session, workspace_id, user_id, zone, now),
        has_teams=bool(teams_like(session, workspace_id, "", limit=1)),
    )


def watched_by_bot(session: Session, workspace_id: str, own_private_channels: frozenset[str]) -> list[Watched]:
    """Return the channels the bot reads; private ones only if they are among `own_private_channels`."""
    plan = and_(
        Schedule.workspace_id == Channel.workspace_id, Schedule.channel_id == Channel.channel_id, Schedule.active
    )
    seen = or_(Channel.is_private.is_(False), Channel.channel_id.in_(own_private_channels))
    rows = session.execute(
        select(Channel.channel_id, Schedule)
        .outerjoin(Schedule, plan)
        .where(Channel.workspace_id == workspace_id, Channel.watched_at.is_not(None), seen)
        .order_by(Channel.watched_at, Channel.channel_id)
    )
    return [Watched(row[0], row[1]) for row in rows]


def last_roundup(session: Session, workspace_id: str) -> dt.datetime | None:
    """Return when the last roundup was posted (its slot); `None` if there was none."""
    posted = select(func.max(Roundup.slot_at)).where(Roundup.workspace_id == workspace_id, Roundup.state == "posted")
    return session.scalar(posted)


def _thanks(session: Session, workspace_id: str, user_id: str, since: dt.datetime) -> list[Thanks]:
    latest = func.max(Reaction.changed_at)
    given = (
        select(UseCase, func.count(Reaction.user_id.distinct()))
        .select_from(UseCase, Part, Reaction)
        .where(UseCase.workspace_id == workspace_id, _is_own(user_id), UseCase.withdrawn_at.is_(None))
        .where(praises(), Reaction.changed_at >= since)
        .group_by(UseCase.id)
        .order_by(latest.desc(), UseCase.id.desc())
        .limit(SHOWN)
    )
    return [Thanks(row[0], row[1]) for row in session.execute(given)]


def _tips_left(session: Session, workspace_id: str, user_id: str, zone: ZoneInfo, now: dt.datetime) -> int | None:
    tips = tips_left(session, workspace_id, user_id, zone, now)
    return tips.left if tips.allowance else None


def _points(session: Session, workspace_id: str, user_id: str, since: dt.datetime) -> int:
    got = select(func.sum(LedgerEntry.points)).where(
        LedgerEntry.workspace_id == workspace_id, LedgerEntry.user_id == user_id, LedgerEntry.created_at >= since
    )
    return session.scalar(got) or 0


def _news(
    session: Session,
    workspace_id: str,
    user_id: str,
    team: Team | None,
    readable: ColumnElement[bool],
    now: dt.datetime,
) -> list[Hit]:
    """Return others' recent records, newest first: from the reader's team, or with tools from the reader's records."""
    tools = _own_tools(session, workspace_id, user_id)
    by_team = UseCase.author_id.in_(_members_of(team, now)) if team else false()
    by_tool = UseCase.tools.overlap(tools) if tools else false()
    found = (
        select(UseCase)
        .where(UseCase.workspace_id == workspace_id, readable, UseCase.posted_at >= now - LATELY)
        .where(or_(by_team, by_tool), or_(UseCase.author_id.is_(None), UseCase.author_id != user_id))
        .where(~UseCase.co_author_ids.contains([user_id]))
        .order_by(UseCase.posted_at.desc(), UseCase.id.desc())
        .limit(SHOWN)
    )
    return [Hit(use_case, 0) for use_case in session.scalars(found)]


def _members_of(team: Team, now: dt.datetime) -> Select[str]:
    of_team = (TeamMembership.workspace_id == team.workspace_id, TeamMembership.team_id == team.id)
    return select(TeamMembership.user_id).where(*of_team, lasting(now))


def _own_tools(session: Session, workspace_id: str, user_id: str) -> list[str]:
    named = (
        select(func.unnest(UseCase.tools).label("tool"))
        .where(UseCase.workspace_id == workspace_id, _is_own(user_id), UseCase.withdrawn_at.is_(None))
        .distinct()
        .limit(MOST_TOOLS)
    )
    return list(session.scalars(named))


def _is_own(user_id: str) -> ColumnElement[bool]:
    return or_(UseCase.author_id == user_id, UseCase.co_author_ids.contains([user_id]))
