from typing import Any

from house import House, shown
from patience import wait_until
from posting_tools import the_outbox


def due_soon(house: House, channel_id: str) -> None:
    """Let an admin set the roundup of a channel to a few seconds from now, in the admin's own zone."""
    ((when,),) = house.rows("SELECT to_char(now() AT TIME ZONE 'Asia/Tokyo' + interval '2 s', 'Dy HH24:MI:SS')")
    assert "まとめ" in house.ask(f"/usecase watch {when}", channel_id, house.admin)


def roundups(house: House, channel_id: str) -> list[dict[str, Any]]:
    posts = house.sandbox.messages(house.reader, channel_id)
    return [post for post in posts if post.get("bot_id") and post.get("subtype") is None]


def test_a_roundup_is_posted_when_it_is_due_and_follows_a_deletion(house: House) -> None:
    channel_id = house.channel()
    kept = house.post(channel_id, issue="The ibex question took long")
    gone = house.post(channel_id, issue="The okapi question of Mr Yamada took long")
    house.card(channel_id, kept)
    house.card(channel_id, gone)
    due_soon(house, channel_id)
    (roundup,) = wait_until(lambda: roundups(house, channel_id))
    assert "ibex" in shown(roundup)
    assert "okapi" in shown(roundup)
    house.sandbox.delete(house.colleague, channel_id, gone)
    wait_until(
        lambda: "okapi" not in shown(roundups(house, channel_id)[0]),
        message=lambda: the_outbox(house.engine),
    )
    assert "ibex" in shown(roundups(house, channel_id)[0])
    house.handled()
    assert len(roundups(house, channel_id)) == 1
    assert "okapi" not in str(roundups(house, channel_id)[0])


def test_a_quiet_week_gets_a_short_note(house: House) -> None:
    channel_id = house.channel()
    house.rows_changed("UPDATE use_case SET posted_at = posted_at - interval '30 days'")
    due_soon(house, channel_id)
    (roundup,) = wait_until(lambda: roundups(house, channel_id))
    assert shown(roundup)


def test_a_roundup_elsewhere_forgets_what_became_private(house: House) -> None:
    source, channel_id = house.channel(), house.channel()
    ts = house.post(source, issue="The axolotl question took long")
    house.card(source, ts)
    due_soon(house, channel_id)
    (roundup,) = wait_until(lambda: roundups(house, channel_id))
    assert "axolotl" in shown(roundup)
    house.sandbox.change_channel(source, is_private=True)
    wait_until(lambda: "axolotl" not in shown(roundups(house, channel_id)[0]))


def test_a_channel_is_public_only_when_slack_says_so_now(house: House) -> None:
    channel_id = house.channel()
    house.sandbox.change_channel(channel_id, is_private=True)
    house.handled()
    late = {"type": "message", "subtype": "channel_convert_to_public", "channel": channel_id, "channel_type": "channel"}
    house.sandbox.deliver({**late, "ts": "1790000000.000100", "event_ts": "1790000000.000100"})
    house.handled()
    assert house.rows("SELECT is_private FROM channel WHERE channel_id = :id", id=channel_id) == [(True,)]
