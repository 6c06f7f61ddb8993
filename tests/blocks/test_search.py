import datetime as dt
import json
import re
from typing import Any

import pytest
from babel.support import Translations
from hypothesis import given, settings
from hypothesis import strategies as st

from aiuse_bot.blocks.boards import cases_board, people_board, teams_board
from aiuse_bot.blocks.search import (
    case_outcome,
    how_to_search,
    my_cases,
    not_found,
    search_results,
    use_case_detail,
)
from aiuse_bot.domain.boards import PersonLine, TeamBoard, TeamLine
from aiuse_bot.domain.models import UseCase
from aiuse_bot.domain.search import Answer, Hit
from aiuse_bot.i18n import Language
from slack_sandbox.block_kit import Surface, block_problems

ENGLISH = Language("en", Translations())
URL = "https://t.slack.com/"
DAY = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)


def a_hit(praise: int = 3, **says: Any) -> Hit:
    values = {
        "number": 42,
        "channel_id": "C0CASES",
        "message_ts": "1790000000.000100",
        "author_id": "U0AUTHOR",
        "title": "Refund mails",
        "issue": "Slow & formal",
        "result": "30 min → 5 min",
        "tools": ["ChatGPT", "DeepL"],
        "posted_at": DAY,
        "language": "en",
    }
    return Hit(UseCase(**{**values, **says}), praise)


def words(message: dict[str, Any]) -> list[str]:
    """Return all texts of the blocks, in reading order."""
    texts = []
    for block in message["blocks"]:
        texts += [part["text"] for part in [block.get("text"), *block.get("elements", [])] if part]
    return texts


def test_a_result_is_its_linked_title_what_changed_and_small_print() -> None:
    made = search_results(Answer([a_hit()], {}), "refund", ENGLISH, URL)
    assert words(made) == [
        "Cases for “refund”",
        f"*<{URL}archives/C0CASES/p1790000000000100|UC-42 · Refund mails>*\nSlow &amp; formal → 30 min → 5 min",
        "ChatGPT, DeepL · :clap: 3 · <@U0AUTHOR>",
        "Everything about one of them: `/usecase show UC-42`",
    ]
    assert made["text"] == "Cases for “refund”\nUC-42 · Refund mails"


def test_what_a_record_does_not_say_takes_no_room() -> None:
    bare = a_hit(0, channel_id=None, message_ts=None, author_id=None, issue=None, result="", tools=[])
    assert words(search_results(Answer([bare], {}), "refund", ENGLISH, URL))[1:-1] == ["*UC-42 · Refund mails*"]


def test_a_record_of_the_modal_links_to_the_bots_post() -> None:
    made = my_cases([a_hit(message_ts=None, card_ts="1790000000.000200")], ENGLISH, URL)
    assert "https://t.slack.com/archives/C0CASES/p1790000000000200|" in words(made)[1]


def test_without_an_address_of_the_workspace_there_is_no_link() -> None:
    assert words(my_cases([a_hit()], ENGLISH, None))[1].startswith("*UC-42 · Refund mails*\n")


def test_an_outcome_needs_not_both_halves() -> None:
    assert case_outcome(a_hit(result=None).use_case) == "Slow &amp; formal"
    assert case_outcome(a_hit(issue=None).use_case) == "30 min → 5 min"


def test_finding_nothing_says_what_to_try_next() -> None:
    made = search_results(Answer([], {}), "zebra <!channel>", ENGLISH, URL)
    assert "“zebra &lt;!channel&gt;”" in made["text"]
    assert "/usecase top" in made["text"]
    assert search_results(Answer([], {}), "  ", ENGLISH, URL) == how_to_search(ENGLISH)


@pytest.mark.parametrize(
    ("made", "says"),
    [
        (my_cases([], ENGLISH, URL), "`/usecase`"),
        (how_to_search(ENGLISH), "`/usecase search refund mail`"),
        (not_found("UC-9", ENGLISH), "“UC-9”"),
        (not_found(" ", ENGLISH), "`/usecase show UC-42`"),
    ],
)
def test_where_there_is_nothing_to_show_there_is_advice(made: dict[str, Any], says: str) -> None:
    assert says in made["text"]
    assert made["text"] == "\n".join(words(made))


def test_a_long_list_says_how_much_it_leaves_out() -> None:
    made = my_cases([a_hit(number=number) for number in range(1, 24)], ENGLISH, URL)
    assert words(made)[-1] == "and 3 more"
    assert "UC-20 " in made["text"]
    assert "UC-21 " not in made["text"]


