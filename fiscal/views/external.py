"""Pages of document types and of documents in other systems."""

from django.utils.html import format_html

from doc_portal.core.addresses import address_of
from doc_portal.core.display import BLANK, long_moment
from doc_portal.core.views.pages import ActionPage, CreatePage, DetailPage
from fiscal.actions.external import agency_of, note_reference, refer
from fiscal.actions.sam_ii import answer_reference
from fiscal.documents import documents_of
from fiscal.forms.external import DocumentTypeFilter, ExternalDocFilter, ExternalDocForm, ReferenceForm
from fiscal.forms.sam_ii import AnswerForm
from fiscal.models import DocumentType, ExternalDocRef, PaymentRequest, PurchaseOrder
from fiscal.tables.external import DocumentTypeTable, ExternalDocTable
from fiscal.views.sam_ii import DeskList, DeskPage, move_button


class DocumentTypeList(DeskList):
    """Types of documents of SAM II."""

    model = DocumentType
    permission_required = "fiscal.view_documenttype"
    title = "Document types"
    intro = "Types of documents of SAM II, as published. What is marked is in use, and its name is not confirmed."
    filterset_class = DocumentTypeFilter
    table_class = DocumentTypeTable
    order_by = "code"
    empty_text = "No type is loaded."


class ExternalDocRefList(DeskList):
    """Documents in other systems and what was answered."""

    model = ExternalDocRef
    permission_required = "fiscal.view_externaldocref"
    title = "External documents"
    intro = "Documents in SAM II and what replaces it, each with what it stands for here and what was answered."
    filterset_class = ExternalDocFilter
    table_class = ExternalDocTable
    empty_text = "No document is noted. Payments and exports note theirs; others are entered here."


class ExternalDocPage(DeskPage):
    """A page about one document in another system."""

    model = ExternalDocRef
    list_title = "External documents"
    list_url_name = "fiscal:externaldocref-list"

    def get_queryset(self):
        return super().get_queryset().for_list()


class ExternalDocRefDetail(ExternalDocPage, DetailPage):
    """One document in another system."""

    permission_required = "fiscal.view_externaldocref"

    def facts(self):
        one = self.object
        stands_for = BLANK
        if one.portal_type:
            found = documents_of([(one.portal_type, one.portal_id)], self.request.user)[one.portal_type, one.portal_id]
            stands_for = format_html('<a href="{}">{}</a>', found.url, found.name) if found.url else found.name
        return [
            ("System", one.system),
            ("Type", one.document_type),
            ("Agency", one.agency),
            ("Number", one.number),
            ("Action", f"{one.get_action_display()}, {one.seq}"),
            ("Stands for", stands_for),
            ("Noted", long_moment(one.created_at)),
        ]

    def actions(self):
        """What was answered, as long as it was not accepted."""
        open_still = self.object.status not in (self.object.Status.ACCEPTED, self.object.Status.VOID)
        url = "fiscal:externaldocref-answer"
        return move_button(self, "fiscal.answer_externaldocref", url, "Record answer") if open_still else []


class ExternalDocRefAnswer(ExternalDocPage, ActionPage):
    """Accepted, or rejected with its error: that opens an issue."""

    permission_required = "fiscal.answer_externaldocref"
    form_class = AnswerForm
    action = staticmethod(answer_reference)
    button = "Record answer"
    done = "Answer recorded."


class ExternalDocRefCreate(ExternalDocPage, CreatePage):
    """Note a document that was entered in the other system by hand."""

    permission_required = "fiscal.add_externaldocref"
    form_class = ExternalDocForm
    intro = "A number is used once for each system, type, agency and action."
    button = "Note document"
    done = "Document noted."

    def keep(self, form):
        return refer(form.instance, by=self.request.user)


class ReferPage(ActionPage):
    """Note under which number another system holds a document of the portal."""

    form_class = ReferenceForm
    button = "Note reference"

    def order(self) -> PurchaseOrder:
        """The order it is, or is for."""
        raise NotImplementedError

    def get_initial(self):
        return {"agency": agency_of(self.order())}

    def action(self, record, *, by, **typed):
        """Noted; the page of the record shows it."""
        note_reference(record, by=by, **typed)
        return record

    def done_message(self):
        return "Reference noted."


class PurchaseOrderRefer(ReferPage):
    """The order in another system."""

    model = PurchaseOrder
    permission_required = "fiscal.refer_purchaseorder"

    def get_queryset(self):
        return super().get_queryset().select_related("worksite", "vendor", "requisition")

    def order(self):
        return self.object


class PaymentRequestRefer(ReferPage):
    """The voucher in another system."""

    model = PaymentRequest
    permission_required = "fiscal.refer_paymentrequest"

    def get_queryset(self):
        return super().get_queryset().select_related("invoice__vendor", "invoice__order__worksite")

    def trail(self):
        return [("Vouchers", address_of("fiscal:paymentrequest-list"))]

    def order(self):
        return self.object.invoice.order
