import datetime as dt
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from aiuse_bot.domain.bookmarks import press_bookmark
from aiuse_bot.domain.capture import RecordFields, withdraw
from aiuse_bot.domain.home import HomeContents, home_contents, watched_by_bot
from aiuse_bot.domain.message import MessageKey
from aiuse_bot.domain.models import UseCase
from aiuse_bot.domain.praise import add_reaction, settle_points
from aiuse_bot.domain.privacy import Audience, readable
from aiuse_bot.domain.reuse import ReuseReport, record_reuse
from aiuse_bot.domain.roundup import set_schedule
from aiuse_bot.domain.team import TeamFields, add_team, choose_no_team, join_team
from makers import AUTHOR, CHANNEL, NOW, WORKSPACE, a_message, a_use_case, a_watched_channel

LOCKED = "C0LOCKED"
FELLOW = "U0FELLOW"


def home_of(session: Session, user_id: str, *private: str) -> HomeContents:
    session.flush()
    may_read = readable(WORKSPACE, Audience(reads_public=True, channels=frozenset(private)))
    return home_contents(session, WORKSPACE, user_id, may_read, ZoneInfo("UTC"), NOW + dt.timedelta(hours=1))


def praise(session: Session, use_case: UseCase, user_id: str, at: dt.datetime = NOW) -> None:
    add_reaction(session, MessageKey(WORKSPACE, CHANNEL, use_case.message_ts or ""), user_id, "clap", at)
    settle_points(session, use_case.id, user_id)


def a_secret(session: Session, author_id: str = AUTHOR) -> UseCase:
    fields = RecordFields("Behind a lock", tools=("ChatGPT",))
    use_case = a_use_case(session, a_message(LOCKED), author_id=author_id, fields=fields)
    a_watched_channel(session, LOCKED, is_private=True)
    return use_case


def test_ones_own_cases_come_with_thanks_and_reuses(session: Session) -> None:
    use_case = a_use_case(session)
    praise(session, use_case, FELLOW)
    record_reuse(session, use_case, FELLOW, ReuseReport(), points=10, at=NOW)
    ((hit, reuse),) = home_of(session, AUTHOR).own
    assert (hit.use_case, hit.praise, reuse.people) == (use_case, 1, 1)


def test_thanks_are_those_of_the_last_thirty_days(session: Session) -> None:
    use_case = a_use_case(session)
    praise(session, use_case, FELLOW)
    praise(session, use_case, "U0LONGAGO", NOW - dt.timedelta(days=40))
    assert home_of(session, AUTHOR).thanks == [(use_case, 1)]
    assert home_of(session, FELLOW).thanks == []


def test_new_is_what_others_of_ones_team_or_with_ones_tools_shared(session: Session) -> None:
    a_watched_channel(session)
    team = add_team(session, WORKSPACE, TeamFields("Legal"))
    for user_id in (AUTHOR, FELLOW):
        join_team(session, WORKSPACE, user_id, team.id, "self", since=NOW)
    a_use_case(session, fields=RecordFields("Mine", tools=("Claude",)))
    of_team = a_use_case(session, author_id=FELLOW, fields=RecordFields("Of my team", tools=("DeepL",)))
    of_tool = a_use_case(session, author_id="U0OTHER", fields=RecordFields("Of my tool", tools=("Claude",)))
    a_use_case(session, author_id="U0OTHER", fields=RecordFields("Of neither", tools=("Gemini",)))
    old = NOW - dt.timedelta(days=31)
    a_use_case(session, author_id=FELLOW, posted_at=old, fields=RecordFields("Long ago"))
    assert {hit.use_case.id for hit in home_of(session, AUTHOR).news} == {of_team.id, of_tool.id}


def test_those_who_chose_no_team_are_no_team(session: Session) -> None:
    a_watched_channel(session)
    choose_no_team(session, WORKSPACE, FELLOW, since=NOW)
    a_use_case(session, author_id=FELLOW)
    assert home_of(session, AUTHOR).news == []


def test_what_somebody_may_not_read_is_nowhere_on_their_home(session: Session) -> None:
    secret = a_secret(session)
    a_use_case(session, author_id=FELLOW)
    press_bookmark(session, secret, FELLOW, NOW)
    contents = home_of(session, FELLOW)
    assert secret not in [*contents.saved, *(hit.use_case for hit in contents.news)]
    inside = home_of(session, FELLOW, LOCKED)
    assert inside.saved == [secret]
    assert [hit.use_case for hit in inside.news] == [secret]


def test_a_withdrawn_record_is_gone_from_every_home(session: Session) -> None:
    use_case = a_use_case(session)
    praise(session, use_case, FELLOW)
    press_bookmark(session, use_case, FELLOW, NOW)
    withdraw(session, use_case, at=NOW)
    own, others = home_of(session, AUTHOR), home_of(session, FELLOW)
    assert (own.own, own.thanks, own.points, others.saved) == ([], [], 0, [])
    assert own.is_new_here


def test_admins_see_watched_channels_and_locked_ones_only_if_they_are_in_them(session: Session) -> None:
    a_watched_channel(session)
    a_watched_channel(session, LOCKED, is_private=True)
    set_schedule(session, WORKSPACE, CHANNEL, 4, dt.time(16), timezone="UTC", now=NOW)
    ((channel_id, schedule),) = watched_by_bot(session, WORKSPACE, frozenset())
    assert channel_id == CHANNEL
    assert schedule is not None
    assert [one.channel_id for one in watched_by_bot(session, WORKSPACE, frozenset({LOCKED}))] == [CHANNEL, LOCKED]
