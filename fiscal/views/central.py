"""Pages of what belongs to the whole department."""

from doc_portal.core.display import long_moment
from doc_portal.core.views.pages import Page


def last_changed(record) -> list[tuple[str, str]]:
    """When and in whose name what a record allows was changed last; nothing where it never was."""
    if record.changed_at is None:
        return []
    return [("Last changed", f"{long_moment(record.changed_at)}, {record.changed_by.shown_name}")]


class CentralPage(Page):
    """Whoever may read such rows at any worksite reads them all; changing them takes the right everywhere."""

    def may(self, permission, record):
        """Reading counts wherever it is held."""
        verb = permission.split(".")[1].partition("_")[0]
        return self.request.user.has_perm(permission) if verb == "view" else super().may(permission, record)
