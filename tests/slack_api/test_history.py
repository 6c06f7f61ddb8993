import datetime as dt

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlalchemy import Engine

from aiuse_bot.slack_api.headers import DEFAULT_RETRY_AFTER_S, LONGEST_RETRY_AFTER_S, retry_after_s
from aiuse_bot.slack_api.history import AT_ONCE, History, _as_of, _Pace
from backfill_tools import Archive
from sandbox_client import SandboxClient

NOON = dt.datetime(2026, 11, 23, 12, 0, 0, 250_000, tzinfo=dt.UTC)
DATE = "Mon, 23 Nov 2026 {} GMT"


@pytest.fixture
def archive(sandbox: SandboxClient, engine: Engine) -> Archive:
    return Archive(sandbox, engine)


def test_a_long_thread_is_read_whole_and_its_first_message_once(archive: Archive) -> None:
    ts = archive.post("first")
    replies = [archive.post(f"reply {number}", thread_ts=ts) for number in range(11)]
    thread = History(archive.client, page=4).thread(archive.channel_id, ts)
    assert [message["ts"] for message in thread.messages] == [ts, *replies]


def test_a_thread_that_is_gone_is_empty(archive: Archive) -> None:
    assert History(archive.client).thread(archive.channel_id, "1700000000.000100").messages == []


def test_the_newest_up_to_a_moment_is_that_message_or_the_one_before(archive: Archive) -> None:
    first, second = archive.post("first"), archive.post("second")
    history = History(archive.client)
    assert history.newest_up_to(archive.channel_id, second).messages[0]["ts"] == second
    archive.sandbox.delete(archive.author, archive.channel_id, second)
    assert history.newest_up_to(archive.channel_id, second).messages[0]["ts"] == first
    assert history.newest_up_to(archive.channel_id, "1700000000.000100").messages == []


def test_a_refusal_that_waiting_does_not_mend_is_raised(archive: Archive) -> None:
    archive.sandbox.leave(archive.sandbox.app()["bot_user_id"], archive.channel_id)
    with pytest.raises(SlackApiError, match="not_in_channel"):
        History(archive.client).page(archive.channel_id, oldest="1", latest="9999999999")


def test_whoever_waits_may_end_the_reading(archive: Archive) -> None:
    archive.sandbox.fault("conversations.history", "ratelimited", retry_after=3600)

    def leave(_seconds: float) -> None:
        raise InterruptedError

    history = History(WebClient(archive.client.token, base_url=archive.client.base_url), wait=leave)
    with pytest.raises(InterruptedError):
        history.page(archive.channel_id, oldest="1", latest="9999999999")


def test_of_many_calls_the_first_go_at_once_and_the_others_fifty_a_minute() -> None:
    pace, now = _Pace(), 1000.0
    waits = [pace.due_in(now) for _ in range(AT_ONCE + 50)]
    assert waits[:AT_ONCE] == pytest.approx([0] * AT_ONCE, abs=0.001)
    assert waits[-1] == pytest.approx(60)
    assert pace.due_in(now + 3600) == 0


@pytest.mark.parametrize(
    ("told", "as_of"),
    [
        ("12:00:00", NOON),
        ("12:00:07", NOON),
        ("11:59:56", NOON),
        ("11:59:50", dt.datetime(2026, 11, 23, 11, 59, 50, tzinfo=dt.UTC)),
    ],
)
def test_where_our_clock_is_ahead_an_answer_holds_as_of_slacks(told: str, as_of: dt.datetime) -> None:
    assert _as_of(NOON, {"Date": DATE.format(told)}) == f"{as_of.timestamp():.6f}"
    assert _as_of(NOON, {}) == f"{NOON.timestamp():.6f}"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "30"}, 30),
        ({"retry-after": ["7"]}, 7),
        ({"Retry-After": "0"}, 1),
        ({"Retry-After": "soon"}, DEFAULT_RETRY_AFTER_S),
        ({}, DEFAULT_RETRY_AFTER_S),
        ({"Retry-After": "86400"}, LONGEST_RETRY_AFTER_S),
    ],
)
def test_how_long_slack_asks_to_be_spared(headers: dict[str, object], seconds: float) -> None:
    assert retry_after_s(headers) == seconds
