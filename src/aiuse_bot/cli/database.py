"""How the commands reach the database: the configured server or our own, with the schema this code expects."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from pydantic import SecretStr
from sqlalchemy import Engine, func, make_url, select

from aiuse_bot.cli.stop_signal import StopSignal
from aiuse_bot.db import connect, driver_url
from aiuse_bot.db.embedded import EmbeddedServer
from aiuse_bot.db.embedded.keeper import kept_running
from aiuse_bot.db.schema import is_at_head, upgrade
from aiuse_bot.logs import configure_logs
from aiuse_bot.settings import Settings, SettingsError, read_settings

_ONE_MIGRATES = 7_203_115
"""The advisory lock under which one process migrates while others wait; it is local to one database."""

_PATIENCE_MS = 120_000


def operator_settings() -> Settings:
    """Read the settings for an interactive command: only warnings are logged, as plain lines."""
    settings = read_settings()
    quiet = settings.model_copy(update={"log_format": "console", "log_level": "warning"})
    configure_logs(settings if settings.log_level == "debug" else quiet)
    return settings


@contextmanager
def database(settings: Settings, stop: StopSignal | None = None, *, migrates: bool = False) -> Iterator[Engine]:
    """Bind `Session` to a database with the newest schema for the duration of the block.

    Our own server is always migrated, a configured one only with `migrates`; a different schema raises a
    `SettingsError` that says how to migrate. For the bot, which passes `stop`, our own server is restarted whenever it
    ends. If a stop is requested before the block begins, `NotWantedError` or `StopAskedError` is raised and nothing is
    left running.
    """
    interrupting = stop.interrupting if stop else nullcontext
    with server(settings, stop) as url:
        with interrupting():
            if migrates or settings.database_url is None:
                migrate(url)
        with engine(url) as bound:
            with interrupting():
                if not is_at_head(bound):
                    raise SettingsError("The database is not at this version's schema: run `aiuse-bot migrate` first.")
            yield bound


@contextmanager
def server(settings: Settings, stop: StopSignal | None = None) -> Iterator[str]:
    """Yield the URL of the database, migrated or not; our own server runs for the duration of the block.

    With `stop` it is restarted whenever it ends, and a start that is no longer wanted raises `NotWantedError`.
    """
    if settings.database_url is not None:
        yield _named(settings.database_url)
        return
    directory = settings.data_dir / "postgres"
    own = EmbeddedServer(directory, is_wanted=stop.is_not_asked) if stop else EmbeddedServer(directory)
    with own, kept_running(own) if stop else nullcontext():
        yield own.url()


@contextmanager
def engine(url: str) -> Iterator[Engine]:
    """Bind `Session` to the database at `url`, and close every connection at the end."""
    bound = connect(url)
    try:
        yield bound
    finally:
        bound.dispose()


def migrate(url: str) -> bool:
    """Migrate the database to the newest schema, one process at a time. Returns whether there was anything to do."""
    with engine(_patient(url)) as waiting, waiting.begin() as connection:
        connection.execute(select(func.pg_advisory_xact_lock(_ONE_MIGRATES)))
        if is_at_head(waiting):
            return False
        upgrade(url)
        return True


def where(settings: Settings) -> str:
    """Describe the configured database, without the password of its URL."""
    if settings.database_url is None:
        return f"the bot's own server in {settings.data_dir / 'postgres'}"
    url = make_url(_named(settings.database_url))
    return f"{url.database} on {url.host or 'this machine'}"


def _named(url: SecretStr) -> str:
    """Return the validated URL; the error names the variable and never shows the value."""
    value = url.get_secret_value()
    try:
        driver_url(value)
    except ValueError as error:
        raise SettingsError(f"DATABASE_URL: {error}") from None
    return value


def _patient(url: str) -> str:
    """Return the URL with timeouts long enough to wait while another process migrates."""
    given = make_url(url)
    limits = f"-c lock_timeout={_PATIENCE_MS} -c statement_timeout={_PATIENCE_MS}"
    asked = given.query.get("options", "")
    options = " ".join([asked] if isinstance(asked, str) else asked)
    return given.update_query_dict({"options": f"{options} {limits}".strip()}).render_as_string(hide_password=False)
