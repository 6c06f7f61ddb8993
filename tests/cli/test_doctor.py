import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml

from aiuse_bot.cli.database import engine
from aiuse_bot.db import Session
from aiuse_bot.delivery.models import InboxEvent, OutboxMessage
from aiuse_bot.domain.roundup import set_schedule
from cli_tools import Cli
from makers import CHANNEL, NOW, WORKSPACE, a_watched_channel
from sandbox_client import SandboxClient
from sandbox_fixtures import SandboxFactory

MANIFEST = Path(__file__).parent.parent.parent / "manifest.yml"

Checks = dict[str, dict[str, str]]


def checks_of(cli: Cli, **environment: str) -> tuple[int, Checks]:
    result = cli("doctor", "--json", **environment)
    found = json.loads(result.stdout)
    assert found["ok"] == (result.exit_code == 0)
    return result.exit_code, {check["name"]: check for check in found["checks"]}


def slack_settings(client: SandboxClient, database_url: str) -> dict[str, str]:
    app = client.app()
    return {
        "DATABASE_URL": database_url,
        "SLACK_API_URL": client.api_url,
        "SLACK_BOT_TOKEN": app["bot_token"],
        "SLACK_APP_TOKEN": app["app_token"],
    }


@pytest.fixture
def workspace_with(sandbox_factory: SandboxFactory, tmp_path: Path) -> Callable[..., SandboxClient]:
    """Start a workspace in which the app of our manifest is installed, after a change to its scopes."""

    def start(change: Callable[[set[str]], set[str]] = lambda scopes: scopes) -> SandboxClient:
        manifest: dict[str, Any] = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
        scopes = manifest["oauth_config"]["scopes"]
        scopes["bot"] = sorted(change(set(scopes["bot"])))
        scopes["bot_optional"] = []
        path = tmp_path / "manifest.yml"
        path.write_text(yaml.safe_dump(manifest), encoding="utf-8")
        return sandbox_factory("--manifest", path).client

    return start


def test_a_healthy_bot(workspace_with: Callable[..., SandboxClient], database_url: str, cli: Cli) -> None:
    exit_code, checks = checks_of(cli, **slack_settings(workspace_with(), database_url))
    assert exit_code == 0
    assert {check["state"] for check in checks.values()} == {"well", "note"}
    assert [name for name, check in checks.items() if check["state"] == "note"] == ["channels", "roundups"]
    assert "11 granted" in checks["scopes"]["text"]


def test_lines_for_people_say_what_to_do(database_url: str, cli: Cli) -> None:
    result = cli("doctor", DATABASE_URL=database_url)
    assert result.exit_code == 1
    assert "✗ settings: Not enough to talk with Slack.\n    → SLACK_BOT_TOKEN is not set." in result.stdout
    assert "✓ migrations: " in result.stdout


def test_a_missing_scope_is_wrong(workspace_with: Callable[..., SandboxClient], database_url: str, cli: Cli) -> None:
    client = workspace_with(lambda scopes: scopes - {"reactions:read", "groups:read"})
    exit_code, checks = checks_of(cli, **slack_settings(client, database_url))
    assert (exit_code, checks["scopes"]["state"]) == (1, "wrong")
    assert checks["scopes"]["text"] == "Missing: reactions:read."


def test_optional_and_superfluous_scopes_are_only_noted(
    workspace_with: Callable[..., SandboxClient], database_url: str, cli: Cli
) -> None:
    client = workspace_with(lambda scopes: scopes - {"emoji:read", "groups:read"} | {"files:read"})
    exit_code, checks = checks_of(cli, **slack_settings(client, database_url))
    assert (exit_code, checks["scopes"]["state"]) == (0, "note")
    assert "not granted: emoji:read, groups:read" in checks["scopes"]["text"]
    assert "not used by this version: files:read" in checks["scopes"]["text"]


def test_tokens_that_slack_refuses_are_named(sandbox: SandboxClient, database_url: str, cli: Cli) -> None:
    settings = slack_settings(sandbox, database_url)
    _, checks = checks_of(cli, **settings | {"SLACK_BOT_TOKEN": "xoxb-no", "SLACK_APP_TOKEN": "xapp-no"})
    assert checks["slack"]["text"] == "auth.test: invalid_auth"
    assert checks["socket mode"]["text"] == "apps.connections.open: invalid_auth"
    assert "SLACK_BOT_TOKEN" in checks["slack"]["advice"]
    assert "xoxb-no" not in str(checks)


def test_tokens_of_another_kind_are_told_apart(sandbox: SandboxClient, database_url: str, cli: Cli) -> None:
    settings = slack_settings(sandbox, database_url)
    swapped = {"SLACK_BOT_TOKEN": settings["SLACK_APP_TOKEN"], "SLACK_APP_TOKEN": settings["SLACK_BOT_TOKEN"]}
    _, checks = checks_of(cli, **settings | swapped)
    assert (checks["slack"]["state"], checks["socket mode"]["state"]) == ("wrong", "wrong")
    assert checks["slack"]["text"] == "SLACK_BOT_TOKEN begins with xapp-, which is an app-level token."
    assert checks["socket mode"]["text"] == "SLACK_APP_TOKEN begins with xoxb-, which is a bot token."
    assert "OAuth & Permissions" in checks["slack"]["advice"]


