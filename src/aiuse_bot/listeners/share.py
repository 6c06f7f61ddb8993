"""The modal in which somebody writes a record down without posting first."""

import datetime as dt
from typing import Any

from slack_bolt import Ack

from aiuse_bot.blocks.share import CALLBACK_ID, ISSUE, RESULT, TITLE, TOOLS, no_channel_yet, share_modal
from aiuse_bot.db import Session
from aiuse_bot.domain.capture import RecordFields, record_shared
from aiuse_bot.domain.extraction import Post, read_draft, read_language
from aiuse_bot.domain.text import storable
from aiuse_bot.domain.watch import channel_for_sharing
from aiuse_bot.listeners.card import post_card
from aiuse_bot.listeners.command import Command, Message


def share_asked(command: Command) -> Message | None:
    """`/usecase` and `/usecase share`: open the modal; without a watched channel say what is missing."""
    with Session.begin() as session:
        channel_id = channel_for_sharing(session, command.workspace_id, command.channel_id)
    if channel_id is None:
        return no_channel_yet(command.language)
    command.client.views_open(trigger_id=command.trigger_id, view=share_modal(channel_id, command.language))
    return None


def share_submitted(ack: Ack, view: dict[str, Any], body: dict[str, Any], workspace_id: str) -> None:
    """The record is saved before the modal closes, and the bot posts it for all. A second submission saves nothing."""
    with Session.begin() as session:
        use_case = record_shared(
            session,
            workspace_id,
            view["private_metadata"],
            f"{CALLBACK_ID}:{view['id']}",
            _fields(view["state"]["values"]),
            author_id=body["user"]["id"],
            now=dt.datetime.now(dt.UTC),
        )
        if use_case is not None:
            post_card(session, use_case)
    ack()


def _fields(values: dict[str, dict[str, dict[str, Any]]]) -> RecordFields:
    written = {block_id: _written(block) for block_id, block in values.items()}
    return RecordFields(
        title=" ".join(written[TITLE].split()),
        issue=written[ISSUE] or None,
        result=written[RESULT] or None,
        tools=_tools(written[TOOLS]),
        language=read_language(" ".join(written.values())),
    )


def _tools(names: str) -> tuple[str, ...]:
    """Read the names as they are read under a tools label of a post, so that both ways give the same tools."""
    return read_draft(Post("", f"Tools: {' , '.join(names.splitlines())}")).tools


def _written(block: dict[str, dict[str, Any]]) -> str:
    (element,) = block.values()
    return storable(element.get("value") or "").strip()
