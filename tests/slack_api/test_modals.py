"""Whether a modal opened, as far as one can know: what was sent counts, what was not is a failure."""

import logging
import math
import socket
from collections.abc import Iterator

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from aiuse_bot.slack_api.modals import Modals
from fake_slack import FakeSlack, Fault
from house import a_free_port

LONG_PAST = 0.0
VIEW = {"type": "modal", "title": {"type": "plain_text", "text": "A form"}, "blocks": []}


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with FakeSlack() as slack:
        yield slack


def modals(url: str, *, timeout: int = 1, until: float = math.inf) -> Modals:
    return Modals(WebClient("xoxb-1", base_url=url, timeout=timeout, retry_handlers=[]), until)


def test_what_is_not_answered_in_time_was_sent_all_the_same_and_alarms_nobody(
    slack: FakeSlack, caplog: pytest.LogCaptureFixture
) -> None:
    for method in ("views.open", "views.push", "views.update"):
        slack.faults.append(Fault(method, stored=False, hang=True))
    hurried = modals(slack.url)
    hurried.open("1.2.3", VIEW)
    hurried.push("1.2.4", VIEW)
    hurried.update("V1", VIEW, view_hash="156.abc")
    assert [call.method for call in slack.calls] == ["views.open", "views.push", "views.update"]
    assert [call.arguments.get("hash") for call in slack.calls] == [None, None, "156.abc"]
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_nobody_waits_for_a_patient_client_once_the_person_is_to_be_answered(slack: FakeSlack) -> None:
    slack.faults.append(Fault("views.open", stored=False, hang=True))
    modals(slack.url, timeout=24 * 3600, until=LONG_PAST).open("1.2.3", VIEW)
    assert slack.called("views.open")


def test_what_slack_refuses_is_refused(slack: FakeSlack) -> None:
    slack.faults.append(Fault("views.open", stored=False, error="expired_trigger_id"))
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        modals(slack.url).open("1.2.3", VIEW)


def test_what_nobody_listens_to_fails() -> None:
    with pytest.raises(OSError, match="refused"):
        modals(f"http://127.0.0.1:{a_free_port()}/api/").open("1.2.3", VIEW)


def test_a_connection_that_does_not_come_about_in_time_fails_for_nothing_was_sent() -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        address = full.getsockname()
        with socket.create_connection(address), pytest.raises(OSError, match="timed out"):
            modals(f"http://127.0.0.1:{address[1]}/api/").open("1.2.3", VIEW)


def test_a_connection_that_is_cut_off_fails(slack: FakeSlack) -> None:
    slack.faults.append(Fault("views.open", stored=False, close=True))
    with pytest.raises(ConnectionError):
        modals(slack.url).open("1.2.3", VIEW)
