import datetime as dt

from aiuse_bot.blocks.capture import use_case_card
from aiuse_bot.db import Session
from aiuse_bot.delivery.outbox import update_later
from aiuse_bot.domain.capture import stale_cards
from aiuse_bot.domain.card import card_contents
from aiuse_bot.domain.totals import recount
from aiuse_bot.i18n import language

AT_ONCE = 10
"""Records in one transaction: reactions to them wait for it."""

MOST_AT_A_TICK = 200


def redraw_stale_cards(now: dt.datetime) -> int:
    """Let totals and cards show today's thanks: a burst of reactions becomes one change. Returns how many it drew."""
    drawn = 0
    while drawn < MOST_AT_A_TICK and (more := _redraw_some(now)):
        drawn += more
    return drawn


def _redraw_some(now: dt.datetime) -> int:
    with Session.begin() as session:
        use_cases = stale_cards(session, AT_ONCE)
        for workspace_id in {use_case.workspace_id for use_case in use_cases}:
            recount(session, workspace_id, [one for one in use_cases if one.workspace_id == workspace_id])
        for use_case in use_cases:
            payload = use_case_card(card_contents(session, use_case), language(use_case.language))
            update_later(session, workspace_id=use_case.workspace_id, key=use_case.card_key, payload=payload, now=now)
    return len(use_cases)
