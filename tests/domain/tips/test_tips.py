import datetime as dt
from itertools import count, permutations
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from aiuse_bot.domain.capture import card_posted, delete_message, merge, rewrite, unmerge
from aiuse_bot.domain.message import MessageKey
from aiuse_bot.domain.models import LedgerEntry, Tip, TipShare, UseCase
from aiuse_bot.domain.praise import differences, praised_use_case
from aiuse_bot.domain.rules import Rules, change_rules
from aiuse_bot.domain.tips import (
    Giver,
    Outcome,
    add_tip_reaction,
    erase_notes,
    remove_tip_reaction,
    shares_of,
    tip_people,
    tip_record,
    tips_left,
    tips_received,
    waiting_tips,
)
from makers import AUTHOR, CHANNEL, NOW, WORKSPACE, a_message, a_use_case, a_watched_channel

BEN = "U0BEN"
LONDON = ZoneInfo("Europe/London")
GIVER = Giver("U0GIVER", LONDON)
RULES = Rules()

_causes = count(1)


def at(seconds: int) -> dt.datetime:
    return NOW + dt.timedelta(seconds=seconds)


def balance(session: Session, user_id: str) -> int:
    return sum(session.scalars(select(LedgerEntry.points).where(LedgerEntry.user_id == user_id)))


def left(session: Session, now: dt.datetime = NOW) -> int:
    return tips_left(session, WORKSPACE, GIVER.user_id, LONDON, now).left


def put(session: Session, message: MessageKey, when: int, rules: Rules = RULES) -> Tip | None:
    praised_use_case(session, message)
    return add_tip_reaction(session, message, GIVER, "gift", at(when), rules)


def take(session: Session, message: MessageKey, when: int) -> bool:
    praised_use_case(session, message)
    return remove_tip_reaction(session, message, GIVER.user_id, "gift", at(when))


def tip(
    session: Session, *people: str, points: int = 1, now: dt.datetime = NOW, note: str | None = None, cause: str = ""
) -> Outcome:
    a_watched_channel(session)
    name = cause or f"command:{next(_causes)}"
    return tip_people(session, WORKSPACE, GIVER, name, people, points, note=note, rules=RULES, now=now)


def is_right(session: Session) -> bool:
    return differences(session, WORKSPACE) == []


def test_a_tip_emoji_on_a_post_gives_its_author_a_point_out_of_the_allowance(session: Session) -> None:
    message = a_message()
    use_case = a_use_case(session, message)
    given = put(session, message, 1)
    assert given is not None
    assert (given.state, given.use_case_id) == ("given", use_case.id)
    assert (balance(session, AUTHOR), left(session)) == (1, 4)
    entry = session.scalars(select(LedgerEntry)).one()
    assert (entry.kind, entry.use_case_id, entry.tip_id, entry.giver_id) == ("tip", use_case.id, given.id, "U0GIVER")
    assert is_right(session)


def test_post_and_card_are_tipped_each_by_itself(session: Session) -> None:
    message = a_message()
    use_case = a_use_case(session, message)
    card = MessageKey(message.workspace_id, message.channel_id, "1790000999.000100")
    card_posted(session, use_case.id, card)
    put(session, message, 1)
    put(session, card, 2)
    assert (balance(session, AUTHOR), left(session)) == (2, 3)


def test_repeated_deliveries_give_one_tip(session: Session) -> None:
    message = a_message()
    a_use_case(session, message)
    assert [put(session, message, 1) is not None for _ in range(8)] == [True] + [False] * 7
    assert put(session, message, 2) is None
    assert (balance(session, AUTHOR), left(session)) == (1, 4)


def test_a_tip_taken_back_returns_and_can_be_given_again(session: Session) -> None:
    message = a_message()
    a_use_case(session, message)
    put(session, message, 1)
    assert take(session, message, 2)
    assert (balance(session, AUTHOR), left(session)) == (0, 5)
    assert put(session, message, 3) is not None
    assert (balance(session, AUTHOR), left(session)) == (1, 4)
    turns = session.execute(select(LedgerEntry.turn, LedgerEntry.points).order_by(LedgerEntry.turn)).all()
    assert [tuple(row) for row in turns] == [(1, 1), (2, -1), (3, 1)]
    assert is_right(session)


@pytest.mark.parametrize("order", list(permutations([(1, True), (2, False), (3, True), (4, False)])))
def test_in_whatever_order_events_arrive_the_latest_decides(session: Session, order: list[tuple[int, bool]]) -> None:
    message = a_message()
    a_use_case(session, message)
    for when, present in order:
        _ = put(session, message, when) if present else take(session, message, when)
    assert (balance(session, AUTHOR), left(session)) == (0, 5)
    assert put(session, message, 5) is not None
    assert (balance(session, AUTHOR), left(session)) == (1, 4)
    assert is_right(session)


