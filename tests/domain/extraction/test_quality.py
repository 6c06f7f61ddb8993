"""Minimum quality of the rules on labelled posts; it guards against regressions, it does not promise a score."""

from pathlib import Path

import pytest

from extraction_scorer import Labelled, read_labelled, score

DATA = Path(__file__).parents[2] / "data"
DEV = read_labelled(DATA / "posts_dev.jsonl")
VOICES = read_labelled(DATA / "posts_voices.jsonl") + read_labelled(DATA / "posts_fresh.jsonl")


def in_language(posts: list[Labelled], lang: str) -> list[Labelled]:
    return [post for post in posts if post.lang == lang]


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_the_given_posts_are_read_well_in_each_language(lang: str) -> None:
    reached = score(in_language(DEV, lang))
    assert reached.precision >= 0.97
    assert reached.recall >= 0.93
    assert reached.tools >= 0.98
    assert reached.issue >= 0.88
    assert reached.result >= 0.92
    assert reached.time >= 0.97
    assert reached.overall >= 0.94


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_posts_in_other_voices_are_read_well_in_each_language(lang: str) -> None:
    reached = score(in_language(VOICES, lang))
    assert reached.precision >= 0.97
    assert reached.recall >= 0.9
    assert reached.overall >= 0.9


@pytest.mark.parametrize(
    "post", [post for post in DEV + VOICES if not post.gold["is_use_case"]], ids=lambda post: post.id
)
def test_what_is_no_use_case_is_never_saved(post: Labelled) -> None:
    assert not post.draft.is_use_case


@pytest.mark.parametrize("post", DEV, ids=lambda post: post.id)
def test_the_language_of_a_post_is_known(post: Labelled) -> None:
    assert post.draft.language == post.lang


def test_prompts_in_code_blocks_are_kept_word_for_word() -> None:
    prompts = [(post.draft.prompt, post.gold["prompt"]) for post in DEV if post.gold["prompt"]]
    assert prompts
    assert all(ours == theirs for ours, theirs in prompts)


def test_the_period_of_a_saving_is_right_where_the_minutes_are() -> None:
    timed = [post for post in DEV if post.gold["time_saved_minutes"]]
    assert [(post.id, post.draft.time_saved_period) for post in timed] == [
        (post.id, post.gold["time_saved_period"]) for post in timed
    ]


def test_a_percentage_is_kept_where_no_minutes_are_said() -> None:
    told = {post.id: post.draft.time_saved_percent for post in DEV if post.gold["is_use_case"]}
    wanted = {post.id: post.gold["time_saved_percent"] for post in DEV if post.gold["is_use_case"]}
    assert told == wanted


def test_every_use_case_has_a_short_title() -> None:
    titles = [post.draft.title for post in DEV + VOICES if post.draft.is_use_case]
    assert titles
    assert all(0 < len(title) <= 80 and "\n" not in title for title in titles)
