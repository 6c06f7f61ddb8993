import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from aiuse_bot.domain.capture import RecordFields, delete_message, import_use_case
from aiuse_bot.domain.message import MessageKey
from aiuse_bot.domain.models import Channel, UseCase
from aiuse_bot.domain.praise import add_reaction
from aiuse_bot.domain.privacy import Audience, Kind, audience, readable, readable_by_all_in
from aiuse_bot.domain.roundup import active_schedules, compose, set_schedule
from aiuse_bot.domain.search import find, search, top
from aiuse_bot.domain.watch import set_privacy, unwatch
from aiuse_bot.domain.workspace import ensure_workspace
from makers import CHANNEL, NOW, WORKSPACE, a_message, a_use_case, a_watched_channel
from run_length import times

PRIVATE = "C0PRIVATE"


def seen(session: Session, *own: str) -> set[int]:
    return seen_by(session, audience("member", frozenset(own)))


def seen_by(session: Session, reader: Audience) -> set[int]:
    return set(session.scalars(select(UseCase.id).where(readable(WORKSPACE, reader))))


def seen_by_all_in(session: Session, channel_id: str) -> set[int]:
    return set(session.scalars(select(UseCase.id).where(readable_by_all_in(WORKSPACE, channel_id))))


def a_private_use_case(session: Session, channel_id: str = PRIVATE) -> UseCase:
    use_case = a_use_case(session, a_message(channel_id))
    set_privacy(session, WORKSPACE, channel_id, is_private=True)
    return use_case


def an_imported_one(session: Session) -> UseCase:
    ensure_workspace(session, WORKSPACE)
    made = import_use_case(session, WORKSPACE, "wiki-1", RecordFields("Refund mails"), author_id=None, posted_at=NOW)
    assert made is not None
    return made


def test_what_was_said_in_a_public_channel_is_for_everybody(session: Session) -> None:
    assert seen(session) == set()
    use_case = a_use_case(session)
    assert seen(session) == {use_case.id}


def test_what_was_said_in_a_private_channel_is_for_those_who_are_in_it(session: Session) -> None:
    use_case = a_private_use_case(session)
    assert seen(session) == set()
    assert seen(session, "C0OTHER") == set()
    assert seen(session, PRIVATE) == {use_case.id}


def test_the_letter_of_a_channel_id_says_nothing(session: Session) -> None:
    use_case = a_use_case(session, a_message("G0PUBLIC"))
    a_private_use_case(session, "C0LOOKSPUBLIC")
    assert seen(session) == {use_case.id}


def test_a_channel_that_becomes_private_hides_its_records_at_once(session: Session) -> None:
    use_case = a_use_case(session)
    set_privacy(session, WORKSPACE, CHANNEL, is_private=True)
    assert seen(session) == set()
    set_privacy(session, WORKSPACE, CHANNEL, is_private=False)
    assert seen(session) == {use_case.id}


def test_a_channel_that_is_no_longer_watched_keeps_its_readers(session: Session) -> None:
    public, private = a_use_case(session), a_private_use_case(session)
    for channel_id in (CHANNEL, PRIVATE):
        unwatch(session, WORKSPACE, channel_id)
    assert seen(session) == {public.id}
    assert seen(session, PRIVATE) == {public.id, private.id}


def test_what_comes_from_an_unknown_channel_is_hidden(session: Session) -> None:
    a_use_case(session)
    session.execute(delete(Channel))
    assert seen(session, CHANNEL) == set()


def test_a_withdrawn_record_is_for_nobody(session: Session) -> None:
    message = a_message()
    a_use_case(session, message)
    delete_message(session, message, at=NOW)
    assert seen(session, CHANNEL) == set()


def test_imported_records_are_for_everybody_but_in_no_roundup(session: Session) -> None:
    imported = an_imported_one(session)
    a_watched_channel(session)
    assert seen(session) == {imported.id}
    assert seen_by_all_in(session, CHANNEL) == set()


def test_a_guest_reads_what_was_said_where_they_are_and_nothing_else(session: Session) -> None:
    public, private = a_use_case(session), a_private_use_case(session)
    an_imported_one(session)
    assert seen_by(session, audience("guest", frozenset())) == set()
    assert seen_by(session, audience("guest", frozenset({CHANNEL}))) == {public.id}
    assert seen_by(session, audience("guest", frozenset({PRIVATE}))) == {private.id}


def test_a_stranger_reads_what_was_said_in_the_very_channel_where_they_are_met(session: Session) -> None:
    public, private = a_use_case(session), a_private_use_case(session)
    an_imported_one(session)
    both = frozenset({CHANNEL, PRIVATE})
    assert seen_by(session, audience("stranger", both, CHANNEL)) == {public.id}
    assert seen_by(session, audience("stranger", both, PRIVATE)) == {private.id}
    assert seen_by(session, audience("stranger", both)) == set()


