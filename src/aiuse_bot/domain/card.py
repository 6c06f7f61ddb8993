"""What the bot's card about a record shows."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy.orm import Session

from aiuse_bot.domain.capture import can_merge
from aiuse_bot.domain.models import UseCase
from aiuse_bot.domain.praise import praise_count
from aiuse_bot.domain.related import reads_the_same, related_on_card
from aiuse_bot.domain.reuse import NOBODY, Reused, reuse_count


class CardContents(NamedTuple):
    """A record as it is now, how many people praise and how many reused it, and its related records.

    `related` are similar to it, `same` is the older one that reads the same and could stand for both, `part_of` the one
    that it was merged into.
    """

    use_case: UseCase
    praise: int = 0
    related: Sequence[UseCase] = ()
    same: UseCase | None = None
    part_of: UseCase | None = None
    reuse: Reused = NOBODY


def card_contents(session: Session, use_case: UseCase) -> CardContents:
    """Load what everybody in the channel of a record may read about it."""
    if use_case.merged_into_id is not None:
        return CardContents(use_case, part_of=session.get_one(UseCase, use_case.merged_into_id))
    related = related_on_card(session, use_case)
    older = (one for one in related if one.number < use_case.number and reads_the_same(use_case, one))
    same = next((one for one in older if can_merge(session, use_case, one)), None)
    others = [one for one in related if one is not same]
    praise, reuse = praise_count(session, use_case), reuse_count(session, use_case)
    return CardContents(use_case, praise, others, same, reuse=reuse)
