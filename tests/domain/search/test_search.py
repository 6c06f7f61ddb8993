import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.orm import Session

from aiuse_bot.domain.capture import RecordFields, card_posted, delete_message, edit_use_case
from aiuse_bot.domain.message import MessageKey
from aiuse_bot.domain.models import UseCase
from aiuse_bot.domain.praise import add_reaction, remove_reaction
from aiuse_bot.domain.privacy import EVERY_MEMBER, readable
from aiuse_bot.domain.search import find, mine, number_of, search, top
from makers import AUTHOR, NOW, WORKSPACE, a_message, a_use_case
from run_length import times

ALL = readable(WORKSPACE, EVERY_MEMBER)


def a_case(session: Session, title: str = "Weekly report", days_ago: int = 0, **says: Any) -> UseCase:
    posted_at = NOW - dt.timedelta(days=days_ago)
    return a_use_case(session, posted_at=posted_at, fields=RecordFields(title, **says))


def found(session: Session, query: str, *, limit: int = 10, offset: int = 0) -> list[int]:
    hits = search(session, WORKSPACE, query, readable=ALL, limit=limit, offset=offset)
    return [hit.use_case.id for hit in hits]


def praise(session: Session, use_case: UseCase, *user_ids: str, at: dt.datetime = NOW, emoji: str = "clap") -> None:
    message = MessageKey(WORKSPACE, str(use_case.channel_id), str(use_case.ts))
    for user_id in user_ids:
        add_reaction(session, message, user_id, emoji, at)


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("refund", "How we answer refunds"),
        ("REFUNDS", "A refund mail"),
        ("返金", "返金対応の返信文"),
        ("対応", "返金対応の返信文"),
        ("税", "消費税の計算"),
        ("ﾒｰﾙ", "メールの下書き"),
        ("問い合わせ", "お問い合わせの振り分け"),
        ("まとめ", "議事録のまとめ"),
        ("sql", "ＳＱＬを書く"),
        ("o'brien", "O\u2019Brien asked"),
    ],
)
def test_a_word_finds_its_other_forms(session: Session, query: str, title: str) -> None:
    use_case = a_case(session, title)
    a_case(session, "Something else")
    assert found(session, query) == [use_case.id]


@pytest.mark.parametrize("field", ["issue", "approach", "result", "prompt", "risk", "team"])
def test_a_record_is_found_by_everything_it_says(session: Session, field: str) -> None:
    says: dict[str, Any] = {field: "translation"}
    use_case = a_case(session, **says)
    assert found(session, "translations") == [use_case.id]


def test_a_record_is_found_by_its_tools(session: Session) -> None:
    use_case = a_use_case(session, fields=RecordFields("Weekly report", tools=("NotebookLM", "社内ボット")))
    assert found(session, "notebooklm") == found(session, "ボット") == [use_case.id]


def test_a_hit_in_the_title_comes_before_one_in_the_text(session: Session) -> None:
    in_result = a_case(session, result="Fewer refunds")
    in_title = a_case(session, "Refund mails", days_ago=5)
    assert found(session, "refund") == [in_title.id, in_result.id]


def test_a_rare_word_counts_more_than_a_common_one(session: Session) -> None:
    for number in range(20):
        a_case(session, f"Customer mail {number}")
    wanted = a_case(session, "Chargeback letters", days_ago=9)
    assert found(session, "customer chargeback")[0] == wanted.id


def test_records_that_fit_alike_come_newest_first(session: Session) -> None:
    older, newer = a_case(session, "Refund mails", days_ago=3), a_case(session, "Refund mails", days_ago=1)
    assert found(session, "refund") == [newer.id, older.id]


def test_one_of_several_words_is_enough(session: Session) -> None:
    use_case = a_case(session, "Refund mails")
    assert found(session, "refund zebra") == [use_case.id]
    assert found(session, "zebra") == []


@pytest.mark.parametrize("query", ["UC-2", "uc2", "UC 2", "uc-2 ", "2", "#2", "ＵＣ－２", "２"])
def test_a_number_puts_its_record_first(session: Session, query: str) -> None:
    first, second = a_case(session, "UC 2 and uc2 are in this title"), a_case(session, "Weekly report")
    assert second.number == 2
    assert found(session, query) == [second.id, first.id]


@pytest.mark.parametrize("text", ["", "UC-", "UC-0", "0", "2.5", "-2", "UC-2x", "2147483648", "9" * 100, "refund"])
def test_what_is_no_number_names_no_record(text: str) -> None:
    assert number_of(text) is None


