"""Giving and taking back praise: the state changes, and the ledger follows in the same transaction."""

import datetime as dt

from sqlalchemy.orm import Session

from aiuse_bot.domain.message import MessageKey
from aiuse_bot.domain.models import UseCase
from aiuse_bot.domain.praise.button import press_button
from aiuse_bot.domain.praise.pair_limit import NO_LIMIT, PairLimit
from aiuse_bot.domain.praise.reactions import PraisedRecord, Worth, add_reaction, praised_record, remove_reaction
from aiuse_bot.domain.praise.settling import record_id, settle_points
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
    limit = _limit(record, rules)
    if add_reaction(session, message, giver_id, emoji, at, worth, limit) and record is not None:
        settle_points(session, record.id, giver_id)


def take_back_praise(session: Session, message: MessageKey, giver_id: str, emoji: str, at: dt.datetime) -> None:
    """Take back the praise of an emoji, whenever it was given."""
    record = praised_record(session, message)
    if not is_kept(session, message, record):
        return
    if remove_reaction(session, message, giver_id, emoji, at) and record is not None:
        settle_points(session, record.id, giver_id)


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
