import os
import subprocess
import sys

import pytest

from patience import PATIENCE

PROGRAM = """
from aiuse_bot.delivery.crash import crash_point
for passage in (1, 2, 3):
    crash_point("here")
    print(passage, end="", flush=True)
"""


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("", 0, "123"),
        ("here", 137, ""),
        ("here:1", 137, ""),
        ("here:3", 137, "12"),
        ("here:4", 0, "123"),
        ("there", 0, "123"),
    ],
)
def test_a_process_ends_only_at_the_passage_that_is_named(name: str, code: int, said: str) -> None:
    environment = {**os.environ, "AIUSE_BOT_CRASH_AT": name}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert (done.returncode, done.stdout) == (code, said)
