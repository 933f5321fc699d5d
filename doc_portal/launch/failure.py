"""The one failure that a person reads."""


class CannotStart(Exception):
    """The launcher cannot go on. The text is one sentence that names the way out; no traceback is shown."""
