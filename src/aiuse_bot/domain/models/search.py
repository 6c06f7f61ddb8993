import datetime as dt

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, LargeBinary, func, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from aiuse_bot.db import Base, BigInt

_ORDERED_BY_BYTES = Text(collation="C")
"""Words of many languages in one order that every server has, so that a prefix search is a range."""


class SearchScope(Base):
    """How many records a channel holds and their total length in tokens; `scope` is '' for imported ones.

    Search statistics are kept per channel, because what a reader may see is decided per channel.
    """

    __tablename__ = "search_scope"

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", onupdate="CASCADE"), primary_key=True)
    scope: Mapped[str] = mapped_column(primary_key=True)
    records: Mapped[int] = mapped_column(server_default="0")
    length: Mapped[BigInt] = mapped_column(server_default="0")


class SearchTerm(Base):
    """How many records of a channel hold a term (document frequency)."""

    __tablename__ = "search_term"
    __table_args__ = (Index("ix_search_term_gone", "workspace_id", postgresql_where=text("records <= 0")),)

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", onupdate="CASCADE"), primary_key=True)
    term: Mapped[str] = mapped_column(_ORDERED_BY_BYTES, primary_key=True)
    scope: Mapped[str] = mapped_column(primary_key=True)
    records: Mapped[int]


class SearchWord(Base):
    """A word of some record, and what remains of it without one or two letters, by which similar words match."""

    __tablename__ = "search_word"
    __table_args__ = (
        Index("ix_search_word_remains", "remains", postgresql_using="gin", postgresql_with={"fastupdate": "off"}),
    )

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", onupdate="CASCADE"), primary_key=True)
    word: Mapped[str] = mapped_column(_ORDERED_BY_BYTES, primary_key=True)
    remains: Mapped[list[str]] = mapped_column(ARRAY(Text))


class SearchChange(Base):
    """What a change of records adds to the counts and subtracts from them, until it is folded into them.

    Everybody appends and one process folds: nobody who records a case waits for the row of a common word.
    """

    __tablename__ = "search_change"
    __table_args__ = (Index("ix_search_change_workspace", "workspace_id", "id"),)

    id: Mapped[BigInt] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", onupdate="CASCADE"))
    scope: Mapped[str]
    added: Mapped[list[str]] = mapped_column(ARRAY(Text))
    removed: Mapped[list[str]] = mapped_column(ARRAY(Text))
    records: Mapped[int]
    length: Mapped[BigInt] = mapped_column()


class SearchSynonym(Base):
    """Words that mean the same in this workspace, in addition to the built-in ones."""

    __tablename__ = "search_synonym"
    __table_args__ = (Index("ix_search_synonym_workspace", "workspace_id"),)

    id: Mapped[BigInt] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", onupdate="CASCADE"))
    words: Mapped[list[str]] = mapped_column(ARRAY(Text))
    added_by: Mapped[str | None]
    created_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())


class UseCaseMeaning(Base):
    """The embedding of a record by the optional model `encoder`; deleted as soon as the record's text changes.

    `revision` grows with each write, so that in-memory copies read only what is new.
    """

    __tablename__ = "use_case_meaning"
    __table_args__ = (Index("ix_use_case_meaning_revision", "workspace_id", "revision"),)

    use_case_id: Mapped[BigInt] = mapped_column(ForeignKey("use_case.id", ondelete="CASCADE"), primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", onupdate="CASCADE"))
    encoder: Mapped[str]
    meaning: Mapped[bytes] = mapped_column(LargeBinary)
    revision: Mapped[int] = mapped_column(BigInteger, Identity())
