"""Runs a module as `python -m` does, and asks it to stop when its parent is gone.

    python -P parent_watch.py DESCRIPTOR MODULE [ARGUMENT ...]

DESCRIPTOR is the read end of a pipe whose write end only the demo holds. The kernel closes that when the demo ends in
any way, including kill -9; nothing is ever written to it.
"""

import os
import runpy
import signal
import sys
import threading
import time

PATIENCE_S = 12
"""The bot needs up to ten seconds to stop cleanly; after this time it is killed."""


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
