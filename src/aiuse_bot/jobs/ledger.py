"""Compare the ledger once a night with what reactions are worth. Differences are reported, never repaired."""

import datetime as dt

import structlog

from aiuse_bot.db import Session
from aiuse_bot.delivery.metrics import LEDGER_DIFFERENCES
from aiuse_bot.domain.praise import claim_nightly_check, differences

log = structlog.get_logger(__name__)

QUIET_HOUR = 2
MOST_LOGGED = 10


def check_ledgers(now: dt.datetime) -> int:
    """Check every workspace that is due tonight and not claimed by another process; returns how many were checked."""
    with Session.begin() as session:
        claimed = claim_nightly_check(session, now, QUIET_HOUR)
    for workspace_id in claimed:
        with Session.begin() as session:
            found = differences(session, workspace_id)
        LEDGER_DIFFERENCES.labels(workspace_id).set(len(found))
        if found:
            first = [one._asdict() for one in found[:MOST_LOGGED]]
            log.error("ledger_differs", workspace_id=workspace_id, differences=len(found), first=first)
        else:
            log.info("ledger_is_right", workspace_id=workspace_id)
    return len(claimed)
