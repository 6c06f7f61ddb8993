"""A fresh database for each measurement."""

import psycopg
from sqlalchemy import make_url

from aiuse_bot.db.schema import upgrade


def recreate_database(url: str) -> None:
    """Recreate the database at this URL, migrated and empty; open connections to it are terminated."""
    parsed = make_url(url)
    beside = parsed.set(database="postgres").render_as_string(hide_password=False)
    with psycopg.connect(beside, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {parsed.database} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {parsed.database}")
    upgrade(url)
