"""Pages of what belongs to the whole department."""

from doc_portal.core.views.pages import Page


class CentralPage(Page):
    """Whoever may read such rows at any worksite reads them all; changing them takes the right everywhere."""

    def may(self, permission, record):
        """Reading counts wherever it is held."""
        verb = permission.split(".")[1].partition("_")[0]
        return self.request.user.has_perm(permission) if verb == "view" else super().may(permission, record)
