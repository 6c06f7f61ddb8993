"""Rows for the tests, created by the domain itself."""

import datetime as dt
from itertools import count

from sqlalchemy.orm import Session

from aiuse_bot.domain.capture import PostedBy, RecordFields, record_use_case
from aiuse_bot.domain.message import MessageKey
from aiuse_bot.domain.models import UseCase
from aiuse_bot.domain.praise import add_reaction, praised_use_case, remove_reaction, settle_points
from aiuse_bot.domain.watch import watch
from aiuse_bot.domain.workspace import ensure_workspace

WORKSPACE = "T0TEST"
CHANNEL = "C0CASES"
AUTHOR = "U0AUTHOR"
NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)

_seconds = count(1_790_000_000)


def a_message(channel_id: str = CHANNEL, workspace_id: str = WORKSPACE) -> MessageKey:
    return MessageKey(workspace_id, channel_id, f"{next(_seconds)}.000100")


def a_watched_channel(
    session: Session, channel_id: str = CHANNEL, *, is_private: bool = False, workspace_id: str = WORKSPACE
) -> str:
    ensure_workspace(session, workspace_id)
    watch(session, workspace_id, channel_id, by="U0ADMIN", is_private=is_private, locale="en", now=NOW)
    return channel_id


def a_use_case(
    session: Session,
    message: MessageKey | None = None,
    *,
    author_id: str = AUTHOR,
    posted_at: dt.datetime = NOW,
    fields: RecordFields | None = None,
) -> UseCase:
    message = message or a_message()
    a_watched_channel(session, message.channel_id, workspace_id=message.workspace_id)
    fields = fields or RecordFields("Refund mails", issue="Slow answers", result="Fast answers", tools=("ChatGPT",))
    made = record_use_case(session, message, PostedBy(author_id, posted_at), fields, text=fields.title, at=posted_at)
    assert made is not None
    return made


def key_of(use_case: UseCase) -> MessageKey:
    """Return the key of the message that a record came from."""
    return MessageKey(use_case.workspace_id, use_case.channel_id or "", use_case.message_ts or "")


def praise(session: Session, use_case: UseCase, user_id: str, at: dt.datetime, *, present: bool = True) -> None:
    """Praise a record's post as this person, or take it back, as the bot does on a reaction event."""
    record = praised_use_case(session, key_of(use_case))
    change = add_reaction if present else remove_reaction
    if change(session, key_of(use_case), user_id, "clap", at) and record is not None:
        settle_points(session, record.id, user_id)
