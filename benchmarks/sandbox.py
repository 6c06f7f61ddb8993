"""Messages with blocks that the sandbox accepts per second, on one core."""

import time
from statistics import median

import urllib3
from benchmarks.processes import sandbox

_ROUNDS = 5
_SECONDS = 2.0
_WARM_UP = 0.5


def run(_database_url: str) -> dict[str, float]:
    """Return `sandbox_posts_per_s`: the median of five rounds, each of one client that waits for every answer."""
    # Event delivery is off because it would be a separate measurement.
    with sandbox("--rate-limits", "off", "--events-per-hour", "0") as url:
        pool = urllib3.PoolManager(maxsize=1)
        post = _poster(pool, url)
        _count(post, _WARM_UP)
        rates = [_count(post, _SECONDS) for _ in range(_ROUNDS)]
    rate = median(rates)
    print(f"  {rate:.0f} chat.postMessage/s with blocks (rounds: {', '.join(f'{one:.0f}' for one in rates)})")
    return {"sandbox_posts_per_s": round(rate, 1)}


class _Poster:
    """Posts one card per call."""

    def __init__(self, pool: urllib3.PoolManager, url: str, token: str, channel: str) -> None:
        self._pool, self._url = pool, f"{url}/api/chat.postMessage"
        self._headers = {"Authorization": f"Bearer {token}"}
        self._body = {"channel": channel, "text": "A card", "blocks": _card()}

    def __call__(self) -> None:
        answer = self._pool.request("POST", self._url, json=self._body, headers=self._headers).json()
        assert answer["ok"], answer


def _poster(pool: urllib3.PoolManager, url: str) -> _Poster:
    app = pool.request("GET", f"{url}/sandbox/app").json()
    body = {"name": "bench", "members": [app["bot_user_id"]]}
    channel = pool.request("POST", f"{url}/sandbox/channels", json=body).json()["channel"]["id"]
    return _Poster(pool, url, app["bot_token"], channel)


def _card() -> list[dict[str, object]]:
    def plain(text: str) -> dict[str, object]:
        return {"type": "plain_text", "text": text}

    def button(name: str) -> dict[str, object]:
        return {"type": "button", "action_id": name, "text": plain(name), "value": "7"}

    return [
        {"type": "header", "text": plain("Minutes of a meeting")},
        {"type": "section", "text": {"type": "mrkdwn", "text": "*Two hours* saved with a :sparkles: summary & list"}},
        {"type": "section", "fields": [{"type": "mrkdwn", "text": f"*Field {n}*\nvalue"} for n in range(4)]},
        {"type": "actions", "elements": [button("praise"), button("details"), button("same-here")]},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "Shared by <@U0123456789>"}]},
    ]


def _count(post: _Poster, seconds: float) -> float:
    start, done = time.perf_counter(), 0
    while (passed := time.perf_counter() - start) < seconds:
        post()
        done += 1
    return done / passed
