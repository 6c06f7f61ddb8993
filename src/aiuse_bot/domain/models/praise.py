import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from aiuse_bot.db import Base, BigInt


class Reaction(Base):
    """Who holds which meaningful emoji on which message: state, so that no delivery can be counted twice.

    `changed_at` is Slack's `event_ts` of the last change applied; an older one changes nothing. `purpose`, `points` and
    `adds_up` are what the emoji meant and was worth when it was given: later settings do not change the past.
    """

    __tablename__ = "reaction"
    __table_args__ = (CheckConstraint("purpose IN ('praise', 'reuse')", name="purpose"),)

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", onupdate="CASCADE"), primary_key=True)
    channel_id: Mapped[str] = mapped_column(primary_key=True)
    message_ts: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    emoji: Mapped[str] = mapped_column(primary_key=True)
    present: Mapped[bool]
    changed_at: Mapped[dt.datetime]
    purpose: Mapped[str] = mapped_column(server_default="praise")
    points: Mapped[int] = mapped_column(server_default="1")
    adds_up: Mapped[bool] = mapped_column(server_default="false")


class LedgerEntry(Base):
    """Points that went to a member, and why; rows are only ever added.

    Taking points back adds an entry of the opposite sign, which names the entry that it `compensates`. An entry is
    identified by its cause: what for (`kind`), at which record, from whom to whom, and which repetition it is (`turn`,
    from 1). For sharing the member is giver and receiver. Each tip is a cause of its own (`tip_id`); one given to
    people directly has no record.
    """

    __tablename__ = "ledger_entry"
    __table_args__ = (
        UniqueConstraint(
            "use_case_id", "giver_id", "user_id", "kind", "turn", "tip_id", postgresql_nulls_not_distinct=True
        ),
        Index("ix_ledger_entry_tip", "tip_id", "user_id", postgresql_where=text("tip_id IS NOT NULL")),
        Index("ix_ledger_entry_user", "workspace_id", "user_id"),
        Index("ix_ledger_entry_giver", "workspace_id", "giver_id", "created_at"),
        CheckConstraint("kind IN ('praise', 'reuse', 'sharing', 'tip')", name="kind"),
        CheckConstraint("(kind = 'tip') = (tip_id IS NOT NULL)", name="tip"),
        CheckConstraint("use_case_id IS NOT NULL OR kind = 'tip'", name="use_case"),
    )

    id: Mapped[BigInt] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", onupdate="CASCADE"))
    kind: Mapped[str]
    use_case_id: Mapped[BigInt | None] = mapped_column(ForeignKey("use_case.id"))
    tip_id: Mapped[BigInt | None] = mapped_column(ForeignKey("tip.id"))
    giver_id: Mapped[str]
    user_id: Mapped[str]
    points: Mapped[int]
    turn: Mapped[int]
    compensates_id: Mapped[BigInt | None] = mapped_column(ForeignKey("ledger_entry.id"))
    created_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())
