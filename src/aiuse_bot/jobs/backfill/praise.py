from collections.abc import Sequence
from typing import Any, NamedTuple

from slack_sdk import WebClient

from aiuse_bot.db import Session
from aiuse_bot.domain.emoji import canonical_emoji
from aiuse_bot.domain.rules import rules_of
from aiuse_bot.slack_api.emoji import CustomEmoji


class Shown(NamedTuple):
    """Who reacted with which emoji: (user id, canonical name) → whether we listen to it; and whether it is complete."""

    holders: dict[tuple[str, str], bool]
    is_whole: bool


class Praise:
    """Reads reactions as the listener does: emoji names are canonical, and some of them praise a post or record it."""

    def __init__(self, client: WebClient) -> None:
        self._custom = CustomEmoji()
        self._client = client

    def shown(self, workspace_id: str, reactions: Sequence[dict[str, Any]]) -> Shown:
        """Return who reacted with what, from the `reactions` list of a Slack message."""
        with Session.begin() as session:
            heard = rules_of(session, workspace_id).meaningful_emoji
        holders: dict[tuple[str, str], bool] = {}
        for reaction in reactions:
            name = self._canonical(reaction["name"], heard)
            if name is not None:
                holders |= {(user_id, name): name in heard for user_id in reaction["users"]}
        return Shown(holders, is_whole=not is_cut(reactions))

    def _canonical(self, name: str, heard: frozenset[str]) -> str | None:
        plain = canonical_emoji(name)
        if plain is None or plain in heard:
            return plain
        return canonical_emoji(name, self._custom.aliases(self._client))


def is_cut(reactions: Sequence[dict[str, Any]]) -> bool:
    """Whether Slack left out some of those who reacted: `count` is exact, `users` may be shorter."""
    return any(reaction.get("count", 0) > len(reaction["users"]) for reaction in reactions)
