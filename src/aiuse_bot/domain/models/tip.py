import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from aiuse_bot.db import Base, BigInt


class Tip(Base):
    """Points that a member gives out of their allowance; the row is also all that is known of a tip reaction.

    `cause` identifies a tip: its reaction, or the form or command it came from. `state`: `given`; `refused`, it
    exceeded the allowance and never becomes a tip by itself; `waiting`, the message is no record yet; `withdrawn`.
    `given_on` is the day on the giver's own calendar (`zone`) at that moment, so that moving does not rewrite a past
    period. `changed_at` is the moment of the last change applied; an older one changes nothing. `use_case_id` is the
    record at whose message it was given, even if that was merged; `None`: it went to people directly. `note` is only
    for those who got the tip.
    """

    __tablename__ = "tip"
    __table_args__ = (
        UniqueConstraint("workspace_id", "cause"),
        Index("ix_tip_giver", "workspace_id", "giver_id", "given_on"),
        Index("ix_tip_use_case", "use_case_id"),
        Index("ix_tip_message", "workspace_id", "channel_id", "message_ts"),
        CheckConstraint("state IN ('given', 'refused', 'waiting', 'withdrawn')", name="state"),
        CheckConstraint("points > 0", name="points"),
    )

    id: Mapped[BigInt] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", onupdate="CASCADE"))
    cause: Mapped[str]
    giver_id: Mapped[str]
    use_case_id: Mapped[BigInt | None] = mapped_column(ForeignKey("use_case.id"))
    channel_id: Mapped[str | None]
    message_ts: Mapped[str | None]
    emoji: Mapped[str | None]
    points: Mapped[int]
    state: Mapped[str]
    given_on: Mapped[dt.date]
    zone: Mapped[str]
    note: Mapped[str | None]
    at: Mapped[dt.datetime]
    changed_at: Mapped[dt.datetime]
    withdrawn_at: Mapped[dt.datetime | None]


class TipShare(Base):
    """How many points of a tip somebody gets, fixed when it is given. A share may be 0: 1 point among two people."""

    __tablename__ = "tip_share"
    __table_args__ = (
        Index("ix_tip_share_user", "workspace_id", "user_id"),
        CheckConstraint("points >= 0", name="points"),
    )

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", onupdate="CASCADE"))
    tip_id: Mapped[BigInt] = mapped_column(ForeignKey("tip.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    points: Mapped[int]
