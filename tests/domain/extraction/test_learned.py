from importlib.resources import files

import pytest

from aiuse_bot.domain.extraction.clauses import parts_of
from aiuse_bot.domain.extraction.learned.grams import edges_of, grams_of, masked
from aiuse_bot.domain.extraction.learned.part_roles import part_features, shares_of
from aiuse_bot.domain.extraction.learned.post_score import log_odds, post_features
from aiuse_bot.domain.extraction.learned.weights import ROLES, likelihood, story
from aiuse_bot.domain.extraction.mrkdwn import Passage, read_source

MOST_BYTES = 300 * 1024


def whole(text: str) -> Passage:
    return Passage(read_source("text", text), 0, len(text))


def test_the_model_stays_small() -> None:
    model = files("aiuse_bot.domain.extraction").joinpath("data", "learned.json.gz")
    assert 0 < len(model.read_bytes()) < MOST_BYTES


def test_each_weight_has_its_feature() -> None:
    told = part_features(parts_of([whole("It took ages. Claude helped, now it is quick.")]), set())
    assert {len(part.signs) for part in told} == {len(story().signs)}
    assert len(post_features([whole("Claude helped")], set()).signs) == len(likelihood().signs)
    assert {len(weights) for weights in story().signs} == {len(ROLES)}


@pytest.mark.parametrize(
    "text", ["One part only", "It took ages. Claude helped, now it is quick.", "遅かった。Claudeで速くなった。" * 50]
)
def test_the_roles_of_a_part_share_one(text: str) -> None:
    for shares in shares_of(part_features(parts_of([whole(text)]), set())):
        assert sum(shares.values()) == pytest.approx(1)
        assert set(shares) == set(ROLES)


def test_no_part_has_no_roles() -> None:
    assert shares_of([]) == []


def test_a_tool_nobody_knows_the_numbers_of_reads_like_any_other() -> None:
    assert masked(whole("Claude saved 20 min")) == masked(whole("Gemini  saved 45 min"))
    assert masked(whole("Mimi, our internal bot, saved 20 min")).startswith("\x01, our internal bot")


def test_features_of_a_text_have_length_one_and_edges_are_apart_from_runs() -> None:
    grams = grams_of("now it is quick")
    assert sum(share * share for share in grams.values()) == pytest.approx(1)
    assert not grams.keys() & edges_of("now it is quick").keys()
    assert grams_of("") | edges_of("") == grams_of("")


@pytest.mark.parametrize(
    ("told", "not_told"),
    [
        (
            "Invoices ate my Mondays. I gave them to Claude and now I am done by ten.",
            "Claude is down, back at ten on Monday.",
        ),
        (
            "請求書の確認に毎週月曜が潰れていました。Claudeに任せたら10時に終わるようになりました。",
            "Claudeは月曜10時まで停止します。",
        ),
    ],
)
def test_a_story_sounds_more_like_a_use_case_than_a_notice(told: str, not_told: str) -> None:
    assert log_odds(post_features([whole(told)], set())) > 0 > log_odds(post_features([whole(not_told)], set()))
