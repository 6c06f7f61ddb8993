"""Failures that an operator can fix, as one sentence and exit code 1."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from alembic.util import CommandError
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from aiuse_bot.db import UnsupportedServerError
from aiuse_bot.db.embedded import EmbeddedServerError
from aiuse_bot.settings import SettingsError

_SELF_EXPLANATORY = (SettingsError, EmbeddedServerError, UnsupportedServerError)
"""Errors whose message already says what happened and what to do."""


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turn expected failures into a `click.ClickException`; also usable as a decorator of a command."""
    try:
        yield
    except _SELF_EXPLANATORY as error:
        raise click.ClickException(str(error)) from error
    except PoolTimeoutError as error:
        raise click.ClickException(
            "The database did not hand out a connection in time: it is overloaded or away."
        ) from error
    except OperationalError as error:
        raise click.ClickException(f"The database cannot be used: {sentence_of(error)}") from error
    except DBAPIError as error:
        raise click.ClickException(f"The database said no: {sentence_of(error)}") from error
    except CommandError as error:
        raise click.ClickException(
            f"The database cannot be migrated: {error}. If a newer version of aiuse-bot migrated it, run that one."
        ) from error


def sentence_of(error: DBAPIError) -> str:
    """Return the driver's first line, which names the cause; the rest may quote values that people wrote."""
    return str(error.orig).strip().partition("\n")[0] or type(error.orig).__name__
