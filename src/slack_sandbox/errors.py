"""The two ways in which the sandbox says no."""

from slack_sandbox.values import Json


class SlackError(Exception):
    """What the Web API answers instead of doing what was asked: `{"ok": false, "error": code, …}`."""

    def __init__(
        self, code: str, *, status: int = 200, headers: dict[str, str] | None = None, **beside: object
    ) -> None:
        """Take Slack's error code; `beside` are further keys of the answer, such as `needed`."""
        super().__init__(code)
        self.code = code
        self.status = status
        self.headers = headers or {}
        self.beside = beside

    @property
    def body(self) -> Json:
        """The JSON of the answer."""
        return {"ok": False, "error": self.code, **self.beside}

    @classmethod
    def with_messages(cls, code: str, messages: list[str]) -> "SlackError":
        """Refuse with the explanations that Slack puts into `response_metadata`."""
        return cls(code, response_metadata={"messages": messages})


class RefusedError(Exception):
    """What the control API answers: a code, a sentence and an HTTP status (400, or 404 for unknown things)."""

    def __init__(self, code: str, detail: str, *, status: int = 400) -> None:
        """Take a code like Slack's and a sentence for whoever reads the answer."""
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.status = status


def unknown(kind: str, name: object) -> RefusedError:
    """Say that there is no such thing, with HTTP 404."""
    return RefusedError(f"{kind}_not_found", f"There is no {kind} {name!r} in this workspace.", status=404)