def test_somebody_of_whom_slack_says_nothing_reads_nothing(session: Session) -> None:
    a_use_case(session)
    an_imported_one(session)
    assert seen_by(session, audience("unknown", frozenset({CHANNEL}), CHANNEL)) == set()


def test_another_workspace_sees_nothing(session: Session) -> None:
    a_use_case(session)
    an_imported_one(session)
    elsewhere = readable("T0OTHER", Audience(reads_public=True, channels=frozenset({CHANNEL})))
    assert session.scalars(select(UseCase.id).where(elsewhere)).all() == []


def test_in_a_private_channel_a_roundup_may_show_its_own_records_and_the_public_ones(session: Session) -> None:
    public, private, other = a_use_case(session), a_private_use_case(session), a_private_use_case(session, "C0OTHER")
    assert seen_by_all_in(session, PRIVATE) == {public.id, private.id}
    assert seen_by_all_in(session, CHANNEL) == {public.id}
    assert other.id not in seen_by_all_in(session, PRIVATE)


def test_in_a_shared_channel_only_its_own_records_are_for_all_who_are_in_it(session: Session) -> None:
    """Case 1: the roundup of a shared channel listed every public case."""
    own, _elsewhere = a_use_case(session), a_use_case(session, a_message("C0OTHER"))
    an_imported_one(session)
    set_privacy(session, WORKSPACE, CHANNEL, is_private=True, is_shared=True)
    assert seen_by_all_in(session, CHANNEL) == {own.id}
    assert seen(session, "C0OTHER") == seen(session) - {own.id}


def test_a_channel_that_becomes_private_stays_shared(session: Session) -> None:
    own, _elsewhere = a_use_case(session), a_use_case(session, a_message("C0OTHER"))
    set_privacy(session, WORKSPACE, CHANNEL, is_private=True, is_shared=True)
    set_privacy(session, WORKSPACE, CHANNEL, is_private=True)
    assert seen_by_all_in(session, CHANNEL) == {own.id}


CHANNELS = ("C0A", "C0B", "C0C", "C0D")


@settings(max_examples=times(12, 200), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    private=st.sets(st.sampled_from(CHANNELS)),
    mine=st.sets(st.sampled_from(CHANNELS)),
    kind=st.sampled_from(["member", "guest"]),
    forgotten=st.sets(st.sampled_from(CHANNELS)),
)
def test_no_way_of_finding_returns_what_the_reader_may_not_read(
    session: Session, private: set[str], mine: set[str], kind: Kind, forgotten: set[str]
) -> None:
    """One rule for search, number, top and roundup, whoever reads and whatever the channels are."""
    with session.begin_nested() as around:
        cases = {channel_id: a_use_case(session, a_message(channel_id)) for channel_id in CHANNELS}
        for use_case in cases.values():
            message = MessageKey(WORKSPACE, str(use_case.channel_id), str(use_case.message_ts))
            add_reaction(session, message, "U0PRAISER", "clap", NOW)
        for channel_id in private:
            set_privacy(session, WORKSPACE, channel_id, is_private=True)
        session.execute(delete(Channel).where(Channel.channel_id.in_(forgotten)))
        may = readable(WORKSPACE, audience(kind, frozenset(mine)))
        allowed = (set(CHANNELS) - private | mine if kind == "member" else mine) - forgotten
        found = {hit.use_case.channel_id for hit in search(session, WORKSPACE, "refund", readable=may)}
        assert found == allowed
        for channel_id, use_case in cases.items():
            assert (find(session, WORKSPACE, use_case.number, may) is not None) == (channel_id in allowed)
        assert {hit.use_case.channel_id for hit in top(session, WORKSPACE, may, NOW)} == allowed
        around.rollback()


@pytest.mark.parametrize("is_private", [False, True])
def test_a_roundup_is_composed_of_what_everybody_in_its_channel_may_read(session: Session, *, is_private: bool) -> None:
    public, own = a_use_case(session), a_use_case(session, a_message("C0OWN"))
    a_private_use_case(session, "C0OTHER")
    set_privacy(session, WORKSPACE, "C0OWN", is_private=is_private)
    set_schedule(session, WORKSPACE, "C0OWN", 4, NOW.time(), timezone="UTC", now=NOW)
    ((schedule, _),) = active_schedules(session)
    contents = compose(session, schedule, NOW + dt.timedelta(days=4))
    assert set(contents["new"]) == {public.id, own.id}
