"""The clock redraws cards, without delaying anybody who praises a record."""

import datetime as dt
import threading

import pytest
from sqlalchemy import Engine, select, text

from aiuse_bot.db import Session
from aiuse_bot.delivery.outbox import post_later, withdraw
from aiuse_bot.domain.capture import edit_use_case, fields_of
from aiuse_bot.domain.models import PraiseTotal, UseCase
from aiuse_bot.domain.praise import praised_use_case
from aiuse_bot.domain.stale_card import settle_card, stale_cards
from aiuse_bot.jobs.capture import redraw_stale_cards
from delivery_tools import count, rows
from makers import NOW, WORKSPACE, a_use_case, key_of, praise
from patience import join, wait_until

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


@pytest.fixture
def use_case(engine: Engine) -> UseCase:
    """A record whose card is in Slack, and which one person has praised since."""
    assert engine
    with Session.begin() as session:
        made = a_use_case(session)
        session.flush()
        key, payload = made.card_key, {"text": "the first words"}
        channel_id = made.channel_id or ""
        post_later(session, workspace_id=WORKSPACE, channel_id=channel_id, key=key, payload=payload, now=NOW)
        praise(session, made, "U1", NOW)
    return made


def redraw() -> int:
    return redraw_stale_cards(NOW, rest=dt.timedelta())


def card(engine: Engine) -> str:
    ((payload,),) = rows(engine, "SELECT payload::text FROM outbox_message WHERE method = 'chat.postMessage'")
    return str(payload)


def test_a_stale_card_is_drawn_once_and_its_totals_are_counted(engine: Engine, use_case: UseCase) -> None:
    assert redraw() == 1
    assert "the first words" not in card(engine)
    assert redraw() == 0
    with Session() as session:
        assert set(session.scalars(select(PraiseTotal.people).where(PraiseTotal.use_case_id == use_case.id))) == {1}


def test_a_card_is_drawn_while_somebody_praises_its_record(engine: Engine, use_case: UseCase) -> None:
    with Session.begin() as session:
        praised_use_case(session, key_of(use_case))
        assert redraw() == 1
        praise(session, use_case, "U2", NOW)
    assert count(engine, "SELECT count(*) FROM stale_card") == 1
    assert redraw() == 1


def test_nobody_who_changes_a_card_is_waited_for(engine: Engine, use_case: UseCase) -> None:
    with Session.begin() as session:
        praise(session, use_case, "U2", NOW)
        assert redraw() == 0, "the mark is held by whoever praises"
    assert redraw() == 1
    assert count(engine, "SELECT count(*) FROM stale_card") == 0


def test_words_that_are_changed_while_a_card_is_drawn_do_not_come_back(engine: Engine, use_case: UseCase) -> None:
    drawn: list[int] = []
    drawing = threading.Thread(target=lambda: drawn.append(redraw()))
    with Session.begin() as session:
        # The job has composed the card by the time it waits for the outbox row, which is locked here.
        session.execute(text("SELECT 1 FROM outbox_message FOR UPDATE"))
        drawing.start()
        wait_until(lambda: count(engine, WAITING))
        says = fields_of(use_case)._replace(title="Other words")
        edit_use_case(session, session.get_one(UseCase, use_case.id), says, text="Other words", at=NOW)
    join(drawing)
    assert drawn == [0]
    assert "the first words" in card(engine)
    assert redraw() == 1
    assert "Other words" in card(engine)


def test_a_card_that_was_taken_back_stays_away(engine: Engine, use_case: UseCase) -> None:
    with Session.begin() as session:
        withdraw(session, workspace_id=WORKSPACE, key=use_case.card_key, now=NOW)
    assert redraw() == 1
    assert card(engine) == "{}"


def test_two_that_draw_the_same_card_end_with_its_newest_state(engine: Engine, use_case: UseCase) -> None:
    for number in range(2, 8):
        drawing = [threading.Thread(target=redraw) for _ in range(2)]
        for thread in drawing:
            thread.start()
        with Session.begin() as session:
            praise(session, use_case, f"U{number}", NOW + dt.timedelta(seconds=number))
        join(*drawing)
    wait_until(lambda: redraw() == 0)
    assert count(engine, "SELECT max(people) FROM praise_total") == 7
    assert "7" in card(engine)


@pytest.mark.usefixtures("use_case")
def test_a_card_follows_when_a_burst_is_over_and_now_and_then_before(engine: Engine) -> None:
    assert redraw_stale_cards(NOW, rest=dt.timedelta(hours=1)) == 0
    with engine.begin() as connection:
        connection.execute(text("UPDATE stale_card SET since = now() - interval '1 hour'"))
    assert redraw_stale_cards(NOW, rest=dt.timedelta(hours=1)) == 1


def test_a_card_drawn_in_the_middle_of_a_burst_is_not_drawn_again_at_once(engine: Engine, use_case: UseCase) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE stale_card SET since = now() - interval '1 hour'"))
    with Session() as session:
        (stale,) = stale_cards(session, 9)
    with Session.begin() as session:
        praise(session, use_case, "U2", NOW)
    with Session.begin() as session:
        assert settle_card(session, stale)
    assert redraw_stale_cards(NOW, rest=dt.timedelta(hours=1)) == 0
    assert redraw() == 1
