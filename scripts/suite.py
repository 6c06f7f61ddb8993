"""Run the suite; rerun failed tests at most twice, without parallel workers. Arguments are pytest's.

A test that then passes does not block a change, but it hides a race that somebody has to find, so it is listed at the
end and in build/unsteady.txt. Exit code 0, or pytest's own if a test failed three times or nothing could run.
"""

import json
import subprocess
import sys
from pathlib import Path

LAST_FAILED = Path(".pytest_cache/v/cache/lastfailed")
UNSTEADY = Path("build/unsteady.txt")
REPETITIONS = 2
SOME_FAILED = 1
"""pytest's exit code; others mean that it could not run, which a rerun does not fix."""


def main(arguments: list[str]) -> int:
    """Return the exit code of the last run."""
    LAST_FAILED.unlink(missing_ok=True)
    status = run(arguments)
    at_first = failed()
    for _ in range(REPETITIONS):
        if status != SOME_FAILED:
            break
        status = run(["--last-failed", "-n", "0"])
    report_unsteady(sorted(at_first - failed()))
    return status


def run(arguments: list[str]) -> int:
    """Run pytest with these arguments and return its exit code."""
    return subprocess.run([sys.executable, "-m", "pytest", *arguments], check=False).returncode  # noqa: S603


def failed() -> set[str]:
    """Return the ids of the tests that failed in their last run."""
    return set(json.loads(LAST_FAILED.read_text("utf-8"))) if LAST_FAILED.exists() else set()


def report_unsteady(unsteady: list[str]) -> None:
    """List the tests that failed and then passed; an empty list leaves an empty file."""
    UNSTEADY.parent.mkdir(exist_ok=True)
    UNSTEADY.write_text("".join(f"{test}\n" for test in unsteady), "utf-8")
    if unsteady:
        sys.stdout.write("\nunsteady:\n" + "".join(f"  {test}\n" for test in unsteady))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
