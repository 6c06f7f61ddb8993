"""Injected faults, for one Web API method or for deliveries to the app."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass

from slack_sandbox.errors import RefusedError

DELIVERY = "delivery"
METHOD_KINDS = frozenset(
    {
        "ratelimited",
        "status",
        "error",
        "hang_after_storing",
        "close_after_storing",
        "hang",
        "close",
        "error_after_storing",
        "slow",
    }
)
DELIVERY_KINDS = frozenset({"drop", "duplicate", "delay"})


@dataclass(slots=True, kw_only=True)
class Fault:
    """What goes wrong for the next `times` calls of `method`, or for as many deliveries."""

    id: str
    method: str
    kind: str
    times: int = 1
    status: int = 503
    retry_after: int = 1
    seconds: float | None = None
    error: str = "internal_error"
    channel: str | None = None
    event_type: str | None = None


class Faults:
    """The faults that have calls left to affect."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self._made = 0
        self._cleared = asyncio.Event()

    def next_id(self) -> str:
        """Return a new fault's id."""
        self._made += 1
        return f"F{self._made}"

    def add(self, fault: Fault) -> None:
        """Add a fault; RefusedError if its kind does not fit its method."""
        known = DELIVERY_KINDS if fault.method == DELIVERY else METHOD_KINDS
        if fault.kind not in known:
            raise RefusedError("invalid_kind", f"A fault of {fault.method} is one of {', '.join(sorted(known))}.")
        self._waiting.append(fault)

    def clear(self) -> None:
        """Remove all faults and release the responses that are held back."""
        self._waiting.clear()
        self._cleared.set()
        self._cleared = asyncio.Event()

    async def hold_back(self, seconds: float) -> None:
        """Return after `seconds`, or as soon as the faults are cleared."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._cleared.wait(), seconds)

    def take(self, method: str, *, channel: object = None, event_type: str | None = None) -> Fault | None:
        """Return the oldest fault that matches this call, or None, and count one use."""
        for fault in self._waiting:
            wanted = fault.channel in (None, channel) and fault.event_type in (None, event_type)
            if fault.method == method and wanted:
                fault.times -= 1
                if fault.times <= 0:
                    self._waiting.remove(fault)
                return fault
        return None
