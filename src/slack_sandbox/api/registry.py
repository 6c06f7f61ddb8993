"""The table of methods: what each requires, and the function that implements it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from slack_sandbox.api.arguments import Arguments
from slack_sandbox.errors import SlackError
from slack_sandbox.hub import Hub
from slack_sandbox.values import Json
from slack_sandbox.workspace.models import App
from slack_sandbox.workspace.workspace import Workspace


@dataclass(slots=True)
class Call:
    """One call, after its token was checked."""

    hub: Hub
    arguments: Arguments
    method: str
    token: str | None

    @property
    def workspace(self) -> Workspace:
        """The workspace."""
        return self.hub.workspace

    @property
    def app(self) -> App:
        """The calling app."""
        return self.hub.workspace.app

    def need_scope(self, *scopes: str) -> None:
        """Raise SlackError unless one of the scopes was granted."""
        if not any(scope in self.app.bot_scopes for scope in scopes):
            provided = ",".join(self.app.bot_scopes)
            raise SlackError("missing_scope", needed=",".join(scopes), provided=provided)


Doer: TypeAlias = Callable[[Call], Json]


@dataclass(slots=True)
class Method:
    """One method: one of `scopes` must be granted; `takes` is the kind of token; `tier` is its rate limit."""

    do: Doer
    scopes: tuple[str, ...]
    takes: str
    tier: int | None


METHODS: dict[str, Method] = {}


def method(
    name: str,
    *scopes: str,
    takes: str = "bot",
    tier: int | None = None,
) -> Callable[[Doer], Doer]:
    """Register a function that returns the response's fields besides `ok: true`."""

    def enter(do: Doer) -> Doer:
        METHODS[name] = Method(do, scopes, takes, tier)
        return do

    return enter
