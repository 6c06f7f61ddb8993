import math
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from aiuse_bot.db import driver_url
from aiuse_bot.db.idle import ping_after_idling

WHO = text("SELECT pg_backend_pid()")


@contextmanager
def two_connections(url: str, idle_s: float) -> Iterator[Engine]:
    """Yield an engine whose pool holds two connections that the server has ended."""
    engine = create_engine(driver_url(url), pool_size=2, max_overflow=0)
    ping_after_idling(engine, idle_s)
    with engine.connect() as one, engine.connect() as other:
        pids = [one.scalar(WHO), other.scalar(WHO)]
    with create_engine(driver_url(url), poolclass=NullPool).connect() as outside:
        assert all(outside.scalar(text("SELECT pg_terminate_backend(:pid, 60000)"), {"pid": pid}) for pid in pids)
    yield engine
    engine.dispose()


def test_connections_that_were_idle_are_replaced_before_somebody_uses_them(database_url: str) -> None:
    with two_connections(database_url, idle_s=0) as engine, engine.connect() as one, engine.connect() as other:
        assert one.scalar(text("SELECT 1")) == other.scalar(text("SELECT 1")) == 1


def test_connections_in_steady_use_are_not_pinged_and_replaced_after_the_first_failure(database_url: str) -> None:
    with two_connections(database_url, idle_s=math.inf) as engine:
        with pytest.raises(OperationalError), engine.connect() as one:
            one.scalar(text("SELECT 1"))
        with engine.connect() as one, engine.connect() as other:
            assert one.scalar(text("SELECT 1")) == other.scalar(text("SELECT 1")) == 1
