"""Records found without a search: by number, by author, by praise."""

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from aiuse_bot.domain.models import Reaction, UseCase
from aiuse_bot.domain.praise.people import Part, praises

LARGEST_NUMBER = 2**31 - 1

_NUMBER = re.compile(r"\s*(?:uc\s*-?\s*|#)?([0-9]{1,10})\s*", re.IGNORECASE)

NEWEST_FIRST = (UseCase.posted_at.desc(), UseCase.id.desc())


class Hit(NamedTuple):
    """A search result, and how many people praise it (its author not included).

    `excerpt` is the sentence that matches, if title, issue and result do not; else ''.
    """

    use_case: UseCase
    praise: int
    excerpt: str = ""


def number_of(text: str) -> int | None:
    """Parse a record's number as people write it: `UC-42`, `uc42`, `#42`, `４２`. Anything else gives `None`."""
    written = _NUMBER.fullmatch(unicodedata.normalize("NFKC", text))
    number = int(written[1]) if written else 0
    return number if 0 < number <= LARGEST_NUMBER else None


def find(session: Session, workspace_id: str, number: int, readable: ColumnElement[bool]) -> Hit | None:
    """Return the record of this number. `None`: it does not exist, was withdrawn, or this person may not read it.

    The number of a merged record finds the one it was merged into.
    """
    named = aliased(UseCase)
    record_id = select(func.coalesce(named.merged_into_id, named.id)).where(
        named.workspace_id == workspace_id, named.number == number
    )
    wanted = _hits(workspace_id).where(UseCase.id == record_id.scalar_subquery(), readable)
    return next(iter(_as_hits(session.execute(wanted).all())), None)


def numbered_part(session: Session, workspace_id: str, number: int, readable: ColumnElement[bool]) -> UseCase | None:
    """Return the record of this number itself, merged or not; `None` unless the record it is part of may be read."""
    if find(session, workspace_id, number, readable) is None:
        return None
    return session.scalar(select(UseCase).where(UseCase.workspace_id == workspace_id, UseCase.number == number))


def mine(session: Session, workspace_id: str, user_id: str, limit: int = 10) -> list[Hit]:
    """Return what this person recorded, alone or with others, newest first, wherever it was posted."""
    is_own = or_(UseCase.author_id == user_id, UseCase.co_author_ids.contains([user_id]))
    own = _hits(workspace_id).where(is_own, UseCase.withdrawn_at.is_(None), UseCase.merged_into_id.is_(None))
    return _as_hits(session.execute(own.order_by(*NEWEST_FIRST).limit(limit)).all())


def top(
    session: Session,
    workspace_id: str,
    readable: ColumnElement[bool],
    since: dt.datetime,
    limit: int = 10,
    *,
    before: dt.datetime | None = None,
) -> list[Hit]:
    """Return the records praised by most people from `since` on and earlier than `before`, newest first among equals.

    Here `Hit.praise` counts only people of that time; a record that nobody praised then is left out.
    """
    given = Reaction.changed_at >= since
    people = func.count(Reaction.user_id.distinct())
    praised = (
        select(UseCase, people)
        .where(UseCase.workspace_id == workspace_id, readable)
        .where(praises(), given if before is None else and_(given, Reaction.changed_at < before))
        .group_by(UseCase.id)
        .order_by(people.desc(), *NEWEST_FIRST)
        .limit(limit)
    )
    return _as_hits(session.execute(praised).all())


def hits_of(session: Session, workspace_id: str, ids: Sequence[int], readable: ColumnElement[bool]) -> list[Hit]:
    """Return these records in this order, without those that may not be read."""
    rows = _as_hits(session.execute(_hits(workspace_id).where(UseCase.id.in_(ids), readable)).all())
    by_id = {hit.use_case.id: hit for hit in rows}
    return [by_id[use_case_id] for use_case_id in ids if use_case_id in by_id]


def _hits(workspace_id: str) -> Select[UseCase, int]:
    people = select(func.count(Reaction.user_id.distinct())).select_from(Part, Reaction).where(praises())
    return select(UseCase, people.correlate(UseCase).scalar_subquery()).where(UseCase.workspace_id == workspace_id)


def _as_hits(rows: Sequence[Row[UseCase, int]]) -> list[Hit]:
    return [Hit(use_case, people) for use_case, people in rows]
