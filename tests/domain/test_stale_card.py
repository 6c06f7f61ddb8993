import datetime as dt

from sqlalchemy.orm import Session

from aiuse_bot.domain.models import UseCase
from aiuse_bot.domain.stale_card import is_unchanged, mark_card_stale, settle_card, stale_cards, take_snapshot
from makers import NOW, a_use_case, praise


def seen_again(session: Session, use_case: UseCase) -> bool:
    snapshot = take_snapshot(session, use_case.id)
    assert snapshot is not None
    return is_unchanged(session, snapshot)


def test_praise_makes_a_card_stale_until_it_is_drawn(session: Session) -> None:
    use_case = a_use_case(session)
    assert stale_cards(session, 9) == []
    praise(session, use_case, "U1", NOW)
    (card,) = stale_cards(session, 9)
    assert card.use_case_id == use_case.id
    assert settle_card(session, card)
    assert stale_cards(session, 9) == []
    assert not settle_card(session, card), "somebody else has drawn it"


def test_a_change_while_a_card_is_drawn_leaves_it_stale(session: Session) -> None:
    use_case = a_use_case(session)
    praise(session, use_case, "U1", NOW)
    (card,) = stale_cards(session, 9)
    praise(session, use_case, "U2", NOW + dt.timedelta(seconds=1))
    assert settle_card(session, card), "what was drawn is newer than what is shown"
    (again,) = stale_cards(session, 9)
    assert again.change > card.change


def test_a_change_after_a_card_was_drawn_is_never_taken_for_an_earlier_one(session: Session) -> None:
    use_case = a_use_case(session)
    mark_card_stale(session, use_case)
    (slow,) = stale_cards(session, 9)
    assert settle_card(session, slow)
    mark_card_stale(session, use_case)
    settle_card(session, slow)
    assert len(stale_cards(session, 9)) == 1


def test_those_that_rested_longest_are_drawn_first(session: Session) -> None:
    first, second, third = (a_use_case(session) for _ in range(3))
    for use_case in (first, second, third, first):
        mark_card_stale(session, use_case)
    assert [card.use_case_id for card in stale_cards(session, 2)] == [second.id, third.id]


def test_whoever_draws_sees_that_a_record_was_changed_meanwhile(session: Session) -> None:
    use_case = a_use_case(session)
    session.flush()
    assert seen_again(session, use_case)
    snapshot = take_snapshot(session, use_case.id)
    assert snapshot is not None
    use_case.title = "Other words"
    session.flush()
    assert not is_unchanged(session, snapshot)
    assert take_snapshot(session, 0) is None
