"""Shared by all ways of tipping: the note that is stored, and the private notice to the giver."""

import datetime as dt
from typing import Any

from aiuse_bot.blocks.parts import cut
from aiuse_bot.blocks.tips import (
    LONGEST_NOTE,
)
from aiuse_bot.db import OpenSession
from aiuse_bot.delivery.outbox import tell_later
from aiuse_bot.domain.text import storable
from aiuse_bot.redaction import redact


def kept_note(written: str) -> str | None:
    """Return the note to store with a tip, masked and cut to the form's limit; `None` if it is empty."""
    return cut(" ".join(redact(storable(written)).text.split()), LONGEST_NOTE) or None


def notify_giver(
    session: OpenSession, workspace_id: str, channel_id: str, user_id: str, key: str, payload: dict[str, Any]
) -> None:
    """Tell a giver what became of their tip, once per key."""
    now = dt.datetime.now(dt.UTC)
    tell_later(
        session,
        workspace_id=workspace_id,
        channel_id=channel_id,
        user_id=user_id,
        key=key,
        payload=payload,
        now=now,
    )
