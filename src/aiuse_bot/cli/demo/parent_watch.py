"""Runs a module as `python -m` does, and asks it to stop when whoever started it is gone.

    python -P parent_watch.py DESCRIPTOR MODULE [ARGUMENT ...]

DESCRIPTOR is the reading end of a pipe whose other end only the demo holds. The kernel closes that end with the demo's
life, however it ends, kill -9 included; nothing is ever written into it.
"""

import os
import runpy
import signal
import sys
import threading
import time

PATIENCE_S = 12
"""The bot needs up to ten seconds to stop cleanly; what is there after that is killed."""


def end_with_parent(descriptor: int) -> None:
    """Wait until the other end is closed, then end this process."""
    while os.read(descriptor, 1):
        continue
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(PATIENCE_S)
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    threading.Thread(target=end_with_parent, args=[int(sys.argv[1])], daemon=True).start()
    del sys.argv[:2]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
