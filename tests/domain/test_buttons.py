import datetime as dt

from sqlalchemy.orm import Session

from aiuse_bot.domain.backfill import held_reactions
from aiuse_bot.domain.bookmarks import bookmarked, press_bookmark
from aiuse_bot.domain.capture import merge
from aiuse_bot.domain.emoji import canonical_emoji
from aiuse_bot.domain.message import MessageKey
from aiuse_bot.domain.models import UseCase
from aiuse_bot.domain.praise import (
    BUTTON,
    add_reaction,
    differences,
    is_praising,
    message_of,
    praise_count,
    press_praise,
)
from aiuse_bot.domain.privacy import EVERY_MEMBER, Audience, readable
from aiuse_bot.domain.rules import Rules
from aiuse_bot.domain.watch import set_privacy
from makers import AUTHOR, CHANNEL, NOW, WORKSPACE, a_message, a_use_case

READER = "U0READER"
PUBLIC = readable(WORKSPACE, EVERY_MEMBER)


def place_of(use_case: UseCase) -> MessageKey:
    message = message_of(use_case)
    assert message is not None
    return message


def press(session: Session, use_case: UseCase, seconds: float, *, wanted: bool | None = None) -> bool:
    at = NOW + dt.timedelta(seconds=seconds)
    return press_praise(session, use_case, place_of(use_case), READER, at, Rules(), wanted=wanted)


def bookmark(session: Session, use_case: UseCase, seconds: float, *, wanted: bool | None = None) -> bool:
    return press_bookmark(session, use_case, READER, NOW + dt.timedelta(seconds=seconds), wanted=wanted)


def test_a_press_praises_and_the_next_one_takes_it_back(session: Session) -> None:
    use_case = a_use_case(session)
    assert press(session, use_case, 0)
    assert praise_count(session, use_case) == 1
    assert not press(session, use_case, 5)
    assert praise_count(session, use_case) == 0
    assert press(session, use_case, 10)
    assert differences(session, WORKSPACE) == []


def test_a_double_click_is_one(session: Session) -> None:
    use_case = a_use_case(session)
    assert press(session, use_case, 0)
    assert press(session, use_case, 0.2)
    assert praise_count(session, use_case) == 1


def test_an_older_click_that_comes_late_changes_nothing(session: Session) -> None:
    use_case = a_use_case(session)
    assert press(session, use_case, 10)
    assert press(session, use_case, 3)


def test_undo_says_what_it_wants_however_often_it_is_pressed(session: Session) -> None:
    use_case = a_use_case(session)
    press(session, use_case, 0)
    assert not press(session, use_case, 0.3, wanted=False)
    assert not press(session, use_case, 0.4, wanted=False)
    assert press(session, use_case, 0.5, wanted=True)


def test_button_and_emoji_of_one_person_count_once(session: Session) -> None:
    use_case = a_use_case(session)
    add_reaction(session, place_of(use_case), READER, "clap", NOW)
    press(session, use_case, 1)
    assert praise_count(session, use_case) == 1
    press(session, use_case, 5)
    assert is_praising(session, use_case, READER)


def test_the_button_cannot_be_taken_for_an_emoji_and_catching_up_leaves_it_alone(session: Session) -> None:
    use_case = a_use_case(session)
    press(session, use_case, 0)
    message = place_of(use_case)
    assert held_reactions(session, WORKSPACE, CHANNEL, [message.message_ts]) == {message.message_ts: {}}
    assert canonical_emoji("button") != BUTTON


def test_the_button_is_worth_what_the_dearest_emoji_is() -> None:
    assert Rules(praise_emoji={"clap": 1, "fire": 3}, points_for_praise=2).button_worth == 6
    assert Rules(praise_emoji={}, points_for_praise=2).button_worth == 2


def test_a_bookmark_comes_and_goes_and_a_double_click_is_one(session: Session) -> None:
    use_case = a_use_case(session)
    assert bookmark(session, use_case, 0)
    assert bookmark(session, use_case, 0.2)
    assert bookmarked(session, WORKSPACE, READER, PUBLIC, 10) == [use_case]
    assert bookmarked(session, WORKSPACE, AUTHOR, PUBLIC, 10) == []
    assert not bookmark(session, use_case, 5)
    assert bookmarked(session, WORKSPACE, READER, PUBLIC, 10) == []


def test_what_may_no_longer_be_read_is_not_among_the_bookmarks(session: Session) -> None:
    use_case = a_use_case(session)
    bookmark(session, use_case, 0)
    set_privacy(session, WORKSPACE, CHANNEL, is_private=True)
    assert bookmarked(session, WORKSPACE, READER, PUBLIC, 10) == []
    assert bookmarked(
        session, WORKSPACE, READER, readable(WORKSPACE, Audience(reads_public=True, channels=frozenset({CHANNEL}))), 10
    ) == [use_case]


def test_bookmarks_of_records_that_became_one_are_one(session: Session) -> None:
    part, whole = a_use_case(session, a_message()), a_use_case(session, a_message())
    bookmark(session, part, 0)
    bookmark(session, whole, 1)
    assert merge(session, part, whole, by=AUTHOR, at=NOW)
    assert bookmarked(session, WORKSPACE, READER, PUBLIC, 10) == [whole]
