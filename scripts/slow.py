"""Print the twenty slowest test files and the total, from pytest's JUnit report: `slow.py REPORT`."""

import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree as ET

MOST = 20


def seconds_by_file(report: Path) -> Counter[str]:
    """Return the seconds that the tests of each file took, including set-up and tear-down."""
    seconds: Counter[str] = Counter()
    for case in ET.parse(report).iter("testcase"):  # noqa: S314 - pytest wrote it just now
        seconds[case.get("classname", "")] += float(case.get("time", 0))  # type: ignore[assignment] # fractions count
    return seconds


if __name__ == "__main__":
    found = seconds_by_file(Path(sys.argv[1]))
    for name, took in found.most_common(MOST):
        print(f"{took:8.1f} s  {name.replace('.', '/')}.py")  # noqa: T201
    print(f"{sum(found.values()):8.1f} s  in all files")  # noqa: T201
