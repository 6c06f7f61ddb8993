"""How alembic reaches the database: one connection, no pool, and no waiting behind a long transaction."""

from alembic import context
from sqlalchemy import create_engine, pool, text

from aiuse_bot.db import Base, driver_url
from aiuse_bot.delivery import models as _delivery_models  # noqa: F401 - registers the tables
from aiuse_bot.domain import models as _domain_models  # noqa: F401 - registers the tables

LOCK_TIMEOUT = "5s"


def migrate() -> None:
    """Run the migrations on `sqlalchemy.url`, one transaction for each, so that a failure leaves a known revision."""
    engine = create_engine(driver_url(context.config.attributes["url"]), poolclass=pool.NullPool)
    with engine.connect() as connection:
        # A migration that cannot get its lock fails and is tried again; one that waits for it stops all who come after.
        connection.execute(text(f"SET lock_timeout = '{LOCK_TIMEOUT}'"))
        connection.commit()
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            compare_type=True,
            compare_server_default=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


migrate()
