"""Which record a message belongs to, and where the bot's card about a record is."""

from sqlalchemy import Select, and_, or_, select, update
from sqlalchemy.orm import Session

from aiuse_bot.domain.message import MessageKey, lock_message
from aiuse_bot.domain.models import UseCase


def use_case_of(session: Session, message: MessageKey, *, lock: bool = False) -> UseCase | None:
    """Return the record of a message, including withdrawn ones; `None` if the message is no record.

    A record from the modal has no post by a person: the bot's post about it is its message.
    """
    is_post = UseCase.message_ts == message.message_ts
    is_post_of_bot = and_(UseCase.message_ts.is_(None), UseCase.card_ts == message.message_ts)
    wanted = select(UseCase).where(
        UseCase.workspace_id == message.workspace_id,
        UseCase.channel_id == message.channel_id,
        or_(is_post, is_post_of_bot),
    )
    return session.scalar(_locked(wanted) if lock else wanted)


def numbered(session: Session, workspace_id: str, number: int) -> UseCase | None:
    """Return the record of this number, locked until the commit, so that it can be changed; `None` if there is none."""
    wanted = select(UseCase).where(UseCase.workspace_id == workspace_id, UseCase.number == number)
    return session.scalar(_locked(wanted))


def is_own(use_case: UseCase, user_id: str) -> bool:
    """Whether this person is the author or one of the authors."""
    return user_id == use_case.author_id or user_id in use_case.co_author_ids


def card_posted(session: Session, use_case_id: int, card: MessageKey) -> UseCase | None:
    """Store where the bot's card of a record is. For a record from the modal the card is the post itself."""
    lock_message(session, card)
    return session.scalar(
        update(UseCase)
        .where(UseCase.id == use_case_id)
        .values(card_ts=card.message_ts)
        .returning(UseCase)
        .execution_options(populate_existing=True)
    )


def _locked(wanted: Select[UseCase]) -> Select[UseCase]:
    return wanted.with_for_update(key_share=True).execution_options(populate_existing=True)
