"""Train the shipped models on the labelled posts: `python training/train.py` writes `data/learned.json.gz`."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from fit import fit
from posts import read_examples

ROOT = Path(__file__).parents[1]
TESTS = ROOT / "tests"
TARGET = ROOT / "src" / "aiuse_bot" / "domain" / "extraction" / "data" / "learned.json.gz"
SOURCES = [
    *sorted((ROOT / "training" / "posts").glob("*.jsonl")),
    *(TESTS / "data" / f"posts_{name}.jsonl" for name in ("dev", "fresh", "voices")),
]


def main() -> None:
    """Fit on all posts and write the file; the same posts give the same bytes."""
    stored = json.dumps(fit(read_examples(SOURCES)), ensure_ascii=False, separators=(",", ":"))
    TARGET.write_bytes(gzip.compress(stored.encode(), mtime=0))
    print(f"{TARGET.relative_to(ROOT)}: {TARGET.stat().st_size / 1024:.0f} KiB")


if __name__ == "__main__":
    main()
