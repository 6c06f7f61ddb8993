"""Giving and taking back praise: the state changes, and the ledger follows in the same transaction."""

import datetime as dt
from typing import Any

from sqlalchemy.orm import Session

from aiuse_bot.domain.message import MessageKey
from aiuse_bot.domain.models import UseCase
from aiuse_bot.domain.praise.button import press_button
from aiuse_bot.domain.praise.pair_limit import NO_LIMIT, PairLimit
from aiuse_bot.domain.praise.reactions import PraisedRecord, Worth, praised_record, reaction_state, set_reaction
from aiuse_bot.domain.praise.settling import record_id, settle_points, settle_reaction
from aiuse_bot.domain.rules import Rules
from aiuse_bot.domain.watch import is_known


def praise_by_emoji(
    session: Session, message: MessageKey, giver_id: str, emoji: str, at: dt.datetime, rules: Rules
) -> None:
    """Count an emoji on a message as praise for the authors of its record, now or once there is one."""
    record = praised_record(session, message)
    if not is_kept(session, message, record):
        return
    worth = Worth(rules.praise_worth(emoji), adds_up=rules.counts_each)
    _store(session, record, reaction_state(message, giver_id, emoji, at, worth, _limit(record, rules)))


def take_back_praise(session: Session, message: MessageKey, giver_id: str, emoji: str, at: dt.datetime) -> None:
    """Take back the praise of an emoji, whenever it was given."""
    record = praised_record(session, message)
    if is_kept(session, message, record):
        _store(session, record, reaction_state(message, giver_id, emoji, at, present=False))


def _store(session: Session, record: PraisedRecord | None, state: dict[str, Any]) -> None:
    if record is None:
        set_reaction(session, state)
    else:
        settle_reaction(session, record.id, state)


def press_praise(
    session: Session,
    use_case: UseCase,
    message: MessageKey,
    giver_id: str,
    at: dt.datetime,
    rules: Rules,
    *,
    wanted: bool | None = None,
) -> bool:
    """Give praise to a locked record by its button, or take it back. Returns whether it is given now.

    `message` is where praise by button is stored for the record (`message_of`), `wanted` as for `press_button`.
    """
    worth = Worth(rules.button_worth, adds_up=rules.counts_each)
    limit = _limit(use_case, rules)
    holds = press_button(session, message, giver_id, at, worth, limit, wanted=wanted)
    settle_points(session, record_id(use_case), giver_id)
    return holds


def is_kept(session: Session, message: MessageKey, record: UseCase | PraisedRecord | None) -> bool:
    """Whether to store reactions to a message: it is a record, or may still become one."""
    return record is not None or is_known(session, message.workspace_id, message.channel_id)


def _limit(record: UseCase | PraisedRecord | None, rules: Rules) -> PairLimit:
    return NO_LIMIT if record is None else PairLimit(rules.pair_limit, record.author_id, record.id)
