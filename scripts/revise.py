"""Write a migration from what the models have and the migrations lack: `python scripts/revise.py "what it does"`."""

import sys
from pathlib import Path

from alembic import command

from aiuse_bot.db.embedded import EmbeddedServer
from aiuse_bot.db.schema import config, upgrade

BUILD = Path(__file__).parent.parent / "build"

if __name__ == "__main__":
    with EmbeddedServer(BUILD / "revise-postgres", durable=False) as server:
        url = server.url("revise")
        upgrade(url)
        command.revision(config(url), message=" ".join(sys.argv[1:]), autogenerate=True)
