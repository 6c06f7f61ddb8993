"""Reads a channel's history in steps; each is one transaction that stores what it found and moves the checkpoint."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from slack_sdk.errors import SlackApiError

from aiuse_bot.db import OpenSession, Session
from aiuse_bot.delivery.crash import crash_point
from aiuse_bot.delivery.inbox import keep
from aiuse_bot.domain.backfill import KnownMessage, advance, held_reactions, is_held_private, known_messages
from aiuse_bot.domain.models import Backfill
from aiuse_bot.jobs.backfill.events import (
    Place,
    SyntheticEvent,
    converted,
    deleted,
    envelope,
    is_of_a_person,
    reactions,
    words,
)
from aiuse_bot.jobs.backfill.praise import Praise, Shown, is_cut
from aiuse_bot.slack_api.history import History, HistoryPage

Json = dict[str, Any]


class Reader(NamedTuple):
    """What reading needs: Slack's history, and how to read reactions."""

    history: History
    praise: Praise


class _Reacted(NamedTuple):
    """Who reacted with which emoji to a message, as of a response from Slack."""

    message: Json
    shown: Shown
    as_of: str


class _Found(NamedTuple):
    """One message of a page, and what the page leaves out: its thread, and who reacted to it and to its card."""

    message: Json
    known: KnownMessage | None
    thread: list[Json]
    reacted: list[_Reacted]


def read_on(reader: Reader, run: Backfill, place: Place) -> Backfill:
    """Take the next step in reading a channel and return the updated checkpoint.

    First come the pages, newest first; then each known message that Slack did not show is looked up. If Slack refuses,
    this raises and the checkpoint stays where it was.
    """
    if not run.is_read_through:
        return _read_page(reader, run, place)
    if run.missing:
        return _check_missing(reader, run, place, run.missing[0])
    with Session.begin() as session:
        return advance(session, run, finished_at=dt.datetime.now(dt.UTC))


def _read_page(reader: Reader, run: Backfill, place: Place) -> Backfill:
    page = _next_page(reader.history, run)
    timestamps = [message["ts"] for message in page.messages]
    has_more = page.has_more and bool(timestamps or page.cursor)
    reached = min([run.reached_ts, *timestamps]) if has_more else run.oldest_ts
    with Session.begin() as session:
        known = known_messages(session, place.workspace_id, place.channel_id, from_ts=reached, before_ts=run.reached_ts)
    missing = [ts for ts, facts in known.items() if ts not in timestamps and not facts.is_withdrawn]
    found = [_look_at(reader, place, page, message, known.get(message["ts"])) for message in page.messages]
    with Session.begin() as session:
        events = [*_privacy_change(session, run, place, page.as_of), *_changes(session, place, page.as_of, found)]
        new = _keep(session, place, events)
        crash_point("backfill_before_commit")
        moved = advance(
            session,
            run,
            reached_ts=reached,
            cursor=page.cursor if has_more else None,
            is_read_through=not has_more,
            missing=sorted([*run.missing, *missing], reverse=True),
            messages=run.messages + len(page.messages),
            events=run.events + new,
        )
    crash_point("backfill_after_page")
    return moved


def _next_page(history: History, run: Backfill) -> HistoryPage:
    """Read the next page. If Slack no longer knows the cursor, continue from the timestamp reached."""
    if run.cursor is not None:
        try:
            return history.page(run.channel_id, oldest=run.oldest_ts, latest=run.latest_ts, cursor=run.cursor)
        except SlackApiError as refusal:
            if refusal.response["error"] != "invalid_cursor":
                raise
    return history.page(run.channel_id, oldest=run.oldest_ts, latest=run.reached_ts)


def _look_at(reader: Reader, place: Place, page: HistoryPage, message: Json, known: KnownMessage | None) -> _Found:
    """Fetch what the page leaves out if the message is a record or may become one."""
    if known is None or known.is_withdrawn or _is_tombstone(message):
        is_news = known is None and is_of_a_person(message)
        return _Found(message, known, [], [_reacted(reader, place, message, page.as_of)] if is_news else [])
    reacted = [_reacted(reader, place, message, page.as_of)]
    thread_ts = message.get("thread_ts")
    if thread_ts is None:
        return _Found(message, known, [], reacted)
    thread = reader.history.thread(place.channel_id, thread_ts)
    cards = [reply for reply in thread.messages if known.card_ts == reply["ts"] != message["ts"]]
    reacted += [_reacted(reader, place, card, thread.as_of) for card in cards]
    # A reply that was also sent to the channel belongs to somebody else's thread.
    return _Found(message, known, thread.messages if thread_ts == message["ts"] else [], reacted)


def _reacted(reader: Reader, place: Place, message: Json, as_of: str) -> _Reacted:
    shown = message.get("reactions", [])
    whole = reader.history.reactions(place.channel_id, message["ts"]) if is_cut(shown) else shown
    return _Reacted(message, reader.praise.shown(place.workspace_id, whole), as_of)


def _changes(session: OpenSession, place: Place, as_of: str, found: list[_Found]) -> Iterator[SyntheticEvent]:
    """Yield what is new in a page; an event yielded before gets the same name again."""
    reacted = [answer for part in found for answer in part.reacted]
    held = held_reactions(session, place.workspace_id, place.channel_id, {answer.message["ts"] for answer in reacted})
    for message, known, thread, _ in found:
        if known is not None and known.is_withdrawn:
            continue
        if _is_tombstone(message):
            if known is not None:
                yield deleted(place, message["ts"], as_of)
        elif is_of_a_person(message):
            yield from words(place, message, known, thread, as_of)
    for message, shown, at in reacted:
        yield from reactions(place, message, shown.holders, held[message["ts"]], at, is_whole=shown.is_whole)


def _privacy_change(session: OpenSession, run: Backfill, place: Place, as_of: str) -> Iterator[SyntheticEvent]:
    """Yield, once per run, an event if the channel is private while our records say it is not, or vice versa."""
    if run.steps == 0 and is_held_private(session, place.workspace_id, place.channel_id) != place.is_private:
        yield converted(place, as_of)


def _check_missing(reader: Reader, run: Backfill, place: Place, ts: str) -> Backfill:
    """Look up a message that no page showed. It counts as deleted only if Slack still shows what comes before it.

    Slack hides what is older than the workspace's plan or retention policy allows: that is no deletion, and as far as
    we can tell nothing older was deleted either.
    """
    page = reader.history.newest_up_to(place.channel_id, ts)
    left = [other for other in run.missing if other != ts]
    if not page.messages:
        left = []
    is_there = any(message["ts"] == ts and not _is_tombstone(message) for message in page.messages)
    gone = [deleted(place, ts, page.as_of)] if page.messages and not is_there else []
    with Session.begin() as session:
        new = _keep(session, place, gone)
        return advance(session, run, missing=left, events=run.events + new)


def _keep(session: OpenSession, place: Place, events: Iterable[SyntheticEvent]) -> int:
    batch = [envelope(place, event) for event in events]
    return keep(session.connection(), batch) if batch else 0


def _is_tombstone(message: Json) -> bool:
    """Whether Slack keeps only a placeholder for a deleted message that has replies."""
    return message.get("subtype") == "tombstone"
