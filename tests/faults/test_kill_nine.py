"""The bot is killed at random while 500 events arrive; the result must be as if nothing had happened."""

import random
from pathlib import Path
from typing import Any

from house import LABELLED, House
from killing_tools import (
    a_house_over_http,
    acknowledged,
    deliver_again,
    kill_before_the_commit,
    leave_in_doubt,
    rise_again,
    unanswered,
)
from patience import wait_until
from run_length import times

SEED = 20261123
POSTS, REACTIONS, EDITS, DELETIONS = 40, 445, 10, 5
PRAISERS = 23
KILLS = times(3, 12)
DOUBTFUL = 4  # events that arrive while the bot runs and Slack does not answer its posts
MISSED = 8  # events that arrive while the bot is down


class Killer:
    """Kills the bot at random events, and restarts it a few events later.

    Before each kill, Slack stores what the bot posts but does not answer, so that the bot cannot know whether a card
    was posted.
    """

    def __init__(self, house: House, port: int, chance: random.Random) -> None:
        self._house = house
        self._port = port
        # Spaced so that one kill and restart is over before the next.
        self._moments = chance.sample(range(0, REACTIONS - DOUBTFUL - MISSED, 2 * MISSED), KILLS)
        self._until_death = self._until_return = 0
        self.kills = 0

    def at(self, event: int, channel_id: str) -> str | None:
        """Do what is due at this event; returns the post if it made one in this channel, to leave a card in doubt."""
        if event in self._moments:
            self._until_death = DOUBTFUL
            return leave_in_doubt(self._house, channel_id, f"Doubt {self.kills} took long")
        if self._until_death:
            self._until_death -= 1
            if not self._until_death:
                self._kill(channel_id)
        elif self._until_return:
            self._until_return -= 1
            if not self._until_return:
                rise_again(self._house, self._port)
        return None

    def _kill(self, channel_id: str) -> None:
        """Kill it at whatever it is doing or, every other time, between an event and its commit."""
        if self.kills % 2:
            self._house.bot.kill()
        else:
            # Handling while nothing can be committed has no result, and after five such kills an event is parked.
            self._house.handled()
            kill_before_the_commit(
                self._house,
                self._port,
                lambda: self._house.sandbox.post(self._house.reader, channel_id, "Good morning"),
            )
        self.kills += 1
        self._until_return = MISSED


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
        channel_id = channels[number % len(channels)]
        if (doubtful := killer.at(number, channel_id)) is not None:
            said[doubtful] = (channel_id, set())
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
    """Delete the last of the first posts, and with it all its praise."""
    deleted = set(list(said)[POSTS - DELETIONS : POSTS])
    for ts in deleted:
        channel_id, praising = said[ts]
        house.sandbox.delete(house.colleague, channel_id, ts)
        praising.clear()
    return deleted


def test_what_was_acknowledged_is_handled_once_and_nothing_is_posted_twice(database_url: str, tmp_path: Path) -> None:
    chance = random.Random(SEED)  # noqa: S311 - a fixed seed is the point
    with a_house_over_http(database_url, tmp_path) as (house, port):
        channels = [house.channel() for _ in range(8)]
        roundup_due_in_the_middle(house, channels[0])
        killer = Killer(house, port, chance)
        said = say_everything(house, channels, chance, killer)
        deleted = delete_some(house, said)
        assert killer.kills == KILLS
        wait_until(lambda: deliver_again(house), message=lambda: unanswered(house))
        # Before reading what is stored: the bot's own cards are events, too, and keep arriving.
        answered = acknowledged(house)
        house.handled()

        kept = {event_id for (event_id,) in house.rows("SELECT event_id FROM inbox_event WHERE done_at IS NOT NULL")}
        assert answered <= kept
        assert house.rows("SELECT event_id FROM inbox_event WHERE parked_at IS NOT NULL") == []

        wait_until(lambda: not house.rows("SELECT 1 FROM outbox_message WHERE finished_at IS NULL"))
        cards = {ts: len(house.replies(channel_id, ts)) for ts, (channel_id, _) in said.items()}
        assert cards == {ts: int(ts not in deleted) for ts in said}
        kept_words = house.rows("SELECT issue FROM use_case WHERE withdrawn_at IS NULL")
        assert len(kept_words) == POSTS + KILLS - DELETIONS
        assert len([issue for (issue,) in kept_words if issue.startswith("Edited")]) == EDITS
        assert house.rows("SELECT 1 FROM use_case WHERE withdrawn_at IS NOT NULL AND title <> ''") == []
        assert {ts: house.points(channel_id, ts) for ts, (channel_id, _) in said.items()} == {
            ts: len(praising) for ts, (_, praising) in said.items()
        }
        wait_until(lambda: roundups(house, channels[0]))
        assert len(roundups(house, channels[0])) == 1


def roundup_due_in_the_middle(house: House, channel_id: str) -> None:
    """Make the roundup of a channel due while the bot is killed and restarted."""
    ((when,),) = house.rows("SELECT to_char(now() AT TIME ZONE 'Asia/Tokyo' + interval '6 s', 'Dy HH24:MI:SS')")
    assert "まとめ" in house.ask(f"/usecase watch {when}", channel_id, house.admin)


def roundups(house: House, channel_id: str) -> list[Any]:
    return [m for m in house.sandbox.messages(house.reader, channel_id) if m.get("bot_id") and m.get("subtype") is None]
