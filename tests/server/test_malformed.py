import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote_plus, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr
from slack_bolt import BoltRequest, BoltResponse
from sqlalchemy import Engine

from aiuse_bot.app import build_app
from aiuse_bot.delivery.writer import GroupWriter
from aiuse_bot.settings import Settings
from delivery_tools import Answer, Listening, a_door, an_envelope, signed
from run_length import times

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
INTERACTIONS = ["block_actions", "view_submission", "view_closed", "shortcut", "message_action", "block_suggestion"]


def post_form(door: Listening, body: bytes) -> Answer:
    return door.send(body, signed(body) | FORM)


def of(payload: object) -> bytes:
    return urlencode({"payload": json.dumps(payload)}).encode()


@pytest.fixture(scope="module")
def module_writer(module_engine: Engine) -> Iterator[GroupWriter]:
    writer = GroupWriter(module_engine)
    yield writer
    writer.close()


@pytest.fixture(scope="module")
def bolt_door(module_writer: GroupWriter) -> Iterator[Listening]:
    """The door with our own app behind it, which gets whatever the door lets through."""
    app = build_app(Settings(_env_file=None, slack_bot_token=SecretStr("xoxb-made-up")))
    with a_door(module_writer, app.dispatch) as listening:
        yield listening


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "The form holds neither a payload nor a command."),
        (b"&&=&", "The form holds neither a payload nor a command."),
        (b"text=payload", "The form holds neither a payload nor a command."),
        (b"command=", "The form holds neither a payload nor a command."),
        (b'{"type": "block_actions"}', "The form holds neither a payload nor a command."),
        (b"payload=", "The payload is not JSON."),
        (b"payload", "The payload is not JSON."),
        (b"payload=soon", "The payload is not JSON."),
        (b"payload=%00", "The payload is not JSON."),
        (b"payload=" + b"[" * 50_000, "The payload is not JSON."),
        (b"payload=" + quote_plus('{"a":' * 50_000).encode(), "The payload is not JSON."),
        (b"payload=" + b"9" * 5000, "The payload is not JSON."),
        (b'payload={"type":"shortcut","at":' + b"9" * 5000 + b"}", "The payload is not JSON."),
        (b"payload=[]", "The payload is not a JSON object."),
        (b"payload=null", "The payload is not a JSON object."),
        (b'payload="x"', "The payload is not a JSON object."),
        (b"payload=1", "The payload is not a JSON object."),
        (of({}), "The payload has no type."),
        (of({"type": ""}), "The payload has no type."),
        (of({"type": None}), "The payload has no type."),
        (of({"type": ["shortcut"]}), "The payload has no type."),
        (b"payload=%ff", "The form is not UTF-8."),
        (b"command=/usecase&text=%E8%BF", "The form is not UTF-8."),
        (b"\xff\xfe", "The form is not UTF-8."),
        (b"payload=%", "The form is not percent-encoded."),
        (b"command=/usecase&text=%zz", "The form is not percent-encoded."),
        (of({"type": "shortcut", "user": 5}), "The payload is not built as Slack builds it."),
        (of({"type": "shortcut", "team": True}), "The payload is not built as Slack builds it."),
        (of({"type": "shortcut", "authorizations": {"a": 1}}), "The payload is not built as Slack builds it."),
        (of({"type": "shortcut", "response_urls": ["x"]}), "The payload is not built as Slack builds it."),
        (of({"type": "block_actions", "actions": []}), "The payload is not built as Slack builds it."),
        (of({"type": "block_actions", "actions": {}}), "The payload is not built as Slack builds it."),
        (of({"type": "block_actions", "actions": "0"}), "The payload is not built as Slack builds it."),
        (of({"type": "block_actions", "actions": [{}]}), "The payload is not built as Slack builds it."),
        (of({"type": "block_suggestion", "action_id": 5}), "The payload is not built as Slack builds it."),
        (of({"type": "shortcut", "callback_id": [1]}), "The payload is not built as Slack builds it."),
        (of({"type": "view_submission", "view": 5}), "The payload is not built as Slack builds it."),
        (of({"type": "view_closed", "view": None}), "The payload is not built as Slack builds it."),
        (of(an_envelope()), "An event is not sent as a form."),
        (of({"type": "shortcut", "team": {"id": 5}}), "team_id is not an identifier."),
        (of({"type": "shortcut", "team": {"id": "\0"}}), "team_id is not an identifier."),
        (of({"type": "shortcut", "user": {"id": ["U0"]}}), "user_id is not an identifier."),
        (of({"type": "shortcut", "channel": {"id": "\ud800"}}), "channel_id is not an identifier."),
        (b"command=/usecase&team_id=T%00", "team_id is not an identifier."),
    ],
    ids=lambda value: value[:40],
)
def test_a_malformed_form_is_refused_clearly_and_not_sent_again(
    body: bytes, sentence: str, bolt_door: Listening
) -> None:
    answer = post_form(bolt_door, body)
    assert (answer.status, answer.body.decode()) == (400, sentence)
    assert answer.headers["x-slack-no-retry"] == "1"


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "multipart/form-data", None])
@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"null", "The body is not a JSON object."),
        (b"5", "The body is not a JSON object."),
        (b'"x"', "The body is not a JSON object."),
        (b"[{}]", "The body is not a JSON object."),
        (b"payload=%7B%7D", "The body is not JSON."),
        (b"9" * 5000, "The body is not JSON."),
        (b'{"event": 5}', "The envelope holds no event."),
        (b'{"event": null}', "The envelope holds no event."),
        (b'{"event": {}}', "The envelope names no workspace."),
        (b'{"event": {}, "authorizations": 5, "team_id": 5}', "team_id is not an identifier."),
        (b'{"event": {"type": [1]}, "team_id": "T"}', "event.type is not an identifier."),
        (b'{"type": 5}', "The envelope has no type."),
        (b'{"type": ["event_callback"]}', "The envelope has no type."),
        (b'{"type": "url_verification", "challenge": {}}', "The challenge is not a text."),
    ],
    ids=lambda value: value[:40],
)
def test_malformed_json_is_refused_whatever_it_calls_itself(
    body: bytes, sentence: str, content_type: str | None, bolt_door: Listening
) -> None:
    headers = {name: value for name, value in signed(body).items() if name != "Content-Type"}
    answer = bolt_door.send(body, headers | ({"Content-Type": content_type} if content_type else {}))
    assert (answer.status, answer.body.decode()) == (400, sentence)
    assert answer.headers["x-slack-no-retry"] == "1"


