"""The tables, one call each."""

import pytest

from sandbox.conformance.cases import REFUSALS, SHAPES, TOKENS
from sandbox.conformance.server import Server
from sandbox.shape_keys import shape, unknown_keys
from sandbox_client import Json


def _filled(server: Server, arguments: Json, ts: str) -> Json:
    """Fill in the placeholders; skips the test if this server has no such thing."""
    meant = {"$CHANNEL": server.channel, "$USER": server.user, "$TS": ts}
    rare = {"$OUTSIDE": "outside", "$HIDDEN": "hidden", "$ARCHIVED": "archived"}
    return {
        name: server.needs(rare[value]) if isinstance(value, str) and value in rare else _meant(value, meant)
        for name, value in arguments.items()
    }


def _meant(value: object, meant: dict[str, str]) -> object:
    return meant.get(value, value) if isinstance(value, str) else value


@pytest.mark.parametrize(("method", "arguments", "error"), REFUSALS, ids=lambda value: str(value)[:40])
def test_what_is_refused(server: Server, posted: str, method: str, arguments: Json, error: str) -> None:
    answer = server.call(method, _filled(server, arguments, posted))
    assert (answer["ok"], answer.get("error")) == (False, error)


@pytest.mark.parametrize(("method", "token", "error"), TOKENS)
def test_which_tokens_are_refused(server: Server, method: str, token: str | None, error: str) -> None:
    if token == "$APP_TOKEN":
        token = server.needs("app_token")
    answer = server.call(method, {}, server.bot_token if token == "$BOT_TOKEN" else token)
    assert (answer["ok"], answer.get("error")) == (False, error)


@pytest.mark.parametrize(("method", "arguments"), SHAPES, ids=lambda value: str(value)[:40])
def test_answers_have_slacks_shape(server: Server, posted: str, method: str, arguments: Json) -> None:
    answer = server.call(method, _filled(server, arguments, posted))
    assert answer["ok"] is True, answer
    assert unknown_keys(answer, shape(f"api.{method}")) == []
