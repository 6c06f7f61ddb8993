"""`files.*`: Slack's current upload in three steps, and reading and deleting files."""

import secrets

from slack_sandbox.api.content import own_message, read_blocks
from slack_sandbox.api.lookup import find_channel, thread_of
from slack_sandbox.api.registry import Call, method
from slack_sandbox.errors import SlackError
from slack_sandbox.mrkdwn.stored import store_sent
from slack_sandbox.values import Json
from slack_sandbox.workspace.file_shapes import file_shape
from slack_sandbox.workspace.files import announce_upload, complete_upload, delete_file, share_files
from slack_sandbox.workspace.models import Channel, File

_LARGEST = 1_000_000_000
"""Bytes: Slack accepts files of up to 1 GB."""
_ALT_TEXT = 1000


@method("files.getUploadURLExternal", "files:write", tier=4)
def upload_url(call: Call) -> Json:
    """Announce a file and its size in bytes; return the upload URL."""
    name = call.arguments.required("filename")
    size = call.arguments.number("length", 0, most=_LARGEST + 1)
    if size > _LARGEST:
        raise SlackError("file_upload_size_restricted")
    if size == 0:
        raise SlackError.with_messages("invalid_arguments", ["[ERROR] missing required field: length"])
    alt_text = call.arguments.text("alt_txt") or ""
    if len(alt_text) > _ALT_TEXT:
        raise SlackError("alt_txt_too_large")
    file = announce_upload(call.workspace, name, size, user=call.app.bot_user_id, alt_text=alt_text)
    secret = secrets.token_urlsafe(24)
    call.hub.uploads[secret] = file.id
    return {"upload_url": f"{call.workspace.base_url}/upload/v1/{secret}", "file_id": file.id}


@method("files.completeUploadExternal", "files:write", tier=4)
def complete(call: Call) -> Json:
    """Complete the upload of files, and share them if a channel is given."""
    wanted = call.arguments.structure("files")
    if not isinstance(wanted, list) or not wanted or not all(isinstance(item, dict) for item in wanted):
        raise SlackError.with_messages("invalid_arguments", ["[ERROR] missing required field: files"])
    files = [_uploaded(call, item.get("id")) for item in wanted]
    channels = [_shared_in(call, name) for name in _channel_ids(call)]
    for file, item in zip(files, wanted, strict=True):
        complete_upload(call.workspace, file, item.get("title"))
    for channel in channels:
        _share(call, channel, files)
    return {"files": [file_shape(call.workspace, file, with_shares=True) for file in files]}


def _uploaded(call: Call, file_id: object) -> File:
    file = call.workspace.state.files.get(str(file_id))
    if file is None or file.user != call.app.bot_user_id:
        raise SlackError("file_not_found")
    if call.hub.file_store.read(file.id) is None:
        raise SlackError("file_update_failed")
    return file


def _channel_ids(call: Call) -> list[str]:
    one = call.arguments.text("channel_id")
    return [one] if one else call.arguments.names("channels")


def _shared_in(call: Call, channel_id: str) -> Channel:
    channel = find_channel(call, channel_id)
    if call.app.bot_user_id not in channel.members:
        raise SlackError("not_in_channel")
    if channel.is_archived:
        raise SlackError("is_archived")
    return channel


def _share(call: Call, channel: Channel, files: list[File]) -> None:
    comment = store_sent(call.workspace, call.arguments.text("initial_comment") or "")
    message = own_message(call.app, comment, thread_ts=thread_of(channel, call.arguments.text("thread_ts")))
    message.blocks = read_blocks(call.workspace, call.arguments.structure("blocks"))
    share_files(call.workspace, channel, files, message)


@method("files.info", "files:read", tier=4)
def info(call: Call) -> Json:
    """Return a file that the bot may see."""
    file = _visible(call)
    shape = file_shape(call.workspace, file, with_shares=True)
    return {"file": shape, "comments": [], "response_metadata": {"next_cursor": ""}}


@method("files.delete", "files:write", tier=3)
def delete(call: Call) -> Json:
    """Delete one of the bot's own files."""
    file = _visible(call)
    if file.user != call.app.bot_user_id:
        raise SlackError("cant_delete_file")
    delete_file(call.workspace, file, call.hub.file_store)
    return {}


def _visible(call: Call) -> File:
    file = call.workspace.state.files.get(call.arguments.required("file"))
    bot = call.app.bot_user_id
    if file is None or not file.is_complete or not (file.user == bot or call.workspace.can_see_file(bot, file)):
        raise SlackError("file_not_found")
    return file
