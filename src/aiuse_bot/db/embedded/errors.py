class EmbeddedServerError(RuntimeError):
    """The embedded server cannot be used; the message says what happened and what to do about it."""


class NotWantedError(Exception):
    """The process was asked to stop while the server was starting; the start was aborted."""
