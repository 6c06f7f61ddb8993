"""The JSON of members, channels and messages for the page and the tests (docs/sandbox.md)."""

import bisect

from slack_sandbox.values import Json
from slack_sandbox.workspace.members import initials
from slack_sandbox.workspace.models import Channel, Member, Message
from slack_sandbox.workspace.pins import bookmark_shape
from slack_sandbox.workspace.shapes import message_shape
from slack_sandbox.workspace.workspace import Workspace

_WRITTEN_SUBTYPES = {None, "bot_message", "file_share", "me_message", "thread_broadcast"}
"""Subtypes of messages somebody wrote; the others are notices (a person joined) that do not count as unread."""


def page_member(_workspace: Workspace, member: Member) -> Json:
    """Return the page's JSON for a member."""
    return {
        "id": member.id,
        "name": member.name,
        "real_name": member.real_name,
        "display_name": member.display_name,
        "initials": initials(member),
        "color": f"#{member.color}",
        "tz": member.tz,
        "locale": member.locale,
        "is_admin": member.is_admin,
        "is_bot": member.is_bot,
        "is_app_user": member.is_app_user,
        "is_guest": member.is_guest,
        "is_stranger": member.is_stranger,
        "deleted": member.deleted,
    }


def page_channel(workspace: Workspace, channel: Channel, user: str) -> Json:
    """Return the page's JSON for a channel as `user` sees it, with their unread count."""
    shape: Json = {
        "id": channel.id,
        "name": channel.name,
        "is_private": channel.is_private,
        "is_im": channel.is_im,
        "is_mpim": channel.is_mpim,
        "is_archived": channel.is_archived,
        "is_member": user in channel.members,
        "topic": channel.topic,
        "num_members": len(channel.members),
        "unread": _unread(channel, user),
        "latest": channel.timeline[-1] if channel.timeline else None,
    }
    shape["bookmarks"] = [bookmark_shape(workspace, channel, item) for item in channel.bookmarks.values()]
    if channel.is_mpim:
        shape["name"] = ", ".join(_shown_name(workspace, member) for member in channel.members if member != user)
    if channel.is_im:
        other = next((member for member in channel.members if member != user), user)
        found = workspace.member(other)
        shape |= {"user": other, "name": found.name if found else other}
    return shape


def _shown_name(workspace: Workspace, user_id: str) -> str:
    member = workspace.member(user_id)
    return (member.display_name or member.real_name) if member else user_id


def _unread(channel: Channel, user: str) -> int:
    if user not in channel.members:
        return 0
    first = bisect.bisect_right(channel.timeline, channel.last_read.get(user, ""))
    later = [channel.messages[ts] for ts in channel.timeline[first:]]
    return sum(message.user != user and message.subtype in _WRITTEN_SUBTYPES for message in later)


def page_message(workspace: Workspace, channel: Channel, message: Message) -> Json:
    """Return the page's JSON for a message, including its author."""
    shape = message_shape(workspace, channel, message)
    for file in shape.get("files", []):
        file["page_url"] = f"/sandbox/file?id={file['id']}" if "id" in file else None
    shape["is_ephemeral"] = message.ephemeral_for is not None
    author = workspace.member(message.user)
    if author is None:
        name = message.extra.get("username", "")
        shape["author"] = {"id": "", "name": name, "initials": name[:1], "color": "#6b6b6b", "is_bot": True}
    else:
        shape["author"] = {
            "id": author.id,
            "name": author.display_name or author.real_name,
            "initials": initials(author),
            "color": f"#{author.color}",
            "is_bot": author.is_bot,
        }
        if author.app_id:
            shape["author"]["app_id"] = author.app_id
    return shape
