"""Tips as people give them: by emoji, by the button of the card, and by command."""

from typing import Any

from slack_sdk import WebClient

from aiuse_bot.blocks.tips import AMOUNT, NOTE, TIP
from house import House, shown
from patience import wait_until


def tips(house: House, channel_id: str) -> list[Any]:
    """Return who gave how many points to whom for the records of a channel, according to the ledger."""
    return house.rows(
        "SELECT entry.giver_id, entry.user_id, sum(entry.points) FROM ledger_entry AS entry"
        " JOIN use_case ON use_case.id = use_case_id WHERE kind = 'tip' AND channel_id = :id"
        " GROUP BY 1, 2 HAVING sum(entry.points) <> 0 ORDER BY 1, 2",
        id=channel_id,
    )


def told(house: House, user: str, channel_id: str, words: str) -> list[str]:
    return [text for text in house.private_answers(user, channel_id) if words in text]


def refill(house: House) -> None:
    """Give everybody all their tips back, because all tests share one house."""
    house.rows_changed("UPDATE tip SET given_on = '2020-01-01'")


def press_tip(house: House, user: str, channel_id: str, ts: str) -> dict[str, Any]:
    """Put the button for a record into a channel, let somebody press it, and return the view that opens."""
    ((number,),) = house.rows("SELECT number FROM use_case WHERE message_ts = :ts", ts=ts)
    app = house.sandbox.app()
    client = WebClient(app["bot_token"], base_url=f"{house.sandbox.url}/api/")
    element = {"type": "button", "action_id": TIP, "text": {"type": "plain_text", "text": "Tip"}, "value": str(number)}
    blocks = [{"type": "actions", "block_id": "buttons", "elements": [element]}]
    posted = client.chat_postMessage(channel=channel_id, text="Tip", blocks=blocks)
    house.sandbox.action(user, TIP, value=str(number), channel=channel_id, ts=posted["ts"], block_id="buttons")
    view: dict[str, Any] = wait_until(lambda: house.sandbox.views(user))[-1]
    return view


def filled(points: int, note: str | None) -> dict[str, Any]:
    chosen = {"selected_option": {"text": {"type": "plain_text", "text": "x"}, "value": str(points)}}
    return {AMOUNT: {AMOUNT: chosen}, NOTE: {NOTE: note}}


def test_a_tip_emoji_tips_the_author_and_says_what_is_left_to_the_giver_alone(house: House) -> None:
    refill(house)
    channel_id = house.channel()
    ts = house.post(channel_id)
    house.card(channel_id, ts)
    house.sandbox.react(house.reader, channel_id, ts, "gift")
    (text,) = wait_until(lambda: told(house, house.reader, channel_id, "Your tip"))
    assert "1 point" in text
    assert "4 of 5 tips left this week" in text
    assert tips(house, channel_id) == [(house.reader, house.colleague, 1)]
    assert told(house, house.colleague, channel_id, "tip") == []
    house.sandbox.unreact(house.reader, channel_id, ts, "gift")
    house.handled()
    assert tips(house, channel_id) == []
    assert "5 of 5" in house.ask("/usecase tip", channel_id)


def test_a_tip_of_the_card_and_one_quicker_than_the_record_count(house: House) -> None:
    refill(house)
    channel_id = house.channel()
    ts = house.post(channel_id)
    house.sandbox.react(house.reader, channel_id, ts, "gift")
    card = house.card(channel_id, ts)
    house.sandbox.react(house.reader, channel_id, card["ts"], "gift")
    wait_until(lambda: tips(house, channel_id) == [(house.reader, house.colleague, 2)], message=house.bot.last_words)


def test_beyond_the_allowance_an_emoji_is_no_tip_and_its_giver_is_told_once(house: House) -> None:
    refill(house)
    channel_id = house.channel()
    ts = house.post(channel_id)
    house.card(channel_id, ts)
    assert "went to" in house.ask(f"/usecase tip <@{house.admin}> 5", channel_id)
    house.sandbox.react(house.reader, channel_id, ts, "gift")
    (text,) = wait_until(lambda: told(house, house.reader, channel_id, "gave none"))
    assert "Mon" in text
    refill(house)
    house.handled()
    assert tips(house, channel_id) == []
    assert len(told(house, house.reader, channel_id, "gave none")) == 1


