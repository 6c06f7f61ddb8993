"""Failures of models and Slack, and workers that compete."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from structlog.testing import capture_logs

from aiuse_bot.domain.extraction import Draft
from aiuse_bot.jobs.deliver import posting_client
from aiuse_bot.jobs.model import LEASE, MOST_FAILURES, ModelWorker
from fake_model import Json, says
from makers import NOW
from model_tools import ANSWER, MINUTE, Place, due_record, improve, never_asked, record, says_now, worker
from patience import PATIENCE


def test_after_three_failures_the_offline_draft_stays_and_nobody_asks_again(place: Place) -> None:
    use_case_id = due_record(place)
    before = says_now(use_case_id)
    asked: list[dt.datetime] = []
    now = [NOW]

    def fails() -> Json:
        asked.append(now[0])
        raise ConnectionError

    failing = worker(place, says(fails), lambda: now[0])
    for _ in range(MOST_FAILURES + 1):
        failing.improve_due_record(now[0])
        now[0] = record(use_case_id).model_due_at or now[0]
    assert len(asked) == MOST_FAILURES
    assert asked == sorted(set(asked))
    assert (says_now(use_case_id), record(use_case_id).model_due_at) == (before, None)


def test_a_failure_that_passes_costs_nothing(place: Place) -> None:
    use_case_id = due_record(place)
    answers = iter([None, ANSWER])

    def second_time() -> Json:
        answer = next(answers)
        if answer is None:
            raise ConnectionError
        return answer

    patient = worker(place, says(second_time))
    patient.improve_due_record(NOW)
    again_at = record(use_case_id).model_due_at
    assert again_at is not None
    assert not patient.improve_due_record(again_at - dt.timedelta(seconds=1))
    assert patient.improve_due_record(again_at)
    assert record(use_case_id).result == "Everybody gets an answer now"


def test_slack_that_is_away_counts_as_no_failure(place: Place) -> None:
    use_case_id = due_record(place)
    away = place._replace(client=posting_client("xoxb-1", "http://127.0.0.1:9/api/"))
    waiting = worker(away, says(never_asked))
    for _ in range(MOST_FAILURES + 2):
        due_at = record(use_case_id).model_due_at
        assert due_at is not None
        assert waiting.improve_due_record(due_at)
    assert record(use_case_id).model_due_at is not None
    improve(place, now=NOW + MINUTE)
    assert record(use_case_id).result == "Everybody gets an answer now"


def test_slack_that_refuses_counts(place: Place) -> None:
    use_case_id = due_record(place)
    place.sandbox.leave(place.sandbox.app()["bot_user_id"], place.channel_id)
    place.sandbox.change_channel(place.channel_id, is_private=True)
    refused = worker(place, says(never_asked))
    while due_at := record(use_case_id).model_due_at:
        assert refused.improve_due_record(due_at)
    assert record(use_case_id).model_due_at is None


def test_what_nobody_foresaw_counts_and_ends(place: Place) -> None:
    use_case_id = due_record(place)

    def breaks(_text: str, _draft: Draft) -> None:
        raise ZeroDivisionError

    broken = ModelWorker(breaks, lambda _workspace_id: place.client, clock=lambda: NOW)
    with capture_logs() as logs:
        while due_at := record(use_case_id).model_due_at:
            assert broken.improve_due_record(due_at)
    assert [entry["event"] for entry in logs].count("model_not_asked") == MOST_FAILURES
    assert "Refund" not in str(logs)


def test_who_comes_while_another_reads_finds_nothing_to_do(place: Place) -> None:
    due_record(place)
    found: list[bool] = []

    def meanwhile() -> Json:
        found.append(improve(place, never_asked))
        return ANSWER

    assert improve(place, meanwhile)
    assert found == [False]


def test_two_workers_ask_once_for_each_record(place: Place) -> None:
    made = [due_record(place) for _ in range(6)]
    asked: list[int] = []

    def answer() -> Json:
        asked.append(1)
        return ANSWER

    opened = says(answer)
    with ThreadPoolExecutor(2) as both:
        workers = [worker(place, opened) for _ in range(2)]
        results = [both.submit(one.improve_due_record, NOW) for _ in made for one in workers]
        assert sum(result.result(PATIENCE) for result in results) == len(made)
    assert len(asked) == len(made)
    assert {record(use_case_id).model_due_at for use_case_id in made} == {None}


def test_a_worker_that_died_is_followed_by_another_after_its_lease(place: Place) -> None:
    use_case_id = due_record(place)

    def dies() -> Json:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        improve(place, dies)
    assert not improve(place, never_asked, NOW + LEASE - dt.timedelta(seconds=1))
    assert improve(place, ANSWER, NOW + LEASE)
    assert record(use_case_id).result == "Everybody gets an answer now"


def test_an_answer_that_comes_after_the_lease_is_too_late(place: Place) -> None:
    use_case_id = due_record(place)
    found: list[bool] = []

    def too_late() -> Json:
        found.append(improve(place, ANSWER, NOW + LEASE))
        return {"result": ["I hated them"]}

    assert improve(place, too_late)
    assert found == [True]
    assert record(use_case_id).result == "Everybody gets an answer now"
