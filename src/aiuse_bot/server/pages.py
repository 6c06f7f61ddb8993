"""Endpoints for operators and their tools: liveness, readiness and metrics."""

import datetime as dt
from collections.abc import Callable
from typing import NamedTuple

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from aiuse_bot.delivery import metrics
from aiuse_bot.delivery.gauges import read_gauges

Check = Callable[[], bool]


class Readiness(NamedTuple):
    """What must be true before Slack may send anything here. Each check may block briefly and may raise."""

    database: Check
    migrations: Check
    workers: Check


def pages(readiness: Readiness, is_whole: Check, clock: Callable[[], dt.datetime]) -> list[Route]:
    """Return `/healthz`, `/readyz`, `/metrics`; all run in threads, so they block no event.

    `is_whole` covers only what belongs to this process: what a restart may fix.
    """

    def healthz(_request: Request) -> Response:
        if _holds(is_whole):
            return PlainTextResponse("ok\n")
        return PlainTextResponse("A part of this process does not work; /readyz says more.\n", status_code=503)

    def readyz(_request: Request) -> Response:
        checks = {name: _holds(check) for name, check in readiness._asdict().items()}
        return JSONResponse(checks, status_code=200 if all(checks.values()) else 503)

    def metrics_page(_request: Request) -> Response:
        read_gauges(clock())
        return Response(generate_latest(metrics.REGISTRY), media_type=CONTENT_TYPE_LATEST)

    return [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", metrics_page)]


def _holds(check: Check) -> bool:
    """Count a check that raises (say, because the database is unreachable) as failed."""
    try:
        return check()
    except Exception:  # noqa: BLE001 - any error means that the check failed
        return False
