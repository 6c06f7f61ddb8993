"""A popular message: Slack's history counts everybody who reacted but names only some of them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
import urllib3
from slack_sdk import WebClient
from sqlalchemy import Engine

from aiuse_bot.domain.backfill import HeldReaction
from aiuse_bot.jobs.backfill.events import Place, reactions
from backfill_tools import Archive
from makers import NOW
from sandbox_client import SandboxClient

NAMED = 1


@contextmanager
def cutting(api_url: str, *methods: str) -> Iterator[str]:
    """Proxy between a client and Slack that lists only one user per reaction in these methods' responses."""
    pool = urllib3.PoolManager(retries=False)

    class Cutting(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            method = self.path.removeprefix("/")
            headers = {name: self.headers[name] for name in ("Authorization", "Content-Type") if name in self.headers}
            body = self.rfile.read(int(self.headers["Content-Length"] or 0))
            answer = pool.request("POST", f"{api_url}{method}", body=body, headers=headers).json()
            if method in methods:
                cut(answer)
            said = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: object) -> None:
            """Log nothing: the test inspects the results."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Cutting)
    thread = Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        pool.clear()


def cut(value: Any) -> None:
    if isinstance(value, dict):
        if {"name", "count", "users"} <= value.keys():
            del value["users"][NAMED:]
        for part in value.values():
            cut(part)
    elif isinstance(value, list):
        for part in value:
            cut(part)


@pytest.fixture
def archive(sandbox: SandboxClient, engine: Engine) -> Archive:
    return Archive(sandbox, engine)


def popular(archive: Archive) -> tuple[str, set[str]]:
    """Post something that three people praise; returns the post and the people."""
    ts = archive.post("the words")
    archive.record(ts, "the words")
    fans = {str(archive.sandbox.add_member(f"fan-{ts}-{number}")["id"]) for number in range(3)}
    for fan in fans:
        archive.sandbox.join(fan, archive.channel_id)
        archive.sandbox.react(fan, archive.channel_id, ts, "tada")
    return ts, fans


def read_through(archive: Archive, *cut_methods: str) -> set[tuple[str, str]]:
    with cutting(archive.sandbox.api_url, *cut_methods) as url:
        archive.client = WebClient(archive.sandbox.app()["bot_token"], base_url=url, retry_handlers=[])
        archive.read()
    return {(event["type"], event["user"]) for event in archive.events()}


def test_whom_a_page_does_not_name_is_asked_for(archive: Archive) -> None:
    _, fans = popular(archive)
    since = archive.calls_so_far()
    assert read_through(archive, "conversations.history") == {("reaction_added", fan) for fan in fans}
    (asked,) = archive.asked("reactions.get", since)
    assert asked["full"] in {True, "1", "true", "True"}


def test_a_page_that_names_everybody_costs_no_further_call(archive: Archive) -> None:
    popular(archive)
    since = archive.calls_so_far()
    archive.read()
    assert archive.asked("reactions.get", since) == []


def test_nobody_is_taken_for_having_taken_back_what_slack_did_not_list() -> None:
    place = Place("T0TEST", "C0CASES", is_private=False)
    message = {"ts": "1790000000.000100", "user": "U0AUTHOR"}
    shown = {("U0NAMED", "tada"): True}
    held = {("U0UNNAMED", "tada"): HeldReaction(is_present=True, changed_at=NOW)}
    kinds = {
        is_whole: [
            said.event["type"]
            for said in reactions(place, message, shown, held, "1790000001.000000", is_whole=is_whole)
        ]
        for is_whole in (True, False)
    }
    assert kinds == {True: ["reaction_added", "reaction_removed"], False: ["reaction_added"]}
