from threading import Lock
from typing import NamedTuple

from cachetools import TTLCache
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

REMEMBERED_S = 300
"""How long a membership is believed: who left a private channel still reads its records for five minutes at most."""

REMEMBERED_PEOPLE = 10_000
PAGE = 999


class ChannelFacts(NamedTuple):
    """What decides whether the bot may read in a channel, and who may read what it recorded there."""

    is_member: bool
    is_private: bool


def channel_facts(client: WebClient, channel_id: str) -> ChannelFacts:
    """Ask about a channel. One that the bot cannot see is private and without it.

    A channel shared with another organisation counts as private: its members are not this workspace.
    """
    try:
        channel = client.conversations_info(channel=channel_id)["channel"]
    except SlackApiError as error:
        if error.response["error"] in {"channel_not_found", "missing_scope"}:
            return ChannelFacts(is_member=False, is_private=True)
        raise
    flags = ("is_private", "is_im", "is_mpim", "is_ext_shared", "is_pending_ext_shared")
    return ChannelFacts(bool(channel.get("is_member")), any(channel.get(flag) for flag in flags))


class PrivateChannels:
    """Which channels behind a lock a person shares with the bot, asked of Slack and believed for five minutes.

    Public channels may be among them: one that is shared with another organisation counts as locked (`channel_facts`),
    and Slack lists it as public.
    """

    def __init__(self) -> None:
        """Begin with nobody known."""
        self._known: TTLCache[str, frozenset[str]] = TTLCache(REMEMBERED_PEOPLE, REMEMBERED_S)
        self._changes = 0
        self._lock = Lock()

    def of(self, client: WebClient, user_id: str, workspace_id: str) -> frozenset[str]:
        """Return channel ids. Where Slack does not answer, none: what cannot be asked stays hidden."""
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
            # An answer that was under way while somebody moved may be from before the move.
            if changes == self._changes:
                self._known[user_id] = channels
        return channels

    def invalidate(self, user_id: str | None) -> None:
        """Ask again at the next need: this person joined or left a channel; `None` means everybody."""
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
