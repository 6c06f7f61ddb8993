import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result

from aiuse_bot.cli.database import engine
from aiuse_bot.db import OpenSession, Session
from aiuse_bot.domain.team import TeamFields, add_team, choose_no_team, join_team, memberships, merge_teams, team_of
from aiuse_bot.domain.workspace import ensure_workspace
from cli_tools import Cli

WORKSPACE = "T0TEST"
BEGIN = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
LIST = (
    "member,team,from,until\nU0AYA,Refunds,2026-01-01,\nU0BEN,Fraud,2026-02-01,2026-03-01\nU0BEN,Refunds,2026-04-01,\n"
)


@pytest.fixture
def session(database_url: str) -> Iterator[OpenSession]:
    with engine(database_url), Session() as session:
        ensure_workspace(session, WORKSPACE)
        session.commit()
        yield session


def taken(cli: Cli, database_url: str, text: str | bytes, *more: str) -> Result:
    return cli("teams", "import", "-", *more, stdin=text, DATABASE_URL=database_url)


def at(session: OpenSession, user_id: str, month: int) -> str | None:
    session.rollback()
    team = team_of(session, WORKSPACE, user_id, dt.datetime(2026, month, 15, tzinfo=dt.UTC))
    return team.name if team else None


def exported(cli: Cli, database_url: str) -> str:
    return cli("teams", "export", DATABASE_URL=database_url).stdout


def test_a_list_says_who_was_where_and_when(session: OpenSession, database_url: str, cli: Cli) -> None:
    result = taken(cli, database_url, LIST)
    assert (result.exit_code, result.stdout) == (0, "2 people are in another team now. New teams: Refunds, Fraud.\n")
    assert [at(session, "U0BEN", month) for month in (1, 2, 3, 4)] == [None, "Fraud", None, "Refunds"]


def test_importing_twice_changes_nothing(session: OpenSession, database_url: str, cli: Cli) -> None:  # noqa: ARG001
    taken(cli, database_url, LIST)
    before = exported(cli, database_url)
    assert taken(cli, database_url, LIST).stdout == "0 people are in another team now.\n"
    assert exported(cli, database_url) == before


def test_what_was_exported_says_the_same_where_it_is_imported(
    session: OpenSession, database_url: str, cli: Cli
) -> None:
    taken(cli, database_url, LIST)
    first = exported(cli, database_url)
    with session.begin():
        ensure_workspace(session, "T0OTHER")
    again = cli("teams", "import", "-", "--workspace", "T0OTHER", stdin=first, DATABASE_URL=database_url)
    assert again.exit_code == 0, again.output
    assert cli("teams", "export", "--workspace", "T0OTHER", DATABASE_URL=database_url).stdout == first


def test_a_preview_names_who_would_move_and_writes_nothing(session: OpenSession, database_url: str, cli: Cli) -> None:
    result = taken(cli, database_url, LIST, "--dry-run")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "member  from team  to team",
        "U0AYA   –          Refunds",
        "U0BEN   –          Refunds",
        "2 people would be in another team now. New teams: Refunds, Fraud. Nothing was written.",
    ]
    session.rollback()
    assert memberships(session, WORKSPACE) == []
    assert cli("teams", "show", DATABASE_URL=database_url).stdout == "There are no teams yet.\n"


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("Aya,Refunds,,", "line 3, column member: “Aya” is no Slack member id"),
        ("U0BEN,,,", "line 3, column team: is empty"),
        ("U0BEN," + "x" * 76 + ",,", "line 3, column team: has 76 characters"),
        ("U0BEN,Refunds,2026-13-01,", "line 3, column from: “2026-13-01” is no day"),
        ("U0BEN,Refunds,1026-01-01,", "line 3, column from: “1026-01-01” is before 2000"),
        ("U0BEN,Refunds,2026-02-01,soon", "line 3, column until: “soon” is no day"),
        ("U0BEN,Refunds,2026-02-01,2026-02-01", "line 3, column until: 2026-02-01 is not after"),
        ("U0AYA,Fraud,2026-01-01,", "line 3, column from: line 2 of the same person begins then, too"),
        ("U0AYA,Fraud,2026-01-20,", "line 3, column from: line 2 of the same person lasts longer"),
        ("U0BEN,Fraud,,,,", "line 3: has 6 cells, but the header names 4 columns"),
        ('U0BEN,"Fraud', "line 3: cannot be read as a row"),
    ],
)
def test_one_wrong_line_is_named_and_nothing_of_the_file_is_imported(
    line: str, complaint: str, session: OpenSession, database_url: str, cli: Cli
) -> None:
    text = f"member,team,from,until\nU0AYA,Refunds,2026-01-01,2026-02-01\n{line}\n"
    result = taken(cli, database_url, text)
    assert result.exit_code == 1
    assert complaint in result.stderr
    assert "Nothing was imported." in result.stderr
    assert memberships(session, WORKSPACE) == []


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "line 1, column member: is missing in the header"),
        ("member,from\nU0AYA,2026-01-01\n", "line 1, column team: is missing in the header"),
        ("member,team,Team\nU0AYA,a,b\n", "line 1, column team: stands twice in the header"),
        ("メンバー,チーム\nU0AYA,返金\n".encode("shift_jis"), "line 1: is not UTF-8"),
    ],
)
def test_a_file_that_is_no_list_is_refused(text: str | bytes, complaint: str, database_url: str, cli: Cli) -> None:
    result = taken(cli, database_url, text)
    assert (result.exit_code, complaint in result.stderr) == (1, True), result.stderr


