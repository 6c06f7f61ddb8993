"""Run the suite under CPU load, with its files in random order: a test that fails then reveals a race.

`python scripts/steady.py [--seed N] [--times N] [pytest's arguments]`. The load is `stress-ng` if installed,
else busy loops, twice as many as there are cores. Exit code: that of the first failed run, else 0.
"""

import argparse
import os
import random
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BUSY = 2 * (os.cpu_count() or 1)
BUSY_LOOP = [sys.executable, "-c", "while True: pass"]


def main() -> int:
    """Run the tests the requested number of times, each time in another order; return the exit code."""
    parser = argparse.ArgumentParser(description="the suite on a busy machine, in random file order")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6), help="decides the order (random)")
    parser.add_argument("--times", type=int, default=1, help="how often (1)")
    asked, arguments = parser.parse_known_args()
    named = [argument for argument in arguments if argument.startswith("tests")]
    options = [argument for argument in arguments if argument not in named]
    status = 0
    with busy_machine():
        for seed in range(asked.seed, asked.seed + asked.times):
            sys.stdout.write(f"\nrandom order of files, --seed {seed}\n")
            sys.stdout.flush()
            status = status or run([*options, "-rfE", *shuffled(named or ["tests"], seed)])
    return status


@contextmanager
def busy_machine() -> Iterator[None]:
    """Keep all cores busy during the block."""
    stress = shutil.which("stress-ng")
    commands = [[stress, "--cpu", str(BUSY), "--quiet"]] if stress else [BUSY_LOOP] * BUSY
    processes = [subprocess.Popen(command) for command in commands]  # noqa: S603
    try:
        yield
    finally:
        for process in processes:
            process.terminate()
            process.wait()


def shuffled(named: list[str], seed: int) -> list[str]:
    """Return the test files at these paths, shuffled with the seed."""
    files = [str(file) for place in named for file in ([Path(place)] if "::" in place else test_files(Path(place)))]
    random.Random(seed).shuffle(files)  # noqa: S311 - an order, not a secret
    return files


def test_files(place: Path) -> list[Path]:
    """Return the file itself, or the test files in a directory."""
    return sorted(place.rglob("test_*.py")) if place.is_dir() else [place]


def run(arguments: list[str]) -> int:
    """Run pytest with these arguments and return its exit code."""
    return subprocess.run([sys.executable, "-m", "pytest", *arguments], check=False).returncode  # noqa: S603


if __name__ == "__main__":
    sys.exit(main())
