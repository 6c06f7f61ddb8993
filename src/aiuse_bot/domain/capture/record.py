"""How a message, a form, or a line of a file becomes a record, each at most once."""

import datetime as dt
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from aiuse_bot.domain.capture.change import add_version
from aiuse_bot.domain.capture.fields import PostedBy, RecordFields, Source, stored, text_hash
from aiuse_bot.domain.capture.lookup import use_case_of
from aiuse_bot.domain.capture.removal import is_obsolete
from aiuse_bot.domain.message import MessageKey, lock_message
from aiuse_bot.domain.models import UseCase, Workspace
from aiuse_bot.domain.search import index
from aiuse_bot.domain.team import team_of


def record_use_case(
    session: Session, message: MessageKey, posted: PostedBy, fields: RecordFields, *, text: str, at: dt.datetime
) -> UseCase | None:
    """Turn a message into a record. `at` is when this text was written.

    Returns `None` if there is nothing to do: the message is a record already, or was deleted before we heard of it.
    """
    lock_message(session, message)
    if is_obsolete(session, message, at) or use_case_of(session, message) is not None:
        return None
    return _insert(
        session,
        message.workspace_id,
        fields,
        "rule",
        at,
        channel_id=message.channel_id,
        message_ts=message.message_ts,
        thread_ts=posted.thread_ts,
        author_id=posted.author_id,
        posted_at=posted.posted_at,
        text_hash=text_hash(text),
        edited_at=at,
    )


def record_shared(
    session: Session,
    workspace_id: str,
    channel_id: str,
    external_id: str,
    fields: RecordFields,
    *,
    author_id: str,
    now: dt.datetime,
) -> UseCase | None:
    """Record what somebody entered in the modal. `external_id` identifies the submission; a repeated one gives `None`.

    The record's message is the bot's own post about it, whose `ts` is stored by `card_posted`.
    """
    return _insert(
        session,
        workspace_id,
        fields,
        "human",
        now,
        channel_id=channel_id,
        external_id=external_id,
        author_id=author_id,
        posted_at=now,
    )


def import_use_case(
    session: Session,
    workspace_id: str,
    external_id: str | None,
    fields: RecordFields,
    *,
    author_id: str | None,
    posted_at: dt.datetime,
) -> UseCase | None:
    """Record a case kept elsewhere before; `None` if its `external_id` exists already, which changes nothing."""
    return _insert(
        session, workspace_id, fields, "import", posted_at, external_id=external_id, author_id=author_id,
        posted_at=posted_at,
    )  # fmt: skip


def _insert(
    session: Session, workspace_id: str, fields: RecordFields, written_by: Source, at: dt.datetime, **source: object
) -> UseCase | None:
    if _is_imported(session, workspace_id, source.get("external_id")):
        return None
    fields = fields._replace(team=fields.team or _team_then(session, workspace_id, **source))
    values = {name: stored(value) for name, value in fields._asdict().items()}
    use_case_id = session.scalar(
        insert(UseCase)
        .values(workspace_id=workspace_id, number=_next_number(session, workspace_id), **values, **source)
        .on_conflict_do_nothing()
        .returning(UseCase.id)
    )
    if use_case_id is None:
        return None
    use_case = session.get_one(UseCase, use_case_id)
    by = use_case.author_id if written_by == "human" else None
    add_version(session, use_case, [name for name, value in values.items() if value], written_by, by, at)
    index(session, use_case)
    return use_case


def _team_then(session: Session, workspace_id: str, **source: Any) -> str | None:  # noqa: ANN401 - columns of many types
    """Return the author's team at the time of posting, which later moves do not change."""
    author_id = source.get("author_id")
    team = team_of(session, workspace_id, author_id, source["posted_at"]) if author_id else None
    return team.name if team else None


def _is_imported(session: Session, workspace_id: str, external_id: object) -> bool:
    known = select(UseCase.id).where(UseCase.workspace_id == workspace_id, UseCase.external_id == external_id)
    return external_id is not None and session.scalar(known) is not None


def _next_number(session: Session, workspace_id: str) -> int:
    """Take the next number; the row lock keeps numbers consecutive, even across processes."""
    return session.scalars(
        update(Workspace)
        .where(Workspace.id == workspace_id)
        .values(last_use_case_number=Workspace.last_use_case_number + 1)
        .returning(Workspace.last_use_case_number)
    ).one()
