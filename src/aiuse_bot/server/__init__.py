"""The HTTP server: receives Slack's requests and serves the operators' endpoints."""

from aiuse_bot.server.build import Server, build_server
from aiuse_bot.server.listen import SignalledServer, listening_socket, uvicorn_config
from aiuse_bot.server.pages import Readiness

__all__ = ["Readiness", "Server", "SignalledServer", "build_server", "listening_socket", "uvicorn_config"]
