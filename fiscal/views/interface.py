"""Pages of interface files: layouts, OA's approval, exports."""

import re

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html

from doc_portal.core.display import BLANK, long_date
from doc_portal.core.views.pages import CreatePage, DetailPage, EditPage
from fiscal.actions.interface import ask_approval, keep_field, move_approval, write_export
from fiscal.fixed_width import CONFIRM
from fiscal.forms.interface import (
    ApprovalFilter,
    ApprovalForm,
    ApprovalMoveForm,
    ExportFilter,
    ExportForm,
    InterfaceFieldFilter,
    InterfaceFieldForm,
)
from fiscal.models import InterfaceApproval, InterfaceExport, InterfaceField, OutsideContact
from fiscal.tables.interface import ApprovalTable, ExportTable, InterfaceFieldKeptTable, InterfaceFieldTable
from fiscal.views.sam_ii import DeskList, DeskPage, MovePage, move_button


class InterfaceFieldList(DeskList):
    """Layouts as far as they are published."""

    model = InterfaceField
    permission_required = "fiscal.view_interfacefield"
    title = "Interface layouts"
    intro = "Which field stands in which columns of a D or L record. What no source tells is empty, never invented."
    filterset_class = InterfaceFieldFilter
    order_by = "layout"
    row_name = "field"
    empty_text = "No layout is loaded."

    @property
    def table_class(self):
        """With the way to change a field for those who keep layouts."""
        keeps = self.request.user.has_perm("fiscal.change_interfacefield")
        return InterfaceFieldKeptTable if keeps else InterfaceFieldTable


class FieldPage(DeskPage):
    """A page about one field."""

    model = InterfaceField
    list_title = "Interface layouts"
    list_url_name = "fiscal:interfacefield-list"

    def trail(self):
        return super().trail()[:2]


class InterfaceFieldCreate(FieldPage, CreatePage):
    """Enter a field OA described."""

    permission_required = "fiscal.add_interfacefield"
    form_class = InterfaceFieldForm
    button = "Add field"
    done = "Field added."

    def get_success_url(self):
        return reverse("fiscal:interfacefield-list")

    def keep(self, form):
        return keep_field(form.instance, by=self.request.user)


class InterfaceFieldEdit(FieldPage, EditPage):
    """Enter columns that OA confirmed."""

    permission_required = "fiscal.change_interfacefield"
    form_class = InterfaceFieldForm
    button = "Save field"
    done = "Field saved."

    def get_success_url(self):
        return reverse("fiscal:interfacefield-list")

    def keep(self, form, changed):
        return keep_field(form.instance, by=self.request.user, changed=changed)


class InterfaceApprovalList(DeskList):
    """What OA allows to be sent."""

    model = InterfaceApproval
    permission_required = "fiscal.view_interfaceapproval"
    title = "Interface approvals"
    intro = "OA approves before test files are sent, and sets up the production file before production begins."
    filterset_class = ApprovalFilter
    table_class = ApprovalTable
    empty_text = "OA was not asked yet."


class ApprovalPage(DeskPage):
    """A page about one approval."""

    model = InterfaceApproval
    list_title = "Interface approvals"
    list_url_name = "fiscal:interfaceapproval-list"

    def get_queryset(self):
        return super().get_queryset().for_list()

    @cached_property
    def contacts(self):
        """Where OA is reached about interfaces."""
        return list(OutsideContact.objects.in_force())


class InterfaceApprovalDetail(ApprovalPage, DetailPage):
    """One approval."""

    permission_required = "fiscal.view_interfaceapproval"
    template_name = "fiscal/interfaceapproval_detail.html"

    def facts(self):
        one = self.object
        days = f"{long_date(one.test_from)} until {long_date(one.test_until)}" if one.test_from else BLANK
        return [
            ("System", one.system),
            ("Types of documents", one.type_codes),
            ("Agency", f"{one.agency_name}, {one.agency_number}"),
            ("Contact here", f"{one.contact_name}, {one.contact_email}, {one.contact_phone}"),
            ("Asked for on", long_date(one.asked_on)),
            ("Test files", days),
            ("OA's answer", one.answer or BLANK),
        ]

    def actions(self):
        return move_button(self, "fiscal.move_interfaceapproval", "fiscal:interfaceapproval-move", "Record OA's answer")


class InterfaceApprovalCreate(ApprovalPage, CreatePage):
    """Note what OA is asked for."""

    permission_required = "fiscal.add_interfaceapproval"
    template_name = "fiscal/interfaceapproval_form.html"
    form_class = ApprovalForm
    intro = "Write to OA first, then note here what was asked for. No file is written before OA approves."
    button = "Add approval"
    done = "Added. Record OA's answer once it is there."

    def keep(self, form):
        types = list(form.cleaned_data["document_types"])
        return ask_approval(form.instance, by=self.request.user, document_types=types)


class InterfaceApprovalMove(ApprovalPage, MovePage):
    """Record OA's answer."""

    permission_required = "fiscal.move_interfaceapproval"
    form_class = ApprovalMoveForm
    action = staticmethod(move_approval)


class InterfaceExportList(DeskList):
    """Files that were written."""

    model = InterfaceExport
    permission_required = "fiscal.view_interfaceexport"
    title = "Interface exports"
    intro = "Files of D and L records for SAM II. A file is written whole, or not at all where a value does not fit."
    filterset_class = ExportFilter
    table_class = ExportTable
    order_by = "-created_at"
    row_name = "export"
    empty_text = "No file is written yet."


class ExportPage(DeskPage):
    """A page about one export."""

    model = InterfaceExport
    list_title = "Interface exports"
    list_url_name = "fiscal:interfaceexport-list"

    def get_queryset(self):
        return super().get_queryset().select_related("document_type", "approval__system", "file", "created_by")


class InterfaceExportDetail(ExportPage, DetailPage):
    """One file: its first records, and what OA has to confirm about its layout."""

    permission_required = "fiscal.view_interfaceexport"
    template_name = "fiscal/interfaceexport_detail.html"

    def facts(self):
        one = self.object
        link = format_html('<a href="{}">{}</a>', one.file.get_absolute_url(), one.file.name) if one.file else BLANK
        approval = format_html('<a href="{}">{}</a>', one.approval.get_absolute_url(), one.approval)
        return [
            ("Purpose", one.get_purpose_display()),
            ("Type of documents", one.document_type),
            ("Approval", approval),
            ("Documents", f"{one.documents.count():,}"),
            ("Records", f"{one.records:,}"),
            ("File", link),
        ]

    def marks(self) -> list[tuple[str, str]]:
        """What OA has to confirm: the record, and what of it."""
        kinds = {one.value: one.label for one in InterfaceField.RecordKind}
        parts = (mark.partition(": ") for mark in self.object.marks)
        return [(kinds.get(kind, kind), _without_confirm(what)) for kind, _, what in parts]

    def actions(self):
        return []


def _without_confirm(mark: str) -> str:
    """What is to be confirmed, whose heading says that it is; columns are named as such."""
    plain = re.sub(rf"[:;] {CONFIRM}$", "", mark)
    return re.sub(r" \((\d+ to \d+)\)$", r", columns \1", re.sub(r" \((\d+)\)$", r", column \1", plain))


class InterfaceExportCreate(ExportPage, CreatePage):
    """Write the documents that wait for a file as one."""

    permission_required = "fiscal.add_interfaceexport"
    form_class = ExportForm
    intro = "Every document of the type that waits for a file goes into it. A value that does not fit stops it."
    button = "Write file"
    done = "File written."

    def keep(self, form):
        return write_export(form.instance, by=self.request.user)
