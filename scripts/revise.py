"""Generate a migration for the differences between models and migrations: `python scripts/revise.py "what it does"`."""

import shutil
import sys
from pathlib import Path

from alembic import command

from aiuse_bot.db.embedded import EmbeddedServer
from aiuse_bot.db.schema import config, upgrade

SERVER = Path(__file__).parent.parent / "build" / "revise-postgres"

if __name__ == "__main__":
    # Start afresh: an earlier run may have migrated to a revision that no longer exists.
    shutil.rmtree(SERVER, ignore_errors=True)
    with EmbeddedServer(SERVER, durable=False) as server:
        url = server.url("revise")
        upgrade(url)
        command.revision(config(url), message=" ".join(sys.argv[1:]), autogenerate=True)
