"""Who may read a record, decided when it is read: the one rule for search, lists, counts and roundups."""

from sqlalchemy import ColumnElement, and_, exists, or_

from aiuse_bot.domain.models import Channel, UseCase


def readable(workspace_id: str, own_private_channels: frozenset[str]) -> ColumnElement[bool]:
    """Return the condition on `UseCase` under which a person of this workspace may read it.

    `own_private_channels` are the private channels this person is in now. Everybody may read records from public
    channels and imported ones, which come from no channel. Records from an unknown channel are hidden, and nobody may
    read a withdrawn record. A merged record is read as part of the one it was merged into.
    """
    comes_from = and_(Channel.workspace_id == UseCase.workspace_id, Channel.channel_id == UseCase.channel_id)
    is_open = or_(Channel.is_private.is_(False), Channel.channel_id.in_(own_private_channels))
    return and_(
        UseCase.workspace_id == workspace_id,
        UseCase.withdrawn_at.is_(None),
        UseCase.merged_into_id.is_(None),
        or_(UseCase.channel_id.is_(None), exists().where(comes_from, is_open)),
    )


def readable_by_all_in(workspace_id: str, channel_id: str) -> ColumnElement[bool]:
    """Return the condition on `UseCase` under which everybody who reads this channel may read it.

    Imported records are left out: they were posted in no channel, and a roundup covers only what was posted.
    """
    return and_(readable(workspace_id, frozenset({channel_id})), UseCase.channel_id.is_not(None))
