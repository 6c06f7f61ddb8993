"""Whatever happens to posts, reactions and rules, in whatever order events arrive, the ledger is what praise is worth.

Hypothesis makes people post, react, take back, edit, delete, merge and keep apart; events arrive twice, late, or again
after 25 hours, and for some the bot fails at the commit. The real bot (its listeners, PostgreSQL, and the sandbox for
what it asks of Slack) is compared with a model that knows no events: only who did what, and when.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from slack_bolt import App
from sqlalchemy import Engine, event, text

from aiuse_bot.app import build_app, dispatch_event
from aiuse_bot.db import OpenSession, Session, connect
from aiuse_bot.domain.capture import card_posted, lock_pair, merge, numbered, unmerge
from aiuse_bot.domain.message import MessageKey
from aiuse_bot.domain.praise import differences, praise_count, settle_all_points
from aiuse_bot.domain.rules import Rules, change_rules
from aiuse_bot.domain.watch import watch
from aiuse_bot.domain.workspace import ensure_workspace
from aiuse_bot.settings import Settings
from house import LABELLED, House
from run_length import times

EMOJI = ("clap", "tada", "fire")
START = 1_790_000_000
HOURS_25 = 25 * 3600

# No shrinking: a failure takes seconds to replay, so it would take minutes.
_PHASES = [Phase.explicit, Phase.reuse, Phase.generate]
_SOME = settings(max_examples=times(4, 40), stateful_step_count=30, deadline=None, phases=_PHASES)

_channels = count(1)


class CrashError(Exception):
    """The bot dies at a commit."""


@dataclass
class Post:
    """What the model knows about a post: nothing that the bot computes."""

    ts: str
    author: str
    number: int
    worth: int
    card_ts: str | None = None
    part_of: int | None = None
    deleted: bool = False


@dataclass
class World:
    """The true state: posts, and who has which emoji on which message, with its worth when the event arrived."""

    posts: list[Post] = field(default_factory=list)
    held: dict[tuple[str, str, str], tuple[int, bool, int]] = field(default_factory=dict)

    def react(self, ts: str, user: str, emoji: str, at: int, worth: int, *, present: bool) -> None:
        known = self.held.get((ts, user, emoji))
        if known is None or known[0] < at:
            self.held[ts, user, emoji] = (at, present, worth)

    def parts(self, root: Post) -> list[Post]:
        at = self.posts.index(root)
        return [root, *(post for post in self.posts if post.part_of == at)]

    def roots(self) -> list[Post]:
        return [post for post in self.posts if not post.deleted and post.part_of is None]

    def praise(self, root: Post) -> dict[tuple[str, str], int]:
        """Return what each person's praise of a record is worth to each of its authors."""
        parts = self.parts(root)
        authors = {part.author for part in parts}
        worth: dict[tuple[str, str], int] = {}
        for (ts, user, _emoji), (_at, present, points) in self.held.items():
            for part in parts:
                if present and user not in authors and ts in (part.ts, part.card_ts):
                    worth[user, part.author] = max(worth.get((user, part.author), 0), points)
        return worth

    def ledger(self) -> dict[str, int]:
        """Return each person's points."""
        points: dict[str, int] = {}
        for root in self.roots():
            points[root.author] = points.get(root.author, 0) + root.worth
            for (_giver, author), worth in self.praise(root).items():
                points[author] = points.get(author, 0) + worth
        return {user: total for user, total in points.items() if total}


