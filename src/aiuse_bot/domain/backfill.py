"""How far the history of a channel has been read, and what we have stored for the part being read."""

import datetime as dt
from collections.abc import Collection
from typing import Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, and_, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from aiuse_bot.domain.models import Backfill, Channel, Presence, Reaction, Tip, UseCase
from aiuse_bot.domain.praise import BUTTON

Purpose = Literal["backfill", "catch_up"]

READ_BACK = "Bf-"
"""Prefix of the ids of events read from Slack's history: for a reaction among them, nobody knows when it was given."""

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class OvertakenError(Exception):
    """Another process advanced or restarted this channel's backfill: what was just read is theirs to store."""


class KnownMessage(NamedTuple):
    """A message that is a record: the bot's card (the message itself if it came from the modal), and its text hash."""

    card_ts: str | None
    text_hash: str | None
    is_withdrawn: bool


class HeldReaction(NamedTuple):
    """What we have stored of one person's emoji on one message, and since when."""

    is_present: bool
    changed_at: dt.datetime


def as_ts(moment: dt.datetime) -> str:
    """Return a moment as Slack writes it, to the microsecond; such strings sort chronologically."""
    micros = (moment - _EPOCH) // dt.timedelta(microseconds=1)
    return f"{micros // 1_000_000:010}.{micros % 1_000_000:06}"


def begin(
    session: Session,
    workspace_id: str,
    channel_id: str,
    *,
    oldest_ts: str,
    latest_ts: str | None,
    now: dt.datetime,
    again: bool = False,
) -> Backfill:
    """Start reading a channel for an operator, or resume where the same request was interrupted.

    `latest_ts`: `None` means up to now, or up to when the interrupted run began. `again` starts over.
    """
    known = _locked(session, workspace_id, channel_id, "backfill")
    is_open = known is not None and known.finished_at is None and known.oldest_ts == oldest_ts
    if known is not None and is_open and not again and latest_ts in {None, known.latest_ts}:
        return known
    return _restart(session, workspace_id, channel_id, "backfill", oldest_ts, latest_ts or as_ts(now), now)


def begin_catching_up(session: Session, channel: Channel, *, since: dt.datetime, now: dt.datetime) -> Backfill:
    """Start reading what was posted in a watched channel since a moment, including what an earlier catch-up left open.

    What was posted before the channel was watched was not meant for the bot.
    """
    oldest_ts = as_ts(max(since, channel.watched_at or since))
    known = _locked(session, channel.workspace_id, channel.channel_id, "catch_up")
    if known is not None and known.finished_at is None:
        oldest_ts = min(oldest_ts, known.oldest_ts)
    return _restart(session, channel.workspace_id, channel.channel_id, "catch_up", oldest_ts, as_ts(now), now)


def unfinished(session: Session, workspace_id: str, purpose: Purpose) -> list[Backfill]:
    """Return the unfinished runs, the oldest first."""
    still_open = select(Backfill).where(
        Backfill.workspace_id == workspace_id, Backfill.purpose == purpose, Backfill.finished_at.is_(None)
    )
    return list(session.scalars(still_open.order_by(Backfill.started_at, Backfill.channel_id)))


def advance(session: Session, run: Backfill, **values: Any) -> Backfill:  # noqa: ANN401 - columns of many types
    """Store how far a channel has been read. Raises `OvertakenError` if another process has moved the run on since."""
    moved = session.scalar(
        update(Backfill)
        .where(*_is_still(run), Backfill.steps == run.steps)
        .values(steps=Backfill.steps + 1, **values)
        .returning(Backfill)
        .execution_options(populate_existing=True)
    )
    if moved is None:
        raise OvertakenError(run.channel_id)
    return moved


def give_up(session: Session, run: Backfill, error: str, now: dt.datetime) -> None:
    """Stop reading: `error` is Slack's error code. A run that was restarted since continues."""
    session.execute(
        update(Backfill)
        .where(*_is_still(run))
        .values(finished_at=now, error=error)
        .execution_options(synchronize_session=False)
    )


def record_presence(session: Session, workspace_id: str, now: dt.datetime) -> dt.datetime | None:
    """Record that the bot is online. Returns when it last was, `None` if never; replicas are serialized."""
    noted = insert(Presence).values(workspace_id=workspace_id, seen_at=now)
    if session.scalar(noted.on_conflict_do_nothing().returning(Presence.seen_at)) is not None:
        return None
    presence = session.get_one(Presence, workspace_id, with_for_update=True, populate_existing=True)
    before, presence.seen_at = presence.seen_at, max(presence.seen_at, now)
    return before


