"""Time to turn a post into a draft, on one core."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

from aiuse_bot.domain.extraction import Post, read_draft
from aiuse_bot.domain.extraction.jsonl import read_post

POSTS = Path(__file__).parent.parent / "tests" / "data" / "posts_dev.jsonl"
ROUNDS = 5
TORTURE = ["saved 5 min with ChatGPT → ", "課題：x ", "のでも、", "<https://e.com|a> "]
"""Repeated, these provoke regex backtracking."""


def run(_database_url: str) -> dict[str, float]:
    """Return the median milliseconds per post, after a first post that loads the lists, and the worst growth."""
    posts = [read_post(line).post for line in POSTS.read_text("utf-8").splitlines()]
    first = _milliseconds(posts[0])
    taken = [_milliseconds(post) for _ in range(ROUNDS) for post in posts]
    median = statistics.median(taken)
    growth = max(_growth(piece) for piece in TORTURE)
    print(f"  a post in {median:.1f} ms at the median, the first in {first:.0f} ms")
    print(f"  four times the text takes {growth:.1f} times as long at worst")
    return {"extract_ms_median": median, "extract_growth_of_4": growth}


def _growth(piece: str) -> float:
    """Return how much longer 40,000 characters take than 10,000; 16 would be quadratic."""
    short, long = (Post("U1", piece * (length // len(piece))) for length in (10_000, 40_000))
    return min(_milliseconds(long) for _ in range(3)) / min(_milliseconds(short) for _ in range(3))


def _milliseconds(post: Post) -> float:
    started = time.perf_counter()
    read_draft(post)
    return (time.perf_counter() - started) * 1000
