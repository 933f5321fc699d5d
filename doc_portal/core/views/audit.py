"""Pages for auditors: every act, and what happened to one record field by field."""

import json
from datetime import date
from itertools import tee
from urllib.parse import urlsplit

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import resolve
from django.utils import timezone
from django.utils.html import format_html

from doc_portal.core.access import scope_of
from doc_portal.core.addresses import address_of
from doc_portal.core.audit_filters import WORDS_WITHIN, AuditEventFilter
from doc_portal.core.display import BLANK, cell, heading, long_date, written
from doc_portal.core.history import event_model, fields_apart, history_of
from doc_portal.core.models import AuditEvent
from doc_portal.core.tables import Column, LinkColumn, PortalTable
from doc_portal.core.views.pages import DetailPage, ListPage, PlainPage


class AuditEventTable(PortalTable):
    """One act a line; an export adds what an auditor compares and no line has room for."""

    EXPORTED_TOO = ("actor_roles", "workstation", "before", "after")

    at = LinkColumn(verbose_name="When", order_by=("at", "pk"))
    who = Column(verbose_name="Who", orderable=False)
    act_told = Column(verbose_name="Act", orderable=False)
    object_name = Column(verbose_name="Record", orderable=False)
    outcome = Column(verbose_name="Outcome", orderable=False, nowrap=True)
    reason = Column(verbose_name="Reason", orderable=False, wide=True)

    def export_head(self):
        """The headings, and those of the further columns."""
        return [*super().export_head(), *(heading(AuditEvent, name) for name in self.EXPORTED_TOO)]

    def export_rows(self, rows):
        """The lines, each with the further columns."""
        rows, again = tee(rows)
        for line, event in zip(super().export_rows(rows), again, strict=True):
            yield [*line, event.actor_roles, event.get_workstation_display(), event.before, event.after]


class AuditEventList(ListPage):
    """Every act, newest first, narrowed by person, act, kind of record, outcome, days and words."""

    model = AuditEvent
    permission_required = "core.view_auditevent"
    table_class = AuditEventTable
    filterset_class = AuditEventFilter
    title = "Audit trail"
    row_name = "act"
    order_by = "-at"

    def get_rows(self):
        """The trail as it stood when it was asked for: an export does not list itself."""
        return super().get_rows().filter(at__lt=timezone.now())

    def get_intro(self):
        """What the trail is, and how far back words are looked for where some are."""
        intro = "Every act in the portal, done or refused. Nobody can change or remove what is written here."
        if self.request.GET.get("q"):
            return f"{intro} Words are looked for in {WORDS_WITHIN.days} days, up to the day you name or today."
        return intro


def history_url(event: AuditEvent) -> str | None:
    """The address of the history of the record an act was done to."""
    if event.content_type is None or event.object_id is None:
        return None
    kind = f"{event.content_type.app_label}.{event.content_type.model}"
    return address_of("core:history", kind, event.object_id)


def page_of(event: AuditEvent, user) -> str | None:
    """The address of the record an act was done to, where it has a page that `user` may open."""
    model = event.content_type.model_class() if event.content_type and event.object_id else None
    if not (hasattr(model, "get_absolute_url") and hasattr(model._default_manager, "visible_to")):
        return None
    record = model._default_manager.visible_to(user).filter(pk=event.object_id).first()
    if record is None:
        return None
    url = record.get_absolute_url()
    page = getattr(resolve(urlsplit(url).path).func, "view_class", None)
    permission = getattr(page, "permission_required", None)
    return url if permission and user.has_perm(permission, record) else None


def status_told(event: AuditEvent, status: str) -> str:
    """A status before or after an act in the words of its kind of record; other things as they were kept."""
    model = event.content_type.model_class() if event.content_type else None
    choices = dict(model._meta.get_field("status").flatchoices) if _has_status(model) else {}
    return str(choices.get(status, status)) or BLANK


