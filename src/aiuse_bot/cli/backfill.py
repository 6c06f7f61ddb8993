"""Reading what was posted in watched channels before the bot was installed or during a long outage."""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from time import sleep
from zoneinfo import ZoneInfo

import click
from slack_sdk.errors import SlackApiError, SlackClientError

from aiuse_bot.app import slack_client
from aiuse_bot.cli.database import database, operator_settings
from aiuse_bot.cli.errors import plain_errors
from aiuse_bot.cli.progress import Progress
from aiuse_bot.db import Session
from aiuse_bot.domain.backfill import OvertakenError, as_ts, begin, watched_channels
from aiuse_bot.domain.models import Backfill
from aiuse_bot.jobs.backfill import Place, Praise, Reader, read_on
from aiuse_bot.settings import Settings
from aiuse_bot.slack_api.channels import channel_facts
from aiuse_bot.slack_api.history import History
from aiuse_bot.slack_api.workspace import identity

LONGEST_SILENT_WAIT_S = 5

GO_ON = "Run the same command again to go on."
REFUSED = {
    "not_in_channel": "the bot is not in this channel; /invite it there",
    "channel_not_found": "there is no such channel, or it is private and the bot is not in it; /invite it there",
    "missing_scope": "the app may not read there; install it again with the scopes of this version's manifest",
    "invalid_auth": "Slack does not know SLACK_BOT_TOKEN; copy it from the app's page again",
    "account_inactive": "the app is not installed (any more); install it again",
    "token_revoked": "SLACK_BOT_TOKEN was revoked; install the app again",
}
"""What Slack's error codes mean, and what to do."""


class _Unread(click.ClickException):
    """A channel could not be read; the message says why."""


@click.command("backfill")
@click.option("--channel", "channel_ids", metavar="C…", multiple=True, help="By default all watched channels.")
@click.option("--since", metavar="DATE", required=True, help="2026-01-01, or with a time: 2026-01-01T09:00")
@click.option("--until", metavar="DATE", help="By default now; a day is read to its end.")
@click.option("--again", is_flag=True, help="Begin anew where an earlier run was interrupted.")
@click.pass_context
@plain_errors()
def backfill_command(
    ctx: click.Context, channel_ids: tuple[str, ...], since: str, until: str | None, *, again: bool
) -> None:
    """Read what was said in watched channels: posts, edits, deletions, threads and reactions.

    What is found goes to the bot, which handles it like anything it hears: at once if it runs, else when it starts.
    An interrupted run goes on where it was. Reading twice changes nothing.
    """
    settings = operator_settings()
    zone = settings.timezone_of(None)
    now = dt.datetime.now(dt.UTC)
    oldest = _moment("--since", since, zone)
    latest = None if until is None else _moment("--until", until, zone, is_end=True)
    if oldest >= (latest or now):
        raise click.BadParameter("must be before --until and before now", param_hint="--since")
    latest_ts = None if latest is None or latest >= now else as_ts(latest)
    with database(settings):
        task = _Task(settings, as_ts(oldest), latest_ts, again=again)
        failures = [channel_id for channel_id in task.channels(channel_ids) if not task.read(channel_id)]
    ctx.exit(1 if failures else 0)


class _Task:
    """What to read, and how. Each channel is reported when it is done; one that fails does not stop the others."""

    def __init__(self, settings: Settings, oldest_ts: str, latest_ts: str | None, *, again: bool) -> None:
        self._client = slack_client(settings, settings.bot_token())
        self._praise = Praise(self._client)
        self._oldest_ts, self._latest_ts, self._again = oldest_ts, latest_ts, again
        with _slack_in_words("Slack"):
            self._workspace_id = identity(self._client).workspace_id

    def channels(self, asked: Sequence[str]) -> list[str]:
        """Return the channels to read, which must be watched: the bot records nothing from others."""
        with Session.begin() as session:
            watched = [channel.channel_id for channel in watched_channels(session, self._workspace_id)]
        unwatched = [channel_id for channel_id in asked if channel_id not in watched]
        if unwatched:
            raise click.ClickException(f"Not watched: {', '.join(unwatched)}. Type /usecase watch there first.")
        if not watched:
            raise click.ClickException("No channel is watched yet. Type /usecase watch in one.")
        return list(dict.fromkeys(asked)) or watched

    def read(self, channel_id: str) -> bool:
        """Read one channel and report the result. Returns whether it was read to the end."""
        with Progress("messages read") as progress:
            try:
                with _slack_in_words(channel_id):
                    done = self._read(channel_id, progress)
            except _Unread as failure:
                progress.say(failure.message)
                return False
        click.echo(f"{channel_id}: {done.messages:,} messages read, {_events(done.events)}.")
        return True

    def _read(self, channel_id: str, progress: Progress) -> Backfill:
        facts = channel_facts(self._client, channel_id)
        place = Place(self._workspace_id, channel_id, facts.is_private)
        run = self._begun(channel_id, progress)
        history = History(self._client, wait=sleep, on_refusal=lambda seconds: _report_wait(progress, seconds))
        reader = Reader(history, self._praise)
        while run.finished_at is None:
            before, run = run, read_on(reader, run, place)
            for _ in range(run.messages - before.messages):
                progress.one_more()
        return run

    def _begun(self, channel_id: str, progress: Progress) -> Backfill:
        now = dt.datetime.now(dt.UTC)
        with Session.begin() as session:
            run = begin(
                session,
                self._workspace_id,
                channel_id,
                oldest_ts=self._oldest_ts,
                latest_ts=self._latest_ts,
                now=now,
                again=self._again,
            )
        if run.steps:
            progress.say(f"{channel_id}: going on after {run.messages:,} messages.")
        return run


def _report_wait(progress: Progress, seconds: float) -> None:
    if seconds > LONGEST_SILENT_WAIT_S:
        progress.say(f"Slack asks to wait for {seconds:.0f} seconds.")


def _events(count: int) -> str:
    return f"{count:,} events for the bot" if count else "nothing new"


@contextmanager
def _slack_in_words(what: str) -> Iterator[None]:
    """Turn errors of reading a channel into a `click.ClickException` with one sentence that says what to do."""
    try:
        yield
    except SlackApiError as refusal:
        error = refusal.response["error"]
        raise _Unread(f"{what}: {REFUSED.get(error, f'Slack said {error}')}. {GO_ON}") from refusal
    except (SlackClientError, OSError) as problem:
        raise _Unread(f"{what}: Slack was not reached ({type(problem).__name__}). {GO_ON}") from problem
    except OvertakenError as problem:
        raise _Unread(f"{what}: somebody else is reading this channel now.") from problem
    except KeyboardInterrupt as stopped:
        raise click.ClickException(f"Stopped at {what}. {GO_ON}") from stopped


def _moment(option: str, text: str, zone: ZoneInfo, *, is_end: bool = False) -> dt.datetime:
    """Parse a date or time; without an offset it is in the roundups' zone (`AIUSE_BOT_TIMEZONE`), else UTC."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"{text!r} is no date such as 2026-01-31", param_hint=option) from None
    is_day = len(text) <= len("2026-01-31")
    if is_day and is_end:
        moment += dt.timedelta(days=1)
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(dt.UTC)
