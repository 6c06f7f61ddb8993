"""`/usecase top`: the most praised cases; `teams` ranks teams, and `people` those who opted in."""

import datetime as dt
import unicodedata
from typing import NamedTuple
from zoneinfo import ZoneInfo

from aiuse_bot.blocks.boards import board_choice_saved, cases_board, people_board, teams_board
from aiuse_bot.db import Session
from aiuse_bot.domain.boards import Period, starts_on, top_cases, top_people, top_teams
from aiuse_bot.domain.preferences import set_preferences
from aiuse_bot.domain.rules import rules_of
from aiuse_bot.domain.search import only_with, read_question
from aiuse_bot.domain.workspace import workspace_url
from aiuse_bot.listeners.command import Command, Message

PERIODS: dict[str, Period] = {
    "week": "week", "今週": "week", "週": "week", "月": "month", "month": "month", "今月": "month",
    "quarter": "quarter", "四半期": "quarter", "all": "all", "全期間": "all",
}  # fmt: skip
BOARDS = {"teams": "teams", "チーム": "teams", "people": "people", "人": "people", "join": "join", "参加": "join",
          "leave": "leave", "退出": "leave"}  # fmt: skip
SHOWN = 5


class _BoardRequest(NamedTuple):
    board: str
    period: Period
    rest: str


def top_requested(command: Command) -> Message:
    """Show a board, or store whether somebody wants to be on the board of people."""
    asked = _read(command.argument)
    if asked.board in {"join", "leave"}:
        wants = asked.board == "join"
        with Session.begin() as session:
            set_preferences(session, command.workspace_id, command.member.user_id, on_boards=wants)
        return board_choice_saved(on_boards=wants, language=command.language)
    now = dt.datetime.now(dt.UTC)
    may_read = command.may_read
    with Session.begin() as session:
        zone = ZoneInfo(rules_of(session, command.workspace_id).timezone)
        start = starts_on(asked.period, now, zone)
        if asked.board == "teams":
            teams = top_teams(session, command.workspace_id, asked.period, start, zone, now)
            return teams_board(teams, asked.period, command.language)
        if asked.board == "people":
            people = top_people(session, command.workspace_id, asked.period, start)
            return people_board(people, asked.period, command.language)
        question = read_question(asked.rest, now, asked_by=command.member.user_id)
        only = only_with(session, command.workspace_id, question)
        hits = top_cases(session, command.workspace_id, may_read, asked.period, start, *only, limit=SHOWN)
        url = workspace_url(session, command.workspace_id)
        return cases_board(hits, asked.period, asked.rest, command.language, url)


def _read(argument: str) -> _BoardRequest:
    """Parse what was typed into the board, the period (a month by default) and the filters."""
    board, period, rest = "cases", "month", []
    for word in argument.split():
        plain = unicodedata.normalize("NFKC", word).casefold()
        if plain in BOARDS:
            board = BOARDS[plain]
        elif plain in PERIODS:
            period = PERIODS[plain]
        else:
            rest.append(word)
    return _BoardRequest(board, PERIODS[period], " ".join(rest))
