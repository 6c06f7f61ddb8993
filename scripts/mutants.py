"""Break the product on purpose, one guarantee at a time, and check that the corresponding test turns red.

Each patch in `mutants/` names in its header the guarantee it breaks and the test that must fail:

    Guarantee: an event is committed before Slack is answered.
    Test: tests/faults/test_killed_between.py::test_slack_is_answered_only_when_the_event_is_kept

Arguments are names of patches; without any, all are tried. First all those tests run on an unchanged copy of the
tree, where they must pass, or their failures would prove nothing. Exit code 1 if a mutant survived, its patch does
not apply, or its test could not run.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET

PATCHES = "mutants"
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", ".demo", ".hypothesis", ".*_cache", "__pycache__", "build", "dist", "training"
)
_HEAD = re.compile(r"^(Guarantee|Test): (.+)$", re.MULTILINE)


class InconclusiveError(Exception):
    """A mutant could not be tested: its patch does not apply, or its test did not run."""


class Mutant(NamedTuple):
    """One way to break the product: `guarantee` is what it breaks, `test` the node id of the test that must fail."""

    patch: Path
    guarantee: str
    test: str


class Outcome(NamedTuple):
    """Outcome of a test run: whether it `passed`, and if not, the first line of the failure."""

    passed: bool
    failure: str


def main(names: list[str]) -> int:
    """Try the mutants with these names, or all, and return the exit code."""
    try:
        mutants = [read(patch) for patch in patches(names)]
        check_baseline(mutants)
    except InconclusiveError as problem:
        print_line(f"error: {problem}")
        return 1
    # A list, so that a survivor does not keep later mutants from being tried.
    killed = [is_killed(mutant) for mutant in mutants]
    print_line(f"{sum(killed)} of {len(killed)} mutants killed")
    return int(not all(killed))


def patches(names: list[str]) -> list[Path]:
    """Return the patches with these names, or all; InconclusiveError if there is none."""
    known = {patch.stem: patch for patch in sorted(Path(PATCHES).glob("*.patch"))}
    unknown = [name for name in names if name not in known]
    if unknown or not known:
        raise InconclusiveError(f"no such mutant: {', '.join(unknown) or 'there are none'}")
    return [known[name] for name in names or known]


def read(patch: Path) -> Mutant:
    """Read the header of a patch; InconclusiveError if a line is missing."""
    head = dict(_HEAD.findall(patch.read_text("utf-8").partition("\ndiff ")[0]))
    if set(head) != {"Guarantee", "Test"}:
        raise InconclusiveError(f"{patch} needs a line `Guarantee: …` and a line `Test: …` before its first diff")
    return Mutant(patch, head["Guarantee"], head["Test"])


def check_baseline(mutants: list[Mutant]) -> None:
    """Run the tests on an unchanged copy; InconclusiveError if one fails."""
    with temporary_copy() as copy:
        outcome = run(copy, sorted({mutant.test for mutant in mutants}))
    if not outcome.passed:
        raise InconclusiveError(f"a test fails on the unchanged tree: {outcome.failure}")


def is_killed(mutant: Mutant) -> bool:
    """Whether the test of a mutant fails; prints the result."""
    begun = time.monotonic()
    with temporary_copy() as copy:
        try:
            apply(mutant.patch, copy)
            outcome = run(copy, [mutant.test])
        except InconclusiveError as problem:
            print_line(f"error     {mutant.patch.stem}: {problem}")
            return False
    verdict = "SURVIVED" if outcome.passed else "killed  "
    print_line(f"{verdict}  {mutant.patch.stem} ({time.monotonic() - begun:.0f} s): {mutant.guarantee}")
    print_line(f"          {mutant.test}")
    if not outcome.passed:
        print_line(f"          {outcome.failure}")
    return not outcome.passed


@contextmanager
def temporary_copy() -> Iterator[Path]:
    """Copy what the tests need to a directory that is deleted after the block."""
    with tempfile.TemporaryDirectory(prefix="mutant-") as directory:
        copy = Path(directory) / "tree"
        shutil.copytree(Path.cwd(), copy, ignore=LEFT_OUT)
        yield copy


def apply(patch: Path, copy: Path) -> None:
    """Apply a patch; InconclusiveError if the code it changes has changed."""
    # Inside another repository git would silently skip paths outside the current directory.
    environment = {**os.environ, "GIT_CEILING_DIRECTORIES": str(copy.parent.resolve())}
    command = ["git", "apply", "--verbose", str(patch.resolve())]
    done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        raise InconclusiveError(f"the patch does not apply any more, make it anew:\n{done.stderr.strip()}")


def run(copy: Path, tests: list[str]) -> Outcome:
    """Run tests of a copy, with the copy's code in every process; InconclusiveError if one did not run."""
    report = copy / "junit.xml"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}", *tests]
    environment = {**os.environ, "PYTHONPATH": str(copy / "src")}
    done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode == 0:
        return Outcome(passed=True, failure="")
    problems = list(ET.parse(report).iter()) if report.exists() else []  # noqa: S314 - pytest wrote it
    failures = [problem.get("message", "") for problem in problems if problem.tag == "failure"]
    # An error outside the test itself proves nothing about the guarantee.
    if not failures or any(problem.tag == "error" for problem in problems):
        raise InconclusiveError(f"the test did not run:\n{done.stdout[-3000:]}{done.stderr[-1000:]}")
    return Outcome(passed=False, failure=failures[0].strip().partition("\n")[0])


def print_line(line: str) -> None:
    """Print a line and flush."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
