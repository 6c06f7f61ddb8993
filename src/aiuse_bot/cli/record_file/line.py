import datetime as dt
import hashlib
import json
import re
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator

from aiuse_bot.domain.capture import RecordFields
from aiuse_bot.domain.extraction import read_language
from aiuse_bot.domain.text import LONGEST_POST, storable
from aiuse_bot.redaction import redact, redact_values

LONGEST_TITLE = 300
LONGEST_NAME = 200
MOST_TOOLS = 50
OLDEST_YEAR = 2000

_MEMBER = re.compile(r"<?@?([UW][A-Z0-9]{2,})(?:\|[^>]*)?>?")
_BETWEEN_TOOLS = re.compile(r"[;,、，；\n]")
_DAY = re.compile(r"\s*(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_LANGUAGES = {"english": "en", "英語": "en", "japanese": "ja", "日本語": "ja"}


class ReadRecord(NamedTuple):
    """A record in the form that the domain imports.

    `author_id` is `None` if the file names no Slack member, `posted_at` if it gives no time.
    `names_author` says that there was an author who is not a Slack member and is not stored; `was_masked` that secrets
    or personal data in the line were replaced by placeholders.
    """

    line: int
    external_id: str
    fields: RecordFields
    author_id: str | None
    posted_at: dt.datetime | None
    names_author: bool
    was_masked: bool


def _words(value: Any) -> Any:  # noqa: ANN401 - whatever the file holds; pydantic judges it
    """Make text storable; text that is too long is left for the field's length limit to report."""
    return storable(value).strip() if isinstance(value, str) and len(value) <= LONGEST_POST else value


def _name(value: Any) -> Any:  # noqa: ANN401 - as above
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else _words(value)


def _names(value: Any) -> Any:  # noqa: ANN401 - as above
    listed = _BETWEEN_TOOLS.split(value) if isinstance(value, str) else value
    return list(filter(None, map(_words, listed))) if isinstance(listed, list) else listed


def _language(value: Any) -> Any:  # noqa: ANN401 - as above
    """Accept `ja-JP` and `Japanese` as well as `ja`."""
    if not isinstance(value, str):
        return value
    written = value.strip().lower()
    return _LANGUAGES.get(written, re.split("[-_]", written)[0]) or None


def _moment(value: Any) -> Any:  # noqa: ANN401 - as above
    """Accept `2026/4/3` and `2026年4月3日` as well as ISO 8601."""
    if not isinstance(value, str):
        return value
    return _DAY.sub(lambda day: f"{day[1]}-{int(day[2]):02}-{int(day[3]):02}", value, count=1).strip() or None


Words = Annotated[str, Field(max_length=LONGEST_POST), BeforeValidator(_words)]
Name = Annotated[str, Field(max_length=LONGEST_NAME), BeforeValidator(_name)]


class Line(BaseModel):
    """One line of a file, with its columns under our field names."""

    model_config = ConfigDict(strict=True, extra="forbid")

    title: Annotated[str, Field(min_length=1, max_length=LONGEST_TITLE), BeforeValidator(_words)]
    issue: Words = ""
    approach: Words = ""
    result: Words = ""
    prompt: Words = ""
    tools: Annotated[list[Name], Field(max_length=MOST_TOOLS), BeforeValidator(_names)] = []
    team: Name = ""
    author: Name = ""
    external_id: Name = ""
    lang: Annotated[Literal["en", "ja"] | None, BeforeValidator(_language)] = None
    posted_at: Annotated[Annotated[dt.datetime, Field(strict=False)] | None, BeforeValidator(_moment)] = None

    @field_validator("posted_at")
    @classmethod
    def _believable(cls, moment: dt.datetime | None) -> dt.datetime | None:
        """Treat a time without a zone as UTC, and reject implausibly old ones."""
        if moment is None:
            return None
        if moment.year < OLDEST_YEAR:
            raise ValueError(f"must not be before {OLDEST_YEAR}")
        return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)

    def as_record(self, number: int) -> ReadRecord:
        """Return the record of this line; without an id it is identified by a hash of its contents.

        So is one whose id is an e-mail address or the like: masked ids would all be the same.
        """
        fields, was_masked = self._fields()
        member = _MEMBER.fullmatch(self.author)
        has_id = bool(self.external_id) and not redact(self.external_id).kinds
        return ReadRecord(
            number,
            self.external_id if has_id else _fingerprint(fields),
            fields,
            member[1] if member else None,
            self.posted_at,
            names_author=bool(self.author) and member is None,
            was_masked=was_masked,
        )

    def _fields(self) -> tuple[RecordFields, bool]:
        words, kinds = redact_values(
            {
                "title": " ".join(self.title.split()),
                **{name: getattr(self, name) for name in ("issue", "approach", "result", "prompt", "team")},
            }
        )
        tools, tool_kinds = redact_values(dict(enumerate(self.tools)))
        fields = RecordFields(
            title=words["title"],
            issue=words["issue"] or None,
            approach=words["approach"] or None,
            result=words["result"] or None,
            prompt=words["prompt"] or None,
            tools=tuple(dict.fromkeys(tools.values())),
            team=words["team"] or None,
            language=self.lang or read_language(f"{self.title}\n{self.issue}\n{self.result}"),
        )
        return fields, bool(kinds or tool_kinds)


def _fingerprint(fields: RecordFields) -> str:
    return "content:" + hashlib.sha256(json.dumps(fields).encode()).hexdigest()[:32]
