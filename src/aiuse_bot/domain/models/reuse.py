import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from aiuse_bot.db import Base, BigInt


class Reuse(Base):
    """Somebody reused what a record describes, and how it went: one report per person and record.

    `by_emoji` means that only the emoji reports it: removing the emoji removes it. `points` are what a reuse was worth
    to each author when it was reported; later settings do not change the past.
    """

    __tablename__ = "reuse"
    __table_args__ = (
        CheckConstraint("outcome IN ('worked', 'partly', 'did_not')", name="outcome"),
        Index("ix_reuse_user", "workspace_id", "user_id"),
    )

    use_case_id: Mapped[BigInt] = mapped_column(ForeignKey("use_case.id"), primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", onupdate="CASCADE"))
    at: Mapped[dt.datetime]
    outcome: Mapped[str]
    note: Mapped[str | None]
    own_use_case_id: Mapped[BigInt | None] = mapped_column(ForeignKey("use_case.id"))
    by_emoji: Mapped[bool] = mapped_column(server_default="false")
    points: Mapped[int] = mapped_column(server_default="0")
    withdrawn_at: Mapped[dt.datetime | None]
