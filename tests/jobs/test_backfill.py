"""What reading a channel puts into the inbox, step by step, against a workspace that behaves like Slack."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from slack_sdk.errors import SlackApiError
from sqlalchemy import Engine

from aiuse_bot.db import Session
from aiuse_bot.domain.backfill import OvertakenError
from aiuse_bot.domain.capture import delete_message
from aiuse_bot.domain.message import MessageKey
from aiuse_bot.domain.models import Reaction, UseCase
from aiuse_bot.domain.praise import add_reaction
from aiuse_bot.domain.rules import Rules
from aiuse_bot.domain.tips import Giver, add_tip_reaction
from backfill_tools import Archive
from sandbox_client import SandboxClient


@pytest.fixture
def archive(sandbox: SandboxClient, engine: Engine) -> Archive:
    return Archive(sandbox, engine)


def hold(archive: Archive, ts: str, user_id: str, emoji: str) -> None:
    with Session.begin() as session:
        key = MessageKey(archive.workspace_id, archive.channel_id, ts)
        add_reaction(session, key, user_id, emoji, dt.datetime.fromtimestamp(float(ts), dt.UTC))


def test_posts_become_the_events_that_slack_would_have_sent(archive: Archive) -> None:
    first, second = archive.post("one"), archive.post("two")
    archive.sandbox.react(archive.guest, archive.channel_id, first, "clap")
    run = archive.read()
    assert archive.told() == [f"message {second}", f"message {first}", f"reaction_added {first}"]
    post = archive.events()[1]
    assert {name: post[name] for name in ("user", "text", "ts", "event_ts", "channel", "channel_type")} == {
        "user": archive.author,
        "text": "one",
        "ts": first,
        "event_ts": first,
        "channel": archive.channel_id,
        "channel_type": "channel",
    }
    assert "reactions" not in post
    assert run.events == 3


def test_replies_notes_and_posts_of_bots_are_no_news(archive: Archive) -> None:
    ts = archive.post("one")
    archive.post("a reply", thread_ts=ts)
    shown = archive.post("a reply for all", thread_ts=ts, reply_broadcast=True)
    archive.sandbox.web_api("chat.postMessage", channel=archive.channel_id, text="from the bot")
    archive.read()
    assert archive.told() == [f"thread_broadcast {shown}", f"message {ts}"]


def test_reading_twice_puts_nothing_into_the_inbox_twice(archive: Archive) -> None:
    for number in range(5):
        archive.sandbox.react(archive.guest, archive.channel_id, archive.post(f"post {number}"), "tada")
    archive.read()
    before = archive.told()
    again = archive.read(archive.begun(again=True))
    assert archive.told() == before
    assert (again.messages, again.events) == (archive.stands_at().messages, 0)


def test_every_page_is_asked_for_once(archive: Archive) -> None:
    posts = [archive.post(f"post {number}") for number in range(11)]
    since = archive.calls_so_far()
    run = archive.read(page=3)
    asked = archive.asked("conversations.history", since)
    cursors = [arguments.get("cursor") for arguments in asked]
    assert len(asked) == len(set(cursors)) >= 4
    assert archive.told() == [f"message {ts}" for ts in reversed(posts)]
    assert run.steps == len(asked) + 1


def test_an_interrupted_reading_goes_on_at_its_page(archive: Archive) -> None:
    for number in range(11):
        archive.post(f"post {number}")
    interrupted = archive.step(archive.step(archive.begun(), page=3), page=3)
    since = archive.calls_so_far()
    run = archive.read(archive.begun(latest_ts=interrupted.latest_ts), page=3)
    first = archive.asked("conversations.history", since)[0]
    assert first["cursor"] == interrupted.cursor
    assert len(archive.told()) == 11
    assert run.started_at == interrupted.started_at


def test_a_cursor_that_slack_forgot_is_replaced_by_its_place(archive: Archive) -> None:
    posts = [archive.post(f"post {number}") for number in range(7)]
    run = archive.step(archive.begun(), page=3)
    archive.sandbox.fault("conversations.history", "error", error="invalid_cursor")
    archive.read(run, page=3)
    assert archive.told() == [f"message {ts}" for ts in reversed(posts)]


def test_begun_again_a_reading_forgets_how_far_it_was(archive: Archive) -> None:
    for number in range(7):
        archive.post(f"post {number}")
    archive.step(archive.begun(), page=3)
    anew = archive.begun(again=True)
    assert (anew.steps, anew.messages, anew.cursor, anew.reached_ts) == (0, 0, None, anew.latest_ts)


def test_slack_is_spared_for_as_long_as_it_asks(archive: Archive) -> None:
    ts = archive.post()
    archive.sandbox.fault("conversations.history", "ratelimited", retry_after=37, times=2)
    archive.read()
    assert archive.waits == [37, 37]
    assert archive.told() == [f"message {ts}"]


def test_calls_are_spread_over_the_minute(archive: Archive) -> None:
    for number in range(16):
        archive.post(f"post {number}")
    archive.read(page=1)
    assert len(archive.waits) >= 5
    assert all(wait > 0 for wait in archive.waits)


def test_a_page_that_fails_moves_nothing(archive: Archive) -> None:
    posts = [archive.post(f"post {number}") for number in range(5)]
    run = archive.step(archive.begun(), page=3)
    before = archive.told()
    archive.sandbox.fault("conversations.history", "error", error="fatal_error")
    with pytest.raises(SlackApiError):
        archive.step(run, page=3)
    stands = archive.stands_at()
    assert (stands.steps, stands.cursor, archive.told()) == (run.steps, run.cursor, before)
    archive.read(stands, page=3)
    assert archive.told() == [f"message {ts}" for ts in reversed(posts)]


def test_a_thread_that_cannot_be_read_moves_nothing_either(archive: Archive) -> None:
    ts = archive.post()
    archive.record(ts)
    archive.post("more", thread_ts=ts)
    archive.sandbox.fault("conversations.replies", "error", error="internal_error")
    with pytest.raises(SlackApiError):
        archive.read()
    assert (archive.stands_at().steps, archive.told()) == (0, [])


def test_of_two_readers_of_one_channel_only_one_gets_on(archive: Archive) -> None:
    archive.post()
    run = archive.begun()
    archive.step(run)
    with pytest.raises(OvertakenError):
        archive.step(run)
    assert archive.stands_at().steps == 1


def test_a_record_whose_words_are_the_same_is_no_news(archive: Archive) -> None:
    ts = archive.post("the words")
    archive.record(ts, "the words")
    archive.read()
    assert archive.told() == []


def test_an_edit_that_was_missed_reaches_the_record(archive: Archive) -> None:
    ts = archive.post("old words")
    archive.record(ts, "old words")
    archive.sandbox.edit(archive.author, archive.channel_id, ts, "new words")
    archive.read()
    archive.read(archive.begun(again=True))
    assert archive.told() == [f"message_changed {ts}"]
    assert archive.events()[0]["message"]["text"] == "new words"


def test_a_post_that_was_edited_before_we_knew_it_comes_with_its_newest_words(archive: Archive) -> None:
    ts = archive.post("old words")
    archive.sandbox.edit(archive.author, archive.channel_id, ts, "new words")
    archive.read()
    (event,) = archive.events()
    assert (event["text"], event["ts"]) == ("new words", ts)
    assert event["event_ts"] > ts


def test_what_an_author_added_below_a_record_lets_it_be_read_anew(archive: Archive) -> None:
    ts = archive.post("the words")
    archive.record(ts, "the words")
    archive.sandbox.post(archive.guest, archive.channel_id, "how nice", thread_ts=ts)
    archive.read()
    assert archive.told() == []
    archive.post("and it took 5 minutes", thread_ts=ts)
    archive.read(archive.begun(again=True))
    assert archive.told() == [f"message_changed {ts}"]
    assert archive.events()[0]["message"]["reply_users"][0] == archive.author


def test_a_post_that_was_deleted_meanwhile_is_told_of_once(archive: Archive) -> None:
    kept, gone = archive.post("kept"), archive.post("gone")
    for ts in (kept, gone):
        archive.record(ts)
    archive.sandbox.delete(archive.author, archive.channel_id, gone)
    archive.forget_events()
    archive.read()
    archive.read(archive.begun(again=True))
    assert [told for told in archive.told() if "deleted" in told] == [f"message_deleted {gone}"]


def test_a_deleted_post_with_replies_is_deleted_all_the_same(archive: Archive) -> None:
    ts = archive.post("gone")
    archive.record(ts, "gone")
    archive.sandbox.post(archive.guest, archive.channel_id, "a reply", thread_ts=ts)
    archive.sandbox.delete(archive.author, archive.channel_id, ts)
    archive.read()
    assert archive.told() == [f"message_deleted {ts}"]


def test_nothing_is_taken_for_deleted_before_the_whole_channel_is_read(archive: Archive) -> None:
    posts = [archive.post(f"post {number}") for number in range(5)]
    for number, ts in enumerate(posts):
        archive.record(ts, f"post {number}")
    archive.sandbox.delete(archive.author, archive.channel_id, posts[4])
    run = archive.step(archive.begun(), page=2)
    assert (run.missing, archive.told()) == ([posts[4]], [])
    archive.sandbox.fault("conversations.history", "error", error="not_in_channel")
    with pytest.raises(SlackApiError):
        archive.step(run, page=2)
    assert archive.told() == []
    archive.read(run, page=2)
    assert archive.told() == [f"message_deleted {posts[4]}"]


def test_what_is_older_than_slack_shows_is_not_taken_for_deleted(archive: Archive) -> None:
    """A plan or retention policy may hide old messages: nobody deleted them."""
    older, newer = "1700000000.000100", "1700000001.000100"
    for ts in (older, newer):
        archive.record(ts)
    archive.post("the first that Slack shows")
    run = archive.step(archive.begun())
    assert run.missing == [newer, older]
    archive.read(run)
    assert [told for told in archive.told() if "deleted" in told] == []


def test_a_message_that_a_page_left_out_is_looked_for_before_it_counts_as_deleted(archive: Archive) -> None:
    ts = archive.post("there all the time")
    archive.record(ts, "there all the time")
    archive.step(archive.begun(latest_ts=ts))
    with archive.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE backfill SET missing = ARRAY[%s]", (ts,))
    assert archive.read(archive.stands_at()).missing == []
    assert archive.told() == []


def test_a_withdrawn_record_stays_withdrawn(archive: Archive) -> None:
    ts = archive.post("the words")
    archive.record(ts)
    with Session.begin() as session:
        delete_message(session, MessageKey(archive.workspace_id, archive.channel_id, ts), at=dt.datetime.now(dt.UTC))
    archive.read()
    assert archive.told() == []


def test_reactions_that_we_do_not_hold_are_added_and_those_slack_does_not_show_removed(archive: Archive) -> None:
    ts = archive.post("the words")
    archive.record(ts, "the words")
    archive.sandbox.react(archive.guest, archive.channel_id, ts, "tada")
    archive.sandbox.react(archive.guest, archive.channel_id, ts, "eyes")
    hold(archive, ts, archive.guest, "clap")
    archive.read()
    archive.read(archive.begun(again=True))
    told = {(event["type"], event["reaction"], event["user"]) for event in archive.events()}
    assert len(archive.events()) == 2
    assert told == {("reaction_added", "tada", archive.guest), ("reaction_removed", "clap", archive.guest)}


def test_a_tip_that_we_hold_is_no_news_and_one_taken_back_unheard_is_told(archive: Archive) -> None:
    ts, other = archive.post("the words"), archive.post("other words")
    archive.record(ts, "the words")
    archive.record(other, "other words")
    archive.sandbox.react(archive.guest, archive.channel_id, ts, "gift")
    before = dt.datetime.fromtimestamp(float(ts), dt.UTC)
    with Session.begin() as session:
        for tipped in (ts, other):
            key = MessageKey(archive.workspace_id, archive.channel_id, tipped)
            tip = add_tip_reaction(session, key, Giver(archive.guest, ZoneInfo("UTC")), "gift", before, Rules())
            assert tip is not None
    archive.read()
    assert archive.told() == [f"reaction_removed {other}"]


def test_names_of_one_emoji_are_one_reaction(archive: Archive) -> None:
    ts = archive.post("the words")
    archive.record(ts, "the words")
    archive.sandbox.react(archive.guest, archive.channel_id, ts, "thumbsup::skin-tone-4")
    hold(archive, ts, archive.guest, "+1")
    archive.read()
    assert archive.told() == []


def test_a_reaction_that_was_given_taken_and_given_again_is_told_of_each_time(archive: Archive) -> None:
    ts = archive.post("the words")
    archive.record(ts, "the words")
    archive.sandbox.react(archive.guest, archive.channel_id, ts, "tada")
    archive.read()
    with Session.begin() as session:
        row = Reaction(workspace_id=archive.workspace_id, channel_id=archive.channel_id, message_ts=ts)
        row.user_id, row.emoji, row.present, row.changed_at = archive.guest, "tada", False, dt.datetime.now(dt.UTC)
        session.add(row)
    archive.read(archive.begun(again=True))
    assert archive.told() == [f"reaction_added {ts}"] * 2


def test_praise_of_the_card_counts_like_praise_of_the_post(archive: Archive) -> None:
    ts = archive.post("the words")
    use_case_id = archive.record(ts, "the words")
    card = archive.sandbox.web_api("chat.postMessage", channel=archive.channel_id, thread_ts=ts, text="UC-1")["ts"]
    with Session.begin() as session:
        session.get_one(UseCase, use_case_id).card_ts = card
    archive.sandbox.react(archive.guest, archive.channel_id, card, "tada")
    archive.read()
    assert archive.told() == [f"reaction_added {card}"]


def test_the_moment_of_a_reaction_is_that_of_the_answer(archive: Archive) -> None:
    """Slack keeps no time of a reaction. Events newer than the response must win over it."""
    ts = archive.post("the words")
    archive.sandbox.react(archive.guest, archive.channel_id, ts, "tada")
    asked_from = dt.datetime.now(dt.UTC).timestamp()
    archive.read()
    answered_by = dt.datetime.now(dt.UTC).timestamp()
    assert asked_from - 1 <= float(archive.events()[-1]["event_ts"]) <= answered_by


def test_secrets_are_masked_before_they_are_kept(archive: Archive) -> None:
    archive.post("the key is AKIAIOSFODNN7EXAMPLQ, keep it")
    archive.read()
    (event,) = archive.events()
    assert "AKIAIOSFODNN7EXAMPLQ" not in str(event)


def test_what_is_outside_of_the_asked_time_is_left_alone(archive: Archive) -> None:
    posts = [archive.post(f"post {number}") for number in range(5)]
    for ts in posts:
        archive.record(ts)
    archive.sandbox.delete(archive.author, archive.channel_id, posts[0])
    archive.forget_events()
    archive.read(archive.begun(oldest_ts=posts[1], latest_ts=posts[3]))
    assert archive.told() == [f"message_changed {posts[2]}"]
