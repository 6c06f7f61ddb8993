"""What `connect` accepts, what it guarantees for each connection, and how it rejects an old server."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import CheckConstraint, Engine, ForeignKey, MetaData, Table, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.schema import CreateTable

from aiuse_bot.db import (
    AutocommitSession,
    Base,
    BigInt,
    Session,
    UnsupportedServerError,
    bind_sessions,
    connect,
    driver_url,
)
from patience import PATIENCE, join


@pytest.fixture
def engine(postgres_url: str) -> Iterator[Engine]:
    engine = connect(postgres_url, pool_size=2, application_name="a test")
    yield engine
    engine.dispose()
    bind_sessions(None)


def test_connect_binds_the_session(engine: Engine) -> None:
    with Session.begin() as session:
        assert session.get_bind() is engine
        assert session.execute(text("SELECT current_setting('application_name')")).scalar_one() == "a test"


def test_a_query_of_an_autocommit_session_is_no_transaction_and_leaves_none_to_the_next_session(engine: Engine) -> None:
    in_transaction = text("SELECT now() = statement_timestamp()")
    with engine.connect() as connection, connection.begin():
        connection.execute(text("SELECT 1"))
        assert not connection.scalar(in_transaction)
    with AutocommitSession() as session:
        session.execute(text("SELECT 1"))
        assert session.scalar(in_transaction)
    with Session.begin() as session:
        session.execute(text("SELECT 1"))
        assert not session.scalar(in_transaction)


def test_every_connection_has_time_limits_and_speaks_utc(engine: Engine) -> None:
    with engine.connect() as connection:
        assert connection.execute(text("SHOW statement_timeout")).scalar_one() == "30s"
        assert connection.execute(text("SHOW lock_timeout")).scalar_one() == "5s"
        assert connection.execute(text("SHOW timezone")).scalar_one() == "UTC"


def test_the_urls_own_options_win(postgres_url: str) -> None:
    joint = "&" if "?" in postgres_url else "?"
    engine = connect(f"{postgres_url}{joint}options=-c%20statement_timeout%3D7000")
    try:
        with engine.connect() as connection:
            assert connection.execute(text("SHOW statement_timeout")).scalar_one() == "7s"
            assert connection.execute(text("SHOW lock_timeout")).scalar_one() == "5s"
    finally:
        engine.dispose()
        bind_sessions(None)


def test_a_server_that_vanishes_is_noticed_within_seconds() -> None:
    url = driver_url("postgresql://db.example/bot?tcp_user_timeout=4000")
    assert [url.query[f"keepalives_{what}"] for what in ("idle", "interval", "count")] == ["5", "2", "3"]
    assert url.query["tcp_user_timeout"] == "4000"
    assert driver_url("postgresql://db.example/bot").query["tcp_user_timeout"] == "10000"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_the_usual_spellings_of_a_url_mean_the_same(scheme: str) -> None:
    url = driver_url(f"{scheme}://anna:geheim@db.example:5433/bot?sslmode=require")

    assert (url.drivername, url.host, url.port, url.database) == ("postgresql+psycopg", "db.example", 5433, "bot")
    assert url.query["sslmode"] == "require"


@pytest.mark.parametrize(
    "url", ["mysql://anna:geheim@db/bot", "geheim", "postgresql://anna:ge@heim:geheim@db:x/bot", ""]
)
def test_another_url_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(ValueError, match="should look like postgresql://") as refused:
        connect(url)

    assert "geheim" not in str(refused.value)


def test_a_server_that_is_too_old_is_named() -> None:
    with old_server() as port:
        engine = connect(f"postgresql://anna@127.0.0.1:{port}/bot?sslmode=disable&gssencmode=disable")
        try:
            with pytest.raises(UnsupportedServerError, match="PostgreSQL 14; 15 or newer is needed"):
                engine.connect()
        finally:
            engine.dispose()
            bind_sessions(None)


def test_columns_are_what_their_annotations_say_and_constraints_have_names(engine: Engine) -> None:
    sample = sample_table()

    assert str(CreateTable(sample).compile(engine)).split("\n") == [
        "",
        "CREATE TABLE sample (",
        "\tid BIGSERIAL NOT NULL, ",
        "\tparent_id BIGINT, ",
        "\tcount INTEGER NOT NULL, ",
        "\twords TEXT, ",
        "\tposted_at TIMESTAMP WITH TIME ZONE NOT NULL, ",
        "\tpayload JSONB NOT NULL, ",
        "\tCONSTRAINT pk_sample PRIMARY KEY (id), ",
        "\tCONSTRAINT uq_sample_count_words UNIQUE (count, words), ",
        "\tCONSTRAINT ck_sample_count_is_positive CHECK (count > 0), ",
        "\tCONSTRAINT fk_sample_parent_id_sample FOREIGN KEY(parent_id) REFERENCES sample (id)",
        ")",
        "",
        "",
    ]
    assert [index.name for index in sample.indexes] == ["ix_sample_posted_at"]


def sample_table() -> Table:
    """A table with its own base class, which shares naming and types with ours but not our metadata."""

    class Own(DeclarativeBase):
        metadata = MetaData(naming_convention=Base.metadata.naming_convention)
        type_annotation_map = Base.type_annotation_map

    class Sample(Own):
        __tablename__ = "sample"
        __table_args__ = (
            UniqueConstraint("count", "words"),
            CheckConstraint("count > 0", name="count_is_positive"),
        )
        id: Mapped[BigInt] = mapped_column(primary_key=True)
        parent_id: Mapped[BigInt | None] = mapped_column(ForeignKey("sample.id"))
        count: Mapped[int]
        words: Mapped[str | None]
        posted_at: Mapped[datetime] = mapped_column(index=True)
        payload: Mapped[dict[str, Any]]

    return Own.metadata.tables["sample"]


@contextmanager
def old_server() -> Iterator[int]:
    """A socket that greets like PostgreSQL 14 and does nothing more; yields its port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(PATIENCE)
        thread = threading.Thread(target=greet, args=[listener])
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            join(thread)


def greet(listener: socket.socket) -> None:
    accepted, _ = listener.accept()
    with accepted:
        accepted.settimeout(PATIENCE)
        accepted.recv(4096)
        parameters = {b"server_version": b"14.9", b"client_encoding": b"UTF8"}
        accepted.sendall(
            message(b"R", struct.pack("!i", 0))
            + b"".join(message(b"S", name + b"\0" + value + b"\0") for name, value in parameters.items())
            + message(b"Z", b"I")
        )
        accepted.recv(4096)


def message(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("!i", len(body) + 4) + body
