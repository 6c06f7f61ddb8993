"""A Bolt app that does nothing, as a separate process: `python -m benchmarks.servers.noop_bolt PORT`.

The same server and settings as ours, but no database, an empty listener and the installation in memory.
"""

import sys
from typing import Any

import uvicorn
from benchmarks.traffic import BOT_USER, SECRET, TEAM
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from aiuse_bot.server import uvicorn_config
from aiuse_bot.settings import Settings


async def authorize(**_: Any) -> AuthorizeResult:  # noqa: ANN401 - Bolt's keyword arguments
    """Return the installation from memory, the fastest possible store."""
    return AuthorizeResult(enterprise_id=None, team_id=TEAM, bot_token="xoxb-none", bot_user_id=BOT_USER)


async def nothing() -> None:
    """Do nothing."""


def build() -> Starlette:
    """Wrap an app with one listener in Slack's own adapter."""
    app = AsyncApp(signing_secret=SECRET, authorize=authorize)
    app.event("reaction_added")(nothing)
    handler = AsyncSlackRequestHandler(app)

    async def events(request: Request) -> Response:
        return await handler.handle(request)

    return Starlette(routes=[Route("/slack/events", events, methods=["POST"])])


def main() -> None:
    """Serve until terminated."""
    settings = Settings(port=int(sys.argv[1]))
    uvicorn.Server(uvicorn_config(build(), settings)).run()


if __name__ == "__main__":
    main()
