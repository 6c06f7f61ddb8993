"""The messages of the demo: the file `fortnight.yml`, with times counted back from today."""

import datetime as dt
from importlib.resources import files
from itertools import islice
from typing import NamedTuple
from zoneinfo import ZoneInfo

import yaml
from pydantic import BaseModel, ConfigDict, Field

SATURDAY = 5
LONGEST_FORTNIGHT = 10
"""Working days: two weeks."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Watched(_Strict):
    """A channel to watch, the admin who sets that up, and when its roundup is due."""

    channel: str
    by: str
    roundup: str


class Answer(_Strict):
    """A reply, `after` minutes after the previous message in the thread."""

    by: str
    after: int = Field(gt=0)
    text: str


class Said(_Strict):
    """A post and what happened to it; the top of the file explains each field."""

    by: str
    channel: str = Field(alias="in")
    at: str = Field(pattern=r"^([1-9]|10) \d\d:\d\d$|^-\d+$")
    text: str
    card: bool = False
    edit: str | None = None
    deleted: bool = False
    reactions: dict[str, list[str]] = {}
    taken_back: dict[str, list[str]] = {}
    replies: list[Answer] = []


class Fortnight(_Strict):
    """The whole file."""

    watched: list[Watched]
    said: list[Said]


class Spoken(NamedTuple):
    """One message with its time: a post (`reply` is `None`) or a reply to it."""

    moment: dt.datetime
    post: Said
    reply: Answer | None = None


def load_fortnight() -> Fortnight:
    """Read the file."""
    text = files(__package__).joinpath("fortnight.yml").read_text("utf-8")
    return Fortnight.model_validate(yaml.safe_load(text))


def load_zones() -> dict[str, ZoneInfo]:
    """Return each member's zone, from the workspace file."""
    text = files(__package__).joinpath("workspace.yml").read_text("utf-8")
    return {member["name"]: ZoneInfo(member["tz"]) for member in yaml.safe_load(text)["members"]}


def in_order(said: list[Said], zones: dict[str, ZoneInfo], now: dt.datetime) -> list[Spoken]:
    """Return posts and replies in chronological order, all of them before `now`."""
    spoken: list[Spoken] = []
    for post in said:
        moment = moment_of(post.at, zones[post.by], now)
        spoken.append(Spoken(moment, post))
        for reply in post.replies:
            moment += dt.timedelta(minutes=reply.after)
            spoken.append(Spoken(moment, post, reply))
    return sorted(spoken, key=lambda one: one.moment)


def moment_of(at: str, zone: ZoneInfo, now: dt.datetime) -> dt.datetime:
    """Parse `9 10:12`, the ninth working day before today at that time in this zone, or `-25`, minutes before `now`."""
    if at.startswith("-"):
        return now + dt.timedelta(minutes=int(at))
    days, time = at.split()
    day = _working_day_before(now.astimezone(zone).date(), int(days))
    return dt.datetime.combine(day, dt.time.fromisoformat(time), zone).astimezone(dt.UTC)


def _working_day_before(today: dt.date, count: int) -> dt.date:
    earlier = (today - dt.timedelta(days=back) for back in range(1, 2 * LONGEST_FORTNIGHT))
    working = (day for day in earlier if day.weekday() < SATURDAY)
    return next(islice(working, count - 1, None))