def test_a_tip_taken_back_later_returns_to_the_allowance_of_its_own_week(session: Session) -> None:
    message = a_message()
    a_use_case(session, message)
    put(session, message, 1)
    next_week = NOW + dt.timedelta(days=7)
    assert (left(session), left(session, next_week)) == (4, 5)
    tip(session, BEN, points=2, now=next_week)
    take(session, message, 8 * 24 * 3600)
    assert (left(session), left(session, next_week)) == (5, 3)


def test_a_reaction_beyond_the_allowance_is_no_tip_and_never_becomes_one_by_itself(session: Session) -> None:
    message = a_message()
    a_use_case(session, message)
    tip(session, BEN, points=5)
    refused = put(session, message, 1)
    assert refused is not None
    assert refused.state == "refused"
    assert put(session, message, 1) is None
    assert put(session, message, 8 * 24 * 3600) is None
    change_rules(session, WORKSPACE, {"tips_allowance": 100})
    assert put(session, message, 9 * 24 * 3600) is None
    assert (balance(session, AUTHOR), is_right(session)) == (0, True)
    assert not take(session, message, 10 * 24 * 3600)
    assert put(session, message, 11 * 24 * 3600) is not None
    assert balance(session, AUTHOR) == 1


def test_a_tip_quicker_than_its_record_costs_nothing_until_the_record_is_there(session: Session) -> None:
    message = a_message()
    a_watched_channel(session)
    assert put(session, message, 1) is None
    assert left(session) == 5
    use_case = a_use_case(session, message)
    assert [(one.giver_id, one.state) for one in waiting_tips(session, use_case, RULES)] == [("U0GIVER", "given")]
    assert list(waiting_tips(session, use_case, RULES)) == []
    assert (balance(session, AUTHOR), left(session)) == (1, 4)


def test_a_waiting_tip_finds_its_allowance_spent_and_is_refused(session: Session) -> None:
    message = a_message()
    a_watched_channel(session)
    put(session, message, 1)
    tip(session, BEN, points=5)
    use_case = a_use_case(session, message)
    assert [one.state for one in waiting_tips(session, use_case, RULES)] == ["refused"]
    assert (balance(session, AUTHOR), left(session)) == (0, 0)


def test_a_waiting_tip_that_is_taken_back_gives_nothing(session: Session) -> None:
    message = a_message()
    a_watched_channel(session)
    put(session, message, 1)
    take(session, message, 2)
    assert list(waiting_tips(session, a_use_case(session, message), RULES)) == []
    assert (balance(session, AUTHOR), left(session)) == (0, 5)


def test_a_reaction_of_which_nobody_knows_when_it_was_given_is_no_tip(session: Session) -> None:
    message = a_message()
    a_use_case(session, message)
    assert add_tip_reaction(session, message, GIVER, "gift", at(1), RULES, is_late=True) is None
    assert add_tip_reaction(session, message, GIVER, "gift", at(2), RULES) is None
    assert (balance(session, AUTHOR), left(session)) == (0, 5)


def test_nobody_tips_their_own_record_nor_themselves(session: Session) -> None:
    message = a_message()
    use_case = a_use_case(session, message, author_id=GIVER.user_id)
    assert put(session, message, 1) is None
    asked = tip_record(session, use_case, GIVER, "view:1", 2, note=None, rules=RULES, now=NOW)
    assert asked.answer == "own"
    assert tip(session, GIVER.user_id).answer == "own"
    assert left(session) == 5
    assert tip(session, GIVER.user_id, BEN, points=2).shares == {BEN: 2}


def test_several_people_share_a_tip_and_the_first_get_what_remains(session: Session) -> None:
    assert tip(session, BEN, "U0AYA", "U0AAA", points=5).shares == {BEN: 2, "U0AYA": 2, "U0AAA": 1}
    assert (balance(session, BEN), balance(session, "U0AAA"), left(session)) == (2, 1, 0)
    assert is_right(session)


def test_all_authors_share_in_the_order_of_authorship(session: Session) -> None:
    message = a_message()
    use_case = a_use_case(session, message)
    rewrite(session, use_case, {"co_author_ids": ("U0TWO", AUTHOR)}, source="human", by=AUTHOR, at=NOW)
    put(session, message, 1)
    assert (balance(session, AUTHOR), balance(session, "U0TWO")) == (1, 0)
    tip_record(session, use_case, GIVER, "view:1", 3, note=None, rules=RULES, now=NOW)
    assert (balance(session, AUTHOR), balance(session, "U0TWO")) == (3, 1)
    assert len(tips_received(session, WORKSPACE, "U0TWO", NOW, at(60))) == 2


