"""Installing the app and signing in, from the consent page to the token."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

import pytest

from sandbox.echo_app import MANIFEST
from sandbox_client import Json, SandboxClient, SandboxProcess

BACK = "http://127.0.0.1:9/callback"


@pytest.fixture(scope="module")
def client() -> Iterator[SandboxClient]:
    """A sandbox whose app is the echo app, which has a redirect URL."""
    with SandboxProcess("--manifest", MANIFEST) as process:
        yield process.client


def _consent(client: SandboxClient, path: str, **more: str) -> tuple[int, dict[str, str], str]:
    fields = {"client_id": client.app()["client_id"], "redirect_uri": BACK, "state": "s1", "as": "aya"} | more
    response = client._pool.request("GET", f"{client.url}{path}", fields=fields, redirect=False)
    location = urlsplit(response.headers.get("Location", ""))
    return response.status, dict(parse_qsl(location.query)), response.data.decode()


def _exchange(client: SandboxClient, method: str, code: str, **more: str) -> Json:
    app = client.app()
    fields = {"client_id": app["client_id"], "client_secret": app["client_secret"], "code": code, **more}
    url = f"{client.api_url}{method}"
    answer: Json = client._pool.request("POST", url, fields=fields, encode_multipart=False).json()
    return answer


def _sign_in_code(client: SandboxClient) -> str:
    more = {"scope": "openid profile", "response_type": "code", "nonce": "n1"}
    return _consent(client, "/openid/connect/authorize", **more)[1]["code"]


def test_a_code_becomes_the_bot_token_once(client: SandboxClient) -> None:
    status, back, _ = _consent(client, "/oauth/v2/authorize", scope="chat:write,commands")
    assert (status, back["state"]) == (302, "s1")
    answer = _exchange(client, "oauth.v2.access", back["code"], redirect_uri=BACK)
    assert answer["access_token"] == client.app()["bot_token"]
    assert (answer["scope"], answer["authed_user"]["id"]) == ("chat:write,commands", client.member_id("aya"))
    assert client.web_api("users.list")["error"] == "missing_scope"
    assert _exchange(client, "oauth.v2.access", back["code"])["error"] == "code_already_used"


def test_a_reinstallation_has_a_new_token(client: SandboxClient) -> None:
    former = client.app()["bot_token"]
    assert client.web_api("auth.revoke", former)["revoked"] is True
    assert client.web_api("auth.test", former)["error"] == "account_inactive"
    code = _consent(client, "/oauth/v2/authorize")[1]["code"]
    answer = _exchange(client, "oauth.v2.access", code)
    assert client.web_api("auth.test", answer["access_token"])["ok"] is True
    assert client.web_api("auth.test", former)["error"] == "invalid_auth"
    assert "users:read" in answer["scope"].split(",")


def test_signing_in_tells_who_it_is(client: SandboxClient) -> None:
    answer = _exchange(client, "openid.connect.token", _sign_in_code(client), redirect_uri=BACK)
    head, body, mark = answer["id_token"].split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    app, aya = client.app(), client.member_id("aya")
    assert (claims["sub"], claims["aud"], claims["nonce"]) == (aya, app["client_id"], "n1")
    digest = hmac.new(app["client_secret"].encode(), f"{head}.{body}".encode(), hashlib.sha256).digest()
    assert mark == base64.urlsafe_b64encode(digest).decode().rstrip("=")
    person = client.web_api("openid.connect.userInfo", answer["access_token"])
    assert (person["sub"], person["https://slack.com/team_id"], person["locale"]) == (aya, app["team_id"], "ja-JP")
    assert client.web_api("openid.connect.userInfo")["error"] == "not_allowed_token_type"
    assert client.web_api("auth.test", answer["access_token"])["error"] == "not_allowed_token_type"


def test_a_code_is_good_for_ten_minutes_and_for_its_purpose(client: SandboxClient) -> None:
    code = _sign_in_code(client)
    assert _exchange(client, "oauth.v2.access", code)["error"] == "invalid_code"
    assert _exchange(client, "openid.connect.token", code, redirect_uri=f"{BACK}/x")["error"] == "bad_redirect_uri"
    client.advance_clock(601)
    assert _exchange(client, "openid.connect.token", code)["error"] == "code_expired"
    client.set_clock()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"client_id": "1.2"}, "invalid_client_id"),
        ({"redirect_uri": "https://evil.example/callback"}, "bad_redirect_uri"),
        ({"redirect_uri": f"{BACK}-evil"}, "bad_redirect_uri"),
        ({"scope": "admin"}, "invalid_scope"),
    ],
)
def test_a_wrong_request_goes_nowhere(client: SandboxClient, more: dict[str, str], said: str) -> None:
    status, _, page = _consent(client, "/oauth/v2/authorize", **more)
    assert status == 400
    assert said in page


def test_a_person_chooses_who_they_are_or_cancels(client: SandboxClient) -> None:
    status, _, page = _consent(client, "/oauth/v2/authorize", **{"as": ""})
    assert status == 200
    assert "Ben Carter" in page
    assert "Slackbot" not in page
    assert _consent(client, "/oauth/v2/authorize", cancel="1")[1] == {"error": "access_denied", "state": "s1"}


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"client_id": "1.2"}, "invalid_client_id"),
        ({"client_secret": "x"}, "bad_client_secret"),
        ({"code": "x"}, "invalid_code"),
        ({"grant_type": "password"}, "invalid_grant_type"),
    ],
)
def test_wrong_exchanges_are_refused(client: SandboxClient, more: dict[str, str], error: str) -> None:
    assert _exchange(client, "oauth.v2.access", **({"code": "none"} | more))["error"] == error


def test_client_id_and_secret_may_be_in_the_header(client: SandboxClient) -> None:
    app = client.app()
    basic = base64.b64encode(f"{app['client_id']}:{app['client_secret']}".encode()).decode()
    code = _consent(client, "/oauth/v2/authorize")[1]["code"]
    response = client._pool.request(
        "POST", f"{client.api_url}oauth.v2.access", fields={"code": code}, headers={"Authorization": f"Basic {basic}"}
    )
    assert response.json()["ok"] is True


def test_no_secret_is_in_the_log(client: SandboxClient) -> None:
    code = _consent(client, "/oauth/v2/authorize")[1]["code"]
    _exchange(client, "oauth.v2.access", code)
    app = client.app()
    logged = str(client.calls())
    assert app["client_secret"] not in logged
    assert app["bot_token"] not in logged
