"""The two kinds of refusal: by the Web API and by the control API."""

from slack_sandbox.values import Json


class SlackError(Exception):
    """An error response of the Web API: `{"ok": false, "error": code, …}`."""

    def __init__(
        self, code: str, *, status: int = 200, headers: dict[str, str] | None = None, **beside: object
    ) -> None:
        """`code` is Slack's error code; `beside` are further keys of the response, such as `needed`."""
        super().__init__(code)
        self.code = code
        self.status = status
        self.headers = headers or {}
        self.beside = beside

    @property
    def body(self) -> Json:
        """The JSON of the response."""
        return {"ok": False, "error": self.code, **self.beside}

    @classmethod
    def with_messages(cls, code: str, messages: list[str]) -> "SlackError":
        """Return an error with the explanations that Slack puts into `response_metadata`."""
        return cls(code, response_metadata={"messages": messages})


class RefusedError(Exception):
    """An error response of the control API: a code, a sentence and an HTTP status (400, or 404 if not found)."""

    def __init__(self, code: str, detail: str, *, status: int = 400) -> None:
        """`code` is like Slack's; `detail` is a sentence for the reader of the response."""
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.status = status


def unknown(kind: str, name: object) -> RefusedError:
    """Return the HTTP 404 error for a `kind` of thing that does not exist."""
    return RefusedError(f"{kind}_not_found", f"There is no {kind} {name!r} in this workspace.", status=404)
