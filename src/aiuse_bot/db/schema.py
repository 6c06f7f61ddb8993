"""The database schema, which only migrations change."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

_PACKAGE = Path(__file__).parent.parent
_PLACES = (_PACKAGE / "migrations", _PACKAGE.parent.parent / "migrations")
"""Where the migrations are: inside the installed package, or next to `src` in a checkout."""


def upgrade(url: str) -> None:
    """Migrate the database at `url` to the newest revision; does nothing if it is already there."""
    command.upgrade(config(url), "head")


def is_at_head(engine: Engine) -> bool:
    """Whether the database has exactly the schema that this code expects."""
    with engine.connect() as connection:
        heads = MigrationContext.configure(connection).get_current_heads()
    return set(heads) == set(ScriptDirectory.from_config(config("")).get_heads())


def config(url: str) -> Config:
    """Return alembic's configuration; there is no alembic.ini."""
    made = Config()
    made.set_main_option("script_location", str(next(place for place in _PLACES if place.is_dir())))
    made.set_main_option("path_separator", "os")
    made.set_main_option("file_template", "%%(year)d_%%(month).2d_%%(day).2d_%%(slug)s")
    made.attributes["url"] = url
    return made
