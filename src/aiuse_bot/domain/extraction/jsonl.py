"""Posts and drafts as JSON Lines, for the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from aiuse_bot.domain.extraction.draft import LIKELY, Post, Reply

if TYPE_CHECKING:
    from aiuse_bot.domain.extraction.draft import Draft


class PostLine(NamedTuple):
    """A line of input: the caller's own id of the post, its channel, and the post."""

    id: str
    channel: str
    post: Post


def read_post(line: str) -> PostLine:
    """Parse `{"id", "user", "channel", "text", "replies": [{"user", "text"}], "blocks"}`; only id and text are needed.

    Raises ValueError with a sentence that says what is wrong.
    """
    try:
        value = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        raise ValueError(f"The line is not JSON: {error}.") from error
    if not isinstance(value, dict):
        raise ValueError("The line must hold a JSON object with id and text.")  # noqa: TRY004 (data, not a caller's type)
    for key in ("id", "text"):
        if key not in value:
            raise ValueError(f'The post has no "{key}".')
    post = Post(_string(value, "user"), _string(value, "text"), _replies(value), _blocks(value))
    return PostLine(_string(value, "id"), _string(value, "channel"), post)


def _string(value: dict[str, Any], key: str) -> str:
    found = value.get(key)
    if found is None:
        return ""
    if not isinstance(found, str):
        raise ValueError(f'"{key}" must be a string, not {type(found).__name__}.')  # noqa: TRY004 (as above)
    return found


def _replies(value: dict[str, Any]) -> tuple[Reply, ...]:
    return tuple(Reply(_string(reply, "user"), _string(reply, "text")) for reply in _objects(value, "replies") or ())


def _blocks(value: dict[str, Any]) -> list[dict[str, Any]] | None:
    return _objects(value, "blocks")


def _objects(value: dict[str, Any], key: str) -> list[dict[str, Any]] | None:
    found = value.get(key)
    if found is None:
        return None
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise ValueError(f'"{key}" must be a list of objects.')
    return found


def draft_line(post_id: str, draft: Draft) -> str:
    """Format a draft as one line of JSON, without the newline; readable Japanese, and safe to encode as UTF-8.

    `is_use_case` is the likelier answer (`LIKELY`), although the bot requires more (`SURE`) to save without asking.
    """
    fields = {
        "id": post_id,
        "is_use_case": draft.probability >= LIKELY,
        "probability": round(draft.probability, 4),
        "title": draft.title,
        "issue": draft.issue,
        "approach": draft.approach,
        "result": draft.result,
        "prompt": draft.prompt,
        "risk": draft.risk,
        "tools": list(draft.tools),
        "tool_versions": list(draft.tool_versions),
        "time_saved_minutes": draft.time_saved_minutes,
        "time_saved_period": draft.time_saved_period,
        "time_saved_percent": draft.time_saved_percent,
        "language": draft.language,
    }
    # A lone surrogate cannot be encoded; written as \udXXX it is a JSON escape for the same character.
    return json.dumps(fields, ensure_ascii=False).encode("utf-8", "backslashreplace").decode("utf-8")
