"""The ledger reflects what the current reactions are worth: any difference is added to it as an entry.

`_OWED` computes the points from the state. For each record it looks at the messages of the record itself and of those
merged into it; everybody who holds a praising emoji on one of them, or reused it, thanks that message's authors. Praise
or reuse of one's own record, or of a withdrawn one, gives nothing. Tips are settled separately, one by one
(`settling_tips`).
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Date, cast, extract, func, or_, text, update
from sqlalchemy.orm import Session

from aiuse_bot.domain.models import UseCase, Workspace
from aiuse_bot.domain.praise.difference import Difference
from aiuse_bot.domain.praise.reactions import UPSERT_REACTION
from aiuse_bot.domain.praise.settling_tips import settle_tips_of, tip_differences
from aiuse_bot.domain.stale_card import mark_card_stale


def settle_points(session: Session, use_case_id: int, giver_id: str) -> list[Difference]:
    """Bring the ledger in line with one person's reactions to one record, and mark its card stale.

    Returns what was added to the ledger.
    """
    rows = session.connection().execute(_SETTLE_ONE, {"use_case_id": use_case_id, "giver_id": giver_id})
    return [Difference(*row) for row in rows]


def settle_reaction(session: Session, use_case_id: int, state: Mapping[str, Any]) -> None:
    """Store one reaction to a record (`reaction_state`) and do what `settle_points` does, in the same round trip.

    An event older than what is stored changes nothing.
    """
    session.connection().execute(_SETTLE_REACTION, {**state, "use_case_id": use_case_id, "giver_id": state["user_id"]})


def settle_all_points(session: Session, use_case: UseCase) -> list[Difference]:
    """Settle all points of this record, for reactions and tips, because it is new, withdrawn, or merged.

    Returns what was added to the ledger.
    """
    session.flush()
    rows = session.connection().execute(_SETTLE_ALL, {"use_case_id": record_id(use_case)})
    settled = [Difference(*row) for row in rows]
    if any(one.kind == "praise" for one in settled):
        mark_card_stale(session, use_case)
    return [*settled, *settle_tips_of(session, record_id(use_case))]


def differences(session: Session, workspace_id: str, limit: int = 100) -> list[Difference]:
    """Return up to `limit` differences between a workspace's ledger and its reactions and tips: none, unless by a bug.

    Reads every reaction: seconds for each million.
    """
    session.execute(text("SET LOCAL statement_timeout = '1h'"))
    rows = session.connection().execute(_DIFFERENCES, {"workspace_id": workspace_id, "most": limit})
    return [*(Difference(*row) for row in rows), *tip_differences(session, workspace_id, limit)][:limit]


def record_id(use_case: UseCase) -> int:
    """Return the id under which points at a record are kept: its own, or that of the record it was merged into."""
    return use_case.merged_into_id or use_case.id


_OF_ONE = "part.id = :use_case_id OR part.merged_into_id = :use_case_id"
_OF_ALL = "part.workspace_id = :workspace_id"
_BY_ONE = "AND giver_id = :giver_id"

_HELD = """
        SELECT record_id, message.id, user_id AS giver_id, points, adds_up
        FROM message JOIN {reaction} USING (workspace_id, channel_id, message_ts) JOIN record USING (record_id)
        WHERE present AND purpose = 'praise' AND user_id <> ALL (record.authors)
"""
_STORED = _HELD.format(reaction="reaction")
_STORED_AND_NEW = f"""{_STORED}
        AND ((channel_id, message_ts, user_id, emoji) <> (:channel_id, :message_ts, :user_id, :emoji)
            OR NOT EXISTS (SELECT FROM reacted))
        UNION ALL {_HELD.format(reaction="reacted")}
