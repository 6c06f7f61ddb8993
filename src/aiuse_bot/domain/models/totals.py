import datetime as dt

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from aiuse_bot.db import Base, BigInt


class PraiseTotal(Base):
    """How many people of how many teams praise a record, by when they first did: for boards, which must be fast.

    It is derived from the current reactions and can be recounted at any time. `starts_on` is the first day of the
    period in the workspace's zone; all time begins on 1 January of the year 1.
    """

    __tablename__ = "praise_total"
    __table_args__ = (
        CheckConstraint("period IN ('week', 'month', 'quarter', 'all')", name="period"),
        Index("ix_praise_total_best", "workspace_id", "period", "starts_on", "score", "use_case_id"),
    )

    use_case_id: Mapped[BigInt] = mapped_column(ForeignKey("use_case.id"), primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", onupdate="CASCADE"))
    period: Mapped[str] = mapped_column(primary_key=True)
    starts_on: Mapped[dt.date] = mapped_column(primary_key=True)
    people: Mapped[int]
    teams: Mapped[int]
    score: Mapped[int] = mapped_column(Computed("people + teams", persisted=True))
