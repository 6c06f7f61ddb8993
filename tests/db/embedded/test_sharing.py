"""Which process starts, shares and stops the server, and what happens if one is killed."""

import os
import signal
import subprocess
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from aiuse_bot.db.embedded import EmbeddedServer, EmbeddedServerError
from embedded_processes import StartUser, ask, end_server, runs, server_pid, tell
from patience import PATIENCE, wait_until


def test_a_cold_start_gives_a_utf8_database_with_the_builtin_locale(home: Path) -> None:
    with EmbeddedServer(home) as server:
        url = server.url()

        assert ask(url, "SHOW server_encoding") == "UTF8"
        assert ask(url, "SELECT datlocprovider FROM pg_database WHERE datname = current_database()") == "b"
        assert ask(url, "SELECT datlocale FROM pg_database WHERE datname = current_database()") == "C.UTF-8"
        assert ask(url, "SELECT lower('ÄÖÉ')") == "äöé"
        assert ask(url, "SHOW jit") == "off"
        assert ask(url, "SHOW timezone") == "UTC"
        assert ask(url, "SHOW fsync") == "on"


def test_japanese_words_are_words_to_full_text_search_and_trigrams(used: Path) -> None:
    with EmbeddedServer(used, durable=False) as server:
        tell(server.url(), "CREATE EXTENSION pg_trgm")

        assert ask(server.url(), "SELECT to_tsvector('simple', '返金、メール')::text") == "'メール':2 '返金':1"
        assert ask(server.url(), "SELECT cardinality(show_trgm('返金'))") == 3


def test_nothing_listens_on_the_network(used: Path) -> None:
    with EmbeddedServer(used, durable=False) as server:
        assert ask(server.url(), "SHOW listen_addresses") == ""
        assert (used / "data").stat().st_mode & 0o077 == 0


def test_what_was_written_is_there_after_a_restart(home: Path) -> None:
    with EmbeddedServer(home) as server:
        tell(server.url(), "CREATE TABLE kept AS SELECT 'はい' AS answer")

    with EmbeddedServer(home) as server:
        assert ask(server.url(), "SELECT answer FROM kept") == "はい"


def test_a_second_process_shares_the_server_and_the_last_one_leaving_stops_it(
    used: Path, start_user: StartUser
) -> None:
    first = start_user(used)
    tell(first.url(), "CREATE TABLE seen AS SELECT 1 AS number")
    second = start_user(used)
    url = second.url()
    pid = server_pid(used)

    first.leave()
    assert runs(pid)
    assert ask(url, "SELECT number FROM seen") == 1

    second.leave()
    assert not runs(pid)


def test_one_process_may_enter_twice(used: Path) -> None:
    with EmbeddedServer(used, durable=False):
        with EmbeddedServer(used, durable=False):
            pid = server_pid(used)
        assert runs(pid)
    assert not runs(pid)


def test_a_killed_user_leaves_the_server_to_the_next_who_stops_it(used: Path, start_user: StartUser) -> None:
    user = start_user(used)
    tell(user.url(), "CREATE TABLE kept AS SELECT 1 AS number")
    pid = server_pid(used)
    user.kill()
    assert runs(pid)

    with EmbeddedServer(used, durable=False) as server:
        assert server_pid(used) == pid
        assert ask(server.url(), "SELECT number FROM kept") == 1
    assert not runs(pid)


def test_a_killed_user_does_not_count_when_the_others_leave(used: Path, start_user: StartUser) -> None:
    killed, other = start_user(used), start_user(used)
    killed.url()
    other.url()
    pid = server_pid(used)

    killed.kill()
    other.leave()

    assert not runs(pid)


def test_a_killed_server_comes_back_with_what_was_committed(used: Path) -> None:
    with EmbeddedServer(used) as server, closing(psycopg.connect(server.url())) as busy:
        tell(server.url(), "CREATE TABLE kept AS SELECT 1 AS number")
        busy.execute("SELECT 1")
        killed = server_pid(used)
        os.kill(killed, signal.SIGKILL)

        with EmbeddedServer(used) as again:
            assert server_pid(used) != killed
            assert ask(again.url(), "SELECT number FROM kept") == 1


def test_a_server_that_died_does_not_spoil_the_exit_of_its_users(used: Path) -> None:
    with EmbeddedServer(used, durable=False):
        end_server(server_pid(used), signal.SIGQUIT)


def test_processes_starting_at_once_get_one_server(home: Path, start_user: StartUser) -> None:
    users = [start_user(home) for _ in range(8)]

    urls = {user.url() for user in users}
    pid = server_pid(home)
    assert len(urls) == 1
    assert ask(urls.pop(), "SELECT count(*) FROM pg_database WHERE datname = 'aiuse_bot'") == 1

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda user: user.leave(), users))
    assert not runs(pid)


def test_users_coming_and_going_at_once_always_find_a_server(home: Path) -> None:
    def come_and_go(_turn: int) -> object:
        with EmbeddedServer(home, durable=False) as server:
            return ask(server.url(), "SELECT 1")

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(come_and_go, range(15))) == [1] * 15


def test_a_database_asked_for_by_many_at_once_is_created_once(used: Path) -> None:
    with EmbeddedServer(used, durable=False) as server, ThreadPoolExecutor(8) as pool:
        urls = set(pool.map(lambda _: server.url('odd "name" %/ケース'), range(8)))

        assert [ask(url, "SELECT current_database()") for url in urls] == ['odd "name" %/ケース']


def test_an_interrupted_creation_is_begun_again(home: Path, start_user: StartUser) -> None:
    user = start_user(home)
    wait_until(lambda: any(home.glob("data.unfinished-*/PG_VERSION")))
    user.kill()
    assert not (home / "data").exists()

    with EmbeddedServer(home, durable=False) as server:
        assert ask(server.url(), "SELECT 1") == 1
    assert not list(home.glob("data.unfinished-*"))


def test_a_claim_on_a_number_that_now_belongs_to_another_process_is_void(used: Path) -> None:
    with EmbeddedServer(used, durable=False):
        claim = (used / "data" / "postmaster.pid").read_text()
        owner = (used / "data").stat()
    stranger = subprocess.Popen(["/bin/sleep", "60"], cwd="/", user=owner.st_uid)
    try:
        left = used / "data" / "postmaster.pid"
        left.write_text(claim.replace(claim.split()[0], str(stranger.pid), 1))
        os.chown(left, owner.st_uid, owner.st_gid)

        with EmbeddedServer(used, durable=False) as server:
            assert ask(server.url(), "SELECT 1") == 1
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait(PATIENCE)


def test_a_log_that_has_grown_is_put_aside_at_the_next_start(used: Path) -> None:
    log = used / "data" / "server.log"
    with EmbeddedServer(used, durable=False):
        pass
    with log.open("a") as file:
        file.write("grown\n" * 1_000_000)

    with EmbeddedServer(used, durable=False):
        assert "grown" not in log.read_text()
        assert "grown" in log.with_name("server.log.1").read_text()


def test_outside_its_block_there_is_no_server_to_speak_of(home: Path) -> None:
    server = EmbeddedServer(home, durable=False)

    with pytest.raises(EmbeddedServerError, match="only inside its `with` block"):
        server.url()
