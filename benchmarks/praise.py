"""Boards, roundup figures and the ledger check over millions of reactions (`BENCH_REACTIONS`, default ten million)."""

import datetime as dt
import os
import time
from collections.abc import Callable
from statistics import quantiles
from zoneinfo import ZoneInfo

import psycopg
from sqlalchemy import ColumnElement, create_engine
from sqlalchemy.orm import Session

from aiuse_bot.domain.boards import Period, starts_on, top_cases, top_people, top_teams
from aiuse_bot.domain.models import UseCase
from aiuse_bot.domain.praise import differences, settle_points
from aiuse_bot.domain.privacy import EVERY_MEMBER, readable
from aiuse_bot.domain.search import top
from aiuse_bot.domain.totals import recount, recount_all

WORKSPACE = "T0BENCH"
REACTIONS_OF_A_RECORD = 100
MEMBERS, TEAMS, CHANNELS = 5_000, 50, 20
DAYS = 730
ASKED = 60
UTC = ZoneInfo("UTC")

_FILL = """
INSERT INTO workspace (id, totals_zone) VALUES ('T0BENCH', 'UTC');
INSERT INTO channel (workspace_id, channel_id, is_private, locale)
    SELECT 'T0BENCH', 'C' || n, n = 1, 'en' FROM generate_series(1, {channels}) AS n;
INSERT INTO team (workspace_id, name, folded)
    SELECT 'T0BENCH', 'Team ' || n, 'team ' || n FROM generate_series(1, {teams}) AS n;
INSERT INTO team_membership (workspace_id, user_id, began_at, team_id, source)
    SELECT 'T0BENCH', 'U' || n, timestamptz '2020-01-01', (SELECT min(id) FROM team) + n % {teams}, 'csv'
    FROM generate_series(1, {members}) AS n;
INSERT INTO preference (workspace_id, user_id, on_boards)
    SELECT 'T0BENCH', 'U' || n, true FROM generate_series(1, {members}, 10) AS n;
INSERT INTO use_case (workspace_id, number, channel_id, message_ts, author_id, team, posted_at, language, title, tools)
    SELECT 'T0BENCH', n, 'C' || 1 + n % {channels}, n::text, 'U' || 1 + n % {members}, 'Team ' || 1 + n % {teams},
    now() - make_interval(days => {days}) * n / {records}, 'en', 'Case ' || n, ARRAY['Claude']
    FROM generate_series(1, {records}) AS n;
INSERT INTO reaction (workspace_id, channel_id, message_ts, user_id, emoji, present, changed_at)
    SELECT 'T0BENCH', 'C' || 1 + record % {channels}, record::text, 'U' || 1 + (random() * {members})::int % {members},
    'clap', true, now() - make_interval(secs => random() * 86400 * {days})
    FROM (
        SELECT 1 + ({records} * power(random(), 1.5))::int % {records} AS record FROM generate_series(1, {reactions})
    ) AS drawn
    ON CONFLICT DO NOTHING;
ANALYZE;
"""


def run(database_url: str) -> dict[str, float]:
    """Measure each figure that people wait for (p95, warm), a full recount, and the ledger check."""
    reactions = int(os.environ.get("BENCH_REACTIONS", "10000000"))
    filled_s = _timed(lambda: _fill(database_url, reactions))
    print(
        f"  {reactions:,} reactions on {reactions // REACTIONS_OF_A_RECORD:,} records, written in {filled_s:.0f} s",
        flush=True,
    )
    engine = create_engine(database_url.replace("postgresql://", "postgresql+psycopg://"))
    with Session(engine) as session:
        results = {"praise_recount_all_s": _timed(lambda: _recount_all(session))}
        print(f"  all totals counted anew in {results['praise_recount_all_s']:.0f} s", flush=True)
        results |= {f"praise_{name}_p95_ms": _p95(figure) for name, figure in _figures(session).items()}
        results["praise_ledger_check_s"] = _timed(lambda: differences(session, WORKSPACE))
    engine.dispose()
    for name, value in results.items():
        print(f"  {name:<40} {value:10.1f}", flush=True)
    return results


def _fill(database_url: str, reactions: int) -> None:
    sizes = {"channels": CHANNELS, "teams": TEAMS, "members": MEMBERS, "days": DAYS}
    with psycopg.connect(database_url, autocommit=True) as connection:
        for statement in _FILL.format(**sizes, records=reactions // REACTIONS_OF_A_RECORD, reactions=reactions).split(
            ";\n"
        ):
            if statement.strip():
                connection.execute(statement.encode())


def _recount_all(session: Session) -> None:
    for _step in recount_all(session, WORKSPACE):
        session.commit()


def _figures(session: Session) -> dict[str, Callable[[int], object]]:
    now = dt.datetime.now(dt.UTC)
    everybody = readable(WORKSPACE, EVERY_MEMBER)
    some = session.get_one(UseCase, 1_000)

    def board(period: Period, *only: ColumnElement[bool]) -> Callable[[int], object]:
        start = starts_on(period, now, UTC)
        return lambda _turn: top_cases(session, WORKSPACE, everybody, period, start, *only)

    def teams(period: Period) -> Callable[[int], object]:
        return lambda _turn: top_teams(session, WORKSPACE, period, starts_on(period, now, UTC), UTC, now)

    return {
        "board_week": board("week"),
        "board_all": board("all"),
        "board_quarter_of_team": board("quarter", UseCase.team == "Team 7"),
        "board_quarter_of_channel": board("quarter", UseCase.channel_id == "C7"),
        "teams_week": teams("week"),
        "teams_quarter": teams("quarter"),
        "teams_all": teams("all"),
        "people_quarter": lambda _: top_people(session, WORKSPACE, "quarter", starts_on("quarter", now, UTC)),
        "roundup_week": lambda _: top(session, WORKSPACE, everybody, now - dt.timedelta(days=7), 3),
        "reaction_settled": lambda turn: settle_points(session, some.id, f"U{turn}"),
        "record_recounted": lambda _: recount(session, WORKSPACE, [some]),
    }


def _p95(figure: Callable[[int], object]) -> float:
    figure(0)
    taken = [_timed(lambda turn=turn: figure(turn)) * 1000 for turn in range(1, ASKED)]  # type: ignore[misc]
    return quantiles(taken, n=20)[-1]


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
