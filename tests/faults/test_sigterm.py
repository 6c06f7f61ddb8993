"""What an operator's stop leaves behind: everything that was acknowledged, and exit code 0."""

from pathlib import Path

from house import a_house
from patience import PATIENCE, wait_until


def test_sigterm_ends_the_bot_and_leaves_the_rest_in_the_inbox(database_url: str, tmp_path: Path) -> None:
    with a_house(database_url, tmp_path) as house:
        channel_id = house.channel()
        ts = house.post(channel_id)
        house.card(channel_id, ts)
        house.sandbox.fault("users.info", "slow", seconds=1.5, times=4)
        people = [house.sandbox.add_member(f"praiser-{number}")["id"] for number in range(4)]
        for user_id in people:
            house.sandbox.join(user_id, channel_id)
            house.sandbox.react(user_id, channel_id, ts, "clap")
        house.sandbox.settle()
        assert house.bot.stop() == 0
        kept = house.rows("SELECT count(*) FROM inbox_event WHERE event_type = 'reaction_added'")
        assert kept == [(4,)]
        house.bot.restart()
        wait_until(lambda: house.points(channel_id, ts) == 4)


def test_a_refused_token_ends_the_bot_with_a_reason(database_url: str, tmp_path: Path) -> None:
    with a_house(database_url, tmp_path) as house:
        house.bot.stop()
        house.bot.restart(SLACK_BOT_TOKEN="xoxb-nobody")
        assert house.bot.process.wait(PATIENCE) == 1
        assert "slack_refused_token" in house.bot.log()
