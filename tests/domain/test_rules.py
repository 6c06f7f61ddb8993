"""What each emoji means in a workspace, and what is worth how much."""

import pytest
from sqlalchemy.orm import Session

from aiuse_bot.domain.rules import Rules, RulesError, change_rules, rules_of, set_operator_rules
from aiuse_bot.domain.workspace import ensure_workspace
from makers import WORKSPACE


@pytest.fixture(autouse=True)
def _a_workspace(session: Session) -> None:
    ensure_workspace(session, WORKSPACE)


def test_without_a_word_the_defaults_are_in_force(session: Session) -> None:
    assert rules_of(session, WORKSPACE) == Rules()
    assert rules_of(session, "T0UNKNOWN") == Rules()


def test_what_admins_decided_goes_before_what_the_operator_set(session: Session) -> None:
    set_operator_rules(session, WORKSPACE, {"points_for_praise": 3, "tips_allowance": 7})
    change_rules(session, WORKSPACE, {"points_for_praise": 4})
    rules = rules_of(session, WORKSPACE)
    assert (rules.points_for_praise, rules.tips_allowance) == (4, 7)
    set_operator_rules(session, WORKSPACE, {"tips_allowance": 8})
    assert rules_of(session, WORKSPACE).tips_allowance == 8


def test_all_names_of_an_emoji_are_one(session: Session) -> None:
    change_rules(session, WORKSPACE, {"praise_emoji": {":thumbsup::skin-tone-3": 2}, "tip_emoji": [":taco:"]})
    rules = rules_of(session, WORKSPACE)
    assert rules.praise_emoji == {"+1": 2}
    assert rules.purpose_of("taco") == "tip"
    assert rules.praise_worth("+1") == 2


def test_an_emoji_serves_one_purpose_only(session: Session) -> None:
    with pytest.raises(RulesError, match=":clap: cannot be in praise_emoji and in tip_emoji"):
        change_rules(session, WORKSPACE, {"tip_emoji": ["clap"]})
    assert rules_of(session, WORKSPACE) == Rules()


@pytest.mark.parametrize(
    ("field", "value"),
    [("points_for_praise", -1), ("tips_period", "year"), ("praise_emoji", {"clap": 5000}), ("unknown", 1)],
)
def test_what_cannot_be_a_rule_is_refused_with_its_name(session: Session, field: str, value: object) -> None:
    with pytest.raises(RulesError) as refused:
        change_rules(session, WORKSPACE, {field: value})
    assert refused.value.field == field
