"""The sandbox's clock, which tests can move."""

import asyncio
import time
from contextlib import suppress
from datetime import UTC, datetime


class Clock:
    """Real time plus an offset; retries, response URLs and trigger ids use it."""

    def __init__(self) -> None:
        self._offset = 0.0
        self._moved = asyncio.Event()

    def now(self) -> float:
        """Return Unix seconds."""
        return time.time() + self._offset

    def advance(self, seconds: float) -> None:
        """Move the clock by `seconds`; sleepers that are now due wake."""
        self._move(self._offset + seconds)

    def set_to(self, moment: datetime) -> None:
        """Set the clock to `moment`, from where it runs on as usual; a naive one is read as UTC."""
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
        """Return after `seconds` of this clock, whether they pass or are skipped."""
        until = self.now() + seconds
        while (left := until - self.now()) > 0:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._moved.wait(), left)


def slack_ts(seconds: float) -> str:
    """Format Unix seconds as a Slack timestamp, with six decimals."""
    return f"{seconds:.6f}"


def parse_moment(value: str | float) -> float:
    """Parse Unix seconds or ISO 8601 (UTC if it has no zone) into Unix seconds; ValueError for anything else."""
    if isinstance(value, int | float):
        return float(value)
    with suppress(ValueError):
        return float(value)
    moment = datetime.fromisoformat(value)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
