"""The home of the SAM II desk: what was rejected, what is due, and how far the books agree."""

from django.utils.functional import cached_property

from doc_portal.core.views.pages import PlainPage
from fiscal.actions.sam_ii import recertify_days
from fiscal.models import (
    CodeChange,
    ExternalDocRef,
    InterfaceExport,
    LedgerImport,
    Reconciliation,
    SamIssue,
    SystemAccess,
)
from fiscal.reconciled import control_label
from fiscal.views.sam_ii import DESK

SHOWN = 6


class SamDesk(PlainPage):
    """What waits at the desk, each part leading to its list."""

    permission_required = "fiscal.view_samissue"
    template_name = "fiscal/desk.html"
    title = DESK
    intro = "What SAM II rejected, access and codes that are due, and how far the portal and SAM II agree."

    @cached_property
    def issues(self):
        """Open issues, the oldest first."""
        return list(SamIssue.objects.visible_to(self.request.user).open().for_list().order_by("pk")[:SHOWN])

    @cached_property
    def rejected(self):
        """Documents that were rejected and not sent again."""
        return list(ExternalDocRef.objects.visible_to(self.request.user).rejected().for_list()[:SHOWN])

    @cached_property
    def accesses(self):
        """Access to certify or to take away, what is longest ago first."""
        days, notice = recertify_days()
        rows = SystemAccess.objects.visible_to(self.request.user)
        due = rows.to_certify(days, notice) | rows.for_removal(days)
        return list(due.for_list().order_by("certified_on", "pk")[:SHOWN])

    @cached_property
    def code_changes(self):
        """Changes that have not reached OA, what is due first on top."""
        return list(CodeChange.objects.visible_to(self.request.user).unsent().order_by("due_before", "pk")[:SHOWN])

    @cached_property
    def exports(self):
        """The files written last."""
        return list(InterfaceExport.objects.visible_to(self.request.user).for_list()[:SHOWN])

    @cached_property
    def periods(self):
        """Periods that are not signed: being reconciled, or loaded and not begun."""
        user = self.request.user
        rows = Reconciliation.objects.visible_to(user).filter(status=Reconciliation.Status.OPEN).for_list()
        loaded = LedgerImport.objects.visible_to(user).loaded().filter(period__reconciliation=None).for_list()
        return [*rows.order_by("period__year", "period__no")[:SHOWN], *loaded.order_by("period")[:SHOWN]]

    def label(self) -> str:
        """When both books last agreed."""
        return control_label()
