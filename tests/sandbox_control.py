"""A client of the sandbox's control API: tests act as people with it (docs/sandbox.md)."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import urllib3

from patience import PATIENCE

Json = dict[str, Any]


class SandboxError(Exception):
    """The sandbox refused: `code` is its error, `detail` a sentence, `status` the HTTP status."""

    def __init__(self, status: int, answer: Json) -> None:
        super().__init__(f"{answer.get('error')}: {answer.get('detail')}")
        self.status = status
        self.code = str(answer.get("error"))
        self.detail = str(answer.get("detail"))


class SandboxClient:
    """Acts as the members of one sandbox. Members are named by id or by name, channels by id or `#name`."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self.api_url = f"{self.url}/api/"
        self._pool = urllib3.PoolManager(maxsize=16, timeout=PATIENCE, retries=False)

    def call(self, method: str, path: str, values: Json | None = None) -> Json:
        """Call the control API; SandboxError if it refuses."""
        given = {name: value for name, value in (values or {}).items() if value is not None}
        address = f"{self.url}/sandbox/{path}"
        if method == "GET":
            response = self._pool.request(method, address, fields=given)
        else:
            # In ASCII, so that lone surrogates get through as well.
            body = json.dumps(given)
            response = self._pool.request(method, address, body=body, headers={"Content-Type": "application/json"})
        answer: Json = response.json()
        if not answer["ok"]:
            raise SandboxError(response.status, answer)
        return answer

    def web_api(self, method: str, token: str | None = None, **arguments: object) -> Json:
        """Call a method of Slack's Web API with JSON, as the bot unless another token is given; never raises."""
        headers = {"Authorization": f"Bearer {token or self.app()['bot_token']}"}
        answer: Json = self._pool.request("POST", f"{self.api_url}{method}", json=arguments, headers=headers).json()
        return answer

    # People, channels and groups

    def app(self) -> Json:
        """Return ids, tokens and secrets of the app."""
        return self.call("GET", "app")

    def state(self, user: str) -> Json:
        """Return the workspace as this member sees it."""
        return self.call("GET", "state", {"as": user})

    def member_id(self, name: str) -> str:
        """Return the id of the member with this name."""
        return str(self.call("GET", "state", {"as": name})["me"]["id"])

    def channel_id(self, name: str, user: str) -> str:
        """Return the id of the channel with this name, which `user` must see."""
        wanted = name.removeprefix("#")
        return next(str(channel["id"]) for channel in self.state(user)["channels"] if channel["name"] == wanted)

    def add_member(self, name: str, **profile: object) -> Json:
        """Add a member and return them."""
        member: Json = self.call("POST", "members", {"name": name, **profile})["member"]
        return member

    def change_member(self, user: str, **profile: object) -> Json:
        """Change a member and return them."""
        member: Json = self.call("POST", "members", {"id": user, **profile})["member"]
        return member

    def add_user_group(self, name: str, users: list[str]) -> str:
        """Create a user group with these members (ids) and return its id."""
        group: Json = self.call("POST", "usergroups", {"name": name, "users": users})["usergroup"]
        return str(group["id"])

    def change_user_group(self, group_id: str, **changes: object) -> None:
        """Change a user group: `users`, `name`, `handle`, or whether it is `enabled`."""
        self.call("POST", "usergroups", {"id": group_id, **changes})

    def add_channel(self, name: str, *, members: list[str] | None = None, is_private: bool = False) -> Json:
        """Create a channel with these members (ids) and return it."""
        values = {"name": name, "members": members or [], "is_private": is_private}
        channel: Json = self.call("POST", "channels", values)["channel"]
        return channel

    def change_channel(self, channel: str, **changes: object) -> Json:
        """Rename, archive, convert or delete a channel; return it."""
        changed: Json = self.call("POST", "channels", {"id": channel, **changes})["channel"]
        return changed

    def join(self, user: str, channel: str) -> None:
        """Add a member, or the bot by its user id, to a channel."""
        self.call("POST", "join", {"as": user, "channel": channel})

    def leave(self, user: str, channel: str) -> None:
        """Remove a member from a channel."""
        self.call("POST", "leave", {"as": user, "channel": channel})

    # Posting and reacting

    def post(self, user: str, channel: str, text: str, **more: object) -> str:
        """Post (`thread_ts`, `reply_broadcast`, `subtype`, `at` may be given); return the timestamp."""
        return str(self.call("POST", "post", {"as": user, "channel": channel, "text": text, **more})["ts"])

    def edit(self, user: str, channel: str, ts: str, text: str) -> None:
        """Edit a member's own message."""
        self.call("POST", "edit", {"as": user, "channel": channel, "ts": ts, "text": text})

    def delete(self, user: str, channel: str, ts: str) -> None:
        """Delete a message."""
        self.call("POST", "delete", {"as": user, "channel": channel, "ts": ts})

    def react(self, user: str, channel: str, ts: str, name: str) -> None:
        """Add an emoji reaction."""
        self.call("POST", "react", {"as": user, "channel": channel, "ts": ts, "name": name})

    def unreact(self, user: str, channel: str, ts: str, name: str) -> None:
        """Remove an emoji reaction."""
        self.call("POST", "unreact", {"as": user, "channel": channel, "ts": ts, "name": name})

    def upload(self, user: str, filename: str, content: bytes) -> Json:
        """Upload a file, which a post with `files=[id]` shares; return it."""
        address = f"{self.url}/sandbox/upload"
        response = self._pool.request(
            "POST", f"{address}?{urlencode({'as': user, 'filename': filename})}", body=content
        )
        answer: Json = response.json()
        if not answer["ok"]:
            raise SandboxError(response.status, answer)
        file: Json = answer["file"]
        return file

    # Commands, buttons and forms

    def command(self, user: str, channel: str, text: str) -> Json:
        """Run a slash command: `{acknowledged, status, response}`."""
        return self.call("POST", "command", {"as": user, "channel": channel, "text": text})

    def shortcut(self, user: str, callback_id: str, channel: str | None = None, ts: str | None = None) -> Json:
        """Use a global shortcut, or with channel and timestamp a message shortcut."""
        return self.call("POST", "shortcut", {"as": user, "callback_id": callback_id, "channel": channel, "ts": ts})

    def action(self, user: str, action_id: str, **where: object) -> Json:
        """Press or choose: `channel` and `ts`, or `view_id`; `block_id`, `value`, `selected` as needed."""
        return self.call("POST", "action", {"as": user, "action_id": action_id, **where})

    def options(self, user: str, action_id: str, query: str, **where: object) -> Json:
        """Type into a select whose options come from the app."""
        return self.call("POST", "options", {"as": user, "action_id": action_id, "query": query, **where})

    def views(self, user: str) -> list[Json]:
        """Return a member's open modals, bottom first."""
        views: list[Json] = self.call("GET", "views", {"as": user})["views"]
        return views

    def submit(self, user: str, view_id: str, values: Json | None = None) -> Json:
        """Submit a modal: `{acknowledged, response_action, errors}`."""
        return self.call("POST", "submit", {"as": user, "view_id": view_id, "values": values or {}})

    def close_view(self, user: str, view_id: str) -> None:
        """Close a modal without submitting."""
        self.call("POST", "close", {"as": user, "view_id": view_id})

    def home(self, user: str, *, peek: bool = False) -> Json | None:
        """Open the app's Home, which sends the app an event, or only look at it."""
        view: Json | None = self.call("GET", "home", {"as": user, "peek": str(peek).lower()})["view"]
        return view

    # Reading

    def messages(self, user: str, channel: str, **more: object) -> list[Json]:
        """Return what a member sees in a channel, or with `thread_ts` in a thread, oldest first."""
        found: list[Json] = self.call("GET", "messages", {"as": user, "channel": channel, **more})["messages"]
        return found

    def thread(self, user: str, channel: str, ts: str) -> list[Json]:
        """Return a parent and its replies."""
        return self.messages(user, channel, thread_ts=ts)

    def calls(self, method: str | None = None, *, since: int = 0) -> list[Json]:
        """Return the app's Web API calls."""
        found: list[Json] = self.call("GET", "calls", {"method": method, "since": since})["calls"]
        return found

    def deliveries(self, *, since: int = 0) -> list[Json]:
        """Return the attempts to deliver something to the app."""
        found: list[Json] = self.call("GET", "deliveries", {"since": since})["deliveries"]
        return found

    # Behind the scenes

    def deliver(self, event: Json | None = None, **more: object) -> str | None:
        """Deliver an event (or an `envelope`) to the app unchanged; return its event id."""
        event_id: str | None = self.call("POST", "deliver", {"event": event, **more})["event_id"]
        return event_id

    def fault(self, method: str, kind: str, **more: object) -> str:
        """Inject a fault; `method` is of the Web API, or "delivery"."""
        return str(self.call("POST", "faults", {"method": method, "kind": kind, **more})["fault_id"])

    def clear_faults(self) -> None:
        """Clear all faults."""
        self.call("DELETE", "faults")

    def advance_clock(self, seconds: float) -> float:
        """Move the sandbox's clock; return its time."""
        return float(self.call("POST", "clock", {"advance": seconds})["now"])

    def set_clock(self, at: str | None = None) -> float:
        """Set the sandbox's clock to a moment (ISO 8601), or back to real time."""
        return float(self.call("POST", "clock", {"at": at})["now"])

    def disconnect(self, reason: str = "refresh_requested") -> None:
        """Send a `disconnect` frame to all Socket Mode connections."""
        self.call("POST", "disconnect", {"reason": reason})

    def connections(self) -> int:
        """Return how many Socket Mode connections are open."""
        return int(self.call("GET", "connections")["connections"])

    def set_rate_limits(self, mode: str) -> None:
        """Switch the rate limits: `off`, `on` or `strict`."""
        self.call("POST", "rate-limits", {"mode": mode})

    def set_patience(self, seconds: float) -> None:
        """Set how many seconds the app has to acknowledge, and a trigger id lasts; Slack allows three."""
        self.call("POST", "patience", {"seconds": seconds})

    @contextmanager
    def impatience(self) -> Iterator[None]:
        """Make the sandbox wait only for a moment, for an app that will not answer."""
        before = self.call("GET", "patience")["seconds"]
        self.set_patience(0.2)
        try:
            yield
        finally:
            self.set_patience(before)

    def settle(self) -> None:
        """Wait until no delivery is in progress; TimeoutError if one stays."""
        if not self.call("GET", "settled", {"timeout": PATIENCE})["settled"]:
            raise TimeoutError(f"deliveries were still under way after {PATIENCE:g} s: {self.deliveries()[-20:]}")
