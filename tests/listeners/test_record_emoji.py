"""The other ways in: the record emoji and the shortcuts. All lead to the same record, never to two."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from house import LABELLED, House, shown
from patience import wait_until

PLAIN = "Yesterday I let Claude rewrite the capybara guidelines, here is the outcome."


def authors(house: House, channel_id: str) -> list[Any]:
    found = house.rows("SELECT author_id FROM use_case WHERE channel_id = :id AND withdrawn_at IS NULL", id=channel_id)
    return [author for (author,) in found]


def test_the_record_emoji_saves_a_colleagues_message_credits_them_and_thanks_in_private(house: House) -> None:
    channel_id = house.channel(watched=False)
    ts = house.sandbox.post(house.colleague, channel_id, PLAIN)
    house.sandbox.react(house.reader, channel_id, ts, "bookmark")
    assert "UC-" in house.card_text(channel_id, ts)
    assert authors(house, channel_id) == [house.colleague]
    thanks = wait_until(
        lambda: [shown(m) for m in house.sandbox.messages(house.reader, channel_id) if m.get("is_ephemeral")]
    )
    assert len(thanks) == 1
    assert f"<@{house.colleague}>" in thanks[0]


def test_two_who_bring_the_same_message_make_one_record(house: House) -> None:
    channel_id = house.channel()
    ts = house.sandbox.post(house.colleague, channel_id, PLAIN)
    with ThreadPoolExecutor(2) as people:
        list(
            people.map(lambda user: house.sandbox.react(user, channel_id, ts, "bookmark"), [house.reader, house.admin])
        )
    house.card(channel_id, ts)
    house.handled()
    assert authors(house, channel_id) == [house.colleague]
    assert len(house.replies(channel_id, ts)) == 1


def test_the_record_emoji_on_a_record_changes_nothing(house: House) -> None:
    channel_id = house.channel()
    ts = house.post(channel_id)
    house.card(channel_id, ts)
    house.sandbox.react(house.reader, channel_id, ts, "bookmark")
    house.handled()
    assert authors(house, channel_id) == [house.colleague]
    assert house.points(channel_id, ts) == 0


def test_the_message_shortcut_shows_what_was_read_and_saves_what_the_person_made_of_it(house: House) -> None:
    channel_id = house.channel(watched=False)
    ts = house.sandbox.post(house.colleague, channel_id, LABELLED.format(issue="Kudu mails took long", result="fine"))
    house.sandbox.shortcut(house.reader, "save_use_case", channel_id, ts)
    view = house.sandbox.views(house.reader)[-1]
    issue = next(block for block in view["blocks"] if block["block_id"] == "issue")
    assert issue["element"]["initial_value"] == "Kudu mails took long"
    house.sandbox.submit(house.reader, view["id"], {"title": {"title": "Kudu mails in minutes"}})
    assert "Kudu mails in minutes" in house.card_text(channel_id, ts)
    ((author, written_by, issue_kept),) = house.rows(
        "SELECT author_id, written_by, issue FROM use_case WHERE channel_id = :id", id=channel_id
    )
    assert (author, written_by, issue_kept) == (house.colleague, {"title": "human"}, "Kudu mails took long")


def test_the_message_shortcut_on_a_record_mends_it_for_its_author_and_names_it_to_others(house: House) -> None:
    channel_id = house.channel()
    ts = house.post(channel_id)
    house.card(channel_id, ts)
    house.sandbox.shortcut(house.reader, "save_use_case", channel_id, ts)
    assert house.sandbox.views(house.reader) == []
    told = [shown(m) for m in house.sandbox.messages(house.reader, channel_id) if m.get("is_ephemeral")]
    assert any("in the library already" in text for text in told)
    house.sandbox.shortcut(house.colleague, "save_use_case", channel_id, ts)
    (view,) = house.sandbox.views(house.colleague)[-1:]
    assert view["title"]["text"] == "Edit the use case"
    house.sandbox.close_view(house.colleague, view["id"])


def test_what_the_bot_says_cannot_be_saved(house: House) -> None:
    channel_id = house.channel()
    ts = house.post(channel_id)
    card = house.card(channel_id, ts)
    house.sandbox.react(house.reader, channel_id, card["ts"], "bookmark")
    house.handled()
    assert authors(house, channel_id) == [house.colleague]


def test_the_global_shortcut_opens_an_empty_form(house: House) -> None:
    house.channel()
    house.sandbox.shortcut(house.reader, "share_use_case")
    (view,) = house.sandbox.views(house.reader)[-1:]
    assert view["title"]["text"] == "Share a use case"
    house.sandbox.close_view(house.reader, view["id"])


def test_tools_are_offered_while_one_types_and_an_unknown_one_can_be_added(house: House) -> None:
    house.channel()
    house.sandbox.shortcut(house.reader, "share_use_case")
    view = house.sandbox.views(house.reader)[-1]
    offered = house.sandbox.options(house.reader, "tools", "notebo", view_id=view["id"])["options"]
    assert "NotebookLM" in [option["value"] for option in offered]
    assert offered[-1]["text"]["text"] == "Add “notebo”"
    house.sandbox.close_view(house.reader, view["id"])


def test_a_deleted_channel_takes_its_words_with_it(house: House) -> None:
    channel_id = house.channel()
    ts = house.post(channel_id, issue="The bandicoot ledger took long")
    house.card(channel_id, ts)
    house.sandbox.deliver({"type": "channel_deleted", "channel": channel_id, "event_ts": "1790000999.000100"})
    held = "SELECT 1 FROM use_case WHERE issue ILIKE '%bandicoot%' OR title ILIKE '%bandicoot%'"
    wait_until(lambda: house.rows(held) == [], message=house.bot.last_words)
    assert house.rows("SELECT 1 FROM outbox_message WHERE payload::text ILIKE '%bandicoot%'") == []
