import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from aiuse_bot.domain.capture import (
    PostedBy,
    RecordFields,
    card_posted,
    delete_message,
    edit_use_case,
    import_use_case,
    record_shared,
    record_use_case,
    use_case_of,
)
from aiuse_bot.domain.models import MessageMark, UseCase
from aiuse_bot.domain.workspace import ensure_workspace
from makers import AUTHOR, NOW, WORKSPACE, a_message, a_use_case, a_watched_channel

FIELDS = RecordFields("Refund mails in Claude", issue="Tone was off", result="Half the time", tools=("Claude",))
POSTED = PostedBy(AUTHOR, NOW)


def test_records_are_numbered_one_after_the_other_in_each_workspace(session: Session) -> None:
    numbers = [a_use_case(session).number for _ in range(3)]
    elsewhere = a_use_case(session, a_message(workspace_id="T0OTHER")).number
    assert numbers == [1, 2, 3]
    assert elsewhere == 1


def test_the_same_message_becomes_one_record_however_often_it_arrives(session: Session) -> None:
    message = a_message()
    a_use_case(session, message)
    again = record_use_case(session, message, POSTED, FIELDS, text="again", at=NOW)
    assert again is None
    assert session.scalar(select(func.count()).select_from(UseCase)) == 1


def test_a_message_that_was_deleted_before_it_arrived_stays_away(session: Session) -> None:
    message = a_message()
    a_watched_channel(session)
    assert delete_message(session, message, at=NOW) is None
    assert record_use_case(session, message, POSTED, FIELDS, text="late", at=NOW) is None


def test_a_deletion_empties_the_record_and_keeps_its_number(session: Session) -> None:
    message = a_message()
    use_case = a_use_case(session, message, fields=FIELDS)
    assert delete_message(session, message, at=NOW) is use_case
    session.refresh(use_case)
    assert (use_case.title, use_case.issue, use_case.result, use_case.tools) == ("", None, None, [])
    assert use_case.number == 1
    assert session.scalar(select(func.length(func.cast(UseCase.tokens, UseCase.title.type)))) == 0


def test_a_second_deletion_changes_nothing(session: Session) -> None:
    message = a_message()
    a_use_case(session, message)
    delete_message(session, message, at=NOW)
    assert delete_message(session, message, at=NOW + dt.timedelta(hours=1)) is None
    assert session.scalar(select(MessageMark.deleted_at)) == NOW


def test_an_edit_reaches_the_record(session: Session) -> None:
    use_case = a_use_case(session)
    assert edit_use_case(session, use_case, FIELDS, text="new words", at=NOW + dt.timedelta(minutes=1))
    assert use_case.title == FIELDS.title
    assert use_case.tools == ["Claude"]


def test_a_change_without_new_words_writes_nothing(session: Session) -> None:
    use_case = a_use_case(session, fields=FIELDS)
    later = NOW + dt.timedelta(minutes=1)
    assert not edit_use_case(session, use_case, RecordFields("other"), text=FIELDS.title, at=later)
    assert use_case.title == FIELDS.title


def test_an_older_edit_that_arrives_late_changes_nothing(session: Session) -> None:
    use_case = a_use_case(session)
    edit_use_case(session, use_case, RecordFields("newest"), text="newest", at=NOW + dt.timedelta(minutes=2))
    assert not edit_use_case(session, use_case, RecordFields("older"), text="older", at=NOW + dt.timedelta(minutes=1))
    assert use_case.title == "newest"


def test_an_edit_does_not_bring_a_withdrawn_record_back(session: Session) -> None:
    message = a_message()
    use_case = a_use_case(session, message)
    delete_message(session, message, at=NOW)
    assert not edit_use_case(session, use_case, FIELDS, text="back again", at=NOW + dt.timedelta(minutes=1))
    assert use_case.title == ""


def test_a_modal_submitted_twice_is_one_record(session: Session) -> None:
    channel_id = a_watched_channel(session)
    first = record_shared(session, WORKSPACE, channel_id, "view:V1", FIELDS, author_id=AUTHOR, now=NOW)
    second = record_shared(session, WORKSPACE, channel_id, "view:V1", FIELDS, author_id=AUTHOR, now=NOW)
    assert first is not None
    assert second is None


def test_an_import_keeps_its_external_id_and_is_not_repeated(session: Session) -> None:
    ensure_workspace(session, WORKSPACE)
    first = import_use_case(session, WORKSPACE, "d0001", FIELDS, author_id=None, posted_at=NOW)
    second = import_use_case(session, WORKSPACE, "d0001", FIELDS, author_id=None, posted_at=NOW)
    assert first is not None
    assert second is None
    following = import_use_case(session, WORKSPACE, "d0002", FIELDS, author_id=None, posted_at=NOW)
    assert following is not None
    assert following.number == 2


def test_the_card_is_remembered(session: Session) -> None:
    message = a_message()
    use_case = a_use_case(session, message)
    card_posted(session, use_case.id, message._replace(message_ts="1790000001.000200"))
    found = use_case_of(session, message)
    assert found is not None
    assert found.card_ts == "1790000001.000200"
