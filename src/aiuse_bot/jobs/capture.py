import datetime as dt

from aiuse_bot.blocks.capture import use_case_card
from aiuse_bot.db import Session
from aiuse_bot.delivery.outbox import update_later
from aiuse_bot.domain.capture import stale_cards
from aiuse_bot.domain.praise import praise_count
from aiuse_bot.domain.related import related_on_card
from aiuse_bot.i18n import language

AT_ONCE = 50


def redraw_stale_cards(now: dt.datetime) -> int:
    """Let cards show today's thanks: a burst of reactions becomes one change. Returns how many cards were drawn."""
    with Session.begin() as session:
        use_cases = stale_cards(session, AT_ONCE)
        for use_case in use_cases:
            payload = use_case_card(
                use_case,
                praise_count(session, use_case),
                language(use_case.language),
                related_on_card(session, use_case),
            )
            update_later(session, workspace_id=use_case.workspace_id, key=use_case.card_key, payload=payload, now=now)
    return len(use_cases)
