import datetime as dt

from aiuse_bot.blocks.search import how_to_search, my_cases, not_found, search_results, use_case_detail
from aiuse_bot.db import OpenSession, Session
from aiuse_bot.domain.search import ask, find, mine, number_of
from aiuse_bot.domain.workspace import workspace_url
from aiuse_bot.listeners.command import Command, Message
from aiuse_bot.semantic import encoder

RESULTS = 5
"""A phone shows about three answers; five leave room for a bad guess and still fit an ephemeral message."""

MY_CASES = 20


def search_requested(command: Command) -> Message:
    """`/usecase search refund`: the best matches that this person may read."""
    if not command.argument:
        return how_to_search(command.language)
    may_read = command.may_read
    with Session.begin() as session:
        answer = ask(
            session,
            command.workspace_id,
            command.argument,
            readable=may_read,
            limit=RESULTS,
            now=dt.datetime.now(dt.UTC),
            asked_by=command.member.user_id,
            encoder=encoder(command.bot.settings.semantic),
        )
        return search_results(answer, command.argument, command.language, _url(session, command))


def show_requested(command: Command) -> Message:
    """`/usecase show UC-42`: the whole record, if it exists and this person may read it."""
    number = number_of(command.argument) or 0
    may_read = command.may_read
    with Session.begin() as session:
        hit = find(session, command.workspace_id, number, may_read)
        if hit is None:
            return not_found(command.argument, command.language)
        return use_case_detail(hit, command.language, _url(session, command))


def mine_requested(command: Command) -> Message:
    """`/usecase mine`: what this person shared, newest first."""
    with Session.begin() as session:
        hits = mine(session, command.workspace_id, command.member.user_id, MY_CASES)
        return my_cases(hits, command.language, _url(session, command))


def _url(session: OpenSession, command: Command) -> str | None:
    return workspace_url(session, command.workspace_id)
