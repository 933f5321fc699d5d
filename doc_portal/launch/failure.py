"""The one failure that a person reads."""


class CannotStart(Exception):  # noqa: N818
    """The launcher cannot go on. The text is one sentence that names the way out; no traceback is shown."""
