"""Admins maintain the list of tools in Slack."""

from typing import Any

from house import House, shown
from patience import wait_until


def submit(house: House, channel_id: str, values: dict[str, str]) -> dict[str, Any]:
    """Fill in the form as an admin does, who types before choosing."""
    house.sandbox.command(house.admin, channel_id, "/usecase tools")
    view_id = house.sandbox.views(house.admin)[-1]["id"]
    for name in {"tool", "into"} & values.keys():
        house.sandbox.options(house.admin, name, values[name], view_id=view_id)
    answer = house.sandbox.submit(house.admin, view_id, {name: {name: value} for name, value in values.items()})
    if answer.get("errors"):
        house.sandbox.close_view(house.admin, view_id)
    return answer


def tools_of(house: House, channel_id: str, ts: str) -> list[str]:
    ((tools,),) = house.rows(
        "SELECT tools FROM use_case WHERE channel_id = :c AND message_ts = :ts", c=channel_id, ts=ts
    )
    return list(tools)


def post_with(house: House, channel_id: str, tool: str) -> str:
    text = f"*Issue:* Mails took long\n*Result:* 5 minutes instead of 20\n*Tools:* ChatGPT, {tool}"
    return house.sandbox.post(house.colleague, channel_id, text)


def test_an_admin_adds_a_spelling_and_the_next_post_is_understood(house: House) -> None:
    channel_id = house.channel()
    assert not submit(house, channel_id, {"tool": "Kumabot", "spellings": "finance bear, 経理くま"}).get("errors")
    ts = post_with(house, channel_id, "Finance Bear")
    house.card(channel_id, ts)
    assert tools_of(house, channel_id, ts) == ["ChatGPT", "Kumabot"]


def test_an_admin_merges_two_tools_and_records_and_cards_follow(house: House) -> None:
    channel_id = house.channel()
    ts = post_with(house, channel_id, "Otterbot")
    house.card(channel_id, ts)
    assert not submit(house, channel_id, {"tool": "Otterbot", "into": "Notta"}).get("errors")
    wait_until(lambda: "Notta" in house.card_text(channel_id, ts))
    assert tools_of(house, channel_id, ts) == ["ChatGPT", "Notta"]


def test_a_tool_is_not_merged_into_itself(house: House) -> None:
    channel_id = house.channel()
    assert "into" in submit(house, channel_id, {"tool": "Notta", "into": "Notta"})["errors"]


def test_who_is_no_admin_is_told_so(house: House) -> None:
    channel_id = house.channel()
    answer = house.sandbox.command(house.reader, channel_id, "/usecase tools")
    assert "admin" in shown(answer["response"]).lower()
    assert house.sandbox.views(house.reader) == []


def test_a_tool_that_an_admin_added_is_recognised_in_a_sentence_and_under_its_new_name_after_a_merge(
    house: House,
) -> None:
    channel_id = house.channel()
    assert not submit(house, channel_id, {"tool": "Quollbot", "spellings": "marsupial helper"}).get("errors")
    prose = "*Issue:* Mails took long\n*Result:* 5 minutes instead of 20, since the marsupial helper writes the drafts"
    first = house.sandbox.post(house.colleague, channel_id, prose)
    house.card(channel_id, first)
    assert tools_of(house, channel_id, first) == ["Quollbot"]
    assert not submit(house, channel_id, {"tool": "Dunnartbot"}).get("errors")
    assert not submit(house, channel_id, {"tool": "Quollbot", "into": "Dunnartbot"}).get("errors")
    second = house.sandbox.post(house.colleague, channel_id, prose + " for me")
    house.card(channel_id, second)
    assert tools_of(house, channel_id, second) == ["Dunnartbot"]
