"""Reading a post into a draft record."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from aiuse_bot.domain.extraction.draft import SURE, Draft, Span
from aiuse_bot.domain.extraction.language import read_language
from aiuse_bot.domain.extraction.mrkdwn import Passage, Source, passage, read_source, unescaped
from aiuse_bot.domain.extraction.prose import read_prose
from aiuse_bot.domain.extraction.rich_text import mrkdwn_of
from aiuse_bot.domain.extraction.sections import Sections, read_sections
from aiuse_bot.domain.extraction.time_saved import read_time
from aiuse_bot.domain.extraction.title import read_title
from aiuse_bot.domain.extraction.tools import read_tools
from aiuse_bot.domain.extraction.verdict import Evidence, probability_of

if TYPE_CHECKING:
    from aiuse_bot.domain.extraction.draft import Post
    from aiuse_bot.domain.extraction.gazetteer import Gazetteer

_STORY = ("issue", "approach", "result", "risk")
_TIMED = ("issue", "time_before", "approach", "time", "result", "time_after")
_SHORTEST_PROMPT = 25
_BLANKS_TO_FILL = re.compile(r"(?:^|\n)\s*\W{0,3}(?:issue|result|tools?|課題|結果|ツール)\W{0,3}[:：]", re.IGNORECASE)


class _Quote(NamedTuple):
    """A passage of a field, or a code block, in which markup is part of the text."""

    field: str
    piece: Passage
    code: bool = False

    @property
    def text(self) -> str:
        raw = self.piece.source.raw[self.piece.start : self.piece.end]
        return unescaped(raw) if self.code else self.piece.text


def read_draft(post: Post, known: Gazetteer | None = None) -> Draft:
    """Read any post, however malformed; the fields are quotes from it, with their positions in `spans`.

    `known` are the tools of the post's workspace; `None` means the built-in ones.
    """
    sources = author_texts(post, known)
    sections = read_sections(sources)
    quotes = _quotes(sources, sections)
    whole = [piece for source in sources if (piece := passage(source, 0, len(source.raw)))]
    tools = read_tools(sections.of("tools"), whole)
    time = read_time(_timed(sections), {field: quotes_of(quotes, field) for field in ("issue", "result")})
    evidence = Evidence(whole, sections, tools, time, {quote.field for quote in quotes}, len(sources) > 1)
    probability = probability_of(evidence)
    words = {field: "\n".join(quote.text for quote in quotes if quote.field == field) or None for field in _FIELDS}
    return Draft(
        probability=probability,
        is_use_case=probability >= SURE,
        title=read_title(sections, quotes_of(quotes, "issue"), whole, tools),
        issue=words["issue"],
        approach=words["approach"],
        result=words["result"],
        prompt=words["prompt"],
        risk=words["risk"],
        tools=tools.names,
        tool_versions=tools.versions,
        time_saved_minutes=time.minutes,
        time_saved_period=time.period,
        time_saved_percent=time.percent,
        language=read_language(" ".join(piece.shown for piece in whole)),
        spans=tuple(
            Span(quote.field, quote.piece.source.where, quote.piece.start, quote.piece.end) for quote in quotes
        ),
    )


_FIELDS = (*_STORY, "prompt")


def quotes_of(quotes: list[_Quote], field: str) -> list[Passage]:
    """Return the passages quoted for one field."""
    return [quote.piece for quote in quotes if quote.field == field]


def author_texts(post: Post, known: Gazetteer | None = None) -> list[Source]:
    """Collect the author's texts: rich text if Slack sent it, else the text, then the author's own replies."""
    rendered = mrkdwn_of(post.blocks)
    root = read_source("blocks", rendered, known) if rendered else read_source("text", post.text, known)
    own = [(number, reply) for number, reply in enumerate(post.replies) if reply.user_id == post.user_id]
    return [root, *(read_source(f"replies[{number}]", reply.text, known) for number, reply in own)]


def _quotes(sources: list[Source], sections: Sections) -> list[_Quote]:
    named = {field: [_Quote(field, piece) for piece in sections.of(field)] for field in _STORY}
    prompts = _prompts(sources) or [_Quote("prompt", piece) for piece in sections.of("prompt")]
    if not (named["issue"] and named["result"]):
        _fill_from_prose(named, sections)
    return [quote for field in _STORY for quote in named[field]] + prompts


def _fill_from_prose(named: dict[str, list[_Quote]], sections: Sections) -> None:
    story = read_prose(sections.body, sections.fields)
    for field in _STORY:
        if not named[field]:
            named[field] = [_Quote(field, piece) for piece in getattr(story, field)]


def _prompts(sources: list[Source]) -> list[_Quote]:
    """Return the first code block that is long enough to be a prompt and is not a form to fill in."""
    for source in sources:
        for start, end in source.code:
            block = source.raw[start:end]
            words = block.strip()
            if len(words) > _SHORTEST_PROMPT and not _BLANKS_TO_FILL.search(block):
                first = start + block.index(words)
                return [_Quote("prompt", Passage(source, first, first + len(words)), code=True)]
    return []


def _timed(sections: Sections) -> list[tuple[str, Passage]]:
    """Collect what may mention time, each piece with the field of its label ("" for none)."""
    labelled = [(part.field, piece) for part in sections.labelled for piece in part.passages if part.field in _TIMED]
    return labelled + [("", piece) for piece in sections.body]
