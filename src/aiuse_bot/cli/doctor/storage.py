"""Checks whether the database is reachable and has this version's schema."""

from collections.abc import Generator
from contextlib import ExitStack

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from aiuse_bot.cli.database import engine, server, where
from aiuse_bot.cli.doctor.check import Check, well, wrong
from aiuse_bot.cli.errors import sentence_of
from aiuse_bot.db import UnsupportedServerError
from aiuse_bot.db.embedded import EmbeddedServerError
from aiuse_bot.db.schema import is_at_head
from aiuse_bot.settings import Settings, SettingsError

_ADVICE = "Check DATABASE_URL and that the server runs and lets this machine in."


def check_storage(settings: Settings, stack: ExitStack) -> Generator[Check, None, bool]:
    """Check database and migrations. Returns whether the tables can be read until `stack` is closed."""
    try:
        bound = stack.enter_context(engine(stack.enter_context(server(settings))))
        yield _check_server(bound, settings)
    except SettingsError as error:
        yield wrong("database", str(error), "Correct DATABASE_URL.")
        return False
    except (EmbeddedServerError, UnsupportedServerError) as error:
        yield wrong("database", str(error), "See docs/operation.md, The database.")
        return False
    except DBAPIError as error:
        yield wrong("database", f"{where(settings)}: {sentence_of(error)}", _ADVICE)
        return False
    ready = is_at_head(bound)
    yield (
        well("migrations", "The schema is this version's.")
        if ready
        else wrong("migrations", "The schema is not this version's.", "Run `aiuse-bot migrate`.")
    )
    return ready


def _check_server(bound: Engine, settings: Settings) -> Check:
    facts = "SELECT current_setting('server_version'), current_setting('server_encoding')"
    with bound.connect() as connection:
        version, encoding = connection.execute(text(facts)).one()
    if encoding != "UTF8":
        return wrong(
            "database", f"Its encoding is {encoding}.", "Make a database with the encoding UTF8; Japanese needs it."
        )
    return well("database", f"PostgreSQL {version}, {encoding}, {where(settings)}.")