"""
"""A statement does not see what it stores itself, but how the reaction was before."""

_OWED = """
    part AS MATERIALIZED (
        SELECT part.*, coalesce(merged_into_id, id) AS record_id,
            array_remove(co_author_ids || author_id, NULL) AS authors
        FROM use_case AS part WHERE {parts}
    ), record AS (
        SELECT record_id, array_agg(author) AS authors FROM part, unnest(part.authors) AS author GROUP BY record_id
    ), brought AS (
        SELECT record_id, author FROM part, unnest(part.brought_author_ids) AS author
    ), thanked AS (
        SELECT DISTINCT part.id, author FROM part, unnest(part.authors) AS author
        WHERE part.merged_into_id IS NOT NULL OR (part.record_id, author) NOT IN (SELECT record_id, author FROM brought)
    ), message AS (
        SELECT id, record_id, workspace_id, channel_id, ts AS message_ts
        FROM part, unnest(ARRAY[message_ts, card_ts]) AS ts WHERE withdrawn_at IS NULL AND ts IS NOT NULL
    ), held AS ({held}
    ), reused AS (
        SELECT record_id, part.id, user_id AS giver_id, points
        FROM part JOIN reuse ON use_case_id = part.id JOIN record USING (record_id)
        WHERE reuse.withdrawn_at IS NULL AND part.withdrawn_at IS NULL AND user_id <> ALL (record.authors)
    ), owed AS (
        SELECT record_id, 'praise' AS kind, giver_id, author AS user_id,
            coalesce(max(points) FILTER (WHERE NOT adds_up), 0)
            + coalesce(sum(points) FILTER (WHERE adds_up), 0) AS points
        FROM held JOIN thanked USING (id) WHERE true {givers} GROUP BY record_id, giver_id, author
        UNION ALL
        SELECT record_id, 'reuse', giver_id, author, max(points)
        FROM reused JOIN thanked USING (id) WHERE true {givers} GROUP BY record_id, giver_id, author
        UNION ALL
        SELECT record_id, 'sharing', author, author, points_for_sharing FROM part JOIN thanked USING (id)
        WHERE merged_into_id IS NULL AND withdrawn_at IS NULL AND points_for_sharing > 0
    ), given AS (
        SELECT record_id, kind, giver_id, user_id, sum(points) AS points
        FROM part JOIN ledger_entry ON use_case_id = part.id
        WHERE kind <> 'tip' {givers} GROUP BY record_id, kind, giver_id, user_id
    ), differing AS (
        SELECT record_id, kind, giver_id, user_id, coalesce(owed.points, 0) - coalesce(given.points, 0) AS points
        FROM owed FULL JOIN given USING (record_id, kind, giver_id, user_id)
        WHERE coalesce(owed.points, 0) <> coalesce(given.points, 0) {givers}
    )
"""

_SETTLE = f"""
    WITH {{first}} {_OWED}
    INSERT INTO ledger_entry (workspace_id, kind, use_case_id, giver_id, user_id, points, turn, compensates_id)
    SELECT use_case.workspace_id, kind, record_id, giver_id, user_id, points, before.turns + 1,
        CASE WHEN points < 0 THEN before.last_id END
    FROM differing JOIN use_case ON use_case.id = record_id, LATERAL (
        SELECT count(*) AS turns, max(id) FILTER (WHERE entry.points > 0) AS last_id FROM ledger_entry AS entry
        WHERE entry.kind = differing.kind AND use_case_id = record_id AND entry.giver_id = differing.giver_id
        AND entry.user_id = differing.user_id
    ) AS before
    RETURNING use_case_id, kind, giver_id, user_id, points
"""  # noqa: S608 - made of constants

_STALE = """
    stale AS (
        INSERT INTO stale_card (use_case_id, workspace_id)
        SELECT id, workspace_id FROM use_case WHERE id = :use_case_id {only_if}
        ON CONFLICT (use_case_id) DO UPDATE SET change = excluded.change, changed_at = excluded.changed_at
    ),
"""
"""Does what `mark_card_stale` does, in the same round trip: reactions are by far the most frequent event."""

_REACTED = f"reacted AS ({UPSERT_REACTION}), {_STALE.format(only_if='AND EXISTS (SELECT FROM reacted)')}"

_SETTLE_ONE = text(_SETTLE.format(first=_STALE.format(only_if=""), parts=_OF_ONE, held=_STORED, givers=_BY_ONE))
_SETTLE_REACTION = text(_SETTLE.format(first=_REACTED, parts=_OF_ONE, held=_STORED_AND_NEW, givers=_BY_ONE))
_SETTLE_ALL = text(_SETTLE.format(first="", parts=_OF_ONE, held=_STORED, givers=""))
_LIST = f"WITH {_OWED} SELECT record_id, kind, giver_id, user_id, points FROM differing ORDER BY 1, 2, 3, 4 LIMIT :most"  # noqa: S608
_DIFFERENCES = text(_LIST.format(parts=_OF_ALL, held=_STORED, givers=""))


def claim_nightly_check(session: Session, now: dt.datetime, hour: int) -> list[str]:
    """Claim the workspaces whose ledger is to be checked now: it is past that hour there, and not done today.

    The row update is the claim, so only one process gets each workspace.
    """
    local = func.timezone(func.coalesce(Workspace.totals_zone, "UTC"), now)
    today = cast(local, Date)
    is_due = or_(Workspace.ledger_checked_on.is_(None), Workspace.ledger_checked_on < today)
    due = update(Workspace).where(is_due, extract("hour", local) >= hour).values(ledger_checked_on=today)
    return list(session.scalars(due.returning(Workspace.id)))
