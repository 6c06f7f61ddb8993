"""What is typed after `/usecase tip`, as people and Slack write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiuse_bot.blocks.tips import LONGEST_NOTE
from aiuse_bot.listeners.bot import zone_of
from aiuse_bot.listeners.tips import TipRequest, kept_note, read_tip
from aiuse_bot.settings import Settings
from aiuse_bot.slack_api.members import Member


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("<@U123>", TipRequest(["U123"], 1, None)),
        ("<@U123|ben> 2 thanks for the prompt", TipRequest(["U123"], 2, "thanks for the prompt")),
        ("<@W123|名前> ２ ありがとう", TipRequest(["W123"], 2, "ありがとう")),
        ("<@U1>、<@U2> ３点 助かりました", TipRequest(["U1", "U2"], 3, "助かりました")),
        ("2 <@U1> <@U2>", TipRequest(["U1", "U2"], 2, None)),
        ("<@U1> 2 <@U2> for both", TipRequest(["U1", "U2"], 2, "for both")),
        ("<@U1><@U1>　2", TipRequest(["U1"], 2, None)),
        ("<@U1> 2nd draft was great", TipRequest(["U1"], 1, "2nd draft was great")),
        ("<@U1> 2 3 minutes saved", TipRequest(["U1"], 2, "3 minutes saved")),
        ("<@U1> thank you, <@U2> agrees", TipRequest(["U1"], 1, "thank you, <@U2> agrees")),
        ("<@U1> 0", TipRequest(["U1"], 0, None)),
        ("<@U1> +3", TipRequest(["U1"], 3, None)),
        ("", TipRequest([], 1, None)),
        ("ben 2", TipRequest([], 1, "ben 2")),
        ("<!subteam^S1|team> 2", TipRequest([], 1, "<!subteam^S1|team> 2")),
    ],
)
def test_people_points_and_words_are_told_apart(words: str, asked: TipRequest) -> None:
    assert read_tip(words) == asked


def test_no_more_than_ten_people_are_tipped_at_once() -> None:
    assert len(read_tip(" ".join(f"<@U{number}>" for number in range(30))).people) == 10


def test_what_nobody_meant_to_share_is_masked_before_it_is_kept() -> None:
    note = kept_note("write to ben@example.com or call me")
    assert note is not None
    assert "ben@example.com" not in note
    assert "call me" in note


@given(st.text(max_size=600))
def test_whatever_is_typed_is_read_and_what_is_kept_is_short(words: str) -> None:
    asked = read_tip(words)
    assert asked.points >= 0
    assert len((asked.note or "").encode("utf-16-le")) // 2 <= LONGEST_NOTE


@pytest.mark.parametrize(
    ("profile", "zone"),
    [("Asia/Tokyo", "Asia/Tokyo"), (None, "Europe/Paris"), ("", "Europe/Paris"), ("Nowhere/At_All", "Europe/Paris"),
     ("America", "Europe/Paris"), ("../etc/passwd", "Europe/Paris")],
)  # fmt: skip
def test_the_calendar_is_that_of_the_profile_and_else_that_of_the_workspace(profile: str | None, zone: str) -> None:
    settings = Settings(timezone="Europe/Paris", _env_file=None)
    assert zone_of(Member("U1", timezone=profile), settings).key == zone
