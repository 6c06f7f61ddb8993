"""The three providers over real HTTP, on this machine, and everything that can go wrong there."""

import json
import logging
from typing import Any

import pytest
from structlog.testing import capture_logs

from aiuse_bot.domain.extraction import Post, read_draft
from aiuse_bot.model.draft import ModelReader
from aiuse_bot.settings import Settings
from fake_model import FakeModel, Said

POST = "Refund mails took ages, 20 minutes each. I let Claude draft them and check the order: 5 minutes now."
GOOD = {
    "issue": ["Refund mails took ages"],
    "approach": ["I let Claude draft them and check the order"],
    "tools": ["Claude"],
    "time_saved": {
        "quote": "20 minutes each. I let Claude draft them and check the order: 5 minutes",
        "minutes": 15,
        "period": "use",
    },
}
READ = {
    "issue": "Refund mails took ages",
    "approach": "I let Claude draft them and check the order",
    "tools": ("Claude",),
    "time_saved_minutes": 15,
    "time_saved_period": "use",
    "time_saved_percent": None,
}


def read(fake: FakeModel, model: str = "openai:local", **settings: Any) -> dict[str, Any] | None:
    path = "/v1" if model.startswith("openai") else ""
    reader = ModelReader(Settings(model=model, model_url=f"{fake.url}{path}", **settings))
    return reader.read(POST, read_draft(Post("U0AUTHOR", POST)))


@pytest.fixture(params=["openai:local", "anthropic:claude-haiku-4-5", "bedrock:amazon.nova-lite-v1:0"])
def model(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    for name, value in (
        ("ACCESS_KEY_ID", "AKIATEST"),
        ("SECRET_ACCESS_KEY", "made-up"),
        ("DEFAULT_REGION", "eu-west-1"),
    ):
        monkeypatch.setenv(f"AWS_{name}", value)
    return str(request.param)


def test_a_good_answer_is_read(fake_model: FakeModel, model: str) -> None:
    fake_model.answers.append(Said(GOOD))
    assert read(fake_model, model) == READ
    (asked,) = fake_model.asked
    assert "Refund mails took ages" in asked.words


def test_an_invented_quote_and_an_invented_tool_are_dropped(fake_model: FakeModel, model: str) -> None:
    invented = {"result": ["Everybody is happy"], "tools": ["Midjourney"], "title": "World peace"}
    fake_model.answers.append(Said({**GOOD, **invented}))
    assert read(fake_model, model) == {name: value for name, value in READ.items() if name != "tools"}


def test_trouble_leaves_the_draft_after_one_call(fake_model: FakeModel, model: str) -> None:
    """By default the libraries would retry the call."""
    fake_model.answers.append(Said(status=500, body=b'{"error": {"message": "on fire"}}'))
    assert read(fake_model, model) is None
    assert len(fake_model.asked) == 1


def test_a_model_that_thinks_too_long_leaves_the_draft(fake_model: FakeModel, model: str) -> None:
    fake_model.answers.append(Said(hangs=True))
    with capture_logs() as logs:
        assert read(fake_model, model, model_timeout_seconds=0.5) is None
    assert len(fake_model.asked) == 1
    assert not fake_model.over.is_set()
    assert logs[-1]["error"].startswith(("TimeoutError", "ModelAPIError"))


def completion(**message: Any) -> bytes:
    """A chat completions response with this message in it."""
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", **message}}
    return json.dumps(
        {"id": "x", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}
    ).encode()


def call(name: str, arguments: str) -> bytes:
    return completion(tool_calls=[{"id": "c", "type": "function", "function": {"name": name, "arguments": arguments}}])


@pytest.mark.parametrize(
    "body",
    [
        b"<html>Bad gateway</html>",
        b"",
        b"{",
        b"null",
        b"[]",
        b'{"choices": []}',
        completion(content='{"issue": ["Refund mails took ages'),
        completion(content=None),
        call("final_result", "{not json"),
        call("final_result", '{"issue": {"deep": 1}}'),
        call("delete_all", "{}"),
    ],
)
def test_what_is_no_answer_leaves_the_draft(fake_model: FakeModel, body: bytes) -> None:
    fake_model.answers.append(Said(body=body))
    assert read(fake_model) is None
    assert 1 <= len(fake_model.asked) <= 2


@pytest.mark.parametrize("status", [400, 401, 404, 429, 503])
def test_a_refusal_leaves_the_draft_after_one_call(fake_model: FakeModel, status: int) -> None:
    fake_model.answers.append(Said(status=status, body=b'{"error": {"message": "no"}}'))
    assert read(fake_model) is None
    assert len(fake_model.asked) == 1


def test_a_model_that_is_away_leaves_the_draft() -> None:
    with FakeModel() as gone:
        pass
    gone.answers.append(Said(GOOD))
    assert read(gone) is None


def test_the_key_goes_to_the_address_of_the_settings_and_nothing_from_the_environment_does(
    fake_model: FakeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-somebody-else")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    fake_model.answers.append(Said(GOOD))
    assert read(fake_model, model_api_key="ours") == READ
    assert read(fake_model) == READ
    assert [asked.headers["authorization"] for asked in fake_model.asked] == ["Bearer ours", "Bearer none"]
    assert {asked.path for asked in fake_model.asked} == {"/v1/chat/completions"}


def test_the_model_gets_no_tool_but_the_form_to_fill_in(fake_model: FakeModel) -> None:
    fake_model.answers.append(Said(GOOD))
    read(fake_model)
    (tool,) = fake_model.asked[0].body["tools"]
    assert tool["function"]["name"] == "final_result"
    assert set(tool["function"]["parameters"]["properties"]) == {
        *("title", "issue", "approach", "result", "prompt", "risk", "tools", "time_saved")
    }


def test_many_readings_follow_each_other_in_one_process(fake_model: FakeModel) -> None:
    fake_model.answers.append(Said(GOOD))
    assert [read(fake_model) for _ in range(5)] == [READ] * 5


def test_the_libraries_log_no_requests_even_where_everything_is_logged(
    fake_model: FakeModel, model: str, caplog: pytest.LogCaptureFixture
) -> None:
    fake_model.answers.append(Said(GOOD))
    with caplog.at_level(logging.DEBUG):
        assert read(fake_model, model) == READ
    assert "Refund" not in caplog.text
    assert "final_result" not in caplog.text
