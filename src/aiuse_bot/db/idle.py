"""A pooled connection that has been idle is pinged before it is used again: the server may have been restarted."""

import time

from sqlalchemy import Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry

IDLE_S = 1.0
"""SQLAlchemy's `pool_pre_ping` has no such limit. Under load it was every sixth round trip of a reaction."""


def ping_after_idling(engine: Engine, idle_s: float = IDLE_S) -> None:
    """Let the pool replace all its connections when one that was idle for `idle_s` seconds turns out to be dead."""

    def remember(_connection: DBAPIConnection | None, entry: ConnectionPoolEntry) -> None:
        entry.info["idle_since"] = time.monotonic()

    def ping(connection: DBAPIConnection, entry: ConnectionPoolEntry, _proxy: object) -> None:
        idle_since = entry.info.get("idle_since")
        if idle_since is None or time.monotonic() - idle_since < idle_s:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error:
            raise InvalidatePoolError from None

    event.listen(engine, "checkin", remember)
    event.listen(engine, "checkout", ping)
