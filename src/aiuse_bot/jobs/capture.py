import datetime as dt
import time

from aiuse_bot.blocks.capture import use_case_card
from aiuse_bot.db import Session
from aiuse_bot.delivery.outbox import update_later
from aiuse_bot.domain.card import card_contents
from aiuse_bot.domain.stale_card import Stale, is_unchanged, settle_card, stale_cards, take_snapshot
from aiuse_bot.domain.totals import recount
from aiuse_bot.i18n import language

REST = dt.timedelta(seconds=1)
LONGEST = dt.timedelta(seconds=30)
"""A card is redrawn when a burst of reactions is over, and this often during a long one.

Drawing takes ten milliseconds, and Slack accepts fewer than one update a second.
"""

MOST_AT_A_TICK = 200
BUSY_FOR_S = 0.5
"""Of each second: the other half belongs to those who press, ask and praise."""


def redraw_stale_cards(now: dt.datetime, *, rest: dt.timedelta = REST) -> int:
    """Let totals and cards show today's thanks: a burst of reactions becomes one change. Returns how many it drew."""
    with Session.begin() as session:
        cards = stale_cards(session, MOST_AT_A_TICK, rest=rest, longest=LONGEST)
    drawn, until = 0, time.monotonic() + BUSY_FOR_S
    for card in cards:
        drawn += _redraw(card, now)
        if time.monotonic() > until:
            break
    return drawn


def _redraw(card: Stale, now: dt.datetime) -> bool:
    """Draw without holding anything, which takes long, and decide then, which does not: nobody's praise waits."""
    with Session.begin() as session:
        snapshot = take_snapshot(session, card.use_case_id)
        if snapshot is None:
            return False
        payload = use_case_card(card_contents(session, snapshot.use_case), language(snapshot.use_case.language))
    with Session() as session:
        workspace_id, key = snapshot.use_case.workspace_id, snapshot.use_case.card_key
        # The post comes first, as with everybody who changes a record; the card's mark is not waited for.
        update_later(session, workspace_id=workspace_id, key=key, payload=payload, now=now)
        is_still_right = settle_card(session, card) and is_unchanged(session, snapshot)
        if is_still_right:
            recount(session, workspace_id, [snapshot.use_case])
            session.commit()
    return is_still_right
