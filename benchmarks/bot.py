"""Reactions a second of the running bot and of a naive bot, and the running bot's memory."""

import json
import subprocess
import sys
from statistics import median
from typing import NamedTuple

from benchmarks.databases import recreate_database
from benchmarks.reactions import EVENTS, PRAISERS, reactions
from benchmarks.running import bot_after_reactions
from benchmarks.traffic import APP, BOT_USER, TEAM
from benchmarks.use import POSTS, SEARCHES, post_and_search

from aiuse_bot.semantic import encoder

PAIRS = 3


class Pair(NamedTuple):
    """Reactions a second of both bots, measured one after the other."""

    naive: float
    ours: float

    @property
    def ratio(self) -> float:
        """Our rate divided by the naive one."""
        return self.ours / self.naive


def run(database_url: str) -> dict[str, float]:
    """Measure the pairs, then memory after further use and the time to stop; returns figures by key."""
    pairs = [_pair(database_url, number) for number in range(1, PAIRS + 1)]
    ratio = median(pair.ratio for pair in pairs)
    ours = median(pair.ours for pair in pairs)
    naive = median(pair.naive for pair in pairs)
    print(f"  median  naive {naive:5.0f}/s   ours {ours:5.0f}/s   ratio {ratio:.2f}, of {EVENTS} reactions each")
    figures = {
        "processed_vs_naive_ratio": round(ratio, 3),
        "processed_per_s": round(ours, 1),
        "naive_per_s": round(naive, 1),
    }
    return figures | _in_use(database_url) | _with_meanings(database_url)


def _pair(database_url: str, number: int) -> Pair:
    """Measure both in alternating order, so that a slowdown of the machine favours neither."""
    measures = {"naive": _naive, "ours": _ours}
    sides = {side: measures[side](database_url) for side in sorted(measures, reverse=number % 2 == 0)}
    pair = Pair(**sides)
    print(f"  pair {number}  naive {pair.naive:5.0f}/s   ours {pair.ours:5.0f}/s   ratio {pair.ratio:.2f}", flush=True)
    return pair


def _naive(database_url: str) -> float:
    """Return the reactions a second of the naive bot, having checked that its ledger has all of them."""
    recreate_database(database_url)
    app = {"team_id": TEAM, "app_id": APP, "bot_user_id": BOT_USER}
    events = reactions(app, [f"U0PRAISER{number}" for number in range(PRAISERS)])
    command = [sys.executable, "-m", "benchmarks.servers.naive", database_url]
    done = subprocess.run(command, check=True, input=b"\n".join(events), stdout=subprocess.PIPE)
    figures: dict[str, float] = json.loads(done.stdout)
    assert figures["ledger_rows"] == EVENTS, figures
    return figures["per_s"]


def _ours(database_url: str) -> float:
    with bot_after_reactions(database_url) as bot:
        return bot.reactions_per_s


def _in_use(database_url: str) -> dict[str, float]:
    with bot_after_reactions(database_url) as bot:
        rss_mb = bot.resident_mb()
        post_and_search(bot)
        after_mb = bot.resident_mb()
        stop_s = bot.time_to_stop()
    print(f"  resident memory {rss_mb:.0f} MB, and {after_mb:.0f} MB after {POSTS} posts and {SEARCHES} searches")
    print(f"  SIGTERM ends the bot after {stop_s:.1f} s", flush=True)
    return {"rss_mb": round(rss_mb, 1), "rss_after_use_mb": round(after_mb, 1), "stop_s": round(stop_s, 2)}


def _with_meanings(database_url: str) -> dict[str, float]:
    """Measure memory with the optional semantic model; empty if it is not installed."""
    if encoder() is None:
        return {}
    with bot_after_reactions(database_url, semantic="auto") as bot:
        post_and_search(bot)
        after_mb = bot.resident_mb()
    print(f"  with the model of meanings {after_mb:.0f} MB after the same")
    return {"rss_semantic_mb": round(after_mb, 1)}
