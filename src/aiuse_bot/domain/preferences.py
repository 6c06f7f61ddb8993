"""What a member wants from the bot: each may be told, shown and counted as they like."""

from typing import NamedTuple

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from aiuse_bot.domain.models import Preference


class Wishes(NamedTuple):
    """What one member wants; the defaults are those of everybody who never said anything."""

    tells_daily: bool = True
    hides_points: bool = False
    on_boards: bool = False


def wishes_of(session: Session, workspace_id: str, user_id: str) -> Wishes:
    """Return what a member wants."""
    known = session.get(Preference, (workspace_id, user_id), populate_existing=True)
    return Wishes() if known is None else Wishes(known.tells_daily, known.hides_points, known.on_boards)


def set_wishes(session: Session, workspace_id: str, user_id: str, **wishes: bool) -> Wishes:
    """Remember what a member wants from now on (names as in `Wishes`); returns all their wishes."""
    new = Wishes()._replace(**wishes)
    made = insert(Preference).values(workspace_id=workspace_id, user_id=user_id, **new._asdict())
    session.execute(made.on_conflict_do_update(index_elements=["workspace_id", "user_id"], set_=wishes))
    return wishes_of(session, workspace_id, user_id)
