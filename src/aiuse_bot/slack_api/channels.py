from threading import Lock
from typing import NamedTuple

from cachetools import TTLCache
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

REMEMBERED_S = 300
"""How long memberships are cached: someone who left a private channel can read its records for 5 minutes at most."""

REMEMBERED_PEOPLE = 10_000
PAGE = 999


class ChannelFacts(NamedTuple):
    """What decides whether the bot may read in a channel, and who may read what it recorded there."""

    is_member: bool
    is_private: bool
    is_shared: bool = False


def channel_facts(client: WebClient, channel_id: str) -> ChannelFacts:
    """Ask Slack about a channel. One that the bot cannot see counts as private, with the bot not a member.

    A channel shared with another organisation counts as private: its members go beyond this workspace.
    """
    try:
        channel = client.conversations_info(channel=channel_id)["channel"]
    except SlackApiError as error:
        if error.response["error"] in {"channel_not_found", "missing_scope"}:
            return ChannelFacts(is_member=False, is_private=True)
        raise
    is_shared = bool(channel.get("is_ext_shared") or channel.get("is_pending_ext_shared"))
    is_private = is_shared or any(channel.get(flag) for flag in ("is_private", "is_im", "is_mpim"))
    return ChannelFacts(bool(channel.get("is_member")), is_private, is_shared)


class PrivateChannels:
    """Which private channels a person shares with the bot, asked of Slack and cached for five minutes.

    Public channels may be among them: one shared with another organisation counts as private (`channel_facts`),
    but Slack lists it as public.
    """

    def __init__(self) -> None:
        """Start with an empty cache."""
        self._known: TTLCache[str, frozenset[str]] = TTLCache(REMEMBERED_PEOPLE, REMEMBERED_S)
        self._changes = 0
        self._lock = Lock()

    def of(self, client: WebClient, user_id: str, workspace_id: str) -> frozenset[str]:
        """Return channel ids; none if Slack does not answer, so that what cannot be checked stays hidden."""
        with self._lock:
            known: frozenset[str] | None = self._known.get(user_id)
            changes = self._changes
        if known is not None:
            return known
        try:
            channels = frozenset(_ask(client, user_id, workspace_id))
        except (SlackClientError, OSError):
            return frozenset()
        with self._lock:
            # A response in flight while somebody joined or left may be outdated.
            if changes == self._changes:
                self._known[user_id] = channels
        return channels

    def invalidate(self, user_id: str | None) -> None:
        """Ask again next time, because this person joined or left a channel; `None` means everybody."""
        with self._lock:
            self._changes += 1
            if user_id is None:
                self._known.clear()
            else:
                self._known.pop(user_id, None)


def _ask(client: WebClient, user_id: str, workspace_id: str) -> list[str]:
    pages = client.users_conversations(
        user=user_id, types="public_channel,private_channel", exclude_archived=False, limit=PAGE, team_id=workspace_id
    )
    return [channel["id"] for page in pages for channel in page["channels"]]
