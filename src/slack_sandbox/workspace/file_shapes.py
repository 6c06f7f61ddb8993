"""The JSON of files in Slack's Web API and messages."""

from pathlib import PurePosixPath

from slack_sandbox.values import Json
from slack_sandbox.workspace.models import Channel, File
from slack_sandbox.workspace.workspace import Workspace

_PRETTY = {"png": "PNG", "jpg": "JPEG", "gif": "GIF", "pdf": "PDF", "text": "Plain Text", "csv": "CSV"}
_TYPES = {"jpeg": "jpg", "txt": "text", "md": "markdown", "py": "python"}
"""Slack's file types where they differ from the name's extension."""


def file_shape(workspace: Workspace, file: File, *, with_shares: bool = False) -> Json:
    """Return a file's JSON as in messages, or with `with_shares` as in `files.info`."""
    suffix = PurePosixPath(file.name).suffix.removeprefix(".").lower()
    filetype = _TYPES.get(suffix, suffix or "binary")
    base, team_id = workspace.base_url, workspace.state.team.id
    private = f"{base}/files-pri/{team_id}-{file.id}"
    shape: Json = {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title,
        "mimetype": file.mimetype,
        "filetype": filetype,
        "pretty_type": _PRETTY.get(filetype, filetype.capitalize()),
        "user": file.user,
        "user_team": team_id,
        "editable": False,
        "size": file.size,
        "mode": "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": any(_is_public(workspace, channel_id) for channel_id in file.shares),
        "public_url_shared": False,
        "display_as_bot": False,
        "username": "",
        "url_private": f"{private}/{file.name}",
        "url_private_download": f"{private}/download/{file.name}",
        "media_display_type": "unknown",
        "permalink": f"{base}/files/{file.user}/{file.id}/{file.name}",
        "has_rich_preview": False,
        "file_access": "visible",
    }
    if file.alt_text:
        shape["alt_txt"] = file.alt_text
    return shape | _shares(workspace, file) if with_shares else shape


def _is_public(workspace: Workspace, channel_id: str) -> bool:
    channel = workspace.channel(channel_id)
    return channel is not None and not channel.is_private


def _shares(workspace: Workspace, file: File) -> Json:
    found = [channel for channel in map(workspace.channel, file.shares) if channel is not None]
    public = [channel for channel in found if not channel.is_private]
    private = [channel for channel in found if channel.is_private]
    by_kind = {"public": public, "private": private}
    shares = {
        kind: {channel.id: [_share(workspace, file, ts, channel) for ts in file.shares[channel.id]] for channel in some}
        for kind, some in by_kind.items()
        if some
    }
    return {
        "shares": shares,
        "channels": [channel.id for channel in public],
        "groups": [channel.id for channel in private if not channel.is_im],
        "ims": [channel.id for channel in private if channel.is_im],
        "has_more_shares": False,
    }


def _share(workspace: Workspace, file: File, ts: str, channel: Channel) -> Json:
    return {
        "reply_users": [],
        "reply_users_count": 0,
        "reply_count": 0,
        "ts": ts,
        "channel_name": channel.name,
        "team_id": workspace.state.team.id,
        "share_user_id": file.user,
        "source": "UNKNOWN",
    }
