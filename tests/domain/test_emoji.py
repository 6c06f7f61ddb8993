import pytest

from aiuse_bot.domain.emoji import canonical_emoji


@pytest.mark.parametrize(
    "name", ["+1", "thumbsup", ":thumbsup:", "+1::skin-tone-5", "thumbsup::skin-tone-2", "THUMBSUP"]
)
def test_all_names_of_a_thumb_are_one_emoji(name: str) -> None:
    assert canonical_emoji(name) == "+1"


def test_a_custom_alias_stands_for_its_target_also_over_several_steps() -> None:
    aliases = {"arigato": "thanks", "thanks": "pray"}
    assert canonical_emoji("arigato", aliases) == "pray"


def test_an_alias_of_a_standard_alias_is_followed_to_the_end() -> None:
    assert canonical_emoji("iine", {"iine": "thumbsup"}) == "+1"


def test_aliases_that_run_in_a_circle_end() -> None:
    assert canonical_emoji("a", {"a": "b", "b": "a"}) in {"a", "b"}


@pytest.mark.parametrize("name", ["", ":", "x" * 10_000, "::skin-tone-3"])
def test_what_cannot_be_an_emoji_is_none(name: str) -> None:
    assert canonical_emoji(name) is None
