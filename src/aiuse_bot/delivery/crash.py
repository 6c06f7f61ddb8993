"""Named places where a test may end this process as suddenly as a power cut would.

A test hook and nothing else: without `AIUSE_BOT_CRASH_AT` in the environment it costs a comparison. The places lie
around every step after which a repetition would be visible in Slack.
"""

import os

CRASH_AT = os.environ.get("AIUSE_BOT_CRASH_AT")
KILLED = 137
"""The exit code of a process ended by SIGKILL."""


def crash_point(name: str) -> None:
    """End the process here, with nothing flushed or rolled back, if the environment asks for this name."""
    if name == CRASH_AT:
        os._exit(KILLED)