def test_all_wrong_lines_are_named_but_not_without_end(database_url: str, cli: Cli) -> None:
    result = taken(cli, database_url, "member,team\n" + "nobody,Refunds\n" * 30)
    assert result.stderr.count("is no Slack member id") == 20
    assert "And 10 more." in result.stderr


def test_a_list_as_excel_writes_it_in_japan(session: OpenSession, database_url: str, cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "teams.csv"
    path.write_bytes("\ufeffﾒﾝﾊﾞｰ;所属;開始日\r\n<@U0AYA|aya>;返金　チーム;2026年1月1日\r\n;;\r\n".encode())
    result = cli("teams", "import", path, DATABASE_URL=database_url)
    assert result.exit_code == 0, result.stderr
    assert at(session, "U0AYA", 1) == "返金 チーム"


def test_a_later_list_replaces_an_earlier_one_for_those_in_it(
    session: OpenSession, database_url: str, cli: Cli
) -> None:
    taken(cli, database_url, LIST)
    taken(cli, database_url, "member,team,from,until\nU0AYA,Refunds,2026-01-01,2026-05-01\n")
    assert [at(session, "U0AYA", 4), at(session, "U0AYA", 5)] == ["Refunds", None]
    assert at(session, "U0BEN", 4) == "Refunds"


def test_what_people_chose_outweighs_the_list_and_is_said(session: OpenSession, database_url: str, cli: Cli) -> None:
    with session.begin():
        fraud = add_team(session, WORKSPACE, TeamFields("Fraud"))
        join_team(session, WORKSPACE, "U0AYA", fraud.id, "self", since=BEGIN)
    result = taken(cli, database_url, LIST)
    assert "Stay where they put themselves: U0AYA." in result.stdout
    assert at(session, "U0AYA", 5) == "Fraud"


def test_an_old_export_does_not_undo_what_people_chose_since(session: OpenSession, database_url: str, cli: Cli) -> None:
    with session.begin():
        refunds, fraud = (add_team(session, WORKSPACE, TeamFields(name)) for name in ("Refunds", "Fraud"))
        join_team(session, WORKSPACE, "U0AYA", refunds.id, "self", since=BEGIN)
        choose_no_team(session, WORKSPACE, "U0BEN", since=BEGIN)
        join_team(session, WORKSPACE, "U0CAI", refunds.id, "group", since=BEGIN)
    old = exported(cli, database_url)
    with session.begin():
        join_team(session, WORKSPACE, "U0AYA", fraud.id, "self", since=BEGIN + dt.timedelta(days=60))
    before = exported(cli, database_url)
    assert "3 lines were left out" in taken(cli, database_url, old).stdout
    assert exported(cli, database_url) == before


def test_a_name_that_was_merged_means_the_other_team(session: OpenSession, database_url: str, cli: Cli) -> None:
    with session.begin():
        refunds, care = (add_team(session, WORKSPACE, TeamFields(name)) for name in ("Refunds", "Care"))
        merge_teams(session, WORKSPACE, refunds.id, care.id)
    assert "New team" not in taken(cli, database_url, "member,team,from\nU0AYA,REFUNDS,2026-01-01\n").stdout
    assert at(session, "U0AYA", 2) == "Care"


def test_teams_a_team_and_a_person_are_shown(session: OpenSession, database_url: str, cli: Cli) -> None:  # noqa: ARG001
    taken(cli, database_url, LIST)
    shown = [cli("teams", "show", *what, DATABASE_URL=database_url).stdout for what in ((), ("refunds",), ("U0BEN",))]
    assert [text.splitlines() for text in shown] == [
        ["team     area  people  user group  champions", "Fraud          0", "Refunds        2"],
        [
            "member  since                 said by",
            "U0AYA   2026-01-01 00:00 UTC  a list",
            "U0BEN   2026-04-01 00:00 UTC  a list",
        ],
        [
            "team     from                  until                 said by",
            "Fraud    2026-02-01 00:00 UTC  2026-03-01 00:00 UTC  a list",
            "Refunds  2026-04-01 00:00 UTC                        a list",
        ],
    ]


def test_teams_are_shown_as_they_were(session: OpenSession, database_url: str, cli: Cli) -> None:  # noqa: ARG001
    taken(cli, database_url, LIST)
    then = cli("teams", "show", "Fraud", "--at", "2026-02-10", DATABASE_URL=database_url).stdout
    assert "U0BEN" in then
    assert cli("teams", "show", "Fraud", DATABASE_URL=database_url).stdout == "Nobody is in Fraud.\n"


def test_what_nobody_knows_is_said(session: OpenSession, database_url: str, cli: Cli) -> None:  # noqa: ARG001
    result = cli("teams", "show", "Nowhere", DATABASE_URL=database_url)
    assert (result.exit_code, "no team Nowhere" in result.stderr) == (1, True)


def test_a_person_is_forgotten(session: OpenSession, database_url: str, cli: Cli) -> None:  # noqa: ARG001
    taken(cli, database_url, LIST)
    assert cli("teams", "forget", "U0BEN", DATABASE_URL=database_url).stdout == "Forgotten: 2 times in teams.\n"
    assert "U0BEN" not in exported(cli, database_url)
    assert "U0AYA" in exported(cli, database_url)
    assert cli("teams", "forget", "U0BEN", DATABASE_URL=database_url).stdout == "Forgotten: 0 times in teams.\n"
