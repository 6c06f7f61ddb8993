"""A tip is given, or refused because the allowance is spent; its cause makes repeated requests idempotent."""

import datetime as dt
from collections.abc import Sequence
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from aiuse_bot.domain.models import Tip, TipShare, UseCase
from aiuse_bot.domain.praise import settle_tip
from aiuse_bot.domain.rules import Rules
from aiuse_bot.domain.tips.allowance import TipsLeft, left_of, lock_giver, span_of, spent
from aiuse_bot.domain.tips.sharing import shares_of

Answer = Literal["given", "refused", "own"]


class Giver(NamedTuple):
    """A member who tips, and the zone of their profile."""

    user_id: str
    zone: ZoneInfo


class Outcome(NamedTuple):
    """What happened to a tip (`own`: nobody tips themselves), who gets how much of it, and what the giver has left."""

    answer: Answer
    shares: dict[str, int]
    left: TipsLeft


def tip_people(
    session: Session,
    workspace_id: str,
    giver: Giver,
    cause: str,
    people: Sequence[str],
    points: int,
    *,
    note: str | None,
    rules: Rules,
    now: dt.datetime,
) -> Outcome:
    """Tip people directly; they share the points in the order given. Repeating a cause changes nothing."""
    tip = new_tip(workspace_id, giver, cause, points, now, note=note)
    others = [person for person in dict.fromkeys(people) if person != giver.user_id]
    return give(session, tip, giver, others, rules, now)


def tip_record(
    session: Session,
    use_case: UseCase,
    giver: Giver,
    cause: str,
    points: int,
    *,
    note: str | None,
    rules: Rules,
    now: dt.datetime,
) -> Outcome:
    """Tip the authors of a record, which the caller has locked. Repeating a cause changes nothing."""
    tip = new_tip(use_case.workspace_id, giver, cause, points, now, note=note)
    tip.use_case_id = use_case.id
    return give(session, tip, giver, receivers(session, use_case, giver.user_id), rules, now)


def new_tip(
    workspace_id: str, giver: Giver, cause: str, points: int, at: dt.datetime, *, note: str | None = None
) -> Tip:
    """Return a new tip of this moment that is not in the database yet."""
    day = at.astimezone(giver.zone).date()
    return Tip(
        workspace_id=workspace_id, cause=cause, giver_id=giver.user_id, points=points, state="waiting",
        given_on=day, zone=giver.zone.key, note=note, at=at, changed_at=at,
    )  # fmt: skip


def receivers(session: Session, use_case: UseCase, giver_id: str) -> list[str]:
    """Return who gets a tip for a record: its authors, in order; nobody if the giver is one of its owners.

    A merged record is tipped at its own message, for its own authors; the merged whole belongs to all of them.
    """
    whole = session.get_one(UseCase, use_case.merged_into_id) if use_case.merged_into_id else use_case
    parts = session.scalars(select(UseCase.brought_author_ids).where(UseCase.merged_into_id == use_case.id))
    brought = {author for authors in parts for author in authors}
    authors = authors_of(use_case)
    if giver_id in {*authors, *authors_of(whole)}:
        return []
    return [author for author in authors if author not in brought]


def authors_of(use_case: UseCase) -> list[str]:
    """Return the authors of a record in the order in which it names them."""
    everybody = (use_case.author_id, *use_case.co_author_ids)
    return list(dict.fromkeys(author for author in everybody if author is not None))


def give(session: Session, tip: Tip, giver: Giver, people: Sequence[str], rules: Rules, now: dt.datetime) -> Outcome:
    """Give or refuse a tip requested by a form or a command, at most once, and return what is left.

    A refusal is not stored: somebody who sees it in the form may ask for less with the same form.
    """
    lock_giver(session, tip.workspace_id, giver.user_id)
    known = tip_of(session, tip.workspace_id, tip.cause)
    if known is None and people and has_room(session, tip, rules):
        session.add(tip)
        hand_out(session, tip, people)
        known = tip
    left = left_of(session, tip.workspace_id, giver.user_id, giver.zone, now, rules)
    if known is not None:
        return Outcome("given", held_shares(session, known), left)
    return Outcome("refused" if people else "own", {}, left)


def decide(session: Session, tip: Tip, people: Sequence[str], rules: Rules) -> None:
    """Give a reaction's tip if the allowance has room, else store it as refused. The caller has locked the giver."""
    if has_room(session, tip, rules):
        hand_out(session, tip, people)
    else:
        tip.state = "refused"
        session.flush()


def has_room(session: Session, tip: Tip, rules: Rules) -> bool:
    """Whether the allowance of a tip's period has room for it. The caller has locked the giver."""
    before = spent(session, tip.workspace_id, tip.giver_id, span_of(tip.given_on, rules.tips_period))
    return before + tip.points <= rules.tips_allowance


def hand_out(session: Session, tip: Tip, people: Sequence[str]) -> None:
    """Mark a tip as given, and share its points among people."""
    tip.state = "given"
    session.flush()
    session.execute(delete(TipShare).where(TipShare.tip_id == tip.id))
    for user_id, points in shares_of(tip.points, people).items():
        session.add(TipShare(workspace_id=tip.workspace_id, tip_id=tip.id, user_id=user_id, points=points))
    settle_tip(session, tip.id)


def tip_of(session: Session, workspace_id: str, cause: str) -> Tip | None:
    """Return the stored tip of a cause, `None` if there is none. Locking the giver makes sure that it is current."""
    known = select(Tip).where(Tip.workspace_id == workspace_id, Tip.cause == cause)
    return session.scalar(known.execution_options(populate_existing=True))


def held_shares(session: Session, tip: Tip) -> dict[str, int]:
    """Return who gets how much of a tip, the largest shares first."""
    held = select(TipShare.user_id, TipShare.points).where(TipShare.tip_id == tip.id)
    return {row.user_id: row.points for row in session.execute(held.order_by(TipShare.points.desc(), TipShare.user_id))}
