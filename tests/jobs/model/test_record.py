"""What happens to a record once a model has read its post."""

import datetime as dt

from sqlalchemy import select

from aiuse_bot.db import Session
from aiuse_bot.delivery.models import OutboxMessage
from aiuse_bot.domain.capture import history
from aiuse_bot.domain.models import UseCase
from aiuse_bot.domain.roundup import set_schedule
from aiuse_bot.domain.tools import add_tool
from aiuse_bot.jobs.capture import redraw_stale_cards
from aiuse_bot.jobs.model import model_worker
from aiuse_bot.jobs.roundup import post_due_roundups
from aiuse_bot.settings import Settings
from fake_model import Json, says
from makers import NOW, WORKSPACE
from model_tools import ANSWER, MINUTE, Place, due_record, improve, never_asked, record, says_now, worker, write
from patience import PATIENCE, wait_until


def test_what_the_model_found_is_in_the_record_and_says_so(place: Place) -> None:
    use_case_id = due_record(place)
    before = record(use_case_id)
    assert improve(place)
    found = record(use_case_id)
    assert found.issue == "Refund mails took ages and I hated them"
    assert found.result == "Everybody gets an answer now"
    assert found.tools == ["Claude", "Kuma"]
    changed = {name for name in ("title", "issue", "result", "tools") if getattr(before, name) != getattr(found, name)}
    assert found.written_by == dict.fromkeys(changed, "model")
    assert changed >= {"tools"}
    assert found.model_due_at is None
    with Session() as session:
        newest = history(session, found)[0]
    assert (newest.source, newest.changed_by, set(newest.fields)) == ("model", None, changed)


def test_tools_get_the_names_that_the_workspace_uses(place: Place) -> None:
    use_case_id = due_record(place)
    with Session.begin() as session:
        add_tool(session, WORKSPACE, "Kuma-chan", ["Kuma"], by="U0ADMIN")
    improve(place)
    assert record(use_case_id).tools == ["Claude", "Kuma-chan"]


def test_the_card_is_drawn_anew(place: Place) -> None:
    due_record(place)
    improve(place)
    assert redraw_stale_cards(NOW, rest=dt.timedelta()) == 1


def test_a_model_that_confirms_the_rules_changes_nothing(place: Place) -> None:
    use_case_id = due_record(place)
    before = record(use_case_id)
    assert improve(place, {"tools": before.tools})
    after = record(use_case_id)
    assert (after.version, after.written_by, after.model_due_at) == (1, {}, None)
    assert redraw_stale_cards(NOW, rest=dt.timedelta()) == 0


def test_a_record_that_is_not_due_is_left_alone(place: Place) -> None:
    use_case_id = due_record(place, at=NOW + MINUTE)
    assert not improve(place, never_asked)
    with Session.begin() as session:
        session.get_one(UseCase, use_case_id).model_due_at = None
    assert not improve(place, never_asked, NOW + dt.timedelta(days=1))


def test_the_record_that_waits_longest_comes_first(place: Place) -> None:
    younger, older = due_record(place), due_record(place, at=NOW - MINUTE)
    improve(place)
    assert (record(older).model_due_at, record(younger).model_due_at) == (None, NOW)


def test_what_a_human_wrote_stays(place: Place) -> None:
    use_case_id = due_record(place)
    write(use_case_id, "human", issue="The worst job of the week", tools=["Kuma-chan"])
    improve(place)
    _, issue, result, tools = says_now(use_case_id)
    assert (issue, result, tools) == ("The worst job of the week", "Everybody gets an answer now", ["Kuma-chan"])
    assert record(use_case_id).written_by["issue"] == "human"


def test_what_a_human_writes_while_the_model_reads_stays(place: Place) -> None:
    use_case_id = due_record(place)

    def meanwhile() -> Json:
        write(use_case_id, "human", issue="The worst job of the week")
        return ANSWER

    improve(place, meanwhile)
    _, issue, result, _ = says_now(use_case_id)
    assert (issue, result) == ("The worst job of the week", "Everybody gets an answer now")


def test_a_saving_is_a_humans_or_the_models_and_never_half_of_each(place: Place) -> None:
    text = "Mails took 3 hours a week, with Claude it is 30 minutes."
    use_case_id = due_record(place, text=text)
    write(use_case_id, "rule", time_saved_minutes=30, time_saved_period="use")
    write(use_case_id, "human", time_saved_minutes=45)
    quote = "3 hours a week, with Claude it is 30 minutes"
    improve(place, {"time_saved": {"quote": quote, "minutes": 150, "period": "week"}})
    found = record(use_case_id)
    assert (found.time_saved_minutes, found.time_saved_period) == (45, "use")


def test_roundups_already_posted_follow(place: Place) -> None:
    use_case_id = due_record(place)
    with Session.begin() as session:
        set_schedule(session, WORKSPACE, place.channel_id, 1, dt.time(16), timezone="UTC", now=NOW)
    post_due_roundups(NOW + dt.timedelta(days=1, hours=8), Settings())
    improve(place, {"title": "I let Kuma and Claude draft them"})
    assert record(use_case_id).title == "I let Kuma and Claude draft them"
    with Session() as session:
        (roundup,) = session.scalars(select(OutboxMessage).where(OutboxMessage.key.like("roundup:%")))
    assert "I let Kuma and Claude draft them" in str(roundup.payload)


def test_the_thread_finds_what_is_due_by_itself(place: Place) -> None:
    use_case_id = due_record(place)
    running = worker(place, says(ANSWER), lambda: NOW, poll=0.05)
    running.start()
    try:
        wait_until(lambda: record(use_case_id).model_due_at is None)
    finally:
        assert running.stop(PATIENCE)
    assert record(use_case_id).result == "Everybody gets an answer now"


def test_without_a_model_there_is_no_thread(place: Place) -> None:
    assert model_worker(Settings(), lambda _workspace_id: place.client) is None
    assert model_worker(Settings(model="openai:some"), lambda _workspace_id: place.client) is not None
