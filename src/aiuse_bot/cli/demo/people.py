"""Acting as the people of the workspace, only through the sandbox's control API (docs/sandbox.md)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import urllib3

from aiuse_bot.cli.demo.errors import DemoError

Json = dict[str, Any]

SLACK_WAITS_S = 3
SLOW_MACHINE_WAITS_S = 30
_TIMEOUT = urllib3.Timeout(connect=2, read=SLOW_MACHINE_WAITS_S + 5)


class People:
    """The members and channels of the workspace, by name."""

    def __init__(self, url: str, observer: str) -> None:
        """Connect to the workspace at `url`; `observer` is the name of a member who may see every channel."""
        self.url = url
        # Connects directly, whatever proxy the environment names.
        self._pool = urllib3.PoolManager(timeout=_TIMEOUT, retries=False)
        self._observer = observer
        seen = self._get("state", **{"as": observer})
        self.members = {member["name"]: member["id"] for member in seen["members"]}
        self.channels = {channel["name"]: channel["id"] for channel in seen["channels"]}

    def post(self, name: str, channel: str, text: str, *, at: float, thread_ts: str | None = None) -> str:
        """Post a message dated `at` (Unix seconds); returns its ts."""
        place = {} if thread_ts is None else {"thread_ts": thread_ts}
        return str(self._act("post", name, channel, text=text, at=at, **place)["ts"])

    def edit(self, name: str, channel: str, ts: str, text: str) -> None:
        """Edit one's own message."""
        self._act("edit", name, channel, ts=ts, text=text)

    def delete(self, name: str, channel: str, ts: str) -> None:
        """Delete one's own message or one visible only to oneself; an admin may delete any."""
        self._act("delete", name, channel, ts=ts)

    def react(self, name: str, channel: str, ts: str, emoji: str) -> None:
        """Add an emoji to a message."""
        self._act("react", name, channel, ts=ts, name=emoji)

    def unreact(self, name: str, channel: str, ts: str, emoji: str) -> None:
        """Remove one's emoji."""
        self._act("unreact", name, channel, ts=ts, name=emoji)

    def command(self, name: str, channel: str, text: str) -> None:
        """Type a slash command; raises `DemoError` if the bot does not acknowledge it in time."""
        if not self._act("command", name, channel, text=text)["acknowledged"]:
            raise DemoError(f"The bot did not answer {text!r} in #{channel} in time.")

    def messages(self, channel: str, thread_ts: str | None = None, *, seen_by: str | None = None) -> list[Json]:
        """Return the newest messages of a channel, or a thread with its post, oldest first, as somebody sees them."""
        place = {} if thread_ts is None else {"thread_ts": thread_ts}
        asked = {"as": seen_by or self._observer, "channel": self.channels[channel], "limit": 200, **place}
        return list(self._get("messages", **asked)["messages"])

    @contextmanager
    def lenient_timeouts(self) -> Iterator[None]:
        """Allow responses slower than Slack does, for slow machines: nobody is waiting for them during the block."""
        self._wait(SLOW_MACHINE_WAITS_S)
        yield
        self._wait(SLACK_WAITS_S)

    def _wait(self, seconds: float) -> None:
        _read("patience", self._pool.request("POST", f"{self.url}/sandbox/patience", json={"seconds": seconds}))

    def _act(self, verb: str, who: str, channel: str, **what: Any) -> Json:  # noqa: ANN401 - JSON
        body = {"as": self.members[who], "channel": self.channels[channel], **what}
        return _read(verb, self._pool.request("POST", f"{self.url}/sandbox/{verb}", json=body))

    def _get(self, what: str, **query: Any) -> Json:  # noqa: ANN401 - values of a query
        return _read(what, self._pool.request("GET", f"{self.url}/sandbox/{what}", fields=query))


def _read(what: str, response: urllib3.BaseHTTPResponse) -> Json:
    answer: Json = response.json()
    if not answer.get("ok"):
        raise DemoError(f"The sandbox refused {what!r}: {answer.get('detail') or answer.get('error')}")
    return answer
