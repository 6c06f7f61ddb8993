"""Keeps the embedded server running: a thread checks on it and restarts it while it is needed."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from aiuse_bot.db.embedded import EmbeddedServer, EmbeddedServerError, NotWantedError

LOOK_EVERY_S = 1.0
LONGEST_PAUSE_S = 30.0
"""Longest pause between attempts to start a server that fails to, say, because the disk is full."""

log = logging.getLogger(__name__)


@contextmanager
def kept_running(server: EmbeddedServer) -> Iterator[None]:
    """Restart the server whenever it ends before the block does. Each end and each restart is logged once."""
    ended = threading.Event()
    thread = threading.Thread(target=_keep, args=(server, ended), name="database-keeper", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _keep(server: EmbeddedServer, ended: threading.Event) -> None:
    pause_s = LOOK_EVERY_S
    is_failing = False
    while not ended.wait(pause_s):
        if server.is_running():
            continue
        if not is_failing:
            log.error("The bot's own database server has ended: it is started again.")
        try:
            server.revive()
        except NotWantedError:
            return
        except EmbeddedServerError as error:
            if not is_failing:
                log.error("It does not start, and is tried again and again. %s", error)  # noqa: TRY400 - the text says it all
            is_failing, pause_s = True, min(pause_s * 2, LONGEST_PAUSE_S)
        else:
            log.warning("The bot's own database server runs again.")
            is_failing, pause_s = False, LOOK_EVERY_S
