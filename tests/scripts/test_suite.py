"""What `make check` does with tests that fail, shown on a suite of two tests, and by `FAIL_A_TEST=once make check`."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from patience import PATIENCE

SUITE = Path(__file__).parent.parent.parent / "scripts" / "suite.py"
TESTS = """
from pathlib import Path

def test_good():
    pass

def test_other():
    failures = Path("failures")
    left = int(failures.read_text())
    failures.write_text(str(left - 1))
    assert left <= 0
"""


def run(directory: Path, *, failures: int, tests: str = TESTS) -> "subprocess.CompletedProcess[str]":
    """Run the tests, of which the other one fails so many times, and return how it ended."""
    (directory / "pytest.ini").write_text("[pytest]")
    (directory / "test_it.py").write_text(tests)
    (directory / "failures").write_text(str(failures))
    command = [sys.executable, str(SUITE), "-n", "0", "-q"]
    return subprocess.run(command, cwd=directory, capture_output=True, text=True, timeout=PATIENCE, check=False)


@pytest.mark.parametrize("failures", [1, 2])
def test_a_test_that_passes_when_it_runs_again_is_listed_and_holds_nothing_up(tmp_path: Path, failures: int) -> None:
    ended = run(tmp_path, failures=failures)
    assert ended.returncode == 0
    assert ended.stdout.endswith("\nunsteady:\n  test_it.py::test_other\n")
    assert "1 passed" in ended.stdout
    assert (tmp_path / "build" / "unsteady.txt").read_text() == "test_it.py::test_other\n"


def test_a_test_that_fails_three_times_fails_the_run(tmp_path: Path) -> None:
    ended = run(tmp_path, failures=3)
    assert ended.returncode == 1
    assert "unsteady" not in ended.stdout
    assert ended.stdout.count("FAILED test_it.py::test_other") == 3


def test_a_suite_without_failures_runs_once(tmp_path: Path) -> None:
    ended = run(tmp_path, failures=0)
    assert (ended.returncode, ended.stdout.count("2 passed")) == (0, 1)
    assert (tmp_path / "build" / "unsteady.txt").read_text() == ""


def test_tests_that_cannot_be_read_fail_the_run(tmp_path: Path) -> None:
    ended = run(tmp_path, failures=0, tests="import nothing_of_this_name")
    assert ended.returncode != 0
    assert "unsteady" not in ended.stdout


def test_that_fails_where_the_environment_asks_for_it() -> None:
    wanted = os.environ.get("FAIL_A_TEST", "never")
    is_alone = "PYTEST_XDIST_WORKER" not in os.environ
    assert wanted == "never" or (wanted == "once" and is_alone)
