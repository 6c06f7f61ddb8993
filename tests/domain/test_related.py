from sqlalchemy import true
from sqlalchemy.orm import Session

from aiuse_bot.domain.capture import RecordFields
from aiuse_bot.domain.models import UseCase
from aiuse_bot.domain.related import Related, related
from makers import WORKSPACE, a_message, a_use_case

REFUNDS = "Answering refund mails took twenty minutes each"


def like(session: Session, words: str, *tools: str, but: int | None = None) -> list[Related]:
    return related(session, WORKSPACE, words, tools, readable=true(), but=but)


def a_case(session: Session, title: str, *tools: str) -> UseCase:
    return a_use_case(session, a_message(), fields=RecordFields(title, tools=tools))


def test_what_tells_of_the_same_work_is_related_and_the_rest_is_not(session: Session) -> None:
    refunds = a_case(session, REFUNDS)
    a_case(session, "Sorting the mails of the canteen")
    assert [one.use_case for one in like(session, "Refund mails took us far too many minutes")] == [refunds]


def test_the_same_story_told_again_is_recognised(session: Session) -> None:
    a_case(session, REFUNDS)
    (again,) = like(session, f"{REFUNDS}!")
    assert again.is_same
    (other,) = like(session, "Refund mails took us far too many minutes")
    assert not other.is_same


def test_japanese_stories_are_compared_too(session: Session) -> None:
    case = a_case(session, "返金メールの返信に時間がかかっていた")
    (found,) = like(session, "返金メールの返信文を作るのに時間がかかる")
    assert found.use_case is case


def test_a_record_is_not_related_to_itself(session: Session) -> None:
    case = a_case(session, REFUNDS)
    assert like(session, REFUNDS, but=case.number) == []


def test_of_equal_stories_the_one_with_the_same_tool_comes_first(session: Session) -> None:
    a_case(session, REFUNDS, "DeepL")
    with_claude = a_case(session, REFUNDS, "Claude")
    assert like(session, REFUNDS, "Claude")[0].use_case is with_claude
