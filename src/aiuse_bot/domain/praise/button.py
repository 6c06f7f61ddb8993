"""The button on the card is treated as one more emoji, one that Slack does not have."""

import datetime as dt

from sqlalchemy.orm import Session

from aiuse_bot.domain.message import MessageKey
from aiuse_bot.domain.models import Reaction, UseCase
from aiuse_bot.domain.praise.pair_limit import NO_LIMIT, PairLimit
from aiuse_bot.domain.praise.reactions import Worth, add_reaction, remove_reaction

BUTTON = "/button"
"""Stored in place of an emoji name. It cannot clash with a Slack emoji, whose names contain no slash."""

DOUBLE_CLICK = dt.timedelta(seconds=1)
"""A second click this soon is part of a double click: it does not undo the first one."""


def message_of(use_case: UseCase) -> MessageKey | None:
    """Return where praise by button is stored: at the post, or at the bot's post if the record has no other.

    `None` if the record has neither.
    """
    if use_case.channel_id is None or use_case.ts is None:
        return None
    return MessageKey(use_case.workspace_id, use_case.channel_id, use_case.ts)


def press_button(
    session: Session,
    message: MessageKey,
    user_id: str,
    at: dt.datetime,
    worth: Worth,
    limit: PairLimit = NO_LIMIT,
    *,
    wanted: bool | None = None,
) -> bool:
    """Give praise by button, or take it back if it was given. Returns whether it is given now.

    `wanted` is the desired state; `None` toggles it. `at` is when the button was pressed.
    """
    last = session.get(Reaction, (*message, user_id, BUTTON), populate_existing=True)
    holds = last is not None and last.present
    if last is not None and at - last.changed_at < (DOUBLE_CLICK if wanted is None else dt.timedelta()):
        return holds
    wants = not holds if wanted is None else wanted
    if wants and not holds:
        add_reaction(session, message, user_id, BUTTON, at, worth, limit)
    elif holds and not wants:
        remove_reaction(session, message, user_id, BUTTON, at)
    return wants
