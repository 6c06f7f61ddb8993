"""The traffic in both directions, kept for tests and the page's wire drawer."""

from collections import deque
from dataclasses import asdict, dataclass
from itertools import count
from typing import Generic, TypeVar

from slack_sandbox.delivery.parcel import Kind
from slack_sandbox.values import Json

_KEPT = 20_000


@dataclass(slots=True)
class LoggedCall:
    """One call of the Web API."""

    n: int
    at: float
    method: str
    token_kind: str | None
    arguments: Json
    response: Json | None
    status: int | None
    direction: str = "in"


@dataclass(slots=True)
class LoggedDelivery:
    """One attempt to deliver something to the app."""

    n: int
    at: float
    kind: Kind
    type: str
    via: str
    attempt: int
    status: int | None
    acknowledged: bool
    payload: Json
    response: Json | str | None
    error: str | None


_Entry = TypeVar("_Entry", LoggedCall, LoggedDelivery)


class Log(Generic[_Entry]):
    """The latest 20,000 entries."""

    def __init__(self) -> None:
        self._entries: deque[_Entry] = deque(maxlen=_KEPT)
        self._numbers = count(1)

    def next_number(self) -> int:
        """Return the number for the next entry."""
        return next(self._numbers)

    def add(self, entry: _Entry) -> None:
        """Append an entry."""
        self._entries.append(entry)

    def since(self, number: int) -> list[Json]:
        """Return the entries after this number, oldest first."""
        return sorted((asdict(entry) for entry in self._entries if entry.n > number), key=lambda entry: entry["n"])
