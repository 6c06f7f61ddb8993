"""The lookups that parsing a text needs from a workspace."""

from typing import Protocol


class Named(Protocol):
    """A member, channel or user group; tokens contain its id, and for channels also its name."""

    id: str
    name: str


class Names(Protocol):
    """Looks things up by id or by the name typed after `@` or `#`; None if there is none."""

    def member(self, user_id: str, /) -> Named | None:
        """Look a member up by id."""

    def member_named(self, name: str, /) -> Named | None:
        """Look a member up by name."""

    def channel(self, channel_id: str, /) -> Named | None:
        """Look a channel up by id."""

    def channel_named(self, name: str, /) -> Named | None:
        """Look a channel up by name."""

    def usergroup_named(self, handle: str, /) -> Named | None:
        """Look a user group up by its handle."""