def test_tokens_that_were_not_filled_in_are_told_once_and_all_else_is_checked(database_url: str, cli: Cli) -> None:
    unedited = {"SLACK_BOT_TOKEN": "xoxb-", "SLACK_APP_TOKEN": "xapp-"}
    exit_code, checks = checks_of(cli, DATABASE_URL=database_url, **unedited)
    assert exit_code == 1
    assert {name for name, check in checks.items() if check["state"] == "wrong"} == {"slack", "socket mode"}
    assert checks["slack"]["text"] == "SLACK_BOT_TOKEN holds only the beginning of a token."
    assert checks["socket mode"]["text"] == "SLACK_APP_TOKEN holds only the beginning of a token."
    assert {"database", "migrations", "inbox", "outbox", "ledger"} <= checks.keys()


def test_slack_that_is_away_is_wrong_and_no_traceback(database_url: str, cli: Cli) -> None:
    exit_code, checks = checks_of(
        cli,
        DATABASE_URL=database_url,
        SLACK_API_URL="http://127.0.0.1:1/api",
        SLACK_BOT_TOKEN="xoxb-1",
        SLACK_SIGNING_SECRET="s",
    )
    assert (exit_code, checks["slack"]["state"]) == (1, "wrong")
    assert "http://127.0.0.1:1/api/" in checks["slack"]["advice"]
    assert checks["events"]["state"] == "note"


def test_a_database_that_is_away_is_wrong_and_slack_is_still_checked(sandbox: SandboxClient, cli: Cli) -> None:
    _, checks = checks_of(cli, **slack_settings(sandbox, "postgresql://bot:hunter2@127.0.0.1:1/library"))
    assert checks["database"]["state"] == "wrong"
    assert checks["slack"]["state"] == "well"
    assert "hunter2" not in str(checks)
    assert "inbox" not in checks


def test_an_old_schema_is_wrong(database_url: str, cli: Cli) -> None:
    with psycopg.connect(database_url) as connection:
        connection.execute("DELETE FROM alembic_version")
    _, checks = checks_of(cli, DATABASE_URL=database_url)
    assert checks["migrations"]["state"] == "wrong"
    assert "aiuse-bot migrate" in checks["migrations"]["advice"]


def test_parked_events_are_listed_by_kind_and_error(database_url: str, cli: Cli) -> None:
    with engine(database_url), Session.begin() as session:
        for number in range(3):
            session.add(an_event(number, event_type="message", parked_at=NOW, last_error="ListenerError"))
        session.add(an_event(4, event_type="reaction_added", parked_at=NOW, last_error="KeyError"))
        session.add(an_event(5))
    _, checks = checks_of(cli, DATABASE_URL=database_url)
    assert checks["inbox"]["state"] == "wrong"
    assert "4 parked: 3 × message (ListenerError), 1 × reaction_added (KeyError)." in checks["inbox"]["text"]
    assert checks["inbox"]["text"].startswith("1 waiting (the oldest for ")


def test_events_that_wait_too_long_are_wrong(database_url: str, cli: Cli) -> None:
    with engine(database_url), Session.begin() as session:
        session.add(an_event(1, received_at=dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)))
    _, checks = checks_of(cli, DATABASE_URL=database_url)
    assert checks["inbox"]["state"] == "wrong"


def test_messages_that_were_given_up_are_wrong(database_url: str, cli: Cli) -> None:
    with engine(database_url), Session.begin() as session:
        session.add(a_message_out("card:1", state="failed", last_error="is_archived"))
        session.add(a_message_out("roundup:1", state="unknown", last_error="TimeoutError"))
        session.add(a_message_out("card:2", state="sent", last_error=None))
    _, checks = checks_of(cli, DATABASE_URL=database_url)
    assert checks["outbox"]["state"] == "wrong"
    assert "1 failed, 1 uncertain" in checks["outbox"]["text"]
    assert "is_archived" in checks["outbox"]["text"]


def test_watched_channels_and_the_next_roundups_are_told(database_url: str, cli: Cli) -> None:
    with engine(database_url), Session.begin() as session:
        a_watched_channel(session)
        set_schedule(session, WORKSPACE, CHANNEL, weekday=4, at=dt.time(16), timezone="Asia/Tokyo", now=NOW)
    _, checks = checks_of(cli, DATABASE_URL=database_url)
    assert checks["channels"]["text"] == "1 watched."
    assert checks["roundups"]["text"].startswith(f"Next: {CHANNEL} Fri ")
    assert checks["roundups"]["text"].endswith(" 16:00 Asia/Tokyo.")


def an_event(number: int, **more: Any) -> InboxEvent:
    values = {"event_type": "message", "workspace_id": WORKSPACE, "api_app_id": "A0", "event_id": f"Ev{number}"}
    return InboxEvent(**values | more)


def a_message_out(key: str, **more: Any) -> OutboxMessage:
    values = {"workspace_id": WORKSPACE, "channel_id": CHANNEL, "method": "chat.postMessage", "key": key, "payload": {}}
    return OutboxMessage(**values | {"finished_at": NOW} | more)
