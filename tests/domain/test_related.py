from sqlalchemy import true
from sqlalchemy.orm import Session

from aiuse_bot.domain.capture import RecordFields
from aiuse_bot.domain.models import UseCase
from aiuse_bot.domain.related import related, related_on_card
from aiuse_bot.domain.watch import set_privacy
from makers import WORKSPACE, a_message, a_use_case

REFUNDS = "Answering refund mails took twenty minutes each"


def like(session: Session, words: str, *tools: str, but: int | None = None) -> list[UseCase]:
    return related(session, WORKSPACE, words, tools, readable=true(), but=but)


def a_case(session: Session, title: str, *tools: str) -> UseCase:
    return a_use_case(session, a_message(), fields=RecordFields(title, tools=tools))


def test_what_tells_of_the_same_work_is_related_and_the_rest_is_not(session: Session) -> None:
    refunds = a_case(session, REFUNDS)
    a_case(session, "Sorting the mails of the canteen")
    assert like(session, "Refund mails took us far too many minutes") == [refunds]


def test_a_card_names_only_what_everybody_in_its_channel_may_read(session: Session) -> None:
    here, there, locked = (
        a_use_case(session, a_message(channel_id), fields=RecordFields(REFUNDS))
        for channel_id in ("C0OPEN", "C0ALSO", "G0LOCKED")
    )
    set_privacy(session, WORKSPACE, "G0LOCKED", is_private=True)
    assert related_on_card(session, here) == [there]
    assert {one.id for one in related_on_card(session, locked)} == {here.id, there.id}


def test_japanese_stories_are_compared_too(session: Session) -> None:
    case = a_case(session, "返金メールの返信に時間がかかっていた")
    (found,) = like(session, "返金メールの返信文を作るのに時間がかかる")
    assert found is case


def test_a_record_is_not_related_to_itself(session: Session) -> None:
    case = a_case(session, REFUNDS)
    assert like(session, REFUNDS, but=case.number) == []


def test_of_equal_stories_the_one_with_the_same_tool_comes_first(session: Session) -> None:
    a_case(session, REFUNDS, "DeepL")
    with_claude = a_case(session, REFUNDS, "Claude")
    assert like(session, REFUNDS, "Claude")[0] is with_claude
