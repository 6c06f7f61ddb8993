import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from aiuse_bot.db import Base, BigInt

CARD = "card:"


class UseCase(Base):
    """What somebody did with AI: the record that people find as `UC-42` and reuse.

    A record comes from a message (`channel_id` and `message_ts`), or from an import (`external_id`). When it is
    withdrawn its texts are emptied; the number stays taken and the row says so. `written_by` names the fields that a
    model or a human wrote; all others were read from the post by rules. `model_due_at` is set while a model still has
    to read the post. `tokens` is what search finds the record by, `token_count` how many of them are in its texts, and
    `tokenizer_version` the tokenizer that made them; only `domain/search` writes the three. A record that describes the
    same as another is merged into it: it keeps its post and its text, and `brought_author_ids` are the authors the
    other one gained by it. `points_for_sharing` is what sharing it was worth at the time.
    """

    __tablename__ = "use_case"
    __table_args__ = (
        UniqueConstraint("workspace_id", "number"),
        UniqueConstraint("workspace_id", "channel_id", "message_ts"),
        UniqueConstraint("workspace_id", "external_id"),
        Index("ix_use_case_card", "workspace_id", "channel_id", "card_ts"),
        Index("ix_use_case_model_due_at", "model_due_at", postgresql_where=text("model_due_at IS NOT NULL")),
        Index("ix_use_case_author", "workspace_id", "author_id"),
        Index("ix_use_case_merged_into", "merged_into_id", postgresql_where=text("merged_into_id IS NOT NULL")),
        Index("ix_use_case_co_authors", "co_author_ids", postgresql_using="gin"),
        Index("ix_use_case_posted_at", "workspace_id", "posted_at"),
        Index("ix_use_case_tokenizer_version", "workspace_id", "tokenizer_version", "id"),
        Index("ix_use_case_tokens", "tokens", postgresql_using="gin", postgresql_with={"fastupdate": "off"}),
        # Ranking reads the tokens of every candidate: moved out to a TOAST table they take three times as long.
        {"postgresql_with": {"toast_tuple_target": 8160}},
    )

    id: Mapped[BigInt] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", onupdate="CASCADE"))
    number: Mapped[int]
    channel_id: Mapped[str | None]
    message_ts: Mapped[str | None]
    thread_ts: Mapped[str | None]
    card_ts: Mapped[str | None]
    external_id: Mapped[str | None]

    author_id: Mapped[str | None]
    co_author_ids: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    team: Mapped[str | None]
    posted_at: Mapped[dt.datetime]
    language: Mapped[str]

    title: Mapped[str]
    issue: Mapped[str | None]
    approach: Mapped[str | None]
    result: Mapped[str | None]
    prompt: Mapped[str | None]
    risk: Mapped[str | None]
    tools: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    tool_versions: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    time_saved_minutes: Mapped[int | None]
    time_saved_period: Mapped[str | None]
    time_saved_percent: Mapped[int | None]
    time_saved_is_measured: Mapped[bool | None]

    written_by: Mapped[dict[str, str]] = mapped_column(JSONB, server_default="{}")
    version: Mapped[int] = mapped_column(server_default="1")
    model_due_at: Mapped[dt.datetime | None]
    text_hash: Mapped[str | None]
    edited_at: Mapped[dt.datetime | None]
    withdrawn_at: Mapped[dt.datetime | None]
    points_for_sharing: Mapped[int] = mapped_column(server_default="0")
    merged_into_id: Mapped[BigInt | None] = mapped_column(ForeignKey("use_case.id"))
    brought_author_ids: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    created_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())
    tokens: Mapped[Any] = mapped_column(TSVECTOR, server_default="", deferred=True)
    token_count: Mapped[int] = mapped_column(server_default="0")
    tokenizer_version: Mapped[int] = mapped_column(server_default="0")

    @property
    def card_key(self) -> str:
        """The outbox key of the bot's reply about this record: there is one reply for each record."""
        return f"{CARD}{self.id}"

    @property
    def ts(self) -> str | None:
        """Where the record is in its channel: its post, or the bot's post if it came from the modal."""
        return self.message_ts or self.card_ts


class StaleCard(Base):
    """The card of a record has to be redrawn: something changed, first at `since` and last at `changed_at`.

    Each `change` gets a new number.
    """

    __tablename__ = "stale_card"

    use_case_id: Mapped[BigInt] = mapped_column(ForeignKey("use_case.id", ondelete="CASCADE"), primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", onupdate="CASCADE"))
    change: Mapped[BigInt] = mapped_column(Identity())
    since: Mapped[dt.datetime] = mapped_column(server_default=func.now())
    changed_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())


class UseCaseVersion(Base):
    """Who changed which fields of a record, and when. `changed_by` is `None` if nobody did it by hand.

    The text is not kept: people who remove a name from a post want it gone.
    """

    __tablename__ = "use_case_version"
    __table_args__ = (CheckConstraint("source IN ('rule', 'model', 'human', 'import')", name="source"),)

    use_case_id: Mapped[BigInt] = mapped_column(ForeignKey("use_case.id"), primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", onupdate="CASCADE"))
    version: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    changed_by: Mapped[str | None]
    changed_at: Mapped[dt.datetime]
    fields: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")


class MessageMark(Base):
    """What is known of a message apart from its record, without text: whether it is deleted, edited, or no use case.

    A late delivery of the message finds the mark and is ignored.
    """

    __tablename__ = "message_mark"

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", onupdate="CASCADE"), primary_key=True)
    channel_id: Mapped[str] = mapped_column(primary_key=True)
    message_ts: Mapped[str] = mapped_column(primary_key=True)
    edited_at: Mapped[dt.datetime | None]
    deleted_at: Mapped[dt.datetime | None]
    declined_at: Mapped[dt.datetime | None]
    marked_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())
