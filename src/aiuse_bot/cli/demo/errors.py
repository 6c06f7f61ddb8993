"""Why a demo ends before its time."""


class DemoError(Exception):
    """The demo cannot go on; the text says why, and what to do."""


class StopAskedError(Exception):
    """Somebody pressed Ctrl-C or sent SIGTERM: no failure."""
