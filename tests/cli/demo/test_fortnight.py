"""The demo's messages are parsed as intended, whatever day it is."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiuse_bot.cli.demo.fortnight import Said, in_order, load_fortnight, load_zones, moment_of
from aiuse_bot.domain.emoji import canonical_emoji
from aiuse_bot.domain.extraction import Post, read_draft

FORTNIGHT = load_fortnight()
SAID = [pytest.param(said, id=f"{said.by}-{said.at}".replace(" ", "-")) for said in FORTNIGHT.said]


@pytest.mark.parametrize("said", SAID)
def test_the_bot_reads_use_cases_and_nothing_else(said: Said) -> None:
    for text in filter(None, (said.text, said.edit)):
        draft = read_draft(Post("U1", text.strip()))
        assert draft.is_use_case == said.card, draft
        if said.card:
            assert all((draft.issue, draft.approach or draft.prompt, draft.result, draft.tools)), draft
            assert 8 <= len(draft.title) <= 80
            assert not re.match(r"(?i)issue|課題|tool|result", draft.title)


def test_nothing_personal_is_in_the_words() -> None:
    for said in FORTNIGHT.said:
        words = "\n".join([said.text, said.edit or "", *(reply.text for reply in said.replies)])
        assert not re.search(r"\S@\S+\.\w|https?://|\d{2,4}-\d{3,4}-\d{3,4}", words), words


def test_everybody_who_acts_is_a_member_and_praises_others() -> None:
    members = load_zones().keys()
    for said in FORTNIGHT.said:
        givers = [name for names in said.reactions.values() for name in names]
        assert {said.by, *givers, *(reply.by for reply in said.replies)} <= members
        assert said.by not in givers
        assert all(set(names) <= set(said.reactions[emoji]) for emoji, names in said.taken_back.items())
        assert all(canonical_emoji(emoji) for emoji in said.reactions)


def test_half_is_japanese_and_some_of_it_did_not_work() -> None:
    drafts = [read_draft(Post("U1", said.text)) for said in FORTNIGHT.said if said.card]
    japanese = sum(draft.language == "ja" for draft in drafts)
    assert 26 <= len(drafts) <= 30
    assert 0.4 <= japanese / len(drafts) <= 0.6
    failures = re.compile(r"[Dd]id not work|うまくいきませんでした|時短になっていません")
    assert sum(bool(failures.search(draft.result or "")) for draft in drafts) >= 4


@given(st.datetimes(dt.datetime(2024, 1, 1), dt.datetime(2032, 1, 1)))  # noqa: DTZ001 - made aware below
def test_everything_was_said_in_the_past_fortnight_and_answers_after_their_post(moment: dt.datetime) -> None:
    now = moment.replace(tzinfo=dt.UTC)
    spoken = in_order(FORTNIGHT.said, load_zones(), now)
    assert len(spoken) == sum(1 + len(said.replies) for said in FORTNIGHT.said)
    assert all(now - dt.timedelta(days=16) < one.moment < now for one in spoken)
    begun: set[int] = set()
    for one in spoken:
        assert one.reply is None or id(one.post) in begun
        begun.add(id(one.post))


def test_days_are_working_days_of_the_persons_own_calendar() -> None:
    """It is Tuesday noon in London; in Tokyo it is Tuesday evening, so one working day before is Monday in both."""
    now = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
    assert moment_of("1 09:00", ZoneInfo("Asia/Tokyo"), now) == dt.datetime(2026, 11, 23, 0, tzinfo=dt.UTC)
    assert moment_of("2 09:00", ZoneInfo("Europe/London"), now) == dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC)
    assert moment_of("10 09:00", ZoneInfo("Europe/London"), now) == dt.datetime(2026, 11, 10, 9, tzinfo=dt.UTC)
    assert moment_of("-25", ZoneInfo("Europe/London"), now) == dt.datetime(2026, 11, 24, 11, 35, tzinfo=dt.UTC)
