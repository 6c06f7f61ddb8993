import math
from typing import Any

from sqlalchemy import Engine, event, text

from aiuse_bot.delivery import metrics
from aiuse_bot.delivery.gauges import read_gauges
from delivery_tools import NOW
from inbox_tools import keep_new
from outbox_tools import post

SMALL = ["ix_inbox_event_waiting", "ix_inbox_event_parked", "ix_outbox_message_open", "ix_outbox_message_given_up"]


def test_the_gauges_read_the_small_indexes_and_not_the_tables(engine: Engine) -> None:
    asked: list[tuple[str, Any]] = []
    keep_new(engine, 1)
    post("a")

    @event.listens_for(engine, "before_cursor_execute")
    def note(_connection: object, _cursor: object, statement: str, values: Any, *_: object) -> None:
        asked.append((statement, values))

    read_gauges(NOW)
    event.remove(engine, "before_cursor_execute", note)
    with engine.connect() as connection:
        connection.execute(text("SET enable_seqscan = off"))
        plans = [str(connection.exec_driver_sql(f"EXPLAIN {sql}", values).all()) for sql, values in asked]
    assert len(plans) == len(SMALL)
    assert all(index in plan for index, plan in zip(SMALL, plans, strict=True))
    assert (metrics.INBOX_WAITING._value.get(), metrics.OUTBOX_OPEN._value.get()) == (1, 1)


def test_without_a_database_the_gauges_are_no_numbers(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE inbox_event RENAME TO elsewhere"))
    read_gauges(NOW)
    assert math.isnan(metrics.INBOX_WAITING._value.get())