def test_shares_are_even_and_lose_nothing() -> None:
    assert shares_of(1, ["a", "b"]) == {"a": 1, "b": 0}
    assert shares_of(7, ["c", "b", "a"]) == {"c": 3, "b": 2, "a": 2}


def test_the_same_command_again_changes_nothing(session: Session) -> None:
    first = tip(session, BEN, points=2, cause="command:same")
    again = tip(session, BEN, points=2, cause="command:same")
    assert (first.answer, again.answer, again.left.left) == ("given", "given", 3)
    assert balance(session, BEN) == 2


def test_more_than_is_left_is_refused_whole(session: Session) -> None:
    assert tip(session, BEN, points=4).answer == "given"
    over = tip(session, BEN, points=2)
    assert (over.answer, over.left.left, over.shares) == ("refused", 1, {})
    assert tip(session, BEN, points=1).answer == "given"
    assert left(session) == 0


def test_a_record_that_is_gone_takes_its_tips_along_and_gives_the_allowance_back(session: Session) -> None:
    message = a_message()
    use_case = a_use_case(session, message)
    put(session, message, 1)
    tip_record(session, use_case, GIVER, "view:1", 2, note="thank you", rules=RULES, now=NOW)
    assert (balance(session, AUTHOR), left(session)) == (3, 2)
    delete_message(session, message, at=at(2))
    session.flush()
    assert (balance(session, AUTHOR), left(session)) == (0, 5)
    assert session.scalars(select(Tip.note).where(Tip.note.is_not(None))).all() == []
    assert tips_received(session, WORKSPACE, AUTHOR, NOW, at(60)) == []
    assert put(session, message, 3) is None
    assert is_right(session)


def test_a_merged_record_is_tipped_at_its_own_message_for_its_own_author(session: Session) -> None:
    one, other = a_message(), a_message()
    whole = a_use_case(session, one)
    part = a_use_case(session, other, author_id=BEN)
    put(session, one, 1)
    assert merge(session, part, whole, by=BEN, at=NOW)
    put(session, other, 2)
    assert (balance(session, AUTHOR), balance(session, BEN)) == (1, 1)
    assert is_right(session)
    unmerge(session, part, by=BEN, at=NOW)
    assert (balance(session, AUTHOR), balance(session, BEN)) == (1, 1)
    assert is_right(session)


def test_who_owns_the_whole_does_not_tip_a_part_of_it(session: Session) -> None:
    one, other = a_message(), a_message()
    whole = a_use_case(session, one, author_id=GIVER.user_id)
    part = a_use_case(session, other, author_id=BEN)
    merge(session, part, whole, by=BEN, at=NOW)
    assert put(session, other, 1) is None
    assert balance(session, BEN) == 0


def test_a_wrong_ledger_of_tips_is_seen(session: Session) -> None:
    tip(session, BEN, points=2)
    assert is_right(session)
    session.execute(update(LedgerEntry).values(points=7))
    assert differences(session, WORKSPACE) == [(None, "tip", GIVER.user_id, BEN, -5)]
    session.execute(update(LedgerEntry).values(points=2))
    session.execute(update(TipShare).values(points=3))
    assert differences(session, WORKSPACE) == [(None, "tip", GIVER.user_id, BEN, 1)]


def test_only_who_got_a_tip_reads_its_note_and_uninstalling_empties_it(session: Session) -> None:
    tip(session, BEN, points=2, note="for the template")
    (got,) = tips_received(session, WORKSPACE, BEN, NOW, at(1))
    assert (got.giver_id, got.points, got.note, got.use_case) == (GIVER.user_id, 2, "for the template", None)
    assert tips_received(session, WORKSPACE, AUTHOR, NOW, at(1)) == []
    assert tips_received(session, WORKSPACE, BEN, at(1), at(2)) == []
    erase_notes(session, WORKSPACE)
    (got,) = tips_received(session, WORKSPACE, BEN, NOW, at(1))
    assert got.note is None


def test_a_person_who_is_forgotten_takes_their_notes_along(session: Session) -> None:
    tip(session, BEN, note="one")
    erase_notes(session, WORKSPACE, user_id="U0ELSE")
    assert session.scalar(select(func.count(Tip.note))) == 1
    erase_notes(session, WORKSPACE, user_id=GIVER.user_id)
    assert session.scalar(select(func.count(Tip.note))) == 0


def test_a_record_tipped_from_a_channel_keeps_where_the_emoji_was(session: Session) -> None:
    message = a_message()
    a_use_case(session, message)
    given = put(session, message, 1)
    assert given is not None
    assert (given.channel_id, given.message_ts, given.emoji) == (CHANNEL, message.message_ts, "gift")
    assert isinstance(session.get(UseCase, given.use_case_id), UseCase)
