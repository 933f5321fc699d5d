"""Pages of document types and of documents in other systems."""

from doc_portal.core.display import BLANK, long_moment
from doc_portal.core.views.pages import ActionPage, CreatePage, DetailPage
from fiscal.actions.external import refer
from fiscal.actions.sam_ii import answer_reference
from fiscal.forms.external import DocumentTypeFilter, ExternalDocFilter, ExternalDocForm
from fiscal.forms.sam_ii import AnswerForm
from fiscal.models import DocumentType, ExternalDocRef
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
        stands_for = f"{one.portal_type} {one.portal_id}" if one.portal_type else BLANK
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
        open_still = self.object.status != self.object.Status.ACCEPTED
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
