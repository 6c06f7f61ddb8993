"""Error messages when the embedded server cannot be used."""

import os
import pwd
import shutil
from pathlib import Path

import pytest

from aiuse_bot.db.embedded import EmbeddedServer, EmbeddedServerError, locks
from embedded_processes import ask, tell


def refusal(directory: Path) -> str:
    with pytest.raises(EmbeddedServerError) as refused, EmbeddedServer(directory, durable=False):
        pass
    return str(refused.value)


def test_a_database_of_another_major_version_is_not_touched(used: Path) -> None:
    with EmbeddedServer(used, durable=False):
        pass
    (used / "data" / "PG_VERSION").write_text("17\n")

    told = refusal(used)

    assert "made by PostgreSQL 17" in told
    assert "pg_dump" in told


def test_files_that_are_no_database_are_not_touched(home: Path) -> None:
    (home / "data").mkdir()
    (home / "data" / "thesis.txt").write_text("mine")

    assert "holds files, but no database" in refusal(home)
    assert (home / "data" / "thesis.txt").read_text() == "mine"


def test_an_empty_directory_in_the_place_of_the_database_is_used(home: Path) -> None:
    (home / "data").mkdir()
    shutil.chown(home / "data", *_server_account())

    with EmbeddedServer(home, durable=False) as server:
        assert ask(server.url(), "SELECT 1") == 1


def test_a_server_that_does_not_start_shows_what_its_log_says(used: Path) -> None:
    with EmbeddedServer(used, durable=False):
        pass
    (used / "data" / "global" / "pg_control").unlink()

    told = refusal(used)

    assert "did not start" in told
    assert "could not find the database system" in told
    assert "DATABASE_URL" in told


def test_a_failed_start_leaves_the_next_one_free(home: Path) -> None:
    (home / "data").mkdir()
    (home / "data" / "thesis.txt").write_text("mine")
    refusal(home)
    shutil.rmtree(home / "data")

    with EmbeddedServer(home, durable=False) as server:
        assert ask(server.url(), "SELECT 1") == 1


def test_a_file_in_the_place_of_the_directory_is_named(home: Path) -> None:
    (home / "file").write_text("")

    assert str(home / "file") in refusal(home / "file" / "bot")


def test_a_start_that_never_ends_is_told_to_those_who_wait_for_it(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "PATIENCE_S", 0.1)

    with locks.exclusive(home / "start.lock"):
        assert "seems stuck" in refusal(home)


@pytest.mark.usefixtures("as_root")
def test_a_database_that_belongs_to_root_is_explained(used: Path) -> None:
    with EmbeddedServer(used, durable=False):
        pass
    os.chown(used / "data", 0, 0)

    assert "belongs to root" in refusal(used)


def test_words_of_people_do_not_reach_the_servers_log(used: Path) -> None:
    with EmbeddedServer(used, durable=False) as server:
        tell(server.url(), "CREATE TABLE said (words text UNIQUE)")
        tell(server.url(), "INSERT INTO said VALUES ('a secret of mine')")
        with pytest.raises(Exception, match="duplicate key"):
            tell(server.url(), "INSERT INTO said VALUES ('a secret of mine')")

        log = (used / "data" / "server.log").read_text()

    assert "duplicate key" in log
    assert "secret" not in log


def _server_account() -> tuple[int, int]:
    if os.geteuid() != 0:
        return os.geteuid(), os.getegid()
    entry = pwd.getpwnam("nobody")
    return entry.pw_uid, entry.pw_gid
