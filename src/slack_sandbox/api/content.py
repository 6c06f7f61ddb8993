"""The content of an app's message: text, blocks, attachments and metadata, validated and as Slack stores them."""

import json
from dataclasses import dataclass, field
from typing import Any

from slack_sandbox.api.arguments import Arguments
from slack_sandbox.block_kit import Surface, block_problems, normal_blocks
from slack_sandbox.errors import SlackError
from slack_sandbox.mrkdwn.stored import Parsing, store_sent
from slack_sandbox.values import Json
from slack_sandbox.workspace.models import App, File, Message
from slack_sandbox.workspace.workspace import Workspace

_TEXT = 40_000
_MARKDOWN_TEXT = 12_000
_ATTACHMENTS = 100
_METADATA_BYTES = 16_000


@dataclass(slots=True)
class Content:
    """A message's content."""

    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    metadata: Json | None = None

    def message(self, app: App, thread_ts: str | None = None) -> Message:
        """Return a message of the bot with this content."""
        message = own_message(app, self.text, thread_ts=thread_ts)
        message.blocks, message.attachments = self.blocks, self.attachments
        message.metadata = self.metadata or None
        return message


def own_message(app: App, text: str, *, thread_ts: str | None = None) -> Message:
    """Return a message of the bot; it gets its timestamp when posted."""
    return Message("", app.bot_user_id, text, bot_id=app.bot_id, app_id=app.id, thread_ts=thread_ts)


def read_content(workspace: Workspace, arguments: Arguments) -> Content:
    """Parse and validate a message's arguments; SlackError for what Slack refuses."""
    content = Content(
        text=_read_text(workspace, arguments),
        blocks=read_blocks(workspace, arguments.structure("blocks")),
        attachments=_read_attachments(workspace, arguments.structure("attachments")),
        metadata=_read_metadata(arguments.structure("metadata")),
    )
    if not (content.text or content.blocks or content.attachments):
        raise SlackError("no_text")
    return content


def _read_text(workspace: Workspace, arguments: Arguments) -> str:
    markdown = arguments.text("markdown_text")
    if markdown is not None:
        if arguments.text("text") or arguments.structure("blocks"):
            raise SlackError("markdown_text_conflict")
        if len(markdown) > _MARKDOWN_TEXT:
            raise SlackError("msg_too_long")
        return markdown
    text = arguments.text("text") or ""
    if not text.strip():
        return ""
    if len(text) > _TEXT:
        # Slack truncates longer ones; a truncated message is a bug in the app, so the sandbox refuses it.
        raise SlackError("msg_too_long")
    return store_sent(workspace, text, _parsing(arguments))


def _parsing(arguments: Arguments) -> Parsing:
    parse = arguments.text("parse")
    if parse == "full" or arguments.flag("link_names"):
        return Parsing.NAMES
    return Parsing.NOTHING if parse == "none" else Parsing.LINKS


def read_blocks(workspace: Workspace, blocks: Any) -> list[Json]:  # noqa: ANN401 - any JSON may come
    """Validate a message's blocks and return them as Slack stores them."""
    if not blocks:
        return []
    if problems := block_problems(blocks, Surface.MESSAGE):
        raise SlackError.with_messages("invalid_blocks", problems)
    found = (_file_problem(workspace, block, place) for place, block in enumerate(blocks))
    if missing := [problem for problem in found if problem is not None]:
        raise SlackError.with_messages("invalid_blocks", missing)
    return normal_blocks(workspace, blocks)


def _file_problem(workspace: Workspace, block: Json, place: int) -> str | None:
    """Return what is wrong with an image block whose file does not exist, or None."""
    named = block.get("slack_file") if block["type"] == "image" else None
    if not named:
        return None
    found = (file.is_complete and _names(named, file) for file in workspace.state.files.values())
    return None if any(found) else f"[ERROR] invalid slack file [json-pointer:/blocks/{place}/slack_file]"


def _names(named: Json, file: File) -> bool:
    return named.get("id") == file.id or f"{file.id}/" in str(named.get("url", ""))


def _read_attachments(workspace: Workspace, attachments: Any) -> list[Json]:  # noqa: ANN401 - any JSON may come
    if not attachments:
        return []
    if not isinstance(attachments, list) or not all(isinstance(item, dict) for item in attachments):
        raise SlackError("invalid_attachments")
    if len(attachments) > _ATTACHMENTS:
        raise SlackError("too_many_attachments")
    return [
        {"id": number, "fallback": "[no preview available]"}
        | item
        | ({"blocks": read_blocks(workspace, item["blocks"])} if item.get("blocks") else {})
        for number, item in enumerate(attachments, 1)
    ]


def _read_metadata(metadata: Any) -> Json | None:  # noqa: ANN401 - any JSON may come
    if metadata is None:
        return None
    if not isinstance(metadata, dict) or not metadata.keys() <= {"event_type", "event_payload", "entities"}:
        raise SlackError("invalid_metadata_format")
    if not metadata:
        return {}
    payload = metadata.get("event_payload")
    if not isinstance(metadata.get("event_type"), str) or not isinstance(payload, dict):
        raise SlackError("invalid_metadata_format")
    if len(json.dumps(metadata)) > _METADATA_BYTES:
        raise SlackError("metadata_too_large")
    return metadata
