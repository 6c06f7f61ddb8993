"""Who was in which team, as periods: a source applies unless a stronger source says otherwise."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

Source = Literal["group", "csv", "self"]

SOURCES: tuple[Source, ...] = ("group", "csv", "self")
"""From weakest to strongest: a Slack user group, an operator's list, a person's own choice."""

_FOREVER = dt.datetime.max.replace(tzinfo=dt.UTC)


class Period(NamedTuple):
    """A time in a team, its end excluded. `ended_at` is `None` while it lasts; `team_id` is `None` for no team."""

    began_at: dt.datetime
    ended_at: dt.datetime | None
    team_id: int | None
    source: Source

    @property
    def end(self) -> dt.datetime:
        """When it ends, as a comparable moment."""
        return self.ended_at or _FOREVER

    def covers(self, at: dt.datetime) -> bool:
        """Whether this moment is in the period."""
        return self.began_at <= at < self.end


def with_period(periods: Iterable[Period], new: Period) -> list[Period]:
    """Return one person's periods with a new one added: it replaces everything in its time except stronger sources."""
    known = list(periods)
    stronger = [period for period in known if _rank(period) > _rank(new)]
    left = [part for period in known if _rank(period) <= _rank(new) for part in _without(period, new)]
    return _joined([*stronger, *left, *_between(new, stronger)])


def without_source(periods: Iterable[Period], source: Source, since: dt.datetime) -> list[Period]:
    """Return one person's periods without what a source says from this moment on."""
    silence = Period(since, None, None, source)
    return _joined(
        part for period in periods for part in (_without(period, silence) if period.source == source else [period])
    )


def _rank(period: Period) -> int:
    return SOURCES.index(period.source)


def _without(period: Period, removed: Period) -> Iterator[Period]:
    """Yield what is left of a period before and after the time removed from it."""
    if period.began_at < removed.began_at:
        yield period._replace(ended_at=_moment(min(period.end, removed.began_at)))
    if removed.end < period.end:
        yield period._replace(began_at=max(period.began_at, removed.end))


def _between(new: Period, stronger: Iterable[Period]) -> list[Period]:
    free = [new]
    for one in stronger:
        free = [part for period in free for part in _without(period, one)]
    return free


def _joined(periods: Iterable[Period]) -> list[Period]:
    """Return the periods in order; adjacent ones with the same team and source are merged."""
    joined: list[Period] = []
    for period in sorted(periods, key=lambda one: one.began_at):
        before = joined[-1] if joined else None
        if before is not None and before.end == period.began_at and before[2:] == period[2:]:
            joined[-1] = before._replace(ended_at=period.ended_at)
        else:
            joined.append(period)
    return joined


def _moment(end: dt.datetime) -> dt.datetime | None:
    return None if end == _FOREVER else end
