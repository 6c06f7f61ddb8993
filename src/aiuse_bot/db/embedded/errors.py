class EmbeddedServerError(RuntimeError):
    """The embedded server cannot be used; the text says what happened and what to do about it."""
