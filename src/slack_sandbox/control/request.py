"""One request to the control API, parsed with clear error messages."""

import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias

from slack_sandbox.errors import RefusedError, unknown
from slack_sandbox.hub import Hub
from slack_sandbox.values import Json, truthy
from slack_sandbox.workspace.models import Channel, Member, Message, View
from slack_sandbox.workspace.views import find_view
from slack_sandbox.workspace.workspace import Workspace


@dataclass(slots=True)
class Request:
    """The sandbox, and the values of the body and the query; wrong ones raise RefusedError."""

    hub: Hub
    values: Json

    @property
    def workspace(self) -> Workspace:
        """The workspace."""
        return self.hub.workspace

    def text(self, name: str) -> str | None:
        """Return a string, or None if absent."""
        value = self.values.get(name)
        if value is None or isinstance(value, str):
            return value
        if isinstance(value, int | float) and not isinstance(value, bool):
            return str(value)
        raise RefusedError("invalid_arguments", f"{name} must be a text.")

    def required(self, name: str) -> str:
        """Return a required string."""
        value = self.text(name)
        if value is None:
            raise RefusedError("invalid_arguments", f"{name} is missing.")
        return value

    def flag(self, name: str) -> bool:
        """Return whether a flag is set."""
        return truthy(self.values.get(name))

    def optional_flag(self, name: str) -> bool | None:
        """Return a flag, or None if absent."""
        return self.flag(name) if name in self.values else None

    def number(self, name: str, default: float) -> float:
        """Return a finite number."""
        value = self.text(name)
        try:
            number = default if value is None else float(value)
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            raise RefusedError("invalid_arguments", f"{name} must be a number.")
        return number

    def whole(self, name: str, default: int) -> int:
        """Return an integer."""
        return int(self.number(name, default))

    def structure(self, name: str) -> Json:
        """Return an object, empty if absent."""
        value = self.values.get(name)
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise RefusedError("invalid_arguments", f"{name} must be an object.")
        return value

    def actor(self, name: str = "as") -> Member:
        """Return the acting member, given by id or name."""
        wanted = self.required(name)
        member = self.workspace.member(wanted) or self.workspace.member_named(wanted)
        if member is None:
            raise unknown("user", wanted)
        if member.deleted:
            raise RefusedError("user_is_deactivated", f"{wanted} is deactivated and cannot act.")
        return member

    def channel(self, name: str = "channel") -> Channel:
        """Return a channel given by id, `#name` or name, or the direct message with a member given by id."""
        wanted = self.required(name)
        found = self.workspace.state.channels.get(wanted) or self.workspace.channel_named(wanted.removeprefix("#"))
        if found is None and self.workspace.member(wanted) is not None and "as" in self.values:
            return self.workspace.open_direct_message(self.actor().id, wanted)
        if found is None:
            raise unknown("channel", wanted)
        return found

    def visible_channel(self) -> Channel:
        """Return a channel that the acting member may see."""
        channel = self.channel()
        if not self.workspace.can_see(self.actor().id, channel):
            raise unknown("channel", self.required("channel"))
        return channel

    def message(self, channel: Channel) -> Message:
        """Return the message with `ts`, which may be an ephemeral one of the acting member."""
        ts = self.required("ts")
        user = self.actor().id
        mine = (m for m in channel.ephemerals if m.ts == ts and m.ephemeral_for == user)
        message = channel.messages.get(ts) or next(mine, None)
        if message is None:
            raise unknown("message", ts)
        return message

    def view(self) -> View:
        """Return an open modal or the Home tab of the acting member."""
        view = find_view(self.workspace, self.required("view_id"))
        if view is None or view.user != self.actor().id:
            raise unknown("view", self.values["view_id"])
        return view


Handler: TypeAlias = Callable[[Request], Awaitable[Json]]
TABLE: dict[tuple[str, str], Handler] = {}


def control(method: str, path: str) -> Callable[[Handler], Handler]:
    """Register a handler that returns the response's fields besides `ok: true`."""

    def enter(handler: Handler) -> Handler:
        TABLE[method, path] = handler
        return handler

    return enter
