"""Workspaces that want no card, and workspaces that uninstall the app."""

from pathlib import Path

from house import a_house
from patience import wait_until


def test_by_setting_a_saved_post_gets_no_more_than_a_check_mark(database_url: str, tmp_path: Path) -> None:
    with a_house(database_url, tmp_path, AIUSE_BOT_REPLY_WITH="reaction") as house:
        channel_id = house.channel()
        ts = house.post(channel_id)

        def reactions() -> list[str]:
            (post,) = [message for message in house.sandbox.messages(house.reader, channel_id) if message["ts"] == ts]
            return [reaction["name"] for reaction in post.get("reactions", [])]

        wait_until(lambda: reactions() == ["white_check_mark"], message=house.bot.last_words)
        house.sandbox.delete(house.colleague, channel_id, ts)
        house.handled()
        assert house.replies(channel_id, ts) == []
        assert house.points(channel_id, ts) == 0


def test_when_the_app_is_uninstalled_no_words_stay(database_url: str, tmp_path: Path) -> None:
    with a_house(database_url, tmp_path) as house:
        channel_id = house.channel()
        ts = house.post(channel_id, issue="The dugong question took long")
        house.card(channel_id, ts)
        house.handled()
        house.sandbox.deliver({"type": "app_uninstalled", "event_ts": "1790000999.000200"})
        house.handled()
        held = "SELECT 1 FROM use_case WHERE title || coalesce(issue, '') ILIKE '%dugong%'"
        wait_until(lambda: house.rows(held) == [], message=house.bot.last_words)
        assert house.rows("SELECT 1 FROM outbox_message WHERE payload::text ILIKE '%dugong%'") == []
        assert house.rows("SELECT 1 FROM inbox_event WHERE position('dugong' IN encode(body, 'escape')) > 0") == []
        assert house.rows("SELECT number FROM use_case WHERE withdrawn_at IS NOT NULL") == [(1,)]
