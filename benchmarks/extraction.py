"""How long a post takes to be read into a draft, on one core."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

from aiuse_bot.domain.extraction import Post, read_draft
from aiuse_bot.domain.extraction.jsonl import read_post

POSTS = Path(__file__).parent.parent / "tests" / "data" / "posts_dev.jsonl"
ROUNDS = 5


def run(_database_url: str) -> dict[str, float]:
    """Read the labelled posts several times, after one that loads the lists; answers milliseconds a post."""
    posts = [read_post(line).post for line in POSTS.read_text("utf-8").splitlines()]
    first = _milliseconds(posts[0])
    taken = [_milliseconds(post) for _ in range(ROUNDS) for post in posts]
    median = statistics.median(taken)
    print(f"  a post in {median:.1f} ms at the median, the first in {first:.0f} ms")
    return {"extract_ms_median": median}


def _milliseconds(post: Post) -> float:
    started = time.perf_counter()
    read_draft(post)
    return (time.perf_counter() - started) * 1000
