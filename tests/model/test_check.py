"""Which parts of an answer count, field by field."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiuse_bot.domain.extraction import Draft, Post, plain_text, read_draft
from aiuse_bot.model.answer import Answer
from aiuse_bot.model.check import Checked, check

ENGLISH = """Every Monday I copied numbers from three reports by hand, which ate half my morning.
I let Claude read the exports and   write the summary.
It was 3 hours a week and now it is 30 minutes. Watch out: it dropped the refunds twice."""
JAPANESE = "毎週の議事録作成に2時間かかっていました。Nottaで文字起こしして、ChatGPTに要約させたら30分で終わるように。"


def checked(post: str, **answer: Any) -> Checked:
    return check(Answer.model_validate(answer), plain_text(post), draft_of(post))


def draft_of(post: str) -> Draft:
    return read_draft(Post("U0AUTHOR", post))


def time(quote: str, **claim: Any) -> dict[str, Any]:
    return {"quote": quote, **claim}


def test_a_quote_is_taken_as_the_post_has_it() -> None:
    told = checked(
        ENGLISH, issue=["which ate half my morning"], approach=["I let Claude read the exports and write the"]
    )
    assert told.values == {
        "issue": "which ate half my morning",
        "approach": "I let Claude read the exports and   write the",
    }
    assert told.dropped == ()


@pytest.mark.parametrize(
    "quote",
    [
        "I spent hours copying numbers",  # says the same in other words
        "which ate half my Morning",
        "which ate half my morning!",
        "hich ate half my morning",  # begins within a word
        "which ate half my mornin",
        "which ate … my morning",
        "毎週月曜に数字を写していた",
        " ... ",
        "",
    ],
)
def test_what_the_post_does_not_say_word_for_word_is_no_quote(quote: str) -> None:
    told = checked(ENGLISH, issue=[quote], result=["it dropped the refunds twice"])
    assert told.values == {"result": "it dropped the refunds twice"}
    assert told.dropped == ("issue",)


def test_one_invented_quote_spoils_its_field_and_no_other() -> None:
    told = checked(
        ENGLISH, issue=["which ate half my morning", "and my boss was angry"], risk="it dropped the refunds twice"
    )
    assert told.values == {"risk": "it dropped the refunds twice"}
    assert told.dropped == ("issue",)


def test_quotes_of_a_field_stand_one_below_the_other_and_once() -> None:
    told = checked(ENGLISH, issue=["which ate half my morning", "by hand", "by hand"])
    assert told.values == {"issue": "which ate half my morning\nby hand"}


def test_japanese_quotes_have_no_borders_of_words() -> None:
    told = checked(
        JAPANESE, title="議事録作成", issue=["議事録作成に2時間かかっていました"], result=["30分で終わるように"]
    )
    assert told.values == {
        "title": "議事録作成",
        "issue": "議事録作成に2時間かかっていました",
        "result": "30分で終わるように",
    }


def test_silence_of_the_model_takes_nothing_away() -> None:
    assert checked(ENGLISH, title=None, issue=None, tools=[], time_saved=None) == Checked({}, ())


def test_a_title_is_one_line_and_no_longer_than_the_rules_make_one() -> None:
    (title,) = checked(ENGLISH, title=ENGLISH).values.values()
    assert len(title) <= 80
    assert title.endswith("…")
    assert "\n" not in title


def test_the_prompt_in_a_code_block_stays_to_the_letter() -> None:
    post = "*Issue:* slow mails\n*Result:* fast mails with ChatGPT\n```Answer *politely* and in _two_ sentences.```"
    assert draft_of(post).prompt == "Answer *politely* and in _two_ sentences."
    assert checked(post, prompt=["Answer politely and in two sentences."]) == Checked({}, ())
    bare = "I told ChatGPT: answer politely and in two sentences. Works."
    assert checked(bare, prompt="answer politely and in two sentences").values == {
        "prompt": "answer politely and in two sentences"
    }


class TestTools:
    def test_a_tool_that_the_rules_did_not_know_is_added(self) -> None:
        post = "I let Kuma, which finance cooked up, answer with Claude. It saves 2 hours a week."
        assert draft_of(post).tools == ("Claude",)
        assert checked(post, tools=["Kuma", "Claude"]).values == {"tools": ("Claude", "Kuma")}

    def test_an_invented_tool_is_dropped_and_the_others_stay(self) -> None:
        assert checked(ENGLISH, tools=["Claude", "Midjourney"]) == Checked({}, ("tools",))
        post = "I let Kuma answer with Claude."
        assert checked(post, tools=["Midjourney", "Kuma"]).values == {"tools": ("Claude", "Kuma")}

    @pytest.mark.parametrize("name", ["claude", "Ｃｌａｕｄｅ", "CLAUDE"])
    def test_another_spelling_is_no_other_tool(self, name: str) -> None:
        assert checked(ENGLISH, tools=[name]).values == {"tools": ("Claude",)}

    def test_a_short_name_beside_its_long_one_is_no_other_tool(self) -> None:
        post = "Used Copilot in Excel for the forecast, 2 hours saved a week."
        assert draft_of(post).tools == ("Microsoft Copilot",)
        assert checked(post, tools=["Copilot"]).values == {"tools": ("Microsoft Copilot",)}

    def test_a_name_within_another_word_is_not_named(self) -> None:
        assert checked("I mailed the refunds with Claude.", tools=["AI"]).dropped == ("tools",)

    def test_ordinary_software_is_no_ai(self) -> None:
        assert checked("I asked Claude about a table in Excel.", tools=["Excel"]).values == {"tools": ("Claude",)}


class TestTime:
    @pytest.mark.parametrize(
        ("quote", "minutes", "period"),
        [
            ("It was 3 hours a week and now it is 30 minutes", 150, "week"),
            ("3 hours a week", 180, "week"),
            ("now it is 30 minutes", 30, "use"),
        ],
    )
    def test_a_saving_that_follows_from_the_quote_counts(self, quote: str, minutes: int, period: str) -> None:
        told = checked(ENGLISH, time_saved=time(quote, minutes=minutes, period=period))
        assert told.values == {
            "time_saved_minutes": minutes,
            "time_saved_period": period,
            "time_saved_percent": None,
        }

    def test_a_saving_in_japanese_counts(self) -> None:
        quote = "毎週の議事録作成に2時間かかっていました。Nottaで文字起こしして、ChatGPTに要約させたら30分"
        told = checked(JAPANESE, time_saved=time(quote, minutes=90, period="week"))
        assert told.values["time_saved_minutes"] == 90

    @pytest.mark.parametrize(
        ("claim"),
        [
            time("It was 3 hours a week and now it is 30 minutes", minutes=600, period="week"),
            time("which ate half my morning", minutes=120, period="week"),
            time("It was 5 hours a week", minutes=300, period="week"),  # not in the post
            time("3 hours a week", minutes=180, period="month"),  # nothing speaks of months
            time("3 hours a week", minutes=180),
            time("3 hours a week", minutes=0, period="week"),
            time("3 hours a week", minutes=-180, period="week"),
            time("3 hours a week", percent=80),
            time("3 hours a week"),
        ],
    )
    def test_a_saving_that_the_quote_does_not_bear_out_is_dropped(self, claim: dict[str, Any]) -> None:
        assert checked(ENGLISH, time_saved=claim, risk=["it dropped the refunds twice"]) == Checked(
            {"risk": "it dropped the refunds twice"}, ("time_saved",)
        )

    @pytest.mark.parametrize(("said", "percent"), [("60% less work", 60), ("工数を6割削減", 60), ("60％削減", 60)])
    def test_a_percentage_must_be_in_the_quote(self, said: str, percent: int) -> None:
        post = f"With Claude: {said}"
        assert checked(post, time_saved=time(said, percent=percent)).values == {"time_saved_percent": percent}
        assert checked(post, time_saved=time(said, percent=70)).dropped == ("time_saved",)

    def test_a_percentage_does_not_replace_minutes(self) -> None:
        post = "Saves me 2 hours a week with Claude, which is 60% less work."
        assert draft_of(post).time_saved_minutes == 120
        assert checked(post, time_saved=time("60% less work", percent=60)).dropped == ("time_saved",)


@given(
    post=st.text(max_size=200),
    quotes=st.lists(st.text(max_size=40), max_size=4),
    cut=st.tuples(st.integers(0, 200), st.integers(0, 200)),
)
def test_whatever_is_answered_only_words_of_the_post_come_out(
    post: str, quotes: list[str], cut: tuple[int, int]
) -> None:
    """Quotes of any kind, one of them real except for its whitespace."""
    answer = Answer(issue=[*quotes, post[min(cut) : max(cut)].replace(" ", "\n")], result=quotes[:1])
    for value in check(answer, post, draft_of("")).values.values():
        assert all(line in post for line in value.split("\n"))
