"""The cap holds under concurrency: real threads, real connections, real commits."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from aiuse_bot.db import Session, connect
from aiuse_bot.domain.message import MessageKey
from aiuse_bot.domain.models import LedgerEntry, Tip
from aiuse_bot.domain.praise import differences, praised_use_case
from aiuse_bot.domain.rules import Rules
from aiuse_bot.domain.tips import (
    Giver,
    add_tip_reaction,
    remove_tip_reaction,
    tip_people,
    tips_left,
)
from makers import NOW, WORKSPACE, a_message, a_use_case
from patience import PATIENCE

AT_ONCE = 64
GIVER = Giver("U0GIVER", ZoneInfo("Asia/Tokyo"))
RULES = Rules()


@pytest.fixture(autouse=True)
def _connected(database_url: str) -> Iterator[None]:
    engine = connect(database_url, pool_size=AT_ONCE)
    yield
    engine.dispose()


def concurrently(act: Callable[[int], str], times: int = AT_ONCE) -> Counter[str]:
    """Start this many threads at the same moment, each with its own connection; count their answers."""
    ready = Barrier(times)

    def begin(number: int) -> str:
        ready.wait(PATIENCE)
        return act(number)

    with ThreadPoolExecutor(times) as people:
        return Counter(people.map(begin, range(times)))


def by_command(number: int) -> str:
    with Session.begin() as session:
        cause = f"command:{number}"
        return tip_people(session, WORKSPACE, GIVER, cause, ["U0BEN"], 1, note=None, rules=RULES, now=NOW).answer


def by_emoji(message: MessageKey, at: dt.datetime = NOW) -> str:
    with Session.begin() as session:
        praised_use_case(session, message)
        tip = add_tip_reaction(session, message, GIVER, "gift", at, RULES)
        return tip.state if tip is not None else "nothing"


def some_messages(number: int) -> list[MessageKey]:
    messages = [a_message() for _ in range(number)]
    with Session.begin() as session:
        for message in messages:
            a_use_case(session, message)
    return messages


def given_and_right() -> tuple[int, int, int]:
    with Session.begin() as session:
        assert differences(session, WORKSPACE) == []
        given = session.scalar(select(func.count()).select_from(Tip).where(Tip.state == "given")) or 0
        points = session.scalar(select(func.coalesce(func.sum(LedgerEntry.points), 0))) or 0
        return given, points, tips_left(session, WORKSPACE, GIVER.user_id, GIVER.zone, NOW).left


def test_of_64_tips_of_one_giver_at_once_exactly_the_5_that_are_left_succeed() -> None:
    some_messages(1)
    assert concurrently(by_command) == {"given": 5, "refused": 59}
    assert given_and_right() == (5, 5, 0)


def test_of_64_tip_emoji_on_64_records_at_once_exactly_5_are_tips() -> None:
    messages = some_messages(AT_ONCE)
    assert concurrently(lambda number: by_emoji(messages[number])) == {"given": 5, "refused": 59}
    assert given_and_right() == (5, 5, 0)


def test_ways_of_tipping_share_one_allowance_at_the_same_moment() -> None:
    messages = some_messages(AT_ONCE)
    said = concurrently(lambda number: by_command(number) if number % 2 else by_emoji(messages[number]))
    assert said == {"given": 5, "refused": 59}
    assert given_and_right() == (5, 5, 0)


def test_one_reaction_delivered_64_times_at_once_is_one_tip() -> None:
    (message,) = some_messages(1)
    assert concurrently(lambda _number: by_emoji(message)) == {"given": 1, "nothing": 63}
    assert given_and_right() == (1, 1, 4)


def test_giving_and_taking_back_at_once_ends_as_the_newest_event_says() -> None:
    (message,) = some_messages(1)

    def change(number: int) -> str:
        at = NOW + dt.timedelta(seconds=number)
        if number % 2 == 0:
            return by_emoji(message, at)
        with Session.begin() as session:
            praised_use_case(session, message)
            return str(remove_tip_reaction(session, message, GIVER.user_id, "gift", at))

    concurrently(change)
    assert given_and_right() == (0, 0, 5)
