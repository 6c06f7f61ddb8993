from collections.abc import Sequence
from typing import Any, NamedTuple

from slack_sdk import WebClient

from aiuse_bot.domain.emoji import canonical_emoji, canonical_names
from aiuse_bot.settings import Settings
from aiuse_bot.slack_api.emoji import CustomEmoji


class Shown(NamedTuple):
    """Who holds which emoji: (person, canonical name) → whether we listen to it; and whether everybody is named."""

    holders: dict[tuple[str, str], bool]
    is_whole: bool


class Praise:
    """Reads reactions as the listener does: an emoji has one name, and some of them praise a post or record it."""

    def __init__(self, settings: Settings, client: WebClient) -> None:
        self._heard = canonical_names(settings.praise_emoji | settings.record_emoji)
        self._custom = CustomEmoji()
        self._client = client

    def shown(self, reactions: Sequence[dict[str, Any]]) -> Shown:
        """Return who holds what, as Slack's list of a message says it."""
        holders: dict[tuple[str, str], bool] = {}
        for reaction in reactions:
            name = self._canonical(reaction["name"])
            if name is not None:
                holders |= {(user_id, name): name in self._heard for user_id in reaction["users"]}
        return Shown(holders, is_whole=not is_cut(reactions))

    def _canonical(self, name: str) -> str | None:
        plain = canonical_emoji(name)
        if plain is None or plain in self._heard:
            return plain
        return canonical_emoji(name, self._custom.aliases(self._client))


def is_cut(reactions: Sequence[dict[str, Any]]) -> bool:
    """Whether Slack left out some of those who reacted: `count` is right, `users` may be shorter."""
    return any(reaction.get("count", 0) > len(reaction["users"]) for reaction in reactions)
