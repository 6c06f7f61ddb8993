"""What Slack would send: unique signed `reaction_added` events, prepared so that they cost no time when measuring."""

import hmac
import itertools
import json
import time

SECRET = "benchmark-secret"
TEAM, APP, BOT_USER = "T0BENCH", "A0BENCH", "U0BOT"

_HEAD = (
    "POST /slack/events HTTP/1.1\r\n"
    "Host: 127.0.0.1\r\n"
    "User-Agent: Slackbot 1.0 (+https://api.slack.com/robots)\r\n"
    "Accept-Encoding: gzip,deflate\r\n"
    "Accept: */*\r\n"
    "X-Slack-Signature: {signature}\r\n"
    "X-Slack-Request-Timestamp: {timestamp}\r\n"
    "Content-Type: application/json\r\n"
    "Content-Length: {length}\r\n\r\n"
)
_numbers = itertools.count(1)


def requests(count: int) -> list[bytes]:
    """Return `count` HTTP requests signed now; the signatures are valid for five minutes."""
    run, timestamp = time.time_ns(), int(time.time())
    return [_request(f"Ev{run:X}{next(_numbers):06X}", timestamp) for _ in range(count)]


def _request(event_id: str, timestamp: int) -> bytes:
    body = json.dumps(_envelope(event_id, timestamp)).encode()
    digest = hmac.digest(SECRET.encode(), b"v0:%d:%b" % (timestamp, body), "sha256").hex()
    return _HEAD.format(signature=f"v0={digest}", timestamp=timestamp, length=len(body)).encode() + body


def _envelope(event_id: str, timestamp: int) -> dict[str, object]:
    return {
        "token": "none",
        "team_id": TEAM,
        "api_app_id": APP,
        "event": {
            "type": "reaction_added",
            "user": "U0REACTS",
            "reaction": "clap",
            "item": {"type": "message", "channel": "C0CASES", "ts": "1790000000.000100"},
            "item_user": "U0WROTE",
            "event_ts": f"{timestamp}.000200",
        },
        "type": "event_callback",
        "event_id": event_id,
        "event_time": timestamp,
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": TEAM,
                "user_id": BOT_USER,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": "4-none",
    }
