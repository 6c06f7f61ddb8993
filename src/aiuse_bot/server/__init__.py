"""The HTTP door: what Slack sends comes in here, and what an operator asks is answered here."""

from aiuse_bot.server.build import Server, build_server
from aiuse_bot.server.listen import SignalledServer, listening_socket, uvicorn_config
from aiuse_bot.server.pages import Readiness

__all__ = ["Readiness", "Server", "SignalledServer", "build_server", "listening_socket", "uvicorn_config"]
