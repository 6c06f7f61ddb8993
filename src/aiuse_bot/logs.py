"""Logs for machines and for the admin at night: one event a line, never a message's text, never a token."""

import logging
import re
import sys
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

from aiuse_bot.settings import Settings

_TOKEN = re.compile(r"xox[a-z]-[\w-]+|xapp-[\w-]+|(?<=://)[^/@\s:]+:[^/@\s]+(?=@)")
_QUIET = ("slack_bolt", "slack_sdk", "apscheduler", "alembic", "uvicorn.access", "urllib3")
"""Libraries that print whole requests when they are asked to speak up, or one line for each tick."""


def configure_logs(settings: Settings) -> None:
    """Send our own and the libraries' log lines to stderr in one form: JSON, or coloured text for people."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _without_secrets,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    renderer: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if settings.log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    logging.basicConfig(handlers=[handler], level=settings.log_level.upper(), force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def _without_secrets(_logger: Any, _method: str, event: EventDict) -> EventDict:  # noqa: ANN401 - structlog's own signature
    """Blank what looks like a token or a password in a URL, wherever a library put it."""
    return {name: _TOKEN.sub("***", value) if isinstance(value, str) else value for name, value in event.items()}
