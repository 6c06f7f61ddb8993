"""The workspace's limit for praise from one person for another: praise beyond it shows, but is worth nothing."""

import datetime as dt
from typing import Any, NamedTuple

WEEK = dt.timedelta(days=7)


class PairLimit(NamedTuple):
    """How many records of an author somebody may praise in a week, this record included.

    `records` of 0, or an unknown author, means that there is no limit.
    """

    records: int = 0
    author_id: str | None = None
    use_case_id: int | None = None

    def parameters(self, at: dt.datetime) -> dict[str, Any]:
        """Return the parameters of `IS_REACHED` for praise given at a moment, beside those of the reaction itself."""
        return {
            "limit_author": self.author_id,
            "limit_this": self.use_case_id,
            "limit_since": at - WEEK,
            "limit_records": self.records or None,
        }


NO_LIMIT = PairLimit()

IS_REACHED = """
    (
        SELECT count(DISTINCT use_case_id) FROM ledger_entry
        WHERE workspace_id = :workspace_id AND giver_id = :user_id AND user_id = :limit_author AND kind = 'praise'
        AND points > 0 AND use_case_id <> :limit_this AND created_at > :limit_since
    ) >= :limit_records
"""
"""Whether the author was praised that often. Part of the statement that stores the praise: it costs no round trip.

This record does not count: giving, taking back and giving again is one praise.
"""
