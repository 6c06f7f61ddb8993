import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, func, literal_column
from sqlalchemy.dialects.postgresql import ARRAY, ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from aiuse_bot.db import Base, BigInt

_PERSON = "hashtextextended(workspace_id || '/' || user_id, 0) >> 1"


class Team(Base):
    """A team as the workspace calls it. `folded` is its name normalized for comparison.

    `user_group_id` is the Slack user group whose members it takes over. A merged team stays so that its name leads to
    the other team; it has no members and no group.
    """

    __tablename__ = "team"
    __table_args__ = (UniqueConstraint("workspace_id", "folded"), UniqueConstraint("workspace_id", "user_group_id"))

    id: Mapped[BigInt] = mapped_column(primary_key=True)
    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", onupdate="CASCADE"))
    name: Mapped[str]
    folded: Mapped[str]
    area: Mapped[str | None]
    user_group_id: Mapped[str | None]
    champion_ids: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    merged_into_id: Mapped[BigInt | None] = mapped_column(ForeignKey("team.id"))
    created_at: Mapped[dt.datetime] = mapped_column(server_default=func.now())


class TeamMembership(Base):
    """Somebody was in a team from `began_at` until before `ended_at`; `None` there means that they still are.

    `team_id` is `None` if somebody chose to be in no team. Nobody is in two teams at once: periods of one person never
    overlap, whoever writes them.
    """

    __tablename__ = "team_membership"
    __table_args__ = (
        CheckConstraint("source IN ('group', 'csv', 'self')", name="source"),
        CheckConstraint("ended_at > began_at", name="period"),
        # Text equality in such a constraint needs the extension btree_gist, which may be missing or not
        # allowed. A range around a hash does not; a collision among 2^63 hashes would take billions of people.
        ExcludeConstraint(
            (literal_column(f"int8range({_PERSON}, {_PERSON}, '[]')"), "&&"),
            (literal_column("tstzrange(began_at, ended_at)"), "&&"),
            name="ex_team_membership_no_overlap",
            using="gist",
        ),
        Index("ix_team_membership_team", "team_id", "began_at"),
    )

    workspace_id: Mapped[str] = mapped_column(ForeignKey("workspace.id", onupdate="CASCADE"), primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    began_at: Mapped[dt.datetime] = mapped_column(primary_key=True)
    ended_at: Mapped[dt.datetime | None]
    team_id: Mapped[BigInt | None] = mapped_column(ForeignKey("team.id"))
    source: Mapped[str]
