"""Posts and records change while a model reads, so that what it read is outdated."""

from typing import Any

import pytest

from aiuse_bot.db import Session
from aiuse_bot.domain.capture import edit_use_case, withdraw
from aiuse_bot.domain.extraction import Draft
from aiuse_bot.domain.models import UseCase
from aiuse_bot.jobs.model import ModelWorker
from aiuse_bot.redaction import redact
from fake_model import Json
from makers import NOW
from model_tools import ANSWER, LATER, MINUTE, POST, Place, by_rule, due_record, improve, never_asked, record, says_now


@pytest.mark.parametrize("is_due_again", [True, False])
def test_an_edit_while_the_model_reads_wins(place: Place, *, is_due_again: bool) -> None:
    """The edit would have to wait for a transaction kept open during the call to the model."""
    use_case_id = due_record(place)

    def meanwhile() -> Json:
        with Session.begin() as session:
            use_case = session.get_one(UseCase, use_case_id, with_for_update=True)
            edit_use_case(session, use_case, by_rule(place, LATER), text=LATER, at=NOW + MINUTE)
            use_case.model_due_at = NOW + MINUTE if is_due_again else use_case.model_due_at
        return ANSWER

    assert improve(place, meanwhile)
    found = record(use_case_id)
    assert found.written_by == {}
    assert found.issue == by_rule(place, LATER).issue
    assert found.model_due_at == (NOW + MINUTE if is_due_again else None)


def test_a_record_withdrawn_while_the_model_reads_stays_empty(place: Place) -> None:
    use_case_id = due_record(place)

    def meanwhile() -> Json:
        with Session.begin() as session:
            withdraw(session, session.get_one(UseCase, use_case_id), at=NOW)
        return ANSWER

    assert improve(place, meanwhile)
    assert says_now(use_case_id) == ("", None, None, [])
    assert record(use_case_id).written_by == {}


def test_a_withdrawn_record_is_not_read(place: Place) -> None:
    use_case_id = due_record(place)
    with Session.begin() as session:
        withdraw(session, session.get_one(UseCase, use_case_id), at=NOW)
    assert not improve(place, never_asked)


def test_a_post_deleted_in_slack_is_not_sent_to_the_model(place: Place) -> None:
    message = place.post()
    use_case_id = due_record(place, message)
    before = says_now(use_case_id)
    place.sandbox.delete(place.author_id, place.channel_id, message.message_ts)
    assert improve(place, never_asked)
    assert (says_now(use_case_id), record(use_case_id).model_due_at) == (before, None)


def test_a_post_edited_in_slack_waits_for_the_event_that_says_so(place: Place) -> None:
    message = place.post()
    use_case_id = due_record(place, message)
    before = says_now(use_case_id)
    place.sandbox.edit(place.author_id, place.channel_id, message.message_ts, LATER)
    assert improve(place, never_asked)
    assert (says_now(use_case_id), record(use_case_id).model_due_at) == (before, None)


def test_what_the_author_added_in_the_thread_is_read_with_the_post(place: Place) -> None:
    message = place.post()
    place.sandbox.post(place.author_id, place.channel_id, "Watch out for names!", thread_ts=message.message_ts)
    use_case_id = due_record(place, message, text=f"{POST}\nWatch out for names!")
    assert improve(place, {"risk": ["Watch out for names"]})
    assert record(use_case_id).risk == "Watch out for names"


def test_what_others_say_in_the_thread_is_not_sent(place: Place) -> None:
    message = place.post()
    stranger = place.sandbox.add_member(f"stranger-{message.message_ts}")["id"]
    place.sandbox.join(stranger, place.channel_id)
    place.sandbox.post(stranger, place.channel_id, "Kuma is great", thread_ts=message.message_ts)
    use_case_id = due_record(place, message)
    improve(place, {"risk": ["Kuma is great"]})
    assert record(use_case_id).risk is None


def test_a_reply_that_the_record_does_not_know_yet_is_not_waited_for(place: Place) -> None:
    message = place.post()
    use_case_id = due_record(place, message)
    place.sandbox.post(place.author_id, place.channel_id, "Thanks all!", thread_ts=message.message_ts)
    improve(place)
    assert record(use_case_id).result == "Everybody gets an answer now"


def test_a_reply_shown_in_the_channel_is_found(place: Place) -> None:
    parent = place.post("How do you do it?")
    message = place.post(thread_ts=parent.message_ts, reply_broadcast=True)
    use_case_id = due_record(place, message)
    improve(place)
    assert record(use_case_id).result == "Everybody gets an answer now"


def test_secrets_are_masked_as_in_the_record(place: Place) -> None:
    said = f"{POST} Ask ben@example.com."
    seen: list[str] = []

    def read(text: str, _draft: Draft) -> dict[str, Any]:
        seen.append(text)
        return {}

    due_record(place, place.post(said), text=redact(said).text)
    assert ModelWorker(read, lambda _workspace_id: place.client, clock=lambda: NOW).improve_due_record(NOW)
    (text,) = seen
    assert text.startswith(POST)
    assert "ben@example.com" not in text
