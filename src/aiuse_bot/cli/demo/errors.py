"""Why a demo ends early."""


class DemoError(Exception):
    """The demo cannot continue; the message says why and what to do."""


class StopAskedError(Exception):
    """Somebody pressed Ctrl-C or sent SIGTERM; not a failure."""
