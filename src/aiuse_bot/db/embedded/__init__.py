"""A PostgreSQL server of our own, for whoever has none: started by the first who needs it, stopped by the last."""

import os
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg
from psycopg import sql

from aiuse_bot.db.embedded.cluster import ensure_cluster
from aiuse_bot.db.embedded.errors import EmbeddedServerError
from aiuse_bot.db.embedded.locks import exclusive, is_last, open_lock, share
from aiuse_bot.db.embedded.place import Place, find_place
from aiuse_bot.db.embedded.postmaster import ensure_running, stop
from aiuse_bot.db.embedded.sockets import server_url

__all__ = ["EmbeddedServer", "EmbeddedServerError"]

DATABASE = "aiuse_bot"


class EmbeddedServer:
    """A server whose files are in `directory`, shared by every process that enters it.

    Each holds a share of `in-use.lock` while inside; who leaves and finds nobody else holding one stops the server.
    A killed process loses its share with its life, so at worst the server waits for the next clean exit.
    `durable=False` trades safety against a power cut for speed, and is for tests.
    """

    def __init__(self, directory: Path, *, durable: bool = True) -> None:
        self._wanted = directory
        self._durable = durable
        self._place: Place | None = None
        self._share = -1

    def __enter__(self) -> Self:
        try:
            self._enter(find_place(self._wanted))
        except OSError as error:
            raise EmbeddedServerError(
                f"{error.filename or self._wanted} cannot be used for the database ({error.strerror}). "
                "Choose another directory with AIUSE_BOT_DATA_DIR, or name a server with DATABASE_URL.",
            ) from error
        return self

    def _enter(self, place: Place) -> None:
        owner = place.account.uid if place.account else None
        with exclusive(place.directory / "start.lock", owner) as lock:
            descriptor = open_lock(place.directory / "in-use.lock", owner)
            try:
                share(descriptor)
                ensure_cluster(place, lock, durable=self._durable)
                ensure_running(place, durable=self._durable)
            except BaseException:
                os.close(descriptor)
                raise
        self._place, self._share = place, descriptor

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        place, self._place = self._entered(), None
        try:
            # The same lock as at the start: between "nobody else is here" and the stop, nobody can come in.
            with exclusive(place.directory / "start.lock"):
                if is_last(self._share):
                    stop(place)
        finally:
            os.close(self._share)

    def url(self, database: str = DATABASE) -> str:
        """Return the URL of that database on this server, creating the database if there is none of that name."""
        place = self._entered()
        with psycopg.connect(server_url(place, "postgres"), autocommit=True) as connection:
            _ensure_database(connection, database)
        return server_url(place, database)

    def _entered(self) -> Place:
        if self._place is None:
            raise EmbeddedServerError("The embedded database server is in use only inside its `with` block.")
        return self._place


def _ensure_database(connection: psycopg.Connection, name: str) -> None:
    if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
        return
    try:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    except (psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
        # Another process was quicker; which of the two errors says so depends on how close the race was.
        return
