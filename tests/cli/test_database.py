from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
from pydantic import SecretStr
from sqlalchemy import text

from aiuse_bot.cli.database import database, migrate, where
from aiuse_bot.db.schema import is_at_head
from aiuse_bot.settings import Settings, SettingsError
from cli_tools import Cli
from database_fixtures import with_database

NEW = "aiuse_bot_test_cli_new"


@pytest.fixture
def new_url(postgres_url: str, worker_id: str) -> Iterator[str]:
    """An empty database."""
    name = f"{NEW}_{worker_id}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name}")
        yield with_database(postgres_url, name)
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def open_directory() -> Iterator[Path]:
    """A directory that every account can access, unlike pytest's: as root, the server runs as another account."""
    with TemporaryDirectory(prefix="cli-", dir="/tmp") as directory:
        Path(directory).chmod(0o755)
        yield Path(directory)


def test_migrate_says_what_it_did_and_does_it_once(new_url: str, cli: Cli) -> None:
    first, second = (cli("migrate", DATABASE_URL=new_url) for _ in range(2))
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert first.stdout.startswith("Migrated ")
    assert second.stdout.startswith("Nothing to do for ")


def test_processes_that_migrate_together_do_it_once(new_url: str) -> None:
    with ThreadPoolExecutor(3) as pool:
        outcomes = list(pool.map(migrate, [new_url] * 3))
    assert sorted(outcomes) == [False, False, True]


def test_a_database_that_was_named_is_not_migrated_unasked(new_url: str, cli: Cli) -> None:
    result = cli("search", "refund", DATABASE_URL=new_url)
    assert result.exit_code == 1
    assert "run `aiuse-bot migrate` first" in result.stderr
    with psycopg.connect(new_url) as connection:
        assert connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)


def test_a_schema_of_the_future_is_told_apart(database_url: str, cli: Cli) -> None:
    with psycopg.connect(database_url) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'from_next_year'")
    result = cli("migrate", DATABASE_URL=database_url)
    assert result.exit_code == 1
    assert "newer version" in result.stderr


def test_our_own_server_is_migrated_on_the_way(open_directory: Path) -> None:
    with database(Settings(_env_file=None, data_dir=open_directory, database_url=None)) as engine:
        assert is_at_head(engine)
        with engine.connect() as connection:
            assert connection.scalar(text("SHOW server_encoding")) == "UTF8"


@pytest.mark.parametrize(
    "url",
    [
        "mysql://bot:hunter2@h/d",
        "postgresql://bot:hunter2@h:port/d",
        "bot:hunter2",
        "postgresql://bot:hunter2@127.0.0.1:1/d",
    ],
)
def test_an_unusable_url_is_told_without_its_password(url: str, cli: Cli) -> None:
    result = cli("migrate", DATABASE_URL=url)
    assert result.exit_code == 1
    assert "database" in result.stderr.lower()
    assert "hunter2" not in result.output


def test_where_names_server_and_database_only() -> None:
    settings = Settings(_env_file=None, database_url=SecretStr("postgresql://bot:hunter2@db.example/library"))
    assert where(settings) == "library on db.example"


def test_where_refuses_what_is_no_url() -> None:
    with pytest.raises(SettingsError, match="DATABASE_URL"):
        where(Settings(_env_file=None, database_url=SecretStr("library")))
