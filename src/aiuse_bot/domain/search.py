"""Finding records: by words, number, author or praise. Who may read them is a condition of `domain/privacy.py`."""

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import ARRAY, REAL, ColumnElement, Row, Select, and_, cast, func, literal, or_, select
from sqlalchemy.orm import Session

from aiuse_bot.domain.models import Reaction, UseCase
from aiuse_bot.domain.tokens import Fields, search_query, search_vector, tokens_of

MOST_TOKENS_ASKED = 32
"""What a person means stands in the first words; a pasted page must not become a query of thousands of them."""

LARGEST_NUMBER = 2**31 - 1

_NUMBER = re.compile(r"\s*(?:uc\s*-?\s*|#)?([0-9]{1,10})\s*", re.IGNORECASE)

_WEIGHTS = cast([1 / 3, 1 / 2, 2 / 3, 1.0], ARRAY(REAL))
"""What a word counts in the fields D, C, B, A, in the order that PostgreSQL's `ts_rank` wants."""


class Hit(NamedTuple):
    """A record that was found, and how many people praise it (its author not among them)."""

    use_case: UseCase
    praise: int


def index(session: Session, use_case: UseCase) -> None:
    """Make a record findable by what it says now; a withdrawn one is found by nothing."""
    says = _fields(use_case) if use_case.withdrawn_at is None else Fields("", "", "", "")
    use_case.tokens = search_vector(says)
    session.flush()


def search(
    session: Session,
    workspace_id: str,
    query: str,
    *,
    readable: ColumnElement[bool],
    limit: int = 10,
    offset: int = 0,
) -> list[Hit]:
    """Return the records that hold any of the words, those that fit best first, and newest first where they fit alike.

    `UC-42`, `uc42` or `42` puts the record of that number before all others. A query without words finds nothing.
    """
    named = _named(session, workspace_id, query, readable)
    tokens = tokens_of(query)[:MOST_TOKENS_ASKED]
    found = _by_words(session, workspace_id, tokens, readable, limit=limit + offset + 1) if tokens else []
    rest = [hit for hit in found if named is None or hit.use_case.id != named.use_case.id]
    return [*([named] if named else []), *rest][offset : offset + limit]


def number_of(text: str) -> int | None:
    """Read a record's number as people write it: `UC-42`, `uc42`, `#42`, `４２`. Anything else gives `None`."""
    written = _NUMBER.fullmatch(unicodedata.normalize("NFKC", text))
    number = int(written[1]) if written else 0
    return number if 0 < number <= LARGEST_NUMBER else None


def find(session: Session, workspace_id: str, number: int, readable: ColumnElement[bool]) -> Hit | None:
    """Return the record of this number. `None`: there is none, it was withdrawn, or this person may not read it."""
    wanted = _hits(workspace_id).where(UseCase.number == number, readable)
    return next(iter(_as_hits(session.execute(wanted).all())), None)


def mine(session: Session, workspace_id: str, user_id: str, limit: int = 10) -> list[Hit]:
    """Return what this person recorded, newest first, wherever it was posted."""
    own = _hits(workspace_id).where(UseCase.author_id == user_id, UseCase.withdrawn_at.is_(None))
    return _as_hits(session.execute(own.order_by(*_NEWEST_FIRST).limit(limit)).all())


def top(
    session: Session,
    workspace_id: str,
    readable: ColumnElement[bool],
    since: dt.datetime,
    limit: int = 10,
    *,
    before: dt.datetime | None = None,
) -> list[Hit]:
    """Return the records that most people praised from `since` on and earlier than `before`, newest first among equals.

    Here `Hit.praise` counts the people of that time only; a record that nobody praised then is not in the list.
    """
    given = Reaction.changed_at >= since
    people = func.count(Reaction.user_id.distinct())
    praised = (
        select(UseCase, people)
        .join(Reaction, and_(_praises(), given if before is None else and_(given, Reaction.changed_at < before)))
        .where(UseCase.workspace_id == workspace_id, readable)
        .group_by(UseCase.id)
        .order_by(people.desc(), *_NEWEST_FIRST)
        .limit(limit)
    )
    return _as_hits(session.execute(praised).all())


_NEWEST_FIRST = (UseCase.posted_at.desc(), UseCase.id.desc())


def _fields(use_case: UseCase) -> Fields:
    rest = (use_case.result, use_case.approach, use_case.prompt, use_case.risk)
    return Fields(
        title=use_case.title,
        tools_and_team="\n".join([*use_case.tools, use_case.team or ""]),
        issue=use_case.issue or "",
        rest="\n".join(text for text in rest if text),
    )


def _named(session: Session, workspace_id: str, query: str, readable: ColumnElement[bool]) -> Hit | None:
    number = number_of(query)
    return None if number is None else find(session, workspace_id, number, readable)


def _by_words(
    session: Session, workspace_id: str, tokens: Sequence[str], readable: ColumnElement[bool], *, limit: int
) -> list[Hit]:
    fits = and_(UseCase.workspace_id == workspace_id, readable, _holds(tokens))
    rank = _rank(session, tokens, fits)
    best = _hits(workspace_id).where(fits).order_by(rank.desc(), *_NEWEST_FIRST).limit(limit)
    return _as_hits(session.execute(best).all())


def _rank(session: Session, tokens: Sequence[str], fits: ColumnElement[bool]) -> ColumnElement[float]:
    """Weigh each word by its rarity among the records that fit, which `ts_rank` alone does not.

    On the 25 labelled queries of the search corpus this gives nDCG@10 .635, `ts_rank` .611 and `ts_rank_cd` .602.
    """
    holders = [func.count().filter(_holds([token])) for token in tokens]
    fitting, *holding = session.execute(select(func.count(), *holders).where(fits)).one()
    rank: ColumnElement[float] = literal(0.0)
    for token, records in zip(tokens, holding, strict=True):
        rarity = math.log(1 + fitting / (records + 1))
        rank += rarity * func.ts_rank(_WEIGHTS, UseCase.tokens, search_query([token]))
    return rank


def _holds(tokens: Sequence[str]) -> ColumnElement[bool]:
    return UseCase.tokens.bool_op("@@")(search_query(tokens))


def _hits(workspace_id: str) -> Select[UseCase, int]:
    people = select(func.count(Reaction.user_id.distinct())).where(_praises()).correlate(UseCase).scalar_subquery()
    return select(UseCase, people).where(UseCase.workspace_id == workspace_id)


def _praises() -> ColumnElement[bool]:
    """Whether a reaction praises the record now: on its post or its card, by somebody else than its author."""
    return and_(
        Reaction.workspace_id == UseCase.workspace_id,
        Reaction.channel_id == UseCase.channel_id,
        or_(Reaction.message_ts == UseCase.message_ts, Reaction.message_ts == UseCase.card_ts),
        Reaction.present,
        Reaction.user_id != func.coalesce(UseCase.author_id, ""),
    )


def _as_hits(rows: Sequence[Row[UseCase, int]]) -> list[Hit]:
    return [Hit(use_case, people) for use_case, people in rows]
