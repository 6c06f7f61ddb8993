import os
import subprocess
import sys

import pytest

from patience import PATIENCE

PROGRAM = "from aiuse_bot.delivery.crash import crash_point\ncrash_point('here')\nprint('survived')"


@pytest.mark.parametrize(
    ("name", "code", "said"), [("here", 137, ""), ("there", 0, "survived\n"), (None, 0, "survived\n")]
)
def test_a_process_ends_only_at_the_place_that_is_named(name: str | None, code: int, said: str) -> None:
    environment = dict(os.environ) | ({"AIUSE_BOT_CRASH_AT": name} if name else {})
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert (done.returncode, done.stdout) == (code, said)
