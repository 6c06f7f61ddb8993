"""The author owns the record: the menu on the card, the form, and what no machine changes afterwards."""

from typing import Any

from house import House
from patience import wait_until

EDIT, HISTORY, DECLINE = "edit", "history", "decline"


def edit(house: House, channel_id: str, ts: str, values: dict[str, Any]) -> dict[str, Any]:
    house.choose(house.colleague, channel_id, ts, EDIT)
    view = house.sandbox.views(house.colleague)[-1]
    return house.sandbox.submit(house.colleague, view["id"], values)


def record(house: House, channel_id: str, ts: str, *columns: str) -> tuple[Any, ...]:
    (row,) = house.rows(
        f"SELECT {', '.join(columns)} FROM use_case WHERE channel_id = :channel AND message_ts = :ts",  # noqa: S608 - our own names
        channel=channel_id,
        ts=ts,
    )
    return tuple(row)


def test_the_author_mends_the_record_and_the_card_follows(house: House) -> None:
    channel_id = house.channel()
    ts = house.post(channel_id)
    house.card(channel_id, ts)
    edit(house, channel_id, ts, {"title": {"title": "Refunds of platypus parts"}})
    wait_until(lambda: "platypus" in house.card_text(channel_id, ts))
    assert record(house, channel_id, ts, "written_by", "version") == ({"title": "human"}, 2)
    assert len(house.replies(channel_id, ts)) == 1


def test_what_a_human_wrote_stays_when_the_post_is_edited_and_the_rest_follows(house: House) -> None:
    channel_id = house.channel()
    ts = house.post(channel_id, issue="Old issue took long")
    house.card(channel_id, ts)
    edit(house, channel_id, ts, {"result": {"result": "Written by hand"}})
    house.sandbox.edit(
        house.colleague, channel_id, ts, "*Issue:* New issue took long\n*Result:* machine words\n*Tools:* Claude"
    )
    wait_until(lambda: "New issue" in house.card_text(channel_id, ts))
    assert record(house, channel_id, ts, "issue", "result", "tools") == (
        "New issue took long",
        "Written by hand",
        ["Claude"],
    )


def test_an_edit_of_the_post_while_the_form_is_open_is_not_undone_by_it(house: House) -> None:
    channel_id = house.channel()
    ts = house.post(channel_id, issue="First issue took long")
    house.choose(house.colleague, channel_id, ts, EDIT)
    view = house.sandbox.views(house.colleague)[-1]
    house.sandbox.edit(
        house.colleague, channel_id, ts, "*Issue:* Second issue took long\n*Result:* 5 minutes now\n*Tools:* Claude"
    )
    wait_until(lambda: "Second issue" in house.card_text(channel_id, ts))
    house.sandbox.submit(house.colleague, view["id"], {"title": {"title": "A title of mine"}})
    wait_until(lambda: "A title of mine" in house.card_text(channel_id, ts))
    assert record(house, channel_id, ts, "issue", "tools") == ("Second issue took long", ["Claude"])


def test_only_authors_and_admins_change_a_record(house: House) -> None:
    channel_id = house.channel()
    ts = house.post(channel_id)
    house.choose(house.reader, channel_id, ts, EDIT)
    assert house.sandbox.views(house.reader) == []
    answers = house.private_answers(house.reader, channel_id) + house.private_answers(house.reader, channel_id, ts)
    assert any("Only the authors" in answer for answer in answers)
    house.choose(house.admin, channel_id, ts, EDIT)
    assert house.sandbox.views(house.admin)
    house.sandbox.close_view(house.admin, house.sandbox.views(house.admin)[-1]["id"])


def test_not_a_use_case_takes_the_card_back_and_the_post_is_left_alone_for_good(house: House) -> None:
    channel_id = house.channel()
    ts = house.post(channel_id, issue="The axolotl question took long")
    house.choose(house.colleague, channel_id, ts, DECLINE)
    wait_until(lambda: house.replies(channel_id, ts) == [])
    house.sandbox.edit(house.colleague, channel_id, ts, "*Issue:* Axolotl\n*Result:* 5 min not 20\n*Tools:* Claude")
    house.sandbox.react(house.reader, channel_id, ts, "bookmark")
    house.handled()
    assert house.replies(channel_id, ts) == []
    assert house.rows("SELECT 1 FROM use_case WHERE issue ILIKE '%axolotl%' OR title ILIKE '%axolotl%'") == []
    wait_until(lambda: any("does not want it" in text for text in house.private_answers(house.reader, channel_id)))


def test_everybody_may_see_who_changed_what(house: House) -> None:
    channel_id = house.channel()
    ts = house.post(channel_id)
    house.card(channel_id, ts)
    edit(house, channel_id, ts, {"title": {"title": "Mended title"}})
    house.choose(house.reader, channel_id, ts, HISTORY)
    answers = house.private_answers(house.reader, channel_id) + house.private_answers(house.reader, channel_id, ts)
    (told,) = [answer for answer in answers if "Who changed" in answer]
    assert f"<@{house.colleague}> · title" in told
    assert "read from the post" in told


def test_the_folded_questions_unfold_and_keep_what_is_written(house: House) -> None:
    channel_id = house.channel()
    ts = house.post(channel_id)
    house.choose(house.colleague, channel_id, ts, EDIT)
    view = house.sandbox.views(house.colleague)[-1]
    assert "prompt" not in {block["block_id"] for block in view["blocks"]}
    house.sandbox.action(
        house.colleague, "more_questions", view_id=view["id"], values={"title": {"title": "Half a title"}}
    )
    view = house.sandbox.views(house.colleague)[-1]
    assert "prompt" in {block["block_id"] for block in view["blocks"]}
    values = {
        "prompt": {"prompt": "Answer kindly: {mail}"},
        "amount": {"amount": "1.5"},
        "unit": {"unit": "hours"},
        "period": {"period": "week"},
        "co_author_ids": {"co_author_ids": [house.reader]},
    }
    assert not house.sandbox.submit(house.colleague, view["id"], values).get("errors")
    wait_until(lambda: f"<@{house.reader}>" in house.card_text(channel_id, ts))
    assert record(house, channel_id, ts, "prompt", "time_saved_minutes", "time_saved_period", "co_author_ids") == (
        "Answer kindly: {mail}",
        90,
        "week",
        [house.reader],
    )


def test_a_co_author_may_change_the_record_too(house: House) -> None:
    channel_id = house.channel()
    ts = house.post(channel_id)
    house.card(channel_id, ts)
    house.rows_changed(
        "UPDATE use_case SET co_author_ids = ARRAY[:user] WHERE message_ts = :ts", user=house.reader, ts=ts
    )
    house.choose(house.reader, channel_id, ts, EDIT)
    assert house.sandbox.views(house.reader)
    house.sandbox.close_view(house.reader, house.sandbox.views(house.reader)[-1]["id"])
