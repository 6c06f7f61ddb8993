import datetime as dt

from aiuse_bot.blocks.roundup import roundup_message
from aiuse_bot.db import OpenSession
from aiuse_bot.delivery.outbox import update_later
from aiuse_bot.domain.models import Roundup, UseCase
from aiuse_bot.domain.roundup import last_roundups_in, roundups_showing, roundups_showing_channel, shown
from aiuse_bot.i18n import language


def redraw_roundups(session: OpenSession, use_case: UseCase) -> None:
    """Redraw the posted roundups that show a record which was edited or withdrawn."""
    _redraw(session, roundups_showing(session, use_case))


def redraw_roundups_of_channel(session: OpenSession, workspace_id: str, channel_id: str) -> None:
    """Redraw the posted roundups that show records of a channel whose readers changed."""
    _redraw(session, roundups_showing_channel(session, workspace_id, channel_id))


def redraw_roundups_in(session: OpenSession, workspace_id: str, channel_id: str) -> None:
    """Redraw the last roundups of a channel that has other readers now."""
    _redraw(session, last_roundups_in(session, workspace_id, channel_id))


def _redraw(session: OpenSession, roundups: list[Roundup]) -> None:
    now = dt.datetime.now(dt.UTC)
    for roundup in roundups:
        payload = roundup_message(shown(session, roundup), language(roundup.locale))
        update_later(session, workspace_id=roundup.workspace_id, key=roundup.key, payload=payload, now=now)
