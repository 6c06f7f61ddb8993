"""Operators compare the ledger with the reactions and repair it."""

import datetime as dt
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from aiuse_bot.cli.database import engine
from aiuse_bot.db import Session as Begin
from aiuse_bot.domain.models import LedgerEntry, Workspace
from aiuse_bot.domain.praise import claim_nightly_check
from aiuse_bot.domain.rules import Rules
from aiuse_bot.domain.tips import Giver, tip_people, tip_record
from aiuse_bot.domain.workspace import ensure_workspace
from cli_tools import Cli
from makers import NOW, WORKSPACE, a_use_case, praise

TWO = dt.datetime(2026, 11, 24, 2, 30, tzinfo=dt.UTC)


def test_the_ledger_is_checked_once_a_night_by_whoever_comes_first(session: Session) -> None:
    ensure_workspace(session, WORKSPACE)
    assert claim_nightly_check(session, TWO - dt.timedelta(hours=1), 2) == []
    assert claim_nightly_check(session, TWO, 2) == [WORKSPACE]
    assert claim_nightly_check(session, TWO, 2) == []
    assert claim_nightly_check(session, TWO + dt.timedelta(hours=20), 2) == []
    assert claim_nightly_check(session, TWO + dt.timedelta(days=1), 2) == [WORKSPACE]


def test_night_is_when_it_is_night_there(session: Session) -> None:
    ensure_workspace(session, WORKSPACE)
    session.execute(update(Workspace).values(totals_zone="Asia/Tokyo", ledger_checked_on=dt.date(2026, 11, 24)))
    assert claim_nightly_check(session, TWO, 2) == []
    assert claim_nightly_check(session, TWO + dt.timedelta(hours=15), 2) == [WORKSPACE]


def test_a_wrong_ledger_is_listed_and_made_right_by_adding_alone(database_url: str, cli: Cli) -> None:
    assert cli("migrate", DATABASE_URL=database_url).exit_code == 0
    with engine(database_url), Begin.begin() as session:
        praise(session, a_use_case(session), "U0PRAISER", NOW)
    assert "The ledger is right." in cli("ledger", "check", DATABASE_URL=database_url).output
    with engine(database_url), Begin.begin() as session:
        session.execute(update(LedgerEntry).values(points=4))
    listed = cli("ledger", "check", DATABASE_URL=database_url)
    assert (listed.exit_code, "U0PRAISER → U0AUTHOR\t-3" in listed.output) == (1, True)
    assert "1 to add" in cli("ledger", "repair", DATABASE_URL=database_url).output
    assert "The ledger is right." in cli("ledger", "repair", "--yes", DATABASE_URL=database_url).output
    with engine(database_url), Begin.begin() as session:
        assert session.scalars(select(LedgerEntry.points).order_by(LedgerEntry.id)).all() == [4, -3]
        assert session.scalar(select(func.sum(LedgerEntry.points))) == 1


def test_a_wrong_tip_is_made_right_as_well_with_a_record_and_without(database_url: str, cli: Cli) -> None:
    assert cli("migrate", DATABASE_URL=database_url).exit_code == 0
    giver, rules = Giver("U0GIVER", ZoneInfo("UTC")), Rules()
    with engine(database_url), Begin.begin() as session:
        tip_record(session, a_use_case(session), giver, "view:1", 2, note=None, rules=rules, now=NOW)
        tip_people(session, WORKSPACE, giver, "command:1", ["U0BEN"], 1, note=None, rules=rules, now=NOW)
        session.execute(update(LedgerEntry).values(points=5))
    listed = cli("ledger", "check", DATABASE_URL=database_url).output
    assert "UC-1\ttip\tU0GIVER → U0AUTHOR\t-3" in listed
    assert "–\ttip\tU0GIVER → U0BEN\t-4" in listed
    assert "The ledger is right." in cli("ledger", "repair", "--yes", DATABASE_URL=database_url).output
    assert "The ledger is right." in cli("ledger", "check", DATABASE_URL=database_url).output
