"""What a record says, and who wrote which part of it."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from aiuse_bot.domain.models import UseCase

TEXT_FIELDS = ("issue", "approach", "result", "prompt", "risk")

Source = Literal["rule", "model", "human", "import"]


class RecordFields(NamedTuple):
    """What a record says, whatever it was read from: a post, the modal, or a file."""

    title: str
    issue: str | None = None
    approach: str | None = None
    result: str | None = None
    prompt: str | None = None
    risk: str | None = None
    tools: tuple[str, ...] = ()
    tool_versions: tuple[str, ...] = ()
    time_saved_minutes: int | None = None
    time_saved_period: str | None = None
    time_saved_percent: int | None = None
    time_saved_is_measured: bool | None = None
    co_author_ids: tuple[str, ...] = ()
    language: str = "en"
    team: str | None = None


TIME_FIELDS = ("time_saved_minutes", "time_saved_period", "time_saved_percent", "time_saved_is_measured")
"""They belong together: a person's minutes with a machine's period would be nobody's statement."""

NEVER_IN_A_POST = frozenset({"co_author_ids", "team", "time_saved_is_measured"})
"""Only a person or a file sets these. The rules that read a post leave them alone."""


class PostedBy(NamedTuple):
    """The author of a post, when it was posted, and its thread if it is a reply also sent to the channel."""

    author_id: str
    posted_at: dt.datetime
    thread_ts: str | None = None


def fields_of(use_case: UseCase) -> RecordFields:
    """Return what a record says now."""
    return RecordFields(**{name: _plain(getattr(use_case, name)) for name in RecordFields._fields})


def set_fields(use_case: UseCase, values: Mapping[str, Any]) -> list[str]:
    """Set these fields of the record; returns the names of the fields that changed."""
    changed = [name for name, value in values.items() if _plain(getattr(use_case, name)) != _plain(value)]
    for name in changed:
        setattr(use_case, name, stored(values[name]))
    return changed


def stored(value: Any) -> Any:  # noqa: ANN401 - columns of many types
    """Return a value as the database's array columns need it."""
    return list(value) if isinstance(value, tuple) else value


def text_hash(text: str) -> str:
    """Return a hash of a post's text: enough to see that nothing changed, without keeping the text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value: Any) -> Any:  # noqa: ANN401 - columns of many types
    return tuple(value) if isinstance(value, list) else value
