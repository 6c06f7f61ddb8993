import datetime as dt

import pytest

from aiuse_bot.delivery.times import add_jitter, back_off, back_off_since
from delivery_tools import NOW

LONGEST = dt.timedelta(minutes=15)


@pytest.mark.parametrize("attempts", [1, 4, 9, 10, 40, 10_000])
def test_back_off_doubles_up_to_its_limit(attempts: int) -> None:
    full = min(2.0 ** min(attempts, 40), 900)
    assert all(full / 2 <= back_off(attempts, LONGEST).total_seconds() <= full for _ in range(50))


@pytest.mark.parametrize(("seconds", "full"), [(-60, 1), (0, 1), (40, 40), (899, 899), (100_000, 900)])
def test_a_wait_is_as_long_as_the_trouble_up_to_its_limit(seconds: int, full: float) -> None:
    now = NOW + dt.timedelta(seconds=seconds)
    assert all(full / 2 <= back_off_since(NOW, now, LONGEST).total_seconds() <= full for _ in range(50))


def test_a_little_longer_is_never_shorter() -> None:
    waits = {add_jitter(LONGEST) for _ in range(50)}
    assert len(waits) > 40
    assert all(LONGEST <= wait <= LONGEST * 1.1 for wait in waits)
