"""Comparing the sandbox's JSON with recorded shapes of Slack's."""

import json
from pathlib import Path

from sandbox_client import Json

_SHAPES = Path(__file__).parent / "shapes"
_UNRECORDED = {
    # Keys that Slack documents or that slack_sdk reads, but that the recordings lack or blank out.
    "args", "blocks", "cache_ts", "context_enterprise_id", "context_team_id", "event_ts", "files", "hidden",
    "is_user_deleted", "locale", "metadata", "needed", "names", "num_members", "parent_conversation", "pin_count",
    "channel_actions_count", "channel_actions_ts", "provided", "response_metadata", "state", "user_id", "has_more",
    "permalink", "warning", "is_shared", "app_id", "team_id", "thread_ts", "is_enterprise_install", "username",
    "edited", "is_locked", "latest_reply", "reply_count", "reply_users", "reply_users_count", "subscribed",
    "status_emoji_display_info", "is_stranger", "fields", "auto_type", "client_msg_id", "deleted_by",
    "nonce", "at_hash", "page_url",
}  # fmt: skip


def shape(name: str) -> Json:
    found: Json = json.loads((_SHAPES / f"{name}.json").read_text())
    return found


def unknown_keys(value: object, recorded: object, path: str = "") -> list[str]:
    """Return the paths of keys that Slack never sent."""
    if isinstance(value, list):
        inner = recorded[0] if isinstance(recorded, list) and recorded else None
        return [key for item in value for key in unknown_keys(item, inner, path)]
    if not isinstance(value, dict) or not isinstance(recorded, dict) or not recorded:
        return []
    known = recorded.keys() | _UNRECORDED
    # Where Slack keys by channel, the ids themselves differ.
    found = [f"{path}/{key}" for key in value if key not in known and not key.startswith("C0")]
    # Blocks of one list differ by type; block_kit's own tests are about them.
    for key in (value.keys() & recorded.keys()) - {"blocks"}:
        found += unknown_keys(value[key], recorded[key], f"{path}/{key}")
    return found
