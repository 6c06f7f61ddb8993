"""Praise is stored as state, not as a count: who holds which emoji on which message."""

from aiuse_bot.db import Session
from aiuse_bot.domain.praise import praise_by_emoji, take_back_praise
from aiuse_bot.domain.rules import Rules
from aiuse_bot.listeners.event import Reacted


def add_emoji(reacted: Reacted, rules: Rules) -> None:
    """Thank the authors of the message's record."""
    with Session.begin() as session:
        praise_by_emoji(session, *reacted, rules)


def remove_emoji(reacted: Reacted) -> None:
    """Take the thanks back, along with their points."""
    with Session.begin() as session:
        take_back_praise(session, *reacted)
