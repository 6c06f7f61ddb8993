"""Uploaded files, from announcing the upload to sharing them in a message."""

import mimetypes
from typing import Protocol

from slack_sandbox.workspace.changes import FileDeleted, FileShared
from slack_sandbox.workspace.messages import delete_message, post_message
from slack_sandbox.workspace.models import Channel, File, Message
from slack_sandbox.workspace.workspace import Workspace


class Contents(Protocol):
    """Stores the contents of files."""

    def write(self, file_id: str, content: bytes) -> None:
        """Store a file's contents."""

    def remove(self, file_id: str) -> None:
        """Delete a file's contents."""


def announce_upload(workspace: Workspace, name: str, size: int, *, user: str, alt_text: str = "") -> File:
    """Create the entry of a file of `size` bytes that is about to be uploaded."""
    mimetype = mimetypes.guess_type(name)[0] or "application/octet-stream"
    now = int(workspace.clock.now())
    file = File(workspace.new_id("F"), name, name, size, user, now, mimetype, alt_text)
    workspace.state.files[file.id] = file
    workspace.changed = True
    return file


def complete_upload(workspace: Workspace, file: File, title: str | None) -> None:
    """Make a file visible once its upload is complete."""
    file.is_complete = True
    file.title = title or file.name
    workspace.changed = True


def share_files(
    workspace: Workspace, channel: Channel, files: list[File], message: Message, *, at: float | None = None
) -> Message:
    """Post a message with files."""
    message.files = [file.id for file in files]
    message.subtype = message.subtype or "file_share"
    post_message(workspace, channel, message, at=at)
    for file in files:
        file.shares.setdefault(channel.id, []).append(message.ts)
        workspace.announce(FileShared(channel, file, message.user, workspace.now_ts()))
    return message


def delete_file(workspace: Workspace, file: File, contents: Contents) -> None:
    """Delete a file everywhere, including messages that contain nothing else."""
    del workspace.state.files[file.id]
    contents.remove(file.id)
    for channel_id, timestamps in file.shares.items():
        channel = workspace.channel(channel_id)
        found = (channel.messages.get(ts) for ts in timestamps) if channel else iter(())
        for message in [message for message in found if message and file.id in message.files]:
            message.files.remove(file.id)
            if channel and not (message.files or message.text):
                delete_message(workspace, channel, message)
    workspace.announce(FileDeleted(file, workspace.now_ts()))
