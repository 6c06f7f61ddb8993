"""What reading a text needs to know of a workspace: who and what goes by which name."""

from typing import Protocol


class Named(Protocol):
    """A member, channel or user group; tokens carry its id, and those of channels its name too."""

    id: str
    name: str


class Names(Protocol):
    """Looks things up by id and by the name that people type after `@` or `#`; None where there is none."""

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
