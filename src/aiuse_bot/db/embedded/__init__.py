"""An embedded PostgreSQL server, for operators without one: the first process starts it, the last one stops it."""

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg
from psycopg import sql

from aiuse_bot.db.embedded.cluster import ensure_cluster
from aiuse_bot.db.embedded.errors import EmbeddedServerError, NotWantedError
from aiuse_bot.db.embedded.locks import exclusive, is_last, open_lock, share
from aiuse_bot.db.embedded.place import Place, find_place
from aiuse_bot.db.embedded.postmaster import ensure_running, is_running, stop
from aiuse_bot.db.embedded.sockets import server_url

__all__ = ["EmbeddedServer", "EmbeddedServerError", "NotWantedError"]

DATABASE = "aiuse_bot"


class EmbeddedServer:
    """A server whose files are in `directory`, shared by every process that enters it.

    Each holds a shared lock on `in-use.lock` while inside; a process that leaves as the last holder stops the server.
    A killed process loses its lock, so at worst the server runs until the next clean exit.
    `durable=False` gives up safety against power loss for speed, and is for tests. Once `is_wanted` returns false, a
    start is aborted with `NotWantedError`.
    """

    def __init__(self, directory: Path, *, durable: bool = True, is_wanted: Callable[[], bool] = lambda: True) -> None:
        self._wanted = directory
        self._durable = durable
        self._is_wanted = is_wanted
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
        with self._alone(place) as lock:
            descriptor = open_lock(place.directory / "in-use.lock", _owner(place))
            try:
                share(descriptor)
                self._ensure_server(place, lock, descriptor)
            except BaseException:
                os.close(descriptor)
                raise
        self._place, self._share = place, descriptor

    def _ensure_server(self, place: Place, lock: int, descriptor: int) -> None:
        try:
            ensure_cluster(place, lock, durable=self._durable)
            ensure_running(place, durable=self._durable, is_wanted=self._is_wanted)
        except EmbeddedServerError:
            # A server that takes longer to recover than we wait must be left running.
            raise
        except BaseException:
            _stop_if_last(place, descriptor)
            raise

    def _alone(self, place: Place) -> AbstractContextManager[int]:
        return exclusive(place.directory / "start.lock", _owner(place), self._is_wanted)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        place, self._place = self._entered(), None
        try:
            # The same lock as at the start: nobody can enter between the `is_last` check and the stop.
            with exclusive(place.directory / "start.lock"):
                _stop_if_last(place, self._share)
        finally:
            os.close(self._share)

    def url(self, database: str = DATABASE) -> str:
        """Return the URL of that database on this server, creating the database if it does not exist."""
        place = self._entered()
        with psycopg.connect(server_url(place, "postgres"), autocommit=True) as connection:
            _ensure_database(connection, database)
        return server_url(place, database)

    def is_running(self) -> bool:
        """Whether the server's process is running; it may still be recovering from a crash."""
        return is_running(self._entered())

    def revive(self) -> bool:
        """Restart the server if it has ended for any reason. Returns whether it had."""
        place = self._entered()
        if is_running(place):
            return False
        with self._alone(place):
            if is_running(place):
                return False
            ensure_running(place, durable=self._durable, is_wanted=self._is_wanted)
        return True

    def _entered(self) -> Place:
        if self._place is None:
            raise EmbeddedServerError("The embedded database server is in use only inside its `with` block.")
        return self._place


def _owner(place: Place) -> int | None:
    return place.account.uid if place.account else None


def _stop_if_last(place: Place, share: int) -> None:
    if is_last(share):
        stop(place)


def _ensure_database(connection: psycopg.Connection, name: str) -> None:
    if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
        return
    try:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    except (psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
        # Another process was faster; which of the two errors we get depends on how close the race was.
        return