def watched_channels(session: Session, workspace_id: str) -> list[Channel]:
    """Return the channels whose posts are read."""
    watched = select(Channel).where(Channel.workspace_id == workspace_id, Channel.watched_at.is_not(None))
    return list(session.scalars(watched.order_by(Channel.channel_id)))


def is_held_private(session: Session, workspace_id: str, channel_id: str) -> bool:
    """Whether we consider a channel private; unknown channels are."""
    channel = session.get(Channel, (workspace_id, channel_id))
    return channel is None or channel.is_private


def known_messages(
    session: Session, workspace_id: str, channel_id: str, *, from_ts: str, before_ts: str
) -> dict[str, KnownMessage]:
    """Return the records in a part of a channel by the `ts` of their message, including withdrawn ones."""
    ts = func.coalesce(UseCase.message_ts, UseCase.card_ts)
    # Byte by byte: a linguistic collation may ignore the point.
    in_order = ts.collate("C")
    part = and_(in_order >= from_ts, in_order < before_ts)
    wanted = select(ts, UseCase.card_ts, UseCase.text_hash, UseCase.withdrawn_at.is_not(None))
    rows = session.execute(wanted.where(UseCase.workspace_id == workspace_id, UseCase.channel_id == channel_id, part))
    return {found: KnownMessage(card_ts, text_hash, is_withdrawn) for found, card_ts, text_hash, is_withdrawn in rows}


def held_reactions(
    session: Session, workspace_id: str, channel_id: str, timestamps: Collection[str]
) -> dict[str, dict[tuple[str, str], HeldReaction]]:
    """Return what we have stored for each message: (person, canonical emoji) → whether it is there, and since when.

    Praise by the button is left out: Slack knows nothing of it.
    """
    held: dict[str, dict[tuple[str, str], HeldReaction]] = {ts: {} for ts in timestamps}
    rows = session.scalars(
        select(Reaction).where(
            Reaction.workspace_id == workspace_id,
            Reaction.channel_id == channel_id,
            Reaction.message_ts.in_(held),
            Reaction.emoji != BUTTON,
        )
    )
    for row in rows:
        held[row.message_ts][row.user_id, row.emoji] = HeldReaction(row.present, row.changed_at)
    tipped = select(Tip.message_ts, Tip.giver_id, Tip.emoji, Tip.state != "withdrawn", Tip.changed_at).where(
        Tip.workspace_id == workspace_id, Tip.channel_id == channel_id, Tip.message_ts.in_(held)
    )
    for ts, giver_id, emoji, is_present, changed_at in session.execute(tipped):
        held[ts or ""][giver_id, emoji or ""] = HeldReaction(is_present, changed_at)
    return held


def _is_still(run: Backfill) -> tuple[ColumnElement[bool], ...]:
    """Return the condition for a run that is neither finished nor restarted."""
    return (
        Backfill.workspace_id == run.workspace_id,
        Backfill.channel_id == run.channel_id,
        Backfill.purpose == run.purpose,
        Backfill.started_at == run.started_at,
        Backfill.finished_at.is_(None),
    )


def _locked(session: Session, workspace_id: str, channel_id: str, purpose: Purpose) -> Backfill | None:
    return session.get(Backfill, (workspace_id, channel_id, purpose), with_for_update=True, populate_existing=True)


def _restart(
    session: Session,
    workspace_id: str,
    channel_id: str,
    purpose: Purpose,
    oldest_ts: str,
    latest_ts: str,
    now: dt.datetime,
) -> Backfill:
    key = {"workspace_id": workspace_id, "channel_id": channel_id, "purpose": purpose}
    fresh: dict[str, Any] = {
        "oldest_ts": oldest_ts,
        "latest_ts": latest_ts,
        "reached_ts": latest_ts,
        "cursor": None,
        "is_read_through": False,
        "missing": [],
        "steps": 0,
        "messages": 0,
        "events": 0,
        "started_at": now,
        "finished_at": None,
        "error": None,
    }
    begun = insert(Backfill).values(**key, **fresh).on_conflict_do_update(index_elements=list(key), set_=fresh)
    return session.scalars(begun.returning(Backfill), execution_options={"populate_existing": True}).one()
