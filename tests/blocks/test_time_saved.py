import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiuse_bot.blocks.time_saved import amount_and_unit, minutes_and_percent


@pytest.mark.parametrize(
    ("minutes", "percent", "shown"),
    [
        (5, None, ("5", "minutes")),
        (90, None, ("1.5", "hours")),
        (60, None, ("1", "hours")),
        (2400, None, ("5", "days")),
        (240, None, ("0.5", "days")),
        (None, 30, ("30", "percent")),
        (None, None, ("", "minutes")),
        (0, None, ("0", "minutes")),
    ],
)
def test_time_is_shown_in_the_unit_people_would_choose(
    minutes: int | None, percent: int | None, shown: tuple[str, str]
) -> None:
    assert amount_and_unit(minutes, percent) == shown


@given(st.integers(0, 10**6))
def test_what_is_shown_is_read_back_as_the_same(minutes: int) -> None:
    assert minutes_and_percent(*amount_and_unit(minutes, None)) == (minutes, None)


def test_more_than_all_of_the_time_cannot_be_saved() -> None:
    assert minutes_and_percent("140", "percent") == (None, 100)