def test_the_pages_of_a_search_follow_each_other(session: Session) -> None:
    a_case(session, "Weekly report")
    cases = [a_case(session, "Refund number 1", days_ago=day).id for day in range(6)]
    assert found(session, "refund", limit=4) + found(session, "refund", limit=4, offset=4) == cases
    everything = found(session, "1", limit=10)
    assert everything == found(session, "1", limit=3) + found(session, "1", limit=10, offset=3)
    assert len(everything) == 7


@pytest.mark.parametrize("query", ["", "   ", "!?… → :)", "\x00", "🎉🎉", "'\"\\", "・ー", "\ud800"])
def test_a_question_without_words_finds_nothing(session: Session, query: str) -> None:
    a_case(session, "Refund mails")
    assert found(session, query) == []


@pytest.mark.parametrize(
    "query", ["x" * 10_000, "refund " * 2_000, "返金対応" * 2_500, " ".join(f"w{n}" for n in range(2_000))]
)
def test_a_very_long_question_is_an_ordinary_one(session: Session, query: str) -> None:
    a_case(session, "Something else")
    assert found(session, query) == []


@settings(max_examples=times(15, 300), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=())) | st.text("'\"\\|&!():*<>-%_;\x00uc42返金 "))
def test_no_question_is_an_error(session: Session, query: str) -> None:
    assert found(session, query) == []


def test_a_withdrawn_record_is_found_by_nothing_and_keeps_no_word(session: Session) -> None:
    message = a_message()
    use_case = a_use_case(session, message, fields=RecordFields("Refund mails"))
    delete_message(session, message, at=NOW)
    assert found(session, "refund") == found(session, str(use_case.number)) == []
    assert session.scalar(text("SELECT tokens::text FROM use_case")) == ""


def test_an_edit_changes_the_words_by_which_a_record_is_found(session: Session) -> None:
    use_case = a_case(session, "Refund mails")
    edit_use_case(session, use_case, RecordFields("Chargeback letters"), text="new", at=NOW)
    assert found(session, "refund") == []
    assert found(session, "chargeback") == [use_case.id]


def test_a_hit_tells_how_many_other_people_praise_the_record(session: Session) -> None:
    use_case = a_case(session, "Refund mails")
    praise(session, use_case, "U1", "U2", AUTHOR)
    praise(session, use_case, "U1", emoji="tada")
    card = MessageKey(WORKSPACE, str(use_case.channel_id), "1790000000.999900")
    card_posted(session, use_case.id, card)
    add_reaction(session, card, "U3", "clap", NOW)
    taken_back = MessageKey(WORKSPACE, str(use_case.channel_id), str(use_case.message_ts))
    remove_reaction(session, taken_back, "U2", "clap", NOW + dt.timedelta(minutes=1))
    (hit,) = search(session, WORKSPACE, "refund", readable=ALL)
    assert hit.praise == 2
    assert find(session, WORKSPACE, use_case.number, ALL) == hit


def test_find_gives_nothing_for_a_number_that_is_not_there(session: Session) -> None:
    a_case(session)
    assert find(session, WORKSPACE, 2, ALL) is None
    assert find(session, "T0OTHER", 1, readable("T0OTHER", EVERY_MEMBER)) is None


def test_my_cases_are_mine_and_newest_first(session: Session) -> None:
    older, newer = a_case(session, days_ago=2), a_case(session, days_ago=1)
    a_use_case(session, author_id="U0OTHER")
    assert [hit.use_case.id for hit in mine(session, WORKSPACE, AUTHOR, 10)] == [newer.id, older.id]
    assert [hit.use_case.id for hit in mine(session, WORKSPACE, AUTHOR, 1)] == [newer.id]


def test_top_goes_by_people_who_praise_then_by_age(session: Session) -> None:
    one, two, also_two = a_case(session, days_ago=1), a_case(session, days_ago=3), a_case(session, days_ago=2)
    a_case(session)
    praise(session, one, "U1")
    praise(session, two, "U1", "U2")
    praise(session, also_two, "U1", "U2")
    praise(session, one, "U1", emoji="tada")
    praise(session, one, "U1", emoji="rocket")
    hits = top(session, WORKSPACE, ALL, NOW)
    assert [(hit.use_case.id, hit.praise) for hit in hits] == [(also_two.id, 2), (two.id, 2), (one.id, 1)]
    assert len(top(session, WORKSPACE, ALL, NOW, 2)) == 2


def test_top_counts_the_praise_of_its_time_only(session: Session) -> None:
    use_case = a_case(session, days_ago=50)
    praise(session, use_case, "U1", at=NOW - dt.timedelta(days=40))
    praise(session, use_case, "U2", at=NOW)
    assert [hit.praise for hit in top(session, WORKSPACE, ALL, NOW - dt.timedelta(days=30))] == [1]
    before = top(session, WORKSPACE, ALL, NOW - dt.timedelta(days=45), before=NOW)
    assert [hit.praise for hit in before] == [1]