def test_nobody_tips_themselves_and_bots_neither_give_nor_get(house: House) -> None:
    refill(house)
    channel_id = house.channel()
    robot = house.sandbox.add_member("tip-robot", is_bot=True)["id"]
    house.sandbox.join(robot, channel_id)
    ts = house.post(channel_id)
    house.card(channel_id, ts)
    house.sandbox.react(house.colleague, channel_id, ts, "gift")
    house.sandbox.react(robot, channel_id, ts, "gift")
    house.handled()
    assert tips(house, channel_id) == []
    assert "Bots never can" in house.ask(f"/usecase tip <@{robot}> 2", channel_id)
    assert "Nobody tips themselves" in house.ask(f"/usecase tip <@{house.reader}> 2", channel_id)
    assert "5 of 5" in house.ask("/usecase tip", channel_id)


def test_a_command_tips_several_people_in_both_languages(house: House) -> None:
    refill(house)
    channel_id = house.channel()
    answer = house.ask(f"/usecase tip <@{house.colleague}> <@{house.admin}> 3 for the template", channel_id)
    assert "3 points" in answer
    assert "2 of 5 tips left" in answer
    japanese = house.ask(f"/usecase チップ <@{house.colleague}>　２ ありがとう", channel_id, user=house.admin)
    assert "残り 3" in japanese
    notes = house.rows("SELECT note FROM tip WHERE state = 'given' AND given_on > '2020-01-01' ORDER BY id")
    assert notes == [("for the template",), ("ありがとう",)]
    assert "more than you have left" in house.ask(f"/usecase tip <@{house.colleague}> 3", channel_id)
    assert "2 of 5" in house.ask("/usecase tip", channel_id)


def test_the_form_offers_what_is_left_and_keeps_a_masked_word(house: House) -> None:
    refill(house)
    channel_id = house.channel()
    ts = house.post(channel_id)
    house.card(channel_id, ts)
    house.ask(f"/usecase tip <@{house.admin}> 2", channel_id)
    view = press_tip(house, house.reader, channel_id, ts)
    amount = next(block for block in view["blocks"] if block["block_id"] == AMOUNT)
    assert [option["value"] for option in amount["element"]["options"]] == ["1", "2", "3"]
    house.sandbox.submit(house.reader, view["id"], filled(3, "thanks, more at ben@example.com"))
    assert wait_until(
        lambda: told(house, house.reader, channel_id, "0 of 5") or told(house, house.reader, channel_id, "no tips left")
    )
    assert tips(house, channel_id) == [(house.reader, house.colleague, 3)]
    ((note,),) = house.rows(
        "SELECT note FROM tip JOIN use_case u ON u.id = use_case_id WHERE u.message_ts = :ts", ts=ts
    )
    assert note.startswith("thanks, more at")
    assert "example.com" not in note
    assert "no tips left" in shown(press_tip(house, house.reader, channel_id, ts))
    assert "is yours" in shown(press_tip(house, house.colleague, channel_id, ts))
    house.sandbox.delete(house.colleague, channel_id, ts)
    house.handled()
    assert tips(house, channel_id) == []
    assert house.rows("SELECT 1 FROM tip WHERE note LIKE 'thanks, more%'") == []


def test_what_was_spent_while_the_form_was_open_is_said_at_its_field(house: House) -> None:
    refill(house)
    channel_id = house.channel()
    ts = house.post(channel_id)
    house.card(channel_id, ts)
    view = press_tip(house, house.reader, channel_id, ts)
    house.ask(f"/usecase tip <@{house.admin}> 3", channel_id)
    refused = house.sandbox.submit(house.reader, view["id"], filled(5, None))
    assert "2 of 5 tips left" in refused["errors"][AMOUNT]
    house.sandbox.submit(house.reader, view["id"], filled(2, None))
    assert tips(house, channel_id) == [(house.reader, house.colleague, 2)]


def test_a_tip_emoji_in_a_channel_that_is_not_ours_is_no_business_of_the_bot(house: House) -> None:
    channel_id = house.channel(watched=False)
    ts = house.sandbox.post(house.colleague, channel_id, "Happy birthday")
    house.sandbox.react(house.reader, channel_id, ts, "gift")
    house.handled()
    assert house.rows("SELECT 1 FROM tip WHERE channel_id = :id", id=channel_id) == []
