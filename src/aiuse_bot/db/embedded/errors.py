class EmbeddedServerError(RuntimeError):
    """The embedded server cannot be used; the text says what happened and what to do about it."""


class NotWantedError(Exception):
    """The process was asked to stop while the server was being started; what had begun was ended again."""
