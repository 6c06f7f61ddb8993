import datetime as dt

from sqlalchemy import bindparam, exists, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from aiuse_bot.domain.models import Channel


def watch(
    session: Session,
    workspace_id: str,
    channel_id: str,
    *,
    by: str,
    is_private: bool,
    is_shared: bool = False,
    locale: str,
    now: dt.datetime,
) -> bool:
    """Start reading use cases in a channel. Returns whether it was not watched before."""
    was_watched = is_watched(session, workspace_id, channel_id)
    known = {"is_private": is_private, "is_shared": is_shared, "locale": locale, "watched_by": by}
    statement = insert(Channel).values(workspace_id=workspace_id, channel_id=channel_id, watched_at=now, **known)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=[Channel.workspace_id, Channel.channel_id],
            set_={**known, "watched_at": func.coalesce(Channel.watched_at, statement.excluded.watched_at)},
        )
    )
    return not was_watched


def unwatch(session: Session, workspace_id: str, channel_id: str) -> bool:
    """Stop reading a channel; existing records stay. Returns whether it was watched."""
    stopped = session.scalar(
        update(Channel)
        .where(Channel.workspace_id == workspace_id, Channel.channel_id == channel_id, Channel.watched_at.is_not(None))
        .values(watched_at=None)
        .returning(Channel.channel_id)
    )
    return stopped is not None


def remember_channel(
    session: Session, workspace_id: str, channel_id: str, *, is_private: bool, is_shared: bool, locale: str
) -> None:
    """Remember whether an unwatched channel is private, because one message from it is now a record."""
    statement = insert(Channel).values(
        workspace_id=workspace_id, channel_id=channel_id, is_private=is_private, is_shared=is_shared, locale=locale
    )
    session.execute(
        statement.on_conflict_do_update(
            index_elements=[Channel.workspace_id, Channel.channel_id],
            set_={"is_private": is_private, "is_shared": is_shared},
        )
    )


def is_watched(session: Session, workspace_id: str, channel_id: str) -> bool:
    """Whether posts of this channel are read."""
    return watched_channel(session, workspace_id, channel_id) is not None


_IS_KNOWN = select(
    exists().where(Channel.workspace_id == bindparam("workspace_id"), Channel.channel_id == bindparam("channel_id"))
)


def is_known(session: Session, workspace_id: str, channel_id: str) -> bool:
    """Whether this channel is or was watched, or has a record, so that data about its messages may be stored."""
    return bool(session.scalar(_IS_KNOWN, {"workspace_id": workspace_id, "channel_id": channel_id}))


def watched_channel(session: Session, workspace_id: str, channel_id: str) -> Channel | None:
    """Return the channel if its posts are read; `None` means that the bot ignores what is posted there."""
    channel = session.get(Channel, (workspace_id, channel_id))
    return channel if channel is not None and channel.watched_at is not None else None


def channel_for_sharing(session: Session, workspace_id: str, asked_in: str) -> str | None:
    """Return where a case from the modal is posted: here if this channel is watched, else in the oldest public one.

    Private channels are not considered, because the person may not be in them. `None`: no such channel exists yet.
    """
    if is_watched(session, workspace_id, asked_in):
        return asked_in
    return session.scalar(
        select(Channel.channel_id)
        .where(Channel.workspace_id == workspace_id, Channel.watched_at.is_not(None), Channel.is_private.is_(False))
        .order_by(Channel.watched_at, Channel.channel_id)
        .limit(1)
    )


def has_private_channels(session: Session, workspace_id: str) -> bool:
    """Whether any known channel is private, so that a reader's memberships must be checked."""
    return (
        session.scalar(
            select(Channel.channel_id).where(Channel.workspace_id == workspace_id, Channel.is_private).limit(1)
        )
        is not None
    )


def set_privacy(
    session: Session, workspace_id: str, channel_id: str, *, is_private: bool, is_shared: bool | None = None
) -> None:
    """Record who reads a channel, which applies to its records at once. `is_shared` of `None` stays as it is."""
    known = {"is_private": is_private} if is_shared is None else {"is_private": is_private, "is_shared": is_shared}
    channel = (Channel.workspace_id == workspace_id, Channel.channel_id == channel_id)
    session.execute(update(Channel).where(*channel).values(known))
