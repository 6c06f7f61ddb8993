"""The workspace's limit for praise from one person for another: praise beyond it shows, but is worth nothing."""

import datetime as dt
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, bindparam, func, select

from aiuse_bot.domain.models import LedgerEntry

WEEK = dt.timedelta(days=7)


class PairLimit(NamedTuple):
    """How many records of an author somebody may praise in a week, this record included.

    `records` of 0, or an unknown author, means that there is no limit.
    """

    records: int = 0
    author_id: str | None = None
    use_case_id: int | None = None

    def parameters(self, workspace_id: str, giver_id: str, at: dt.datetime) -> dict[str, Any]:
        """Return the parameters of `IS_REACHED`, for praise given at a moment."""
        return {
            "limit_of": workspace_id,
            "limit_giver": giver_id,
            "limit_author": self.author_id,
            "limit_this": self.use_case_id,
            "limit_since": at - WEEK,
            "limit_records": self.records or None,
        }


NO_LIMIT = PairLimit()

_OTHERS_PRAISED = select(func.count(LedgerEntry.use_case_id.distinct())).where(
    LedgerEntry.workspace_id == bindparam("limit_of"),
    LedgerEntry.giver_id == bindparam("limit_giver"),
    LedgerEntry.user_id == bindparam("limit_author"),
    LedgerEntry.kind == "praise",
    LedgerEntry.points > 0,
    LedgerEntry.use_case_id != bindparam("limit_this"),
    LedgerEntry.created_at > bindparam("limit_since"),
)
"""This record does not count: giving, taking back and giving again is one praise."""

IS_REACHED = _OTHERS_PRAISED.scalar_subquery() >= bindparam("limit_records", type_=BigInteger)
"""Whether the author was praised that often. Part of the statement that stores the praise: it costs no round trip."""
