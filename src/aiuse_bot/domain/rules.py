"""The rules of a workspace: what each emoji means, and how many points everything is worth. Admins change them."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from sqlalchemy import bindparam, exists, select, update
from sqlalchemy.orm import Session

from aiuse_bot.domain.emoji import canonical_emoji
from aiuse_bot.domain.models import Channel, Workspace

Purpose = Literal["praise", "tip", "reuse", "record"]
Period = Literal["day", "week", "month"]
MOST_POINTS = 1000

_EMOJI_OF: Mapping[str, Purpose] = {
    "praise_emoji": "praise",
    "tip_emoji": "tip",
    "reuse_emoji": "reuse",
    "record_emoji": "record",
}


class RulesError(ValueError):
    """A rule cannot be set to this value; `field` is its name, the text says why."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(problem)
        self.field = field


class Rules(BaseModel):
    """The rules of one workspace. Points are whole numbers; emoji names are those of `canonical_emoji`.

    `praise_emoji` maps each emoji to how many times it counts. With `counts_each`, all praising emoji of one person on
    one record count, otherwise only the highest. `tips_allowance` is what a member may give in each `tips_period`.
    Weeks and months of boards are those of `timezone` (IANA). Beyond `pair_limit` records a week, praise from one
    person for another is shown but worth nothing; 0: no limit.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    praise_emoji: dict[str, int] = Field(
        default=dict.fromkeys(
            ("+1", "clap", "tada", "raised_hands", "heart", "star", "sparkles", "fire", "100", "pray", "rocket"), 1
        )
    )
    tip_emoji: frozenset[str] = frozenset({"gift"})
    reuse_emoji: frozenset[str] = frozenset({"recycle"})
    record_emoji: frozenset[str] = frozenset({"bookmark", "pushpin"})
    counts_each: bool = False

    points_for_sharing: int = Field(5, ge=0, le=MOST_POINTS)
    points_for_praise: int = Field(1, ge=0, le=MOST_POINTS)
    points_for_reuse: int = Field(10, ge=0, le=MOST_POINTS)
    points_for_curating: int = Field(2, ge=0, le=MOST_POINTS)

    tips_allowance: int = Field(5, ge=0, le=MOST_POINTS)
    tips_period: Period = "week"

    guests_count: bool = True
    strangers_count: bool = False
    pair_limit: int = Field(10, ge=0, le=MOST_POINTS)

    timezone: str = "UTC"

    tells_daily: bool = True
    tells_first_at_once: bool = True

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            return ZoneInfo(name).key
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise ValueError("is no time zone of the IANA database, such as Asia/Tokyo or Europe/Berlin") from None

    @field_validator("praise_emoji")
    @classmethod
    def _canonical_weights(cls, weights: dict[str, int]) -> dict[str, int]:
        if any(not 0 <= weight <= MOST_POINTS for weight in weights.values()):
            raise ValueError(f"an emoji counts 0 to {MOST_POINTS} times")
        return {canonical: weight for name, weight in weights.items() if (canonical := canonical_emoji(name))}

    @field_validator("tip_emoji", "reuse_emoji", "record_emoji")
    @classmethod
    def _canonical(cls, names: frozenset[str]) -> frozenset[str]:
        return frozenset(canonical for name in names if (canonical := canonical_emoji(name)))

    @model_validator(mode="after")
    def _one_purpose_each(self) -> Self:
        seen: dict[str, str] = {}
        for field in _EMOJI_OF:
            for emoji in getattr(self, field):
                if emoji in seen:
                    raise ValueError(f":{emoji}: cannot be in {seen[emoji]} and in {field}: it serves one purpose only")
                seen[emoji] = field
        return self

    def purpose_of(self, emoji: str | None) -> Purpose | None:
        """Return what an emoji means here; `None`: nothing."""
        return next((purpose for field, purpose in _EMOJI_OF.items() if emoji in getattr(self, field)), None)

    @property
    def meaningful_emoji(self) -> frozenset[str]:
        """All emoji that mean something here."""
        return frozenset(emoji for field in _EMOJI_OF for emoji in getattr(self, field))

    def praise_worth(self, emoji: str) -> int:
        """Return how many points praise with this emoji is worth."""
        return self.points_for_praise * self.praise_emoji.get(emoji, 0)

    @property
    def button_worth(self) -> int:
        """Return how many points praise by the card's button is worth: as many as by the highest-valued emoji."""
        return self.points_for_praise * max(self.praise_emoji.values(), default=1)


_RULES = select(Workspace.operator_rules, Workspace.rules).where(Workspace.id == bindparam("workspace_id"))
_IS_KNOWN = exists().where(Channel.workspace_id == Workspace.id, Channel.channel_id == bindparam("channel_id"))
_RULES_AND_PLACE = _RULES.add_columns(_IS_KNOWN)
"""Built once, because every reaction runs it."""


def rules_of(session: Session, workspace_id: str) -> Rules:
    """Return the rules in force: what the admins decided, else what the operator set, else the defaults."""
    row = session.execute(_RULES, {"workspace_id": workspace_id}).one_or_none()
    return Rules() if row is None else _in_force(*row)


def rules_at(session: Session, workspace_id: str, channel_id: str) -> tuple[Rules, bool]:
    """Return the rules in force, and whether the channel is known (`is_known`): every reaction needs both."""
    row = (
        session.connection()
        .execute(_RULES_AND_PLACE, {"workspace_id": workspace_id, "channel_id": channel_id})
        .one_or_none()
    )
    return (Rules(), False) if row is None else (_in_force(row[0], row[1]), row[2])


def check_rules(rules: Mapping[str, Any]) -> None:
    """Raise `RulesError` if these cannot be the rules of a workspace."""
    _checked(rules)


def set_operator_rules(session: Session, workspace_id: str, rules: Mapping[str, Any]) -> None:
    """Remember what the operator set for all workspaces. Raises `RulesError` for an invalid rule."""
    _checked(rules)
    session.execute(update(Workspace).where(Workspace.id == workspace_id).values(operator_rules=dict(rules)))


def change_rules(session: Session, workspace_id: str, changes: Mapping[str, Any]) -> Rules:
    """Change rules of a workspace from now on; returns all of its rules. Raises `RulesError` for an invalid rule."""
    columns = select(Workspace.operator_rules, Workspace.rules).where(Workspace.id == workspace_id)
    operator_rules, decided = session.execute(columns.with_for_update()).one()
    rules = _checked({**(operator_rules or {}), **(decided or {}), **changes})
    stored = rules.model_dump(mode="json", include={*(decided or {}), *changes})
    session.execute(update(Workspace).where(Workspace.id == workspace_id).values(rules=stored))
    return rules


def _in_force(operator_rules: Mapping[str, Any] | None, decided: Mapping[str, Any] | None) -> Rules:
    return _read(json.dumps({**(operator_rules or {}), **(decided or {})}))


@lru_cache(maxsize=100)
def _read(stored: str) -> Rules:
    """Every reaction asks for the rules: validating them each time would take as long as everything else together."""
    return _checked(json.loads(stored))


def _checked(rules: Mapping[str, Any]) -> Rules:
    try:
        return Rules.model_validate(rules)
    except ValidationError as error:
        problem = error.errors()[0]
        field = str(problem["loc"][0]) if problem["loc"] else next(iter(rules))
        raise RulesError(field, str(problem["msg"]).removeprefix("Value error, ")) from None
