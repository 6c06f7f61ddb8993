"""Periods of one person, against a model that finds for every hour the latest entry of the strongest source."""

import datetime as dt
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from aiuse_bot.domain.team import SOURCES, Period, Source, with_period, without_source

BEGIN = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
HOURS = 12

hours = st.integers(0, HOURS - 1)
spans = st.tuples(hours, st.one_of(st.none(), st.integers(1, HOURS)))
Word = tuple[str, Source, int | None, tuple[int, int | None]]
words: st.SearchStrategy[Word] = st.tuples(
    st.sampled_from(["says", "says", "is silent"]), st.sampled_from(SOURCES), st.sampled_from([None, 1, 2]), spans
)


def at(hour: int) -> dt.datetime:
    return BEGIN + dt.timedelta(hours=hour)


def after(spoken: list[Word]) -> list[Period]:
    periods: list[Period] = []
    for verb, source, team_id, (begin, length) in spoken:
        if verb == "says":
            end = None if length is None else at(begin + length)
            periods = with_period(periods, Period(at(begin), end, team_id, source))
        else:
            periods = without_source(periods, source, at(begin))
    return periods


def expected(spoken: list[Word], hour: int) -> tuple[int | None, Source] | None:
    """Return what applies at an hour: an entry lasts until one at least as strong follows, or its source ends."""
    holds: tuple[int | None, Source] | None = None
    for verb, source, team_id, (begin, length) in spoken:
        is_meant = begin <= hour and (verb == "is silent" or length is None or hour < begin + length)
        if not is_meant:
            continue
        if verb == "is silent":
            holds = None if holds is not None and holds[1] == source else holds
        elif holds is None or SOURCES.index(source) >= SOURCES.index(holds[1]):
            holds = (team_id, source)
    return holds


@given(st.lists(words, max_size=12))
def test_at_every_hour_the_strongest_source_holds_and_of_equals_the_last(spoken: list[Word]) -> None:
    periods = after(spoken)
    for hour in range(HOURS * 2 + 2):
        holding = [(one.team_id, one.source) for one in periods if one.covers(at(hour))]
        assert holding == [told for told in [expected(spoken, hour)] if told is not None]


@given(st.lists(words, max_size=12))
def test_periods_never_overlap_and_none_is_empty(spoken: list[Word]) -> None:
    periods = after(spoken)
    assert all(one.began_at < one.end for one in periods)
    assert all(one.end <= next_one.began_at for one, next_one in pairwise(periods))


@given(st.lists(words, max_size=8))
def test_saying_the_last_thing_again_changes_nothing(spoken: list[Word]) -> None:
    assert after([*spoken, *spoken[-1:]]) == after(spoken)
