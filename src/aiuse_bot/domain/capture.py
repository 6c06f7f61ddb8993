"""A post becomes a record, follows its edits, and goes with its deletion."""

import datetime as dt
import hashlib
from typing import NamedTuple

from sqlalchemy import CursorResult, and_, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from aiuse_bot.domain.message import MessageKey, hold
from aiuse_bot.domain.models import MessageMark, UseCase, Workspace
from aiuse_bot.domain.search import index

TEXT_FIELDS = ("issue", "approach", "result", "prompt", "risk")


class RecordFields(NamedTuple):
    """What a record says, wherever it was read from: a post, the modal, or a file."""

    title: str
    issue: str | None = None
    approach: str | None = None
    result: str | None = None
    prompt: str | None = None
    risk: str | None = None
    tools: tuple[str, ...] = ()
    time_saved_minutes: int | None = None
    time_saved_period: str | None = None
    time_saved_percent: int | None = None
    language: str = "en"
    team: str | None = None


class PostedBy(NamedTuple):
    """Whose post it is, when it was posted, and the thread it stands in if it is a reply shown in the channel."""

    author_id: str
    posted_at: dt.datetime
    thread_ts: str | None = None


def record_use_case(
    session: Session, message: MessageKey, posted: PostedBy, fields: RecordFields, *, text: str, at: dt.datetime
) -> UseCase | None:
    """Make a message a record. `at` is when these words were written.

    Returns `None` where there is nothing to do: the message is a record already, or was deleted before we heard of it.
    """
    hold(session, message)
    if _is_over(session, message, at) or use_case_of(session, message) is not None:
        return None
    return _insert(
        session,
        message.workspace_id,
        fields,
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
    """Record what somebody wrote into the modal. `external_id` names the submission; a second one of it gives `None`.

    The record's message is the bot's own post about it, whose `ts` is remembered with `card_posted`.
    """
    return _insert(
        session,
        workspace_id,
        fields,
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
    """Record a case kept elsewhere before; one whose `external_id` is here already changes nothing and gives `None`."""
    return _insert(session, workspace_id, fields, external_id=external_id, author_id=author_id, posted_at=posted_at)


def _insert(session: Session, workspace_id: str, fields: RecordFields, **source: object) -> UseCase | None:
    if _is_imported(session, workspace_id, source.get("external_id")):
        return None
    values = {**fields._asdict(), "tools": list(fields.tools)}
    use_case_id = session.scalar(
        insert(UseCase)
        .values(workspace_id=workspace_id, number=_next_number(session, workspace_id), **values, **source)
        .on_conflict_do_nothing()
        .returning(UseCase.id)
    )
    if use_case_id is None:
        return None
    use_case = session.get_one(UseCase, use_case_id)
    index(session, use_case)
    return use_case


def edit_use_case(session: Session, use_case: UseCase, fields: RecordFields, *, text: str, at: dt.datetime) -> bool:
    """Let the record follow an edit of its post. Returns whether anything changed.

    Slack also reports a change when it only looked up a link or the language, and edits may arrive out of order: the
    same text and an older text change nothing.
    """
    new_hash = text_hash(text)
    is_older = use_case.edited_at is not None and at < use_case.edited_at
    if use_case.withdrawn_at is not None or is_older or new_hash == use_case.text_hash:
        return False
    for name, value in fields._asdict().items():
        setattr(use_case, name, list(value) if name == "tools" else value)
    use_case.text_hash, use_case.edited_at = new_hash, at
    session.flush()
    index(session, use_case)
    return True


def delete_message(session: Session, message: MessageKey, *, at: dt.datetime) -> UseCase | None:
    """Bury a message, known or not: no later delivery brings it back. Returns the record that went with it, if any."""
    hold(session, message)
    _mark(session, message, deleted_at=at)
    use_case = use_case_of(session, message, lock=True)
    if use_case is None or use_case.withdrawn_at is not None:
        return None
    withdraw(session, use_case, at=at)
    return use_case


def withdraw(session: Session, use_case: UseCase, *, at: dt.datetime) -> None:
    """Empty everything a person wrote; the number stays taken."""
    use_case.withdrawn_at = at
    use_case.title, use_case.tools, use_case.team, use_case.text_hash = "", [], None, None
    for name in TEXT_FIELDS:
        setattr(use_case, name, None)
    session.flush()
    index(session, use_case)


def mark_edited(session: Session, message: MessageKey, *, at: dt.datetime) -> None:
    """Remember that a message which is no record was edited: its older words, should they still come, are past."""
    _mark(session, message, edited_at=at)


def forget_marks(session: Session, *, before: dt.datetime) -> int:
    """Delete marks made before a moment, later than which Slack delivers nothing; return how many."""
    result = session.execute(delete(MessageMark).where(MessageMark.marked_at < before))
    return result.rowcount if isinstance(result, CursorResult) else 0


def use_case_of(session: Session, message: MessageKey, *, lock: bool = False) -> UseCase | None:
    """Return the record of a message, withdrawn ones too; `None` where the message is none.

    A record of the modal has no post of a person: the bot's post about it is its message.
    """
    is_post = UseCase.message_ts == message.message_ts
    is_post_of_bot = and_(UseCase.message_ts.is_(None), UseCase.card_ts == message.message_ts)
    wanted = select(UseCase).where(
        UseCase.workspace_id == message.workspace_id,
        UseCase.channel_id == message.channel_id,
        or_(is_post, is_post_of_bot),
    )
    return session.scalar(wanted.with_for_update().execution_options(populate_existing=True) if lock else wanted)


def card_posted(session: Session, use_case_id: int, card: MessageKey) -> UseCase | None:
    """Remember where the bot's card of a record is. For a record of the modal the card is the post itself."""
    hold(session, card)
    return session.scalar(
        update(UseCase)
        .where(UseCase.id == use_case_id)
        .values(card_ts=card.message_ts)
        .returning(UseCase)
        .execution_options(populate_existing=True)
    )


def stale_cards(session: Session, limit: int) -> list[UseCase]:
    """Take records whose card no longer says how many people praise them; they count as drawn with the commit."""
    stale = select(UseCase).where(UseCase.card_stale).order_by(UseCase.id).limit(limit)
    taken = list(session.scalars(stale.with_for_update(skip_locked=True)))
    for use_case in taken:
        use_case.card_stale = False
    return taken


def text_hash(text: str) -> str:
    """Return a fingerprint of a post's text: enough to see that nothing changed, and no text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _is_over(session: Session, message: MessageKey, at: dt.datetime) -> bool:
    """Whether these words came too late: the message is deleted, or was edited since."""
    mark = session.get(MessageMark, tuple(message), populate_existing=True)
    if mark is None:
        return False
    return mark.deleted_at is not None or (mark.edited_at is not None and at < mark.edited_at)


def _mark(session: Session, message: MessageKey, **moment: dt.datetime) -> None:
    """Remember a moment of a message; of two moments of one kind the first deletion and the last edit count."""
    ((name, at),) = moment.items()
    column = getattr(MessageMark, name)
    known = func.least(column, at) if name == "deleted_at" else func.greatest(column, at)
    session.execute(
        insert(MessageMark)
        .values(**message._asdict(), **moment)
        .on_conflict_do_update(index_elements=["workspace_id", "channel_id", "message_ts"], set_={name: known})
    )


def _is_imported(session: Session, workspace_id: str, external_id: object) -> bool:
    known = select(UseCase.id).where(UseCase.workspace_id == workspace_id, UseCase.external_id == external_id)
    return external_id is not None and session.scalar(known) is not None


def _next_number(session: Session, workspace_id: str) -> int:
    """Take the next number; the row lock makes numbers follow each other, also across processes."""
    return session.scalars(
        update(Workspace)
        .where(Workspace.id == workspace_id)
        .values(last_use_case_number=Workspace.last_use_case_number + 1)
        .returning(Workspace.last_use_case_number)
    ).one()