def _has_status(model) -> bool:
    return model is not None and any(field.name == "status" for field in model._meta.concrete_fields)


DETAILS = {
    "by": "By",
    "changed": "Rows changed",
    "confirmed": "Confirmed by the person",
    "ended": "Rows ended",
    "errors": "Errors",
    "format": "Format",
    "from": "First day",
    "grantable_by": "Granted by",
    "moved": "Functions moved",
    "name": "Name",
    "new": "Rows added",
    "permissions": "Permissions",
    "person": "Person",
    "place": "Counts in",
    "retired": "Retired",
    "role": "Role",
    "rows": "Rows",
    "sample": "Sample data",
    "scope_kinds": "May count in",
    "unchanged": "Rows unchanged",
    "until": "Ends before",
    "url": "Address",
}


def detail_told(name: str, value) -> tuple[str, str]:
    """One thing an act left behind: its label, and its value as pages write it."""
    label = DETAILS.get(name) or name.replace("_", " ").capitalize()
    if isinstance(value, dict):
        return label, json.dumps(value, ensure_ascii=False)
    if name in ("from", "until") and isinstance(value, str):
        return label, long_date(date.fromisoformat(value))
    return label, written(value, long=True)


class AuditEventDetail(DetailPage):
    """One act with everything that was kept of it, and the way to its record."""

    model = AuditEvent
    permission_required = "core.view_auditevent"
    template_name = "core/auditevent_detail.html"
    show_history = False

    def get_queryset(self):
        """With what the facts name already joined."""
        return super().get_queryset().for_list()

    def get_title(self):
        """What was done to what, and by whom: no two acts in a row look the same."""
        about = f": {self.object.object_name}" if self.object.object_name else ""
        return f"{self.object.act_told}{about}, by {self.object.who}"

    def trail(self):
        """Under the audit trail."""
        return [("Audit trail", address_of("core:auditevent-list"))]

    def facts(self):
        """When to the hundredth of a second, what, and whatever else the act left behind."""
        act, moment = self.object, timezone.localtime(self.object.at)
        exactly = f"{long_date(moment)}, {moment:%H:%M:%S}.{moment.microsecond // 10_000:02} {moment:%Z (UTC%z)}"
        return [
            ("When", exactly),
            ("Act", act.act_told),
            ("Who", act.who),
            ("Roles held", written(act.actor_roles)),
            ("Record", self.record_told()),
            ("Outcome", cell(act, "outcome")),
            ("Before", status_told(act, act.before)),
            ("After", status_told(act, act.after)),
            ("Reason", written(act.reason)),
            *(detail_told(name, value) for name, value in act.details.items()),
            ("Workstation", cell(act, "workstation")),
            ("Network address", written(act.address)),
            ("Request", written(act.request_id)),
        ]

    def record_told(self) -> str:
        """The record's name, linked to its page where this person may open it."""
        name = self.object.object_name
        url = page_of(self.object, self.request.user) if name else None
        return format_html('<a href="{}">{}</a>', url, name) if url else written(name)

    def history_url(self):
        """Where the record's whole history is read."""
        return history_url(self.object)


class RecordHistory(PlainPage):
    """Everything that happened to one record: acts and changes of its fields, newest first."""

    permission_required = "core.view_auditevent"
    template_name = "core/history.html"
    intro = "Acts people took, and changes of the row as the database kept them, newest first."

    def get_context_data(self, **kwargs):
        """Everything known of the record; only for those who audit the whole department."""
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
        named = None if fields_apart(model) else self.record  # its name may say what is kept apart
        self.title = f"History of {model._meta.verbose_name} “{named or self.kwargs['pk']}”"
        return super().get_context_data(**kwargs) | {
            "happenings": happenings,
            "keeps_rows": event_model(model) is not None,
        }

    def trail(self):
        """Under the audit trail."""
        return [("Audit trail", address_of("core:auditevent-list"))]
