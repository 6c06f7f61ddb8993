import pytest
from sqlalchemy.orm import Session

from aiuse_bot.domain.capture import RecordFields, delete_message, record_shared
from aiuse_bot.domain.message import MessageKey
from aiuse_bot.listeners.card import card_sent
from makers import AUTHOR, CHANNEL, NOW, WORKSPACE, a_use_case, a_watched_channel

CARD = MessageKey(WORKSPACE, CHANNEL, "1790000999.000100")


@pytest.fixture(autouse=True)
def channel(session: Session) -> None:
    a_watched_channel(session)


def test_a_case_of_the_modal_goes_when_its_post_was_deleted_before_we_knew_where_it_was(session: Session) -> None:
    fields = RecordFields("The quokka case", result="It went well")
    use_case = record_shared(session, WORKSPACE, CHANNEL, "view:1", fields, author_id=AUTHOR, now=NOW)
    assert use_case is not None
    assert delete_message(session, CARD, at=NOW) is None
    card_sent(session, use_case.card_key, CARD)
    session.refresh(use_case)
    assert use_case.withdrawn_at is not None
    assert use_case.title == ""


def test_a_record_stays_when_only_its_card_was_deleted(session: Session) -> None:
    use_case = a_use_case(session)
    delete_message(session, CARD, at=NOW)
    card_sent(session, use_case.card_key, CARD)
    session.refresh(use_case)
    assert use_case.withdrawn_at is None
