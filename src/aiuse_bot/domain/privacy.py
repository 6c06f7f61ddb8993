"""Who may read a record, decided when it is read: the one rule for search, lists, counts and roundups."""

from typing import Literal, NamedTuple

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlalchemy.orm import aliased

from aiuse_bot.domain.models import Channel, UseCase

Kind = Literal["member", "guest", "stranger", "unknown"]
"""What a person is to the workspace: a full member; an account restricted to some channels; somebody of another
organisation, met in a channel shared with it; somebody about whom Slack says nothing."""


class Audience(NamedTuple):
    """Who reads something: what was said in which places all of them may read.

    `reads_public`: what was said in public channels, and what was imported. `channels` are further channels.
    """

    reads_public: bool
    channels: frozenset[str] = frozenset()


Readable = ColumnElement[bool]
"""A condition on `UseCase`: whether somebody may read it."""

EVERY_MEMBER = Audience(reads_public=True)
"""All full members together, wherever they are."""

NOBODY = Audience(reads_public=False)


def audience(kind: Kind, channels: frozenset[str], here: str | None = None) -> Audience:
    """Return one person as an audience. `channels` are those they are in, `here` is one in which they just acted.

    A stranger reads only what was said in the channel in which they are met.
    """
    places = channels | ({here} if here else frozenset())
    match kind:
        case "member":
            return Audience(reads_public=True, channels=places)
        case "guest":
            return Audience(reads_public=False, channels=places)
        case "stranger":
            return Audience(reads_public=False, channels=frozenset({here}) if here else frozenset())
        case "unknown":
            return NOBODY


def readable(workspace_id: str, audience: Audience) -> Readable:
    """Return the condition on `UseCase` under which this audience may read it.

    Records from an unknown channel are hidden, and nobody may read a withdrawn record. A merged record is read as part
    of the one it was merged into.
    """
    comes_from = and_(Channel.workspace_id == UseCase.workspace_id, Channel.channel_id == UseCase.channel_id)
    is_theirs = Channel.channel_id.in_(audience.channels)
    is_open = or_(Channel.is_private.is_(False), is_theirs) if audience.reads_public else is_theirs
    is_from_open = exists().where(comes_from, is_open)
    return and_(
        UseCase.workspace_id == workspace_id,
        UseCase.withdrawn_at.is_(None),
        UseCase.merged_into_id.is_(None),
        or_(UseCase.channel_id.is_(None), is_from_open) if audience.reads_public else is_from_open,
    )


def readable_by_all_in(workspace_id: str, channel_id: str) -> Readable:
    """Return the condition on `UseCase` under which everybody who reads this channel may read it.

    In a channel that is shared with another organisation that is only what was posted there.

    Imported records are left out: they were posted in no channel, and a roundup covers only what was posted.
    """
    own = readable(workspace_id, Audience(reads_public=False, channels=frozenset({channel_id})))
    here = aliased(Channel)
    is_shared = exists().where(here.workspace_id == workspace_id, here.channel_id == channel_id, here.is_shared)
    public = and_(readable(workspace_id, EVERY_MEMBER), UseCase.channel_id.is_not(None))
    return or_(own, and_(public, ~is_shared))
