"""The bot is killed at random while 500 events arrive; afterwards it must look as if nothing had happened."""

import random
from http.client import OK
from pathlib import Path
from typing import Any

import urllib3

from house import LABELLED, House, a_free_port, a_house
from patience import PATIENCE, wait_until
from run_length import times

SEED = 20261123
POSTS, REACTIONS, EDITS, DELETIONS = 40, 445, 10, 5
PRAISERS = 23
KILLS = times(3, 12)
MISSED = 8  # events that arrive while the bot is away


class Killer:
    """Kills the bot at random events, and starts it afresh a few events later."""

    def __init__(self, house: House, port: int, chance: random.Random) -> None:
        self._house = house
        self._port = port
        self._moments = set(chance.sample(range(0, REACTIONS - MISSED, 2 * MISSED), KILLS))
        self._away_for = 0
        self.kills = 0

    def at(self, event: int) -> None:
        """Do what this moment brings."""
        if event in self._moments:
            self._house.bot.kill()
            self.kills += 1
            self._away_for = MISSED
        elif self._away_for:
            self._away_for -= 1
            if not self._away_for:
                self._restart()

    def _restart(self) -> None:
        # Leases are long, for a busy machine must not end one; those of the dead end now.
        for table in ("inbox_event", "outbox_message"):
            self._house.rows_changed(f"UPDATE {table} SET lease_until = now() WHERE lease_until > now()")  # noqa: S608
        self._house.bot.restart()
        wait_until(lambda: is_ready(self._port), message=self._house.bot.last_words)


def say_everything(
    house: House, channels: list[str], chance: random.Random, killer: Killer
) -> dict[str, tuple[str, set[str]]]:
    """Post, react and edit as people do; returns post → its channel and who praises it at the end."""
    praisers = [house.sandbox.add_member(f"praiser-{number}")["id"] for number in range(PRAISERS)]
    for user_id in praisers:
        for channel_id in channels:
            house.sandbox.join(user_id, channel_id)
    said: dict[str, tuple[str, set[str]]] = {}
    for number in range(POSTS):
        channel_id = channels[number % len(channels)]
        said[house.post(channel_id, issue=f"Question {number} took long")] = (channel_id, set())
    for number in range(REACTIONS):
        killer.at(number)
        ts = chance.choice(list(said))
        channel_id, praising = said[ts]
        user_id = praisers[number % PRAISERS]
        if user_id in praising:
            house.sandbox.unreact(user_id, channel_id, ts, "clap")
            praising.discard(user_id)
        else:
            house.sandbox.react(user_id, channel_id, ts, "clap")
            praising.add(user_id)
        if number < EDITS:
            edited = list(said)[number]
            words = LABELLED.format(issue=f"Edited {number} took long", result="people are happy")
            house.sandbox.edit(house.colleague, said[edited][0], edited, words)
    return said


def delete_some(house: House, said: dict[str, tuple[str, set[str]]]) -> set[str]:
    """Delete the last posts, which takes all praise of them along."""
    deleted = set(list(said)[-DELETIONS:])
    for ts in deleted:
        channel_id, praising = said[ts]
        house.sandbox.delete(house.colleague, channel_id, ts)
        praising.clear()
    return deleted


def deliver_again(house: House) -> bool:
    """Let a minute pass for Slack, so that it sends again what was not acknowledged. True once nothing is left."""
    house.sandbox.advance_clock(61)
    house.sandbox.settle()
    wanted = {delivery["payload"]["event_id"] for delivery in events(house)}
    return wanted <= acknowledged(house)


def is_ready(port: int) -> bool:
    try:
        return urllib3.request("GET", f"http://127.0.0.1:{port}/readyz", retries=False, timeout=PATIENCE).status == OK
    except urllib3.exceptions.HTTPError:
        return False


def unanswered(house: House) -> str:
    """Return what Slack waits for, and the end of the bot's log."""
    answered = acknowledged(house)
    lost = [delivery for delivery in events(house) if delivery["payload"]["event_id"] not in answered]
    lines = [f"{d['attempt']} {d['status']} {d['error']} {d['type']}" for d in lost[:20]]
    return "\n".join([*lines, house.bot.last_words()])


def events(house: House) -> list[dict[str, Any]]:
    return [delivery for delivery in house.sandbox.deliveries() if delivery["kind"] == "event"]


def acknowledged(house: House) -> set[str]:
    return {delivery["payload"]["event_id"] for delivery in events(house) if delivery["acknowledged"]}


def test_what_was_acknowledged_is_handled_once_and_nothing_is_posted_twice(database_url: str, tmp_path: Path) -> None:
    chance = random.Random(SEED)  # noqa: S311 - a fixed seed is the point
    port = a_free_port()
    address = f"http://127.0.0.1:{port}/slack/events"
    environment = {"AIUSE_BOT_PORT": str(port), "SLACK_APP_TOKEN": "", "AIUSE_BOT_SETTLE_SECONDS": "2"}
    with a_house(database_url, tmp_path, "--http-events", address, **environment) as house:
        channels = [house.channel() for _ in range(8)]
        roundup_due_in_the_middle(house, channels[0])
        killer = Killer(house, port, chance)
        said = say_everything(house, channels, chance, killer)
        deleted = delete_some(house, said)
        assert killer.kills == KILLS
        wait_until(lambda: deliver_again(house), message=lambda: unanswered(house))
        # Before what is kept is read: the bot's own cards are events, too, and go on arriving.
        answered = acknowledged(house)
        house.handled()

        kept = {event_id for (event_id,) in house.rows("SELECT event_id FROM inbox_event WHERE done_at IS NOT NULL")}
        assert answered <= kept
        assert house.rows("SELECT event_id FROM inbox_event WHERE parked_at IS NOT NULL") == []

        wait_until(lambda: not house.rows("SELECT 1 FROM outbox_message WHERE finished_at IS NULL"))
        cards = {ts: len(house.replies(channel_id, ts)) for ts, (channel_id, _) in said.items()}
        assert cards == {ts: int(ts not in deleted) for ts in said}
        kept_words = house.rows("SELECT issue FROM use_case WHERE withdrawn_at IS NULL")
        assert len(kept_words) == POSTS - DELETIONS
        assert len([issue for (issue,) in kept_words if issue.startswith("Edited")]) == EDITS
        assert house.rows("SELECT 1 FROM use_case WHERE withdrawn_at IS NOT NULL AND title <> ''") == []
        assert {ts: house.points(channel_id, ts) for ts, (channel_id, _) in said.items()} == {
            ts: len(praising) for ts, (_, praising) in said.items()
        }
        wait_until(lambda: roundups(house, channels[0]))
        assert len(roundups(house, channels[0])) == 1


def roundup_due_in_the_middle(house: House, channel_id: str) -> None:
    """Let the roundup of a channel be due while the bot dies and comes back."""
    ((when,),) = house.rows("SELECT to_char(now() AT TIME ZONE 'Asia/Tokyo' + interval '6 s', 'Dy HH24:MI:SS')")
    assert "まとめ" in house.ask(f"/usecase watch {when}", channel_id, house.admin)


def roundups(house: House, channel_id: str) -> list[Any]:
    return [m for m in house.sandbox.messages(house.reader, channel_id) if m.get("bot_id") and m.get("subtype") is None]
