import datetime as dt
import json
import re
from typing import Any
from zoneinfo import ZoneInfo

from babel.support import Translations
from hypothesis import given, settings
from hypothesis import strategies as st

from aiuse_bot.blocks.roundup import roundup_message
from aiuse_bot.domain.models import UseCase
from aiuse_bot.domain.roundup import RoundupContents
from aiuse_bot.domain.search import Hit
from aiuse_bot.i18n import Language
from run_length import times
from slack_sandbox.block_kit import Surface, block_problems

ENGLISH = Language("en", Translations())
JAPANESE = Language("ja", Translations())
SLOT = dt.datetime(2026, 11, 27, 7, 0, tzinfo=dt.UTC)


def a_case(number: int = 42, **says: Any) -> UseCase:
    values = {
        "number": number,
        "channel_id": "C0CASES",
        "message_ts": "1790000000.000100",
        "author_id": "U0AUTHOR",
        "title": "Refund mails",
        "issue": "Slow",
        "result": "Fast",
        "tools": [],
    }
    return UseCase(**{**values, **says})


def contents(**given: Any) -> RoundupContents:
    whole = {
        "since": SLOT - dt.timedelta(days=7),
        "slot_at": SLOT,
        "zone": ZoneInfo("Asia/Tokyo"),
        "new": [],
        "praised": [],
        "first_time_sharers": [],
        "workspace_url": "https://t.slack.com/",
    }
    return RoundupContents(**{**whole, **given})


def words(message: dict[str, Any]) -> list[str]:
    texts = []
    for block in message["blocks"]:
        texts += [part["text"] for part in [block.get("text"), *block.get("elements", [])] if part]
    return texts


def test_a_roundup_shows_what_is_new_what_was_praised_and_who_is_new() -> None:
    made = roundup_message(
        contents(new=[a_case(2), a_case(1)], praised=[Hit(a_case(7), 5)], first_time_sharers=["U0A", "U0B"]), ENGLISH
    )
    address = "https://t.slack.com/archives/C0CASES/p1790000000000100"
    assert words(made) == [
        "AI use cases of the week",
        "Fri, Nov 20 – Fri, Nov 27",
        "*2 new cases*",
        f"*<{address}|UC-2 · Refund mails>*\nSlow → Fast\n<@U0AUTHOR>",
        f"*<{address}|UC-1 · Refund mails>*\nSlow → Fast\n<@U0AUTHOR>",
        f"*Most praised*\n*<{address}|UC-7 · Refund mails>* · :clap: 5",
        "Thank you for sharing for the first time: <@U0A>, <@U0B>",
        "Share yours: post here or type `/usecase`. Find others: `/usecase search`.",
    ]


def test_a_roundup_can_be_read_aloud() -> None:
    made = roundup_message(contents(new=[a_case(2)], praised=[Hit(a_case(7), 5)]), ENGLISH)
    assert made["text"].splitlines() == [
        "AI use cases of the week (Fri, Nov 20 – Fri, Nov 27)",
        "*1 new case*",
        "UC-2 · Refund mails",
        "Most praised",
        "UC-7 · Refund mails",
    ]


def test_a_roundup_unfurls_nothing() -> None:
    made = roundup_message(contents(), ENGLISH)
    assert (made["unfurl_links"], made["unfurl_media"]) == (False, False)


def test_days_are_those_of_the_channels_zone_and_language() -> None:
    late = contents(slot_at=dt.datetime(2026, 11, 27, 23, 0, tzinfo=dt.UTC))
    assert words(roundup_message(late, JAPANESE))[1] == "11月20日(金) – 11月28日(土)"


def test_a_quiet_week_encourages() -> None:
    made = roundup_message(contents(), ENGLISH)
    assert words(made)[2].startswith("A quiet week.")
    assert "A quiet week." in made["text"]
    assert len(made["blocks"]) == 4


def test_a_week_of_praise_only_says_so() -> None:
    made = words(roundup_message(contents(praised=[Hit(a_case(), 1)]), ENGLISH))
    assert made[2] == "No new cases this week, but these were praised:"
    assert made[3].startswith("*Most praised*\n")


def test_ten_new_cases_are_shown_and_the_others_counted() -> None:
    made = words(roundup_message(contents(new=[a_case(number) for number in range(23, 0, -1)]), ENGLISH))
    assert made[2] == "*23 new cases*"
    assert "UC-14 " in made[12]
    assert made[13] == "and 13 more"


def test_of_very_many_first_time_sharers_twenty_are_mentioned() -> None:
    made = roundup_message(contents(new=[a_case()], first_time_sharers=[f"U{n}" for n in range(50)]), ENGLISH)
    assert words(made)[-3].count("<@U") == 20
    assert words(made)[-2] == "and 30 more"


PIECES = ["<!channel>", "@here", "<@U1>", "&", "|", "```", "*", "🇯🇵", "返金", "x" * 5000]
TEXT = st.lists(st.text(st.characters(exclude_categories=()), max_size=60) | st.sampled_from(PIECES)).map("".join)
CASES = st.builds(
    lambda texts, number: a_case(number, title=texts[0], issue=texts[1], result=texts[2], author_id=texts[3]),
    st.tuples(TEXT, TEXT, TEXT, TEXT),
    st.integers(1, 2**31 - 1),
)
OURS = re.compile(r"<@U0FIRST>|<https://[^<>|]+\|[^<>|]*>")
LIVE = re.compile(r"<|[@＠](?:here|channel|everyone|group)", re.IGNORECASE)


@settings(max_examples=times(20, 300))
@given(st.lists(CASES, max_size=4), st.integers(1, 20), st.lists(TEXT | st.just("U0FIRST"), max_size=30))
def test_whatever_the_records_say_slack_takes_the_roundup_and_nobody_else_is_called(
    cases: list[UseCase], times: int, sharers: list[str]
) -> None:
    praised = [Hit(use_case, 1) for use_case in cases[:3]]
    made = roundup_message(contents(new=cases * times, praised=praised, first_time_sharers=sharers), JAPANESE)
    assert block_problems(made["blocks"], Surface.MESSAGE) == []
    assert 0 < len(made["text"]) <= 4000
    for text in [*words(made)[1:], made["text"]]:
        assert not LIVE.search(OURS.sub("", text))
    assert json.dumps(made).count('"mrkdwn"') == json.dumps(made).count('"verbatim": true')
