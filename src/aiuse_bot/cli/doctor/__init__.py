"""`aiuse-bot doctor`: what works, what does not, and what to do about it."""

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import ExitStack

import click

from aiuse_bot.cli.database import operator_settings
from aiuse_bot.cli.doctor.check import Check, well, wrong
from aiuse_bot.cli.doctor.contents import check_contents
from aiuse_bot.cli.doctor.slack import check_slack
from aiuse_bot.cli.doctor.storage import check_storage
from aiuse_bot.settings import Settings, SettingsError

MARKS = {
    "well": click.style("✓", fg="green"),
    "note": click.style("·", fg="yellow"),
    "wrong": click.style("✗", fg="red"),
}


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
@click.pass_context
def doctor_command(ctx: click.Context, *, as_json: bool) -> None:
    """Check settings, database, Slack, scopes, inbox, outbox and schedules. Exit code 0 means that nothing is wrong."""
    checks = []
    for check in _checks():
        checks.append(check)
        if not as_json:
            click.echo(_line(check))
    is_well = all(check.state != "wrong" for check in checks)
    if as_json:
        found = {"ok": is_well, "checks": [check._asdict() for check in checks]}
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    ctx.exit(0 if is_well else 1)


def _checks() -> Iterator[Check]:
    try:
        settings = operator_settings()
    except SettingsError as error:
        yield wrong("settings", str(error), "Correct these variables in the environment or in .env.")
        return
    yield _check_settings(settings)
    with ExitStack() as open_until_the_end:
        ready = yield from check_storage(settings, open_until_the_end)
        yield from check_slack(settings)
        if ready:
            yield from check_contents(dt.datetime.now(dt.UTC))


def _check_settings(settings: Settings) -> Check:
    # The tokens themselves are reported by `check_slack`.
    if settings.lacks is not None:
        return wrong("settings", "Not enough to talk with Slack.", settings.lacks)
    return well("settings", f"Complete; events come over {'Socket Mode' if settings.uses_socket_mode else 'HTTP'}.")


def _line(check: Check) -> str:
    advice = f"\n    → {check.advice}" if check.advice else ""
    return f"{MARKS[check.state]} {check.name}: {check.text}{advice}"
