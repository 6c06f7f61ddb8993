"""The tools of a workspace: seeded once, added to, merged, and taught by corrections."""

import pytest
from sqlalchemy import func, select, true
from sqlalchemy.orm import Session

from aiuse_bot.domain.capture import RecordFields
from aiuse_bot.domain.extraction import Post, read_draft
from aiuse_bot.domain.models import Tool
from aiuse_bot.domain.search import search
from aiuse_bot.domain.tools import (
    UnknownToolError,
    add_tool,
    known_as,
    known_tools,
    learn_from,
    merge_tools,
    seed_tools,
    tool_named,
    tools_like,
)
from aiuse_bot.domain.workspace import ensure_workspace
from makers import WORKSPACE, a_message, a_use_case

ADMIN = "U0ADMIN"


@pytest.fixture(autouse=True)
def _workspace(session: Session) -> None:
    ensure_workspace(session, WORKSPACE)


def test_a_workspace_begins_with_the_list_that_comes_along_and_gets_it_once(session: Session) -> None:
    seed_tools(session, WORKSPACE)
    seed_tools(session, WORKSPACE)
    count = session.scalar(select(func.count()).select_from(Tool).where(Tool.workspace_id == WORKSPACE))
    assert count is not None
    assert count > 200
    assert known_as(session, WORKSPACE, ["チャットGPT", "chatgpt", "クロード"]) == ("ChatGPT", "Claude")


def test_what_nobody_knows_stays_as_it_was_written(session: Session) -> None:
    assert known_as(session, WORKSPACE, ["Wombat-GPT", "ＤｅｅｐＬ"]) == ("Wombat-GPT", "DeepL")


def test_typing_offers_what_begins_so_before_what_holds_it(session: Session) -> None:
    add_tool(session, WORKSPACE, "Wombat", [], by=ADMIN)
    add_tool(session, WORKSPACE, "The Wombat helper", [], by=ADMIN)
    assert tools_like(session, WORKSPACE, "wom") == ["Wombat", "The Wombat helper"]
    assert tools_like(session, WORKSPACE, "100%_") == []


def test_a_spelling_that_is_added_means_the_tool_at_once(session: Session) -> None:
    add_tool(session, WORKSPACE, "Kuma", ["finance bear", "経理くま"], by=ADMIN)
    assert known_as(session, WORKSPACE, ["Finance Bear", "経理くま"]) == ("Kuma",)


def test_a_merge_keeps_records_right(session: Session) -> None:
    add_tool(session, WORKSPACE, "Kuma", [], by=ADMIN)
    add_tool(session, WORKSPACE, "Bear", ["grizzly"], by=ADMIN)
    both = a_use_case(session, a_message(), fields=RecordFields("Both", tools=("Bear", "Kuma", "ChatGPT")))
    assert merge_tools(session, WORKSPACE, "Bear", "Kuma", by=ADMIN) == 1
    assert both.tools == ["Kuma", "ChatGPT"]
    assert known_as(session, WORKSPACE, ["grizzly", "bear"]) == ("Kuma",)
    assert "Bear" not in tools_like(session, WORKSPACE, "bear")
    assert [hit.use_case.id for hit in search(session, WORKSPACE, "kuma", readable=true())] == [both.id]


def test_a_chain_of_merges_ends_at_the_last_tool(session: Session) -> None:
    for name in ("One", "Two", "Three"):
        add_tool(session, WORKSPACE, name, [], by=ADMIN)
    merge_tools(session, WORKSPACE, "One", "Two", by=ADMIN)
    merge_tools(session, WORKSPACE, "Two", "Three", by=ADMIN)
    assert known_as(session, WORKSPACE, ["One", "Two"]) == ("Three",)


@pytest.mark.parametrize(("name", "into"), [("Nobody", "ChatGPT"), ("ChatGPT", "Nobody"), ("ChatGPT", "チャットGPT")])
def test_a_merge_of_what_is_not_there_or_the_same_is_refused(session: Session, name: str, into: str) -> None:
    with pytest.raises(UnknownToolError):
        merge_tools(session, WORKSPACE, name, into, by=ADMIN)


def test_a_correction_teaches_a_spelling(session: Session) -> None:
    assert learn_from(session, WORKSPACE, ["Chappy 5"], ["ChatGPT"], by=ADMIN) == "Chappy 5"
    assert known_as(session, WORKSPACE, ["chappy 5"]) == ("ChatGPT",)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (["Claude"], ["ChatGPT"]),
        (["Chappy", "Kuma"], ["ChatGPT"]),
        (["Chappy"], ["ChatGPT", "Claude"]),
        (["Chappy"], ["Happy"]),
        (["Chappy"], []),
    ],
)
def test_an_ambiguous_correction_teaches_nothing(session: Session, before: list[str], after: list[str]) -> None:
    assert learn_from(session, WORKSPACE, before, after, by=ADMIN) is None
    assert tool_named(session, WORKSPACE, "Chappy") is None


def names_in(session: Session, words: str) -> tuple[str, ...]:
    return read_draft(Post("U1", words), known_tools(session, WORKSPACE)).tools


def test_the_tools_of_a_workspace_are_recognised_in_free_prose(session: Session) -> None:
    words = "I let Finbear answer the mails today, 5 minutes instead of 20"
    assert "Finbear" not in names_in(session, words)
    add_tool(session, WORKSPACE, "Finance Bear", ["Finbear"], by=ADMIN)
    assert names_in(session, words) == ("Finance Bear",)
    add_tool(session, WORKSPACE, "Ledgerbot", [], by=ADMIN)
    merge_tools(session, WORKSPACE, "Finance Bear", "Ledgerbot", by=ADMIN)
    assert names_in(session, words) == ("Ledgerbot",)


def test_a_listed_tool_that_was_merged_comes_under_its_new_name(session: Session) -> None:
    seed_tools(session, WORKSPACE)
    add_tool(session, WORKSPACE, "Company GPT", [], by=ADMIN)
    merge_tools(session, WORKSPACE, "ChatGPT", "Company GPT", by=ADMIN)
    assert names_in(session, "ChatGPT drafts my replies now, 5 minutes instead of 20") == ("Company GPT",)


def test_a_tool_with_the_name_of_a_thing_does_not_claim_every_such_thing(session: Session) -> None:
    add_tool(session, WORKSPACE, "Atlas", [], by=ADMIN)
    assert names_in(session, "I used Claude to translate an atlas, 5 minutes instead of 20") == ("Claude",)
    assert names_in(session, "I asked Atlas for a draft, 5 minutes instead of 20") == ("Atlas",)
