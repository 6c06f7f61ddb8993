"""Input and output of extraction: a post, and the draft record read from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Language = Literal["en", "ja"]
Period = Literal["use", "day", "week", "month", "quarter", "year", "total"]

SURE = 0.75
"""From this probability on a post counts as a use case without asking its author; precision .97 on unseen voices."""

LIKELY = 0.5
"""From this probability on a post is more likely a use case than not: the threshold where nothing is saved unasked."""

WORTH_ASKING = 0.35
"""Between this probability and `SURE` the author may be asked; below it the bot stays silent."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A message in the thread; only the author's own replies count as part of the post."""

    user_id: str
    text: str


@dataclass(frozen=True, slots=True)
class Post:
    """A message as Slack sends it: mrkdwn with its escapes, and its rich text blocks, if any."""

    user_id: str
    text: str
    replies: tuple[Reply, ...] = ()
    blocks: list[dict[str, Any]] | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """Where a field came from: `raw[start:end]`, counted in characters.

    `where` is "text", "blocks" (offsets in `extraction.rich_text.mrkdwn_of(blocks)`) or "replies[N]".
    """

    field: str
    where: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Draft:
    """A record as far as the post's text gives it; `None` and empty mean that the post does not say."""

    probability: float
    is_use_case: bool
    title: str
    issue: str | None
    approach: str | None
    result: str | None
    prompt: str | None
    risk: str | None
    tools: tuple[str, ...]
    tool_versions: tuple[str, ...]
    time_saved_minutes: int | None
    time_saved_period: Period | None
    time_saved_percent: int | None
    language: Language
    spans: tuple[Span, ...]