class PraiseMachine(RuleBasedStateMachine):
    """The bot's listeners and the model, side by side."""

    def __init__(self, bolt: App, engine: Engine, app: dict[str, Any], people: list[str]) -> None:
        super().__init__()
        self._bolt, self._engine, self._app, self._people = bolt, engine, app, people
        self._workspace_id: str = app["team_id"]
        self._channel = f"C0MACHINE{next(_channels)}"
        self._place = (self._workspace_id, self._channel)
        self._world = World()
        self._seconds = count(START)
        self._heard: list[dict[str, Any]] = []
        self._delayed: list[dict[str, Any]] = []
        self._rules = Rules(pair_limit=0)
        with Session.begin() as session:
            ensure_workspace(session, self._workspace_id)
            watch(
                session, self._workspace_id, self._channel, by="U0A", is_private=False, locale="en", now=moment(START)
            )
            change_rules(session, self._workspace_id, self._rules.model_dump(mode="json"))

    @rule(author=st.integers(0, 2))
    def post(self, author: int) -> None:
        ts = self._now()
        words = LABELLED.format(issue=f"Case {ts} took long", result="people are happy")
        told = {"type": "message", "user": self._people[author], "text": words, "ts": ts}
        self._tell({**told, "channel": self._channel, "event_ts": ts})
        ((number,),) = self._rows("SELECT number FROM use_case WHERE channel_id = :c AND message_ts = :t", t=ts)
        self._world.posts.append(Post(ts, self._people[author], number, self._rules.points_for_sharing))

    @precondition(lambda self: self._world.posts)
    @rule(
        at=st.integers(0, 9),
        user=st.integers(0, 4),
        emoji=st.sampled_from(EMOJI),
        on_card=st.booleans(),
        present=st.booleans(),
        how=st.sampled_from(["once", "twice", "late", "crash"]),
    )
    def react(self, at: int, user: int, emoji: str, on_card: bool, present: bool, how: str) -> None:
        post = self._post(at)
        kind = "reaction_added" if present else "reaction_removed"
        ts = post.card_ts if on_card and post.card_ts else post.ts
        item = {"type": "message", "channel": self._channel, "ts": ts}
        told = {"type": kind, "user": self._people[user], "reaction": emoji, "item": item, "event_ts": self._now()}
        if how == "late":
            self._delayed.append(told)
            return
        if how == "crash":
            self._tell_and_crash(told)
        for _ in range(2 if how == "twice" else 1):
            self._tell(told)

    @precondition(lambda self: self._delayed)
    @rule(at=st.integers(0, 9))
    def a_late_event_arrives(self, at: int) -> None:
        self._tell(self._delayed.pop(at % len(self._delayed)))

    @precondition(lambda self: self._heard)
    @rule(at=st.integers(0, 50))
    def slack_tries_again_25_hours_later(self, at: int) -> None:
        self._seconds = count(next(self._seconds) + HOURS_25)
        self._tell(self._heard[at % len(self._heard)], again=True)

    @precondition(lambda self: self._world.posts)
    @rule(at=st.integers(0, 9))
    def edit(self, at: int) -> None:
        post = self._post(at)
        now = self._now()
        words = LABELLED.format(issue=f"Edited {now} took long", result="people are happy")
        edited = {"user": post.author, "ts": f"{now.split('.')[0]}.000000"}
        message = {"type": "message", "user": post.author, "text": words, "ts": post.ts, "edited": edited}
        told = {"type": "message", "subtype": "message_changed", "channel": self._channel, "message": message}
        self._tell({**told, "ts": now, "event_ts": now})

    @precondition(lambda self: self._world.posts)
    @rule(at=st.integers(0, 9))
    def delete(self, at: int) -> None:
        post = self._post(at)
        now = self._now()
        told = {"type": "message", "subtype": "message_deleted", "channel": self._channel, "deleted_ts": post.ts}
        self._tell({**told, "ts": now, "event_ts": now})
        place = self._world.posts.index(post)
        post.deleted, post.part_of = True, None
        for part in self._world.posts:
            part.part_of = None if part.part_of == place else part.part_of

    @precondition(lambda self: self._world.posts)
    @rule(at=st.integers(0, 9))
    def the_card_is_posted(self, at: int) -> None:
        post = self._post(at)
        if post.card_ts is not None:
            return
        post.card_ts = self._now()
        with Session.begin() as session:
            ((use_case_id,),) = self._rows(
                "SELECT id FROM use_case WHERE channel_id = :c AND message_ts = :t", t=post.ts
            )
            use_case = card_posted(session, use_case_id, MessageKey(self._workspace_id, self._channel, post.card_ts))
            assert use_case is not None
            settle_all_points(session, use_case)

    @precondition(lambda self: len(self._world.posts) > 1)
    @rule(one=st.integers(0, 9), other=st.integers(0, 9))
    def two_become_one(self, one: int, other: int) -> None:
        post, into = self._post(one), self._post(other)
        can = post is not into and all(each in self._world.roots() for each in (post, into))
        with Session.begin() as session:
            use_case, whole = lock_pair(session, self._workspace_id, post.number, into.number)
            assert use_case is not None
            assert whole is not None
            assert merge(session, use_case, whole, by=post.author, at=moment(START)) == can
        if can:
            place = self._world.posts.index(into)
            for part in self._world.parts(post):
                part.part_of = place

    @precondition(lambda self: any(post.part_of is not None for post in self._world.posts))
    @rule(at=st.integers(0, 9))
    def one_is_kept_apart(self, at: int) -> None:
        parts = [post for post in self._world.posts if post.part_of is not None]
        part = parts[at % len(parts)]
        with Session.begin() as session:
            use_case = numbered(session, self._workspace_id, part.number)
            assert use_case is not None
            unmerge(session, use_case, by=part.author, at=moment(START))
        part.part_of = None

    @rule(praise=st.integers(0, 3), sharing=st.integers(0, 3), fire=st.integers(0, 3))
    def admins_change_the_rules(self, praise: int, sharing: int, fire: int) -> None:
        changes = {
            "points_for_praise": praise,
            "points_for_sharing": sharing,
            "praise_emoji": {"clap": 1, "tada": 1, "fire": fire},
        }
        with Session.begin() as session:
            self._rules = change_rules(session, self._workspace_id, changes)

    @invariant()
    def the_ledger_is_what_praise_is_worth(self) -> None:
        rows = self._rows(
            "SELECT user_id, sum(points) FROM ledger_entry JOIN use_case ON use_case.id = use_case_id"
            " WHERE channel_id = :c GROUP BY user_id HAVING sum(points) <> 0"
        )
        assert {user: int(points) for user, points in rows} == self._world.ledger()

    @invariant()
    def people_are_counted_once(self) -> None:
        with Session.begin() as session:
            for root in self._world.roots():
                use_case = numbered(session, self._workspace_id, root.number)
                assert use_case is not None
                assert praise_count(session, use_case) == len({giver for giver, _ in self._world.praise(root)})

    def teardown(self) -> None:
        with Session.begin() as session:
            assert differences(session, self._workspace_id) == []

    def _tell(self, told: dict[str, Any], *, again: bool = False) -> None:
        dispatch_event(self._bolt, self._envelope(told))
        self._remember(told)
        if not again:
            self._heard.append(told)

    def _tell_and_crash(self, told: dict[str, Any]) -> None:
        """Let the bot handle an event and die at its first commit: nothing may be stored."""

        def die(_session: OpenSession) -> None:
            raise CrashError

        event.listen(Session, "before_commit", die)
        try:
            with pytest.raises(CrashError):
                dispatch_event(self._bolt, self._envelope(told))
        finally:
            event.remove(Session, "before_commit", die)

    def _remember(self, told: dict[str, Any]) -> None:
        if told["type"] not in {"reaction_added", "reaction_removed"}:
            return
        is_there = told["type"] == "reaction_added"
        worth = self._rules.praise_worth(told["reaction"])
        at = int(told["event_ts"].split(".")[0])
        self._world.react(told["item"]["ts"], told["user"], told["reaction"], at, worth, present=is_there)

    def _envelope(self, told: dict[str, Any]) -> dict[str, Any]:
        who = {"team_id": self._workspace_id, "enterprise_id": None, "user_id": self._app["bot_user_id"]}
        return {
            "type": "event_callback",
            "event_id": f"Ev{told['event_ts']}",
            "team_id": self._workspace_id,
            "api_app_id": self._app["app_id"],
            "event": told,
            "authorizations": [who],
        }

    def _post(self, at: int) -> Post:
        return self._world.posts[at % len(self._world.posts)]

    def _now(self) -> str:
        return f"{next(self._seconds)}.000100"

    def _rows(self, sql: str, **values: object) -> list[Any]:
        with self._engine.connect() as connection:
            return list(connection.execute(text(sql), {"c": self._channel, **values}).all())


def moment(seconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.UTC)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    made = connect(database_url)
    yield made
    made.dispose()


def test_the_ledger_is_right_whatever_happens(house: House, engine: Engine) -> None:
    app = house.sandbox.app()
    strangers = [house.sandbox.add_member(f"praises-{number}")["id"] for number in range(2)]
    people = [house.admin, house.colleague, house.reader, *strangers]
    options = Settings(SLACK_BOT_TOKEN=app["bot_token"], SLACK_API_URL=f"{house.sandbox.url}/api/", _env_file=None)
    bolt = build_app(options)

    class Machine(PraiseMachine):
        def __init__(self) -> None:
            super().__init__(bolt, engine, app, people)

    run_state_machine_as_test(Machine, settings=_SOME)
