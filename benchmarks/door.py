"""Events a second that the door durably acknowledges, compared with a Bolt app that does nothing."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from operator import itemgetter
from statistics import median
from typing import NamedTuple

from benchmarks.processes import free_port, stopped, wait_for_port

CONNECTIONS = 32
SECONDS = 3.0
WARM_UP = 1.0
PAIRS = 7
HALF_LOAD_RUNS = 5
MOST_A_SECOND = 25_000
"""More than any server here answers; the load generator prepares this many requests per second."""


class Pair(NamedTuple):
    """Events a second of both servers, measured one after the other."""

    door: float
    noop: float

    @property
    def ratio(self) -> float:
        """The door's rate divided by that of the Bolt app."""
        return self.door / self.noop


def run(database_url: str) -> dict[str, float]:
    """Measure the pairs and the half load, print them, and return the figures by key."""
    pairs = [_pair(database_url, number) for number in range(1, PAIRS + 1)]
    ratio = median(pair.ratio for pair in pairs)
    door = median(pair.door for pair in pairs)
    noop = median(pair.noop for pair in pairs)
    print(f"  median  door {door:7.0f}/s   noop {noop:7.0f}/s   ratio {ratio:.2f}")
    half = _at_half(database_url, door / 2)
    print(f"  at half of that, {door / 2:.0f}/s: p50 {half['p50_ms']:.1f} ms, p99 {half['p99_ms']:.1f} ms")
    return {
        "door_vs_noop_ratio": round(ratio, 3),
        "door_p99_ms": round(half["p99_ms"], 2),
        "door_per_s": round(door),
        "noop_per_s": round(noop),
    }


def _pair(database_url: str, number: int) -> Pair:
    """Measure both in alternating order, so that a slowdown of the machine favours neither."""
    sides = {"door": 0.0, "noop": 0.0}
    for side in sorted(sides, reverse=number % 2 == 0):
        with _server(side, database_url) as port:
            load(port, WARM_UP)
            figures = load(port, SECONDS)
            assert figures["refused"] == 0, figures
            sides[side] = figures["acknowledged"] / figures["seconds"]
    pair = Pair(**sides)
    print(f"  pair {number}  door {pair.door:7.0f}/s   noop {pair.noop:7.0f}/s   ratio {pair.ratio:.2f}", flush=True)
    return pair


def _at_half(database_url: str, rate: float) -> dict[str, float]:
    """Return the run with the median p99: one disk stall spoils a whole run, and is not the door's fault."""
    with _server("door", database_url) as port:
        load(port, WARM_UP)
        runs = [load(port, SECONDS, rate) for _ in range(HALF_LOAD_RUNS)]
    return sorted(runs, key=itemgetter("p99_ms"))[HALF_LOAD_RUNS // 2]


@contextmanager
def _server(side: str, database_url: str) -> Iterator[int]:
    port = free_port()
    arguments = {"door": ["benchmarks.servers.door", str(port), database_url]}
    command = [sys.executable, "-m", *arguments.get(side, ["benchmarks.servers.noop_bolt", str(port)])]
    with stopped(subprocess.Popen(command)):
        wait_for_port(port)
        yield port


def load(port: int, seconds: float, rate: float = 0) -> dict[str, float]:
    """Send events for `seconds`, at `rate` per second or, if 0, as fast as they are answered; returns the figures."""
    count = int(seconds * (rate * 1.1 + 100 if rate else MOST_A_SECOND))
    arguments = [str(value) for value in (port, seconds, CONNECTIONS, count, rate)]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.load", *arguments], check=True, stdout=subprocess.PIPE, text=True
    )
    figures: dict[str, float] = json.loads(done.stdout)
    return figures
