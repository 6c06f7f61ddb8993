"""Access to PostgreSQL: the tables' base class, the unbound `Session`, and `connect`, which binds it."""

from datetime import datetime
from typing import Annotated, Any, ClassVar

from psycopg import Connection as DriverConnection
from sqlalchemy import (
    URL,
    BigInteger,
    DateTime,
    Engine,
    MetaData,
    Text,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import DeclarativeBase, sessionmaker
from sqlalchemy.orm import Session as OpenSession

from aiuse_bot.db.idle import ping_after_idling

__all__ = [
    "AutocommitSession",
    "Base",
    "BigInt",
    "OpenSession",
    "Session",
    "UnsupportedServerError",
    "bind_sessions",
    "connect",
    "driver_url",
]

OLDEST_SERVER = 15
STATEMENT_TIMEOUT_MS = 30_000
LOCK_TIMEOUT_MS = 5_000
CONNECT_TIMEOUT_S = 5
SILENCE_MS = 10_000
"""How long sent data may stay unacknowledged by the server's machine."""
POOL_TIMEOUT_S = 10

BigInt = Annotated[int, "64 bits"]
"""Annotation of a 64-bit integer column (`Mapped[BigInt]`); a plain `int` is 32-bit."""


class UnsupportedServerError(RuntimeError):
    """The server that answered is older than `OLDEST_SERVER`."""


class Base(DeclarativeBase):
    """Base class of all tables: constraints have predictable names, times are aware, text is unbounded."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        },
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text(),
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB(),
        BigInt: BigInteger(),
    }


Session = sessionmaker(expire_on_commit=False)
"""`with Session.begin() as session:` is one transaction. Unbound until `connect` has been called."""

AutocommitSession = sessionmaker(expire_on_commit=False)
"""`with AutocommitSession() as session:` is for a single query: it saves the round trips of BEGIN and COMMIT."""


def connect(url: str, *, pool_size: int = 20, application_name: str = "aiuse-bot") -> Engine:
    """Bind both sessions to the server at `url` and return the engine; the first use opens a connection.

    `pool_size` is the most connections this process ever holds. A server older than `OLDEST_SERVER`
    raises `UnsupportedServerError` when a connection is opened, an unsupported URL `ValueError` immediately.
    """
    engine = create_engine(
        driver_url(url),
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=POOL_TIMEOUT_S,
        # Database errors would otherwise carry what people wrote into the log.
        hide_parameters=True,
        connect_args={"application_name": application_name},
    )
    event.listen(engine, "do_connect", _open_connection)
    ping_after_idling(engine)
    bind_sessions(engine)
    return engine


def bind_sessions(engine: Engine | None) -> None:
    """Bind both sessions to this engine; `None` unbinds them."""
    Session.configure(bind=engine)
    AutocommitSession.configure(bind=engine and engine.execution_options(isolation_level="AUTOCOMMIT"))


def driver_url(url: str) -> URL:
    """Turn a `postgresql://` or `postgres://` URL into SQLAlchemy's for psycopg, with this bot's timeouts.

    Parameters and options in the URL itself win. `ValueError` never quotes the URL, which may hold
    a password.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise ValueError(f"The database URL cannot be read. {_URL_HELP}") from None
    if parsed.drivername not in {"postgresql", "postgres", "postgresql+psycopg"}:
        raise ValueError(f"The database must be PostgreSQL, not {parsed.drivername!r}. {_URL_HELP}")
    return parsed.set(
        drivername="postgresql+psycopg", query={**_defaults(), **parsed.query, "options": _options(parsed)}
    )


_URL_HELP = "It should look like postgresql://user:password@host:5432/name."


def _defaults() -> dict[str, str]:
    """Detect within about ten seconds that the server has silently gone; the system defaults take hours."""
    return {
        "connect_timeout": str(CONNECT_TIMEOUT_S),
        "keepalives": "1",
        "keepalives_idle": "5",
        "keepalives_interval": "2",
        "keepalives_count": "3",
        "tcp_user_timeout": str(SILENCE_MS),
    }


def _options(url: URL) -> str:
    given = url.query.get("options", "")
    own = f"-c statement_timeout={STATEMENT_TIMEOUT_MS} -c lock_timeout={LOCK_TIMEOUT_MS} -c timezone=UTC"
    return " ".join([own, *([given] if isinstance(given, str) else given)]).strip()


def _open_connection(dialect: Any, _record: Any, arguments: Any, parameters: Any) -> DriverConnection[Any]:  # noqa: ANN401 - SQLAlchemy's hook is untyped
    """Check the version before SQLAlchemy sends its first query, which an old server may not understand."""
    connection: DriverConnection[Any] = dialect.connect(*arguments, **parameters)
    version = connection.info.server_version // 10_000
    if version < OLDEST_SERVER:
        connection.close()
        raise UnsupportedServerError(
            f"The database server is PostgreSQL {version}; {OLDEST_SERVER} or newer is needed. "
            "Upgrade it, or leave DATABASE_URL empty to use the server that comes with the bot.",
        )
    return connection
