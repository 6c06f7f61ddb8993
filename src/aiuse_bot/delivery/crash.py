"""Named places where a test may end this process as suddenly as a power cut would.

A test hook only: without `AIUSE_BOT_CRASH_AT` in the environment it costs one comparison. Crash points surround every
step whose repetition would be visible in Slack. `AIUSE_BOT_CRASH_AT=after_post` ends the process the first time it
reaches that point, `AIUSE_BOT_CRASH_AT=after_post:3` the third time.
"""

import os
from itertools import count

CRASH_AT, _, _passage = os.environ.get("AIUSE_BOT_CRASH_AT", "").partition(":")
PASSAGE = int(_passage or 1)
KILLED = 137
"""The exit code of a process ended by SIGKILL."""

_passages = count(1)


def crash_point(name: str) -> None:
    """End the process here, with nothing flushed or rolled back, if the environment asks for this name.

    With a number after the name (`name:3`), it ends at that pass, counted across all threads.
    """
    if name == CRASH_AT and next(_passages) == PASSAGE:
        os._exit(KILLED)
