"""Pages for auditors: every act, and what happened to one record field by field."""

import json

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.access import scope_of
from doc_portal.core.audit_filters import WORDS_WITHIN, AuditEventFilter
from doc_portal.core.display import long_date
from doc_portal.core.history import event_model, history_of
from doc_portal.core.models import AuditEvent
from doc_portal.core.tables import Column, LinkColumn, PortalTable
from doc_portal.core.views.pages import DetailPage, ListPage, PlainPage


class AuditEventTable(PortalTable):
    at = LinkColumn(verbose_name="When", order_by=("at", "pk"))
    who = Column(verbose_name="Who", orderable=False)
    act_told = Column(verbose_name="Act", orderable=False)
    object_name = Column(verbose_name="Record", orderable=False)
    outcome = Column(verbose_name="Outcome", orderable=False, nowrap=True)
    reason = Column(verbose_name="Reason", orderable=False, wide=True)


class AuditEventList(ListPage):
    model = AuditEvent
    permission_required = "core.view_auditevent"
    table_class = AuditEventTable
    filterset_class = AuditEventFilter
    title = "Audit trail"
    row_name = "act"
    order_by = "-at"

    def get_intro(self):
        intro = "Every act in the portal, done or refused. Nobody can change or remove what is written here."
        if self.request.GET.get("q"):
            return f"{intro} Words are looked for in {WORDS_WITHIN.days} days, up to the day you name or today."
        return intro


def history_url(event: AuditEvent) -> str | None:
    """The address of the history of the record an act was done to."""
    if event.content_type is None or event.object_id is None:
        return None
    kind = f"{event.content_type.app_label}.{event.content_type.model}"
    return reverse("core:history", args=[kind, event.object_id])


class AuditEventDetail(DetailPage):
    model = AuditEvent
    permission_required = "core.view_auditevent"
    template_name = "core/auditevent_detail.html"
    fields = ("who", "object_name", "outcome", "before", "after", "reason", "address", "request_id")
    show_history = False

    def get_queryset(self):
        return super().get_queryset().for_list()

    def get_title(self):
        about = f": {self.object.object_name}" if self.object.object_name else ""
        return f"{self.object.act_told}{about}, by {self.object.who}"

    def trail(self):
        return [("Audit trail", reverse("core:auditevent-list"))]

    def facts(self):
        """When to the hundredth of a second, what, and whatever else the act left behind."""
        moment = timezone.localtime(self.object.at)
        exactly = f"{long_date(moment)}, {moment:%H:%M:%S}.{moment.microsecond // 10_000:02} {moment:%Z (UTC%z)}"
        return [
            ("When", exactly),
            ("Act", self.object.act_told),
            *super().facts(),
            *(
                (f"Detail: {name}", value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
                for name, value in self.object.details.items()
            ),
        ]

    def history_url(self):
        return history_url(self.object)


class RecordHistory(PlainPage):
    """Everything that happened to one record: acts and changes of its fields, newest first."""

    permission_required = "core.view_auditevent"
    template_name = "core/history.html"
    intro = "Acts people took, and changes of the row as the database kept them, newest first."

    def get_context_data(self, **kwargs):
        if not scope_of(self.request.user, self.permission_required).everywhere:
            raise PermissionDenied(self.permission_required)
        try:
            model = apps.get_model(self.kwargs["kind"])
        except (LookupError, ValueError):
            raise Http404 from None
        happenings = history_of(model, self.kwargs["pk"])
        if not happenings:
            raise Http404
        self.record = model._base_manager.filter(pk=self.kwargs["pk"]).first()
        self.title = f"History of {model._meta.verbose_name} “{self.record or self.kwargs['pk']}”"
        return super().get_context_data(**kwargs) | {
            "happenings": happenings,
            "keeps_rows": event_model(model) is not None,
        }

    def trail(self):
        return [("Audit trail", reverse("core:auditevent-list"))]
