"""Named places where a test may end this process as suddenly as a power cut would.

A test hook and nothing else: without `AIUSE_BOT_CRASH_AT` in the environment it costs a comparison. The places lie
around every step after which a repetition would be visible in Slack. `AIUSE_BOT_CRASH_AT=after_post` ends the process
when it comes by there first, `AIUSE_BOT_CRASH_AT=after_post:3` at its third passage.
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

    With a number behind the name (`name:3`) only the passage of that number, counted over all threads, is the last.
    """
    if name == CRASH_AT and next(_passages) == PASSAGE:
        os._exit(KILLED)
