"""Rows of the whole department, which whoever may read them anywhere reads whole."""

from doc_portal.core.models import PortalQuerySet


class CentralQuerySet(PortalQuerySet):
    """Years, codes and authority belong to no worksite: a business office reads what the department has."""

    is_central = True

    def visible_to(self, user):
        """All of them for who may read them somewhere."""
        meta = self.model._meta
        return self if user.has_perm(f"{meta.app_label}.view_{meta.model_name}") else self.none()
