"""Who wrote what in a record: machines follow the post, humans have the last word, and the author of each is kept."""

import datetime as dt

from sqlalchemy.orm import Session

from aiuse_bot.domain.capture import (
    RecordFields,
    decline,
    edit_use_case,
    history,
    is_declined,
    purge_marks,
    record_use_case,
    rewrite,
    withdraw,
)
from aiuse_bot.domain.capture.fields import PostedBy
from aiuse_bot.domain.workspace import ensure_workspace
from makers import AUTHOR, NOW, a_message, a_use_case

LATER = NOW + dt.timedelta(minutes=1)


def test_a_machine_changes_no_field_that_a_human_wrote(session: Session) -> None:
    use_case = a_use_case(session)
    rewrite(session, use_case, {"result": "by hand"}, source="human", by=AUTHOR, at=LATER)
    rewrite(session, use_case, {"result": "by model", "issue": "by model"}, source="model", by=None, at=LATER)
    edit_use_case(session, use_case, RecordFields("T", issue="by rule", result="by rule"), text="new", at=LATER)
    assert (use_case.result, use_case.issue) == ("by hand", "by rule")
    assert use_case.written_by == {"result": "human"}


def test_a_human_has_the_last_word_also_over_another_human(session: Session) -> None:
    use_case = a_use_case(session)
    rewrite(session, use_case, {"result": "first"}, source="human", by=AUTHOR, at=LATER)
    assert rewrite(session, use_case, {"result": "second"}, source="human", by="U0OTHER", at=LATER) == ["result"]


def test_an_edit_of_the_post_leaves_what_only_people_say(session: Session) -> None:
    use_case = a_use_case(session)
    rewrite(session, use_case, {"co_author_ids": ("U0TWO",)}, source="human", by=AUTHOR, at=LATER)
    edit_use_case(session, use_case, RecordFields("New"), text="new", at=LATER)
    assert use_case.co_author_ids == ["U0TWO"]


def test_the_history_says_who_changed_which_fields_and_keeps_no_words(session: Session) -> None:
    use_case = a_use_case(session)
    rewrite(session, use_case, {"title": "Mended"}, source="human", by=AUTHOR, at=LATER)
    rewrite(session, use_case, {"title": "Mended"}, source="human", by=AUTHOR, at=LATER)
    newest, first = history(session, use_case)
    assert (newest.version, newest.source, newest.changed_by, newest.fields) == (2, "human", AUTHOR, ["title"])
    assert (first.version, first.source, first.changed_by) == (1, "rule", None)


def test_a_withdrawn_record_is_not_written_again(session: Session) -> None:
    use_case = a_use_case(session)
    withdraw(session, use_case, at=LATER)
    assert rewrite(session, use_case, {"title": "Back"}, source="human", by=AUTHOR, at=LATER) == []
    assert use_case.title == ""


def test_a_declined_message_becomes_no_record_however_late_it_comes(session: Session) -> None:
    message = a_message()
    ensure_workspace(session, message.workspace_id)
    decline(session, message, at=NOW)
    posted = PostedBy(AUTHOR, NOW)
    assert record_use_case(session, message, posted, RecordFields("T"), text="t", at=LATER) is None
    purge_marks(session, before=dt.datetime.now(dt.UTC) + dt.timedelta(days=1))
    assert is_declined(session, message)


def test_declining_takes_the_record_with_it_once(session: Session) -> None:
    message = a_message()
    use_case = a_use_case(session, message)
    assert decline(session, message, at=LATER) is use_case
    assert decline(session, message, at=LATER) is None
    assert (use_case.title, use_case.issue, use_case.tools) == ("", None, [])
