"""A message enters the library or leaves it, and its thread and the roundups in Slack follow."""

import datetime as dt

from aiuse_bot.db import OpenSession
from aiuse_bot.domain.capture import RecordFields, record_use_case
from aiuse_bot.domain.message import MessageKey
from aiuse_bot.domain.models import UseCase
from aiuse_bot.domain.praise import settle_all_points
from aiuse_bot.domain.reuse import follow_all_emoji
from aiuse_bot.domain.rules import rules_of
from aiuse_bot.domain.tools import known_as
from aiuse_bot.listeners.card import announce, remove_card
from aiuse_bot.listeners.post import ReadPost
from aiuse_bot.listeners.roundup import redraw_roundups
from aiuse_bot.listeners.tips import give_waiting_tips
from aiuse_bot.settings import Settings


def save_post(
    session: OpenSession, key: MessageKey, post: ReadPost, settings: Settings, at: dt.datetime
) -> UseCase | None:
    """Make a message a record and announce it in its thread. `None`: it is one already, or its author declined."""
    fields = with_canonical_tools(session, key.workspace_id, post.fields())
    use_case = record_use_case(session, key, post.posted, fields, text=post.text, at=at)
    if use_case is not None:
        if settings.uses_model:
            use_case.model_due_at = at
        thank_for_sharing(session, use_case)
        announce(session, use_case, settings)
    return use_case


def thank_for_sharing(session: OpenSession, use_case: UseCase) -> None:
    """Award the points for a new record, and for the praise and reuse that came before it."""
    rules = rules_of(session, use_case.workspace_id)
    use_case.points_for_sharing = rules.points_for_sharing
    follow_all_emoji(session, use_case, points=rules.points_for_reuse, at=dt.datetime.now(dt.UTC))
    settle_all_points(session, use_case)
    give_waiting_tips(session, use_case)


def with_canonical_tools(session: OpenSession, workspace_id: str, fields: RecordFields) -> RecordFields:
    """Return a record's fields with its tools under the names that this workspace uses."""
    return fields._replace(tools=known_as(session, workspace_id, fields.tools))


def take_back(session: OpenSession, use_case: UseCase) -> None:
    """Remove what Slack still shows of a withdrawn record."""
    remove_card(session, use_case)
    redraw_roundups(session, use_case)
