"""Our door as a separate process: `python -m benchmarks.servers.door PORT DATABASE_URL`."""

import sys

import uvicorn
from benchmarks.traffic import SECRET
from slack_bolt import BoltRequest, BoltResponse

from aiuse_bot.db import connect
from aiuse_bot.delivery.writer import GroupWriter
from aiuse_bot.server import Readiness, build_server, uvicorn_config
from aiuse_bot.settings import Settings


def nobody(_request: BoltRequest) -> BoltResponse:
    """Answer commands, which the benchmark never sends."""
    return BoltResponse(status=404)


def main() -> None:
    """Serve until terminated."""
    writer = GroupWriter(connect(sys.argv[2], application_name="benchmark"))
    settings = Settings(slack_signing_secret=SECRET, port=int(sys.argv[1]))
    readiness = Readiness(database=lambda: True, migrations=lambda: True, workers=writer.alive)
    server = build_server(nobody, writer, settings, readiness, on_stop=writer.close)
    uvicorn.Server(uvicorn_config(server, settings)).run()


if __name__ == "__main__":
    main()
