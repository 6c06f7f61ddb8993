"""Two posts of the same case become one record, and can be separated again."""

from typing import Any

from house import House, shown
from patience import wait_until


def number(house: House, ts: str) -> int:
    ((found,),) = house.rows("SELECT number FROM use_case WHERE message_ts = :ts", ts=ts)
    return int(found)


def two_alike(house: House, channel_id: str, animal: str) -> tuple[str, str]:
    """Let the colleague post a case, and the reader post the same one."""
    story = (
        f"*Issue:* {animal} mails took long\n*Result:* 5 min instead of 20, {animal} fans are happy\n*Tools:* Claude"
    )
    first = house.sandbox.post(house.colleague, channel_id, story)
    house.card(channel_id, first)
    second = house.sandbox.post(house.reader, channel_id, story + " ")
    house.card(channel_id, second)
    return first, second


def test_the_same_story_again_is_recognised_and_one_click_makes_them_one(house: House) -> None:
    channel_id = house.channel()
    first, second = two_alike(house, channel_id, "Pangolin")
    assert f"Reads the same as `/usecase show UC-{number(house, first)}`" in house.card_text(channel_id, second)
    house.sandbox.react(house.admin, channel_id, second, "clap")
    house.press(house.reader, channel_id, house.card(channel_id, second), "make_one_use_case")
    wait_until(lambda: "Part of" in house.card_text(channel_id, second))
    wait_until(lambda: f"<@{house.reader}>" in house.card_text(channel_id, first))
    wait_until(lambda: "1 person says thanks" in house.card_text(channel_id, first))
    answer = house.ask(f"/usecase show UC-{number(house, second)}", channel_id)
    assert f"UC-{number(house, first)}" in answer


def test_the_author_of_the_other_record_learns_of_it_and_keeps_them_apart(house: House) -> None:
    channel_id = house.channel()
    first, second = two_alike(house, channel_id, "Quokka")
    house.press(house.reader, channel_id, house.card(channel_id, second), "make_one_use_case")

    def news() -> list[dict[str, Any]]:
        messages = house.sandbox.messages(house.colleague, channel_id)
        return [one for one in messages if one.get("is_ephemeral") and "tells the same as your" in shown(one)]

    house.press(house.colleague, channel_id, wait_until(news)[0], "keep_use_cases_apart")
    wait_until(lambda: "Part of" not in house.card_text(channel_id, second))
    wait_until(lambda: f"<@{house.reader}>" not in house.card_text(channel_id, first))


def test_an_author_names_the_other_record_by_its_number(house: House) -> None:
    channel_id = house.channel()
    first = house.post(channel_id, issue="The wombat burrow question took long")
    second = house.post(channel_id, issue="Something else about tapirs was slow", result="fewer questions")
    house.card(channel_id, first)
    house.choose(house.colleague, channel_id, second, "same")
    view = house.sandbox.views(house.colleague)[-1]
    refused = house.sandbox.submit(house.colleague, view["id"], {"number": {"number": "UC-999999"}})
    assert "cannot be one" in refused["errors"]["number"]
    house.sandbox.submit(house.colleague, view["id"], {"number": {"number": f"UC-{number(house, first)}"}})
    wait_until(lambda: "Part of" in house.card_text(channel_id, second))
    house.choose(house.colleague, channel_id, second, "apart")
    wait_until(lambda: "Part of" not in house.card_text(channel_id, second))


def test_only_authors_make_one_of_two(house: House) -> None:
    channel_id = house.channel()
    _first, second = two_alike(house, channel_id, "Numbat")
    house.press(house.colleague, channel_id, house.card(channel_id, second), "make_one_use_case")
    wait_until(
        lambda: any("Only the authors" in text for text in house.private_answers(house.colleague, channel_id, second))
    )
    assert "Part of" not in house.card_text(channel_id, second)
