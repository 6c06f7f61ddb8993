"""Tips are settled one by one: each gives its shares as long as it is given and its record exists."""

from sqlalchemy import text
from sqlalchemy.orm import Session

from aiuse_bot.domain.praise.difference import Difference


def settle_tip(session: Session, tip_id: int) -> list[Difference]:
    """Bring the ledger in line with what one tip is worth now. Returns what was added."""
    session.flush()
    return [Difference(*row) for row in session.connection().execute(_SETTLE_ONE, {"tip_id": tip_id})]


def settle_tips_of(session: Session, record_id: int) -> list[Difference]:
    """Settle the tips given for a record and for those merged into it. Returns what was added."""
    return [Difference(*row) for row in session.connection().execute(_SETTLE_RECORD, {"record_id": record_id})]


def settle_tips_to_people(session: Session, workspace_id: str) -> list[Difference]:
    """Settle every tip of a workspace given to people directly; those for a record are settled with it."""
    rows = session.connection().execute(_SETTLE_PEOPLE, {"workspace_id": workspace_id})
    return [Difference(*row) for row in rows]


def tip_differences(session: Session, workspace_id: str, limit: int) -> list[Difference]:
    """Return up to `limit` places where a workspace's ledger differs from its tips."""
    rows = session.connection().execute(_DIFFERENCES, {"workspace_id": workspace_id, "most": limit})
    return [Difference(*row) for row in rows]


_OWED = """
    WITH chosen AS MATERIALIZED (
        SELECT tip.*, tip.state = 'given' AND use_case.withdrawn_at IS NULL AS counts
        FROM tip LEFT JOIN use_case ON use_case.id = use_case_id WHERE {which}
    ), owed AS (
        SELECT tip_id, user_id, share.points FROM chosen JOIN tip_share AS share ON tip_id = id WHERE counts
    ), given AS (
        SELECT tip_id, user_id, sum(entry.points) AS points
        FROM chosen JOIN ledger_entry AS entry ON tip_id = chosen.id GROUP BY tip_id, user_id
    ), differing AS (
        SELECT tip_id, user_id, coalesce(owed.points, 0) - coalesce(given.points, 0) AS difference
        FROM owed FULL JOIN given USING (tip_id, user_id) WHERE coalesce(owed.points, 0) <> coalesce(given.points, 0)
    )
"""

_SETTLE = f"""
    {_OWED}
    INSERT INTO ledger_entry
        (workspace_id, kind, use_case_id, tip_id, giver_id, user_id, points, turn, compensates_id)
    SELECT workspace_id, 'tip', use_case_id, tip_id, giver_id, user_id, difference, before.turns + 1,
        CASE WHEN difference < 0 THEN before.last_id END
    FROM differing JOIN chosen ON chosen.id = tip_id, LATERAL (
        SELECT count(*) AS turns, max(id) FILTER (WHERE entry.points > 0) AS last_id FROM ledger_entry AS entry
        WHERE entry.tip_id = differing.tip_id AND entry.user_id = differing.user_id
    ) AS before
    RETURNING use_case_id, kind, giver_id, user_id, points
"""  # noqa: S608 - made of constants

_OF_RECORD = "tip.use_case_id IN (SELECT id FROM use_case WHERE id = :record_id OR merged_into_id = :record_id)"

_SETTLE_ONE = text(_SETTLE.format(which="tip.id = :tip_id"))
_SETTLE_RECORD = text(_SETTLE.format(which=_OF_RECORD))
_SETTLE_PEOPLE = text(_SETTLE.format(which="tip.workspace_id = :workspace_id AND tip.use_case_id IS NULL"))
_LIST = f"""
    {_OWED}
    SELECT use_case_id, 'tip', giver_id, user_id, difference FROM differing JOIN chosen ON chosen.id = tip_id
    ORDER BY tip_id, user_id LIMIT :most
"""  # noqa: S608 - made of constants
_DIFFERENCES = text(_LIST.format(which="tip.workspace_id = :workspace_id"))
