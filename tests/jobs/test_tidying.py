import datetime as dt

import pytest
from sqlalchemy import Engine, text

from aiuse_bot.delivery.inbox import Envelope, read_envelope
from aiuse_bot.jobs.clock import _purge_expired
from aiuse_bot.settings import Settings
from delivery_tools import an_envelope, as_body
from inbox_tools import claim, done, keep


def handled(engine: Engine, ago: dt.timedelta) -> Envelope:
    """Return an event that was received and handled this long ago."""
    envelope = read_envelope(as_body(an_envelope("Ev1")))
    assert keep(engine, envelope) == 1
    done(*claim())
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE inbox_event SET received_at = now() - :ago, done_at = now() - :ago"), {"ago": ago}
        )
    return envelope


@pytest.mark.parametrize("ago", [dt.timedelta(hours=25), dt.timedelta(days=29)])
def test_an_event_that_slack_repeats_after_the_tidying_is_still_known(engine: Engine, ago: dt.timedelta) -> None:
    envelope = handled(engine, ago)
    _purge_expired(Settings(_env_file=None))
    assert keep(engine, envelope) == 0
    assert claim() == []


def test_an_event_that_nobody_repeats_any_more_is_forgotten(engine: Engine) -> None:
    envelope = handled(engine, dt.timedelta(days=31))
    _purge_expired(Settings(_env_file=None))
    assert keep(engine, envelope) == 1
