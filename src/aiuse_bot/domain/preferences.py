"""What a member wants from the bot: whether it notifies them, and what it shows of them."""

from typing import NamedTuple

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from aiuse_bot.domain.models import Preference


class Preferences(NamedTuple):
    """What one member wants; the defaults apply to everybody who never chose."""

    tells_daily: bool = True
    hides_points: bool = False
    on_boards: bool = False


def preferences_of(session: Session, workspace_id: str, user_id: str) -> Preferences:
    """Return what a member wants."""
    known = session.get(Preference, (workspace_id, user_id), populate_existing=True)
    return Preferences() if known is None else Preferences(known.tells_daily, known.hides_points, known.on_boards)


def set_preferences(session: Session, workspace_id: str, user_id: str, **preferences: bool) -> Preferences:
    """Change a member's preferences from now on (names as in `Preferences`); returns all of them."""
    new = Preferences()._replace(**preferences)
    made = insert(Preference).values(workspace_id=workspace_id, user_id=user_id, **new._asdict())
    session.execute(made.on_conflict_do_update(index_elements=["workspace_id", "user_id"], set_=preferences))
    return preferences_of(session, workspace_id, user_id)
