from threading import Lock
from typing import Any, NamedTuple

from cachetools import TTLCache
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from aiuse_bot.domain.privacy import Kind

REMEMBERED_S = 3600
REMEMBERED_MEMBERS = 50_000


class Member(NamedTuple):
    """What the bot needs to know about a person. `locale` and `timezone` are `None` if Slack does not say.

    Nothing is known of somebody whom Slack does not let us see.
    """

    user_id: str
    is_bot: bool = False
    is_admin: bool = False
    locale: str | None = None
    timezone: str | None = None
    kind: Kind = "unknown"


class Members:
    """The people of the workspace, looked up in Slack one by one and cached for an hour."""

    def __init__(self) -> None:
        """Start with an empty cache."""
        self._known: TTLCache[str, Member] = TTLCache(REMEMBERED_MEMBERS, REMEMBERED_S)
        self._lock = Lock()

    def of(self, client: WebClient, user_id: str, workspace_id: str) -> Member:
        """Return a member; only the id is set for somebody whom Slack does not let us see.

        Any other refusal is raised as `SlackApiError`.
        """
        known = self.known(user_id)
        if known is not None:
            return known
        member = _ask(client, user_id, workspace_id)
        with self._lock:
            self._known[user_id] = member
        return member

    def known(self, user_id: str) -> Member | None:
        """Return a member from the cache without asking Slack; `None` if not cached."""
        with self._lock:
            member: Member | None = self._known.get(user_id)
        return member

    def invalidate(self, user_id: str) -> None:
        """Ask again next time: the member changed."""
        with self._lock:
            self._known.pop(user_id, None)


def _ask(client: WebClient, user_id: str, workspace_id: str) -> Member:
    try:
        user = client.users_info(user=user_id, include_locale=True)["user"]
    except SlackApiError as error:
        if error.response["error"] in {"user_not_found", "user_not_visible"}:
            return Member(user_id)
        raise
    return Member(
        user_id,
        is_bot=bool(user.get("is_bot")) or user_id == "USLACKBOT",
        is_admin=bool(user.get("is_admin") or user.get("is_owner")),
        locale=user.get("locale"),
        timezone=user.get("tz"),
        kind=_kind(user, workspace_id),
    )


def _kind(user: dict[str, Any], workspace_id: str) -> Kind:
    """Return what a person is to this workspace. Slack does not flag everybody of another organisation as a stranger.

    Within an organisation (Grid), the installation may be that of the organisation, and people have several teams.
    """
    at_home = user.get("enterprise_user") or {}
    homes = {user.get("team_id"), at_home.get("enterprise_id"), *at_home.get("teams", [])} - {None}
    if user.get("is_stranger") or (homes and workspace_id not in homes):
        return "stranger"
    return "guest" if user.get("is_restricted") or user.get("is_ultra_restricted") else "member"
