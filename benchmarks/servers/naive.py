"""A naive bot, as a separate process: `python -m benchmarks.servers.naive DATABASE_URL < EVENTS`.

Bolt and SQLAlchemy, one transaction per event. It reads its events, one per line, from standard input into memory, and
prints how many a second it handled from its first commit to its last, and how many rows its ledger has afterwards. It
shares no code with our bot.
"""

import datetime as dt
import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from slack_bolt import App, BoltRequest
from slack_bolt.authorization import AuthorizeResult
from sqlalchemy import DateTime, ForeignKey, UniqueConstraint, create_engine, func, make_url, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

THREADS = 4
"""As many as our bot uses for its inbox."""

NewSession = sessionmaker()
committed_at: list[float] = []


class Base(DeclarativeBase):
    """Base class of the tables."""


class Record(Base):
    """A use case posted in a message."""

    __tablename__ = "naive_record"
    __table_args__ = (UniqueConstraint("workspace", "channel", "message_ts"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    workspace: Mapped[str]
    channel: Mapped[str]
    message_ts: Mapped[str]
    author: Mapped[str]


class Reaction(Base):
    """An emoji that somebody has on a message, and since when."""

    __tablename__ = "naive_reaction"

    workspace: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(primary_key=True)
    message_ts: Mapped[str] = mapped_column(primary_key=True)
    user: Mapped[str] = mapped_column(primary_key=True)
    emoji: Mapped[str] = mapped_column(primary_key=True)
    changed_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))


class LedgerEntry(Base):
    """A point for the author of a record, one per person who praises it."""

    __tablename__ = "naive_ledger"
    __table_args__ = (UniqueConstraint("record_id", "giver"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey(Record.id))
    giver: Mapped[str]
    receiver: Mapped[str]
    points: Mapped[int]


def build_app() -> App:
    """Build the app. Its listener runs before `dispatch` returns, so that no more than `THREADS` run at once."""
    app = App(authorize=authorize, process_before_response=True)
    app.event("reaction_added")(reaction_added)
    return app


def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
    """Return the installation from memory, the fastest possible store."""
    return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token="xoxb-none", bot_user_id="U0BOT")


def reaction_added(event: dict[str, Any], body: dict[str, Any]) -> None:
    """Store the reaction, and give the author of the message's record a point."""
    item = event["item"]
    message = {"workspace": body["team_id"], "channel": item["channel"], "message_ts": item["ts"]}
    with NewSession.begin() as session:
        keep_reaction(session, message, event)
        record = session.scalar(select(Record).filter_by(**message))
        if record is not None:
            give_point(session, record, event["user"])
    committed_at.append(time.perf_counter())


def keep_reaction(session: Session, message: dict[str, str], event: dict[str, Any]) -> None:
    """Upsert the reaction; the newest event wins."""
    changed_at = dt.datetime.fromtimestamp(float(event["event_ts"]), dt.UTC)
    new = insert(Reaction).values(**message, user=event["user"], emoji=event["reaction"], changed_at=changed_at)
    session.execute(
        new.on_conflict_do_update(
            index_elements=["workspace", "channel", "message_ts", "user", "emoji"],
            set_={"changed_at": new.excluded.changed_at},
            where=Reaction.changed_at < new.excluded.changed_at,
        )
    )


def give_point(session: Session, record: Record, giver: str) -> None:
    """Add the point to the ledger, once per record and giver."""
    point = insert(LedgerEntry).values(record_id=record.id, giver=giver, receiver=record.author, points=1)
    session.execute(point.on_conflict_do_nothing(index_elements=["record_id", "giver"]))


def handle_all(app: App, lines: list[str]) -> None:
    """Dispatch every event, in `THREADS` threads."""

    def handle(line: str) -> None:
        response = app.dispatch(BoltRequest(body=json.loads(line), mode="socket_mode"))
        assert response.status == 200, response

    with ThreadPoolExecutor(THREADS) as pool:
        for _ in pool.map(handle, lines):
            pass


def add_records(lines: list[str]) -> None:
    """Create a record for each message that the events refer to."""
    envelopes = [json.loads(line) for line in lines]
    messages = {(one["team_id"], one["event"]["item"]["channel"], one["event"]["item"]["ts"]) for one in envelopes}
    with NewSession.begin() as session:
        for workspace, channel, message_ts in sorted(messages):
            session.add(Record(workspace=workspace, channel=channel, message_ts=message_ts, author="U0AUTHOR"))


def main() -> None:
    """Handle the events on standard input, and print the figures."""
    engine = create_engine(make_url(sys.argv[1]).set(drivername="postgresql+psycopg"))
    NewSession.configure(bind=engine)
    Base.metadata.create_all(engine)
    lines = sys.stdin.read().splitlines()
    add_records(lines)
    handle_all(build_app(), lines)
    with NewSession() as session:
        rows = session.scalar(select(func.count()).select_from(LedgerEntry))
    per_s = (len(committed_at) - 1) / (max(committed_at) - min(committed_at))
    print(json.dumps({"per_s": per_s, "ledger_rows": rows}))


if __name__ == "__main__":
    main()