def test_a_record_in_full_says_everything() -> None:
    hit = a_hit(
        approach="Asked for\na draft",
        risk="Names",
        prompt="Write ```politely``` <now>",
        team="CS",
        time_saved_minutes=25,
        time_saved_period="use",
    )
    made = words(use_case_detail(hit, ENGLISH, URL))
    assert made[1:-1] == [
        "*Issue*\nSlow &amp; formal",
        "*What was done*\nAsked for\na draft",
        "*Result*\n30 min → 5 min",
        "*Watch out*\nNames",
        "*Prompt*\n```Write '''politely''' &lt;now&gt;```",
    ]
    assert made[-1] == (
        "ChatGPT, DeepL · saves about 25 min each time · :clap: 3 · <@U0AUTHOR> · CS · "
        f"<!date^{int(DAY.timestamp())}^{{date_short}}|2026-11-23>"
    )


@pytest.mark.parametrize(
    ("saved", "says"),
    [
        ({"time_saved_minutes": 119, "time_saved_period": "day"}, "saves about 119 min a day"),
        ({"time_saved_minutes": 120, "time_saved_period": "week"}, "saves about 2 h a week"),
        ({"time_saved_minutes": 1230, "time_saved_period": "month"}, "saves about 20.5 h a month"),
        ({"time_saved_minutes": 600, "time_saved_period": "quarter"}, "saves about 10 h a quarter"),
        ({"time_saved_minutes": 600_000, "time_saved_period": "year"}, "saves about 10,000 h a year"),
        ({"time_saved_minutes": 60, "time_saved_period": "total"}, "saved about 60 min in all"),
        ({"time_saved_minutes": 60}, "saves about 60 min each time"),
        ({"time_saved_minutes": 60, "time_saved_period": "fortnight"}, "saves about 60 min each time"),
        ({"time_saved_percent": 40}, "saves about 40% of the time"),
    ],
)
def test_time_saved_is_a_short_phrase(saved: dict[str, Any], says: str) -> None:
    assert says in words(use_case_detail(a_hit(**saved), ENGLISH, URL))[-1]


ANY = st.text(st.characters(exclude_categories=()), max_size=60)
TEXT = st.builds(
    "".join, st.lists(ANY | st.sampled_from(["<!channel>", "@here", "<@U1>", "&", "|", "```", "*", "🇯🇵", "x" * 5000]))
)
HITS = st.lists(
    st.builds(
        lambda texts, tools, number, praise: a_hit(
            praise,
            number=number,
            title=texts[0],
            issue=texts[1],
            result=texts[2],
            approach=texts[3],
            prompt=texts[4],
            risk=texts[5],
            team=texts[6],
            author_id=texts[7],
            tools=tools,
        ),
        st.tuples(*[TEXT] * 8),
        st.lists(TEXT, max_size=5),
        st.integers(1, 2**31 - 1),
        st.integers(0, 10_000),
    ),
    max_size=4,
).flatmap(lambda hits: st.integers(1, 12).map(lambda times: hits * times))
OURS = re.compile(r"<!date\^\d+\^\{date_short\}\|[\d-]+>|<@U0AUTHOR>|<https://[^<>|]+\|[^<>|]*>")
LIVE = re.compile(r"<|[@＠](?:here|channel|everyone|group)", re.IGNORECASE)


@settings(deadline=None)
@given(HITS, TEXT)
def test_whatever_the_records_say_slack_takes_the_message_and_nobody_is_called(hits: list[Hit], query: str) -> None:
    messages = [
        search_results(Answer(hits, {}), query, ENGLISH, URL),
        my_cases(hits, ENGLISH, URL),
        cases_board(hits, "week", query, ENGLISH, None),
        cases_board([], "all", query, ENGLISH, None),
        teams_board(TeamBoard([TeamLine(query, 1, 1, 2)], [query]), "month", ENGLISH),
        people_board([PersonLine("U0AUTHOR", 1, 3)], "quarter", ENGLISH),
        not_found(query, ENGLISH),
        *(use_case_detail(hit, ENGLISH, URL) for hit in hits[:4]),
    ]
    for made in messages:
        assert block_problems(made["blocks"], Surface.MESSAGE) == []
        assert 0 < len(made["text"]) <= 4000
        for text in [*words(made), made["text"]]:
            assert not LIVE.search(OURS.sub("", text))
        assert json.dumps(made).count('"mrkdwn"') == json.dumps(made).count('"verbatim": true')
