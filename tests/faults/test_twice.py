"""Slack delivers a form twice if it did not get the answer, although a person submitted it once."""

import json
from pathlib import Path
from urllib.parse import urlencode

import pytest
import urllib3

from aiuse_bot.blocks.share import MORE, is_unfolded
from delivery_tools import signed
from house import House, a_free_port, a_house, shown
from patience import wait_until

TITLE = "Answer numbat mails"


@pytest.fixture
def port() -> int:
    return a_free_port()


def test_the_same_submission_makes_one_record_and_one_post(database_url: str, tmp_path: Path, port: int) -> None:
    with a_house(database_url, tmp_path, AIUSE_BOT_PORT=str(port)) as house:
        channel_id = house.channel()
        house.sandbox.command(house.colleague, channel_id, "/usecase")
        (view,) = house.sandbox.views(house.colleague)
        values = {"title": {"title": TITLE}, "result": {"result": "It went well"}}
        house.sandbox.submit(house.colleague, view["id"], values)
        (payload,) = [it["payload"] for it in house.sandbox.deliveries() if it["type"] == "view_submission"]

        answers = [send(house, port, payload) for _ in range(2)]

        assert answers == [200, 200]
        house.handled()
        assert house.rows("SELECT number FROM use_case WHERE title = :title", title=TITLE) == [(1,)]
        wait_until(lambda: not house.rows("SELECT 1 FROM outbox_message WHERE finished_at IS NULL"))
        assert len([m for m in house.sandbox.messages(house.reader, channel_id) if TITLE in shown(m)]) == 1


def test_a_click_that_comes_again_late_does_not_replace_what_the_form_shows_by_then(
    database_url: str, tmp_path: Path, port: int
) -> None:
    with a_house(database_url, tmp_path, AIUSE_BOT_PORT=str(port)) as house:
        house.sandbox.command(house.colleague, house.channel(), "/usecase")
        (folded,) = house.sandbox.views(house.colleague)
        half = {"title": {"title": "Half a title"}}
        house.sandbox.action(house.colleague, MORE, view_id=folded["id"], values=half)
        (click,) = [it["payload"] for it in house.sandbox.deliveries() if it["type"] == "block_actions"]
        (unfolded,) = house.sandbox.views(house.colleague)
        assert (is_unfolded(folded), is_unfolded(unfolded)) == (False, True)

        send(house, port, click)

        assert len(house.sandbox.calls("views.update")) == 2
        assert house.sandbox.views(house.colleague) == [unfolded]


def send(house: House, port: int, payload: object) -> int:
    """Deliver a payload over HTTP as Slack does, with its signature; returns the status."""
    body = urlencode({"payload": json.dumps(payload)}).encode()
    headers = signed(body, secret=house.sandbox.app()["signing_secret"])
    form = {**headers, "Content-Type": "application/x-www-form-urlencoded"}
    return urllib3.request("POST", f"http://127.0.0.1:{port}/slack/events", body=body, headers=form).status
