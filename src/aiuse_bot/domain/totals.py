"""Totals for the boards. They are derived from reactions and teams, per record, and can be recounted at any time."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import ARRAY, BigInteger, bindparam, select, text, update
from sqlalchemy.orm import Session

from aiuse_bot.domain.models import UseCase, Workspace
from aiuse_bot.domain.rules import rules_of

BATCH_SIZE = 500


class RecountProgress(NamedTuple):
    """How many of a workspace's records have been recounted, and how many totals were wrong."""

    records: int
    wrong: int


def recount(session: Session, workspace_id: str, use_cases: Iterable[UseCase]) -> int:
    """Recount how many people praise these records and when they first did; returns how many totals changed.

    A merged record counts as part of the one it was merged into.
    """
    ids = {use_case_id for one in use_cases for use_case_id in (one.id, one.merged_into_id) if use_case_id is not None}
    session.flush()
    return _recount(session, workspace_id, sorted(ids)) if ids else 0


def recount_all(session: Session, workspace_id: str) -> Iterator[RecountProgress]:
    """Recount all records of a workspace, in batches: commit after each, or not at all.

    Changing the workspace's time zone shifts every period: this removes the totals of the old zone.
    """
    zone = rules_of(session, workspace_id).timezone
    session.execute(update(Workspace).where(Workspace.id == workspace_id).values(totals_zone=zone))
    records, wrong, last = 0, 0, 0
    while batch := _next_ids(session, workspace_id, last):
        records, wrong, last = records + len(batch), wrong + _recount(session, workspace_id, batch), batch[-1]
        yield RecountProgress(records, wrong)


def workspaces_of_other_zones(session: Session) -> list[str]:
    """Return the workspaces whose totals are for a different time zone than their rules name."""
    zones = session.execute(select(Workspace.id, Workspace.totals_zone)).all()
    return [workspace_id for workspace_id, zone in zones if (zone or "UTC") != rules_of(session, workspace_id).timezone]


def _next_ids(session: Session, workspace_id: str, last: int) -> Sequence[int]:
    after = select(UseCase.id).where(UseCase.workspace_id == workspace_id, UseCase.id > last)
    return session.scalars(after.order_by(UseCase.id).limit(BATCH_SIZE)).all()


def _recount(session: Session, workspace_id: str, ids: Sequence[int]) -> int:
    return int(session.connection().execute(_RECOUNT, {"workspace_id": workspace_id, "ids": ids}).scalar_one())


_RECOUNT = text("""
    WITH part AS MATERIALIZED (
        SELECT part.*, coalesce(merged_into_id, id) AS record_id, co_author_ids || author_id AS authors
        FROM use_case AS part WHERE id = ANY (:ids) OR merged_into_id = ANY (:ids)
    ), record AS (
        SELECT record_id, array_agg(author) AS authors FROM part, unnest(part.authors) AS author
        WHERE author IS NOT NULL GROUP BY record_id
    ), message AS (
        SELECT record_id, workspace_id, channel_id, ts AS message_ts
        FROM part, unnest(ARRAY[message_ts, card_ts]) AS ts WHERE withdrawn_at IS NULL AND ts IS NOT NULL
    ), praised AS (
        SELECT record_id, user_id, min(changed_at) AS at
        FROM message JOIN reaction USING (workspace_id, channel_id, message_ts) LEFT JOIN record USING (record_id)
        WHERE present AND purpose = 'praise' AND user_id <> ALL (coalesce(record.authors, '{}'))
        GROUP BY record_id, user_id
    ), placed AS (
        SELECT praised.*, team_id, at AT TIME ZONE coalesce(totals_zone, 'UTC') AS moment
        FROM praised JOIN workspace ON workspace.id = :workspace_id
        LEFT JOIN team_membership AS membership ON membership.workspace_id = :workspace_id
        AND membership.user_id = praised.user_id AND began_at <= at AND (ended_at IS NULL OR ended_at > at)
    ), fresh AS (
        SELECT record_id, period, starts_on, count(*) AS people, count(DISTINCT team_id) AS teams
        FROM placed, LATERAL (VALUES
            ('week', date_trunc('week', moment)::date), ('month', date_trunc('month', moment)::date),
            ('quarter', date_trunc('quarter', moment)::date), ('all', date '0001-01-01')
        ) AS periods (period, starts_on) GROUP BY record_id, period, starts_on
    ), gone AS (
        DELETE FROM praise_total AS total WHERE use_case_id = ANY (:ids) AND NOT EXISTS (
            SELECT FROM fresh WHERE fresh.record_id = total.use_case_id AND fresh.period = total.period
            AND fresh.starts_on = total.starts_on
        ) RETURNING 1
    ), written AS (
        INSERT INTO praise_total AS total (use_case_id, workspace_id, period, starts_on, people, teams)
        SELECT record_id, :workspace_id, period, starts_on, people, teams FROM fresh
        ON CONFLICT (use_case_id, period, starts_on) DO UPDATE SET people = excluded.people, teams = excluded.teams
        WHERE (total.people, total.teams) IS DISTINCT FROM (excluded.people, excluded.teams) RETURNING 1
    )
    SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM written)
""").bindparams(bindparam("ids", type_=ARRAY(BigInteger)))
"""Parts, who praised and when they first did, their teams at that time, the periods of that day; then only what
differs."""
