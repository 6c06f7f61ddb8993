"""The sandbox's time, which tests may move."""

import asyncio
import time
from contextlib import suppress
from datetime import UTC, datetime


class Clock:
    """Real time plus an offset; retries, response URLs and trigger ids go by it."""

    def __init__(self) -> None:
        self._offset = 0.0
        self._moved = asyncio.Event()

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time() + self._offset

    def advance(self, seconds: float) -> None:
        """Move by so many seconds; whoever sleeps until a passed moment wakes."""
        self._move(self._offset + seconds)

    def set_to(self, moment: datetime) -> None:
        """Go to a moment, from which time passes on as usual; a naive one is taken as UTC."""
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        self._move(aware.timestamp() - time.time())

    def reset(self) -> None:
        """Go back to real time."""
        self._move(0.0)

    def _move(self, offset: float) -> None:
        self._offset = offset
        self._moved.set()
        self._moved = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        """Return after so many seconds of this clock, however they pass."""
        until = self.now() + seconds
        while (left := until - self.now()) > 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._moved.wait(), left)


def slack_ts(seconds: float) -> str:
    """Slack's spelling of a moment: seconds and six decimals."""
    return f"{seconds:.6f}"


def parse_moment(value: str | float) -> float:
    """Read Unix seconds or ISO 8601 (UTC where no zone is given); ValueError for anything else."""
    if isinstance(value, int | float):
        return float(value)
    with suppress(ValueError):
        return float(value)
    moment = datetime.fromisoformat(value)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