@pytest.mark.parametrize("type_", [*INTERACTIONS, "interactive_message", "invented_by_slack_tomorrow"])
def test_whatever_has_a_type_is_led_to_bolt_as_slack_sent_it(type_: str, module_writer: GroupWriter) -> None:
    payload = {"type": type_, "team": None, "user": {"id": "U0", "team_id": "T0"}, "value": "50 % & 返金 \ud83d"}
    said: list[dict[str, Any]] = []

    def dispatch(request: BoltRequest) -> BoltResponse:
        said.append(request.body)
        return BoltResponse(status=200)

    with a_door(module_writer, dispatch) as door:
        assert post_form(door, of(payload)).status == 200
    assert said == [payload]


def test_a_command_keeps_all_its_fields_also_when_it_says_payload(module_writer: GroupWriter) -> None:
    command = {"command": "/usecase", "text": "search payload=50 % & 返金", "team_id": "T0", "trigger_id": ""}
    said: list[dict[str, Any]] = []

    def dispatch(request: BoltRequest) -> BoltResponse:
        said.append(request.body)
        return BoltResponse(status=200)

    with a_door(module_writer, dispatch) as door:
        assert post_form(door, urlencode(command).encode()).status == 200
    assert said == [command]


@pytest.mark.parametrize("type_", ["\ud800", "invented_by_slack_tomorrow"])
def test_an_envelope_of_an_unknown_type_is_acknowledged(type_: str, bolt_door: Listening) -> None:
    assert bolt_door.send(json.dumps({"type": type_}).encode()).status == 200


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["action_id", "callback_id", "event", "id", "team_id", "type", "view"])
            | st.text(max_size=5),
            inner,
        )
    ),
    max_leaves=10,
)
_TYPES = ["event_callback", "url_verification", "app_rate_limited", "interactive_message", *INTERACTIONS]
_FIELDS = ["action_id", "actions", "authorizations", "callback_id", "challenge", "channel", "channel_id", "enterprise"]
_FIELDS += ["event", "event_id", "is_ext_shared_channel", "message", "minute_rate_limited", "response_urls", "team"]
_FIELDS += ["team_id", "user", "view"]
_ENVELOPES = st.fixed_dictionaries({}, optional={"type": st.sampled_from(_TYPES) | _JSON}).flatmap(
    lambda typed: st.dictionaries(st.sampled_from(_FIELDS), _JSON, max_size=4).map(lambda more: typed | more)
)
_TEXTS = st.one_of(_ENVELOPES, _JSON).map(json.dumps)
_BODIES = st.one_of(
    st.binary(),
    _TEXTS.map(str.encode),
    _TEXTS.map(lambda payload: urlencode({"payload": payload}).encode()),
    st.binary().map(lambda rest: b"payload=" + rest),
    st.binary().map(lambda rest: b"command=x&" + rest),
)


@settings(max_examples=times(200, 5000))
@given(body=_BODIES, content_type=st.sampled_from(["application/json", FORM["Content-Type"]]))
def test_no_signed_bytes_break_the_door(body: bytes, content_type: str, bolt_door: Listening) -> None:
    assert bolt_door.send(body, signed(body) | {"Content-Type": content_type}).status in {200, 400, 404}
