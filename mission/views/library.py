"""Pages of the library: documents, their versions and files, and what policy managers do with them."""

import logging

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic.detail import SingleObjectMixin

from doc_portal.core.addresses import address_of
from doc_portal.core.attachments import KINDS, path_of
from doc_portal.core.audit import log
from doc_portal.core.display import long_date
from doc_portal.core.forms import ConfirmForm
from doc_portal.core.search.folding import normal_key
from doc_portal.core.views.pages import ActionPage, CreatePage, DetailPage, EditPage, ListPage, Page, PlainPage
from mission.actions.library import (
    draft_version,
    frozen,
    publish_version,
    revise_document,
    revise_version,
    withdraw_document,
    write_document,
)
from mission.comparison import LONGEST, compare
from mission.forms.library import DocumentFilter, DocumentForm, DocumentVersionForm, WithdrawForm
from mission.models import Document, DocumentVersion
from mission.tables.library import DocumentTable
from mission.views.glossary import warn_of_acronyms
from personnel.reviews import trust_of, with_review

logger = logging.getLogger(__name__)
LIBRARY = "Policies and forms"


class DocumentList(ListPage):
    """Every document one may know of."""

    model = Document
    permission_required = "mission.view_document"
    template_name = "mission/document_list.html"
    filterset_class = DocumentFilter
    table_class = DocumentTable
    title = LIBRARY
    intro = "Policies, procedures, forms and manuals: what is in force, since when, and what changed."
    row_name = "document"

    def unasked(self, rows):
        return rows.kept()


def successor_of(document: Document, user) -> Document | None:
    """What takes a document's place, where this person may know of it."""
    if document.successor_id is None:
        return None
    return Document.objects.visible_to(user).filter(pk=document.successor_id).first()


class InLibrary(Page):
    """A page that stands under the list of documents."""

    slug_field = "key"
    slug_url_kwarg = "key"

    def trail(self):
        return [(LIBRARY, address_of("mission:document-list"))]


class UnderDocument(InLibrary):
    """A page about one document, at the document's address or below it."""

    def trail(self):
        return [*super().trail(), (self.object.number, self.object.get_absolute_url())]


class DocumentDetail(InLibrary, DetailPage):
    """What is in force, what changed, what comes, and whom to ask."""

    model = Document
    permission_required = "mission.view_document"
    asks_readers = True
    template_name = "mission/document_detail.html"
    fields = ("number", "kind", "unit", "topic", "as_of", "source", "note")

    def get(self, request, *args, **kwargs):
        """The document; one whose number is spelled another way is found under its own address."""
        key = normal_key(kwargs["key"])
        if key != kwargs["key"] and self.get_queryset().filter(key=key).exists():
            return HttpResponseRedirect(address_of("mission:document-detail", key))
        return super().get(request, *args, **kwargs)

    def get_queryset(self):
        rows = super().get_queryset().for_list()
        return with_review(rows.select_related("unit", "owner__worksite", "owner__holder", "owner__backup"))

    def get_title(self):
        return f"{self.object.number}: {self.object.shown_title}"

    def get_intro(self):
        return self.object.summary

    def get_version(self):
        """The number of the version in force."""
        return self.object.current_n

    def facts(self):
        """Without what is not known of this document."""
        told = {name for name in self.fields if getattr(self.object, name)}
        return [fact for name, fact in zip(self.fields, super().facts(), strict=True) if name in told or name == "unit"]

    @cached_property
    def versions(self) -> list[DocumentVersion]:
        """Those this person may see, newest first; only the one in force with its text."""
        rows = DocumentVersion.objects.visible_to(self.request.user).filter(document=self.object)
        found = list(rows.select_related("file").defer("text", "file_text"))
        for version in found:
            version.document = self.object
        return found

    @cached_property
    def current(self) -> DocumentVersion | None:
        """The version in force today."""
        return next((one for one in self.versions if one.n == self.object.current_n), None)

    def trust(self):
        """Who answers for the document, when it was looked over, and which version is in force."""
        version = self.current.n if self.current else None
        owner = "" if self.object.owner else self.object.unit
        return trust_of(self.object, "documents", user=self.request.user, owner=owner, version=version)

    def successor(self) -> Document | None:
        """What takes its place."""
        return successor_of(self.object, self.request.user)

    def announced(self) -> list[DocumentVersion]:
        """Published versions that are not in force yet, the nearest first; none of a withdrawn document."""
        if self.object.withdrawn_on:
            return []
        return [one for one in reversed(self.versions) if one.is_coming]

    def comparable(self) -> bool:
        """Whether there are two versions to lay side by side."""
        return len(self.versions) > 1

    def works_on_it(self) -> bool:
        """Those who write it see what happened to it."""
        return self.may("mission.change_document", self.object)

    def history(self):
        return super().history() if self.works_on_it() else []

    def actions(self):
        """Edit, withdraw and the next version, while it is not withdrawn."""
        if self.object.withdrawn_on:
            return []
        offered = (
            ("edit", "mission.change_document", "mission:document-edit", "Edit", False),
            ("withdraw", "mission.withdraw_document", "mission:document-withdraw", "Withdraw document", True),
            ("version", "mission.add_documentversion", "mission:documentversion-create", "New version", False),
        )
        return [
            {"verb": verb, "url": address_of(url, self.object.key), "label": label, "danger": danger}
            for verb, permission, url, label, danger in offered
            if self.may(permission, self.object)
        ]


class DocumentCreate(InLibrary, CreatePage):
    """Add a document. Its first version is written next."""

    model = Document
    permission_required = "mission.add_document"
    form_class = DocumentForm
    button = "Add document"
    intro = "First what it is called and who answers for it. Its text or file comes next."
    done = "Document added. Write its first version next: staff see it once that is published."

    def get_initial(self):
        return super().get_initial() | {"unit": self.request.user.unit_id}

    def keep(self, form):
        return write_document(form.instance, by=self.request.user)


class DocumentEdit(UnderDocument, EditPage):
    """Change what is known of a document; its versions stay as they are."""

    model = Document
    permission_required = "mission.change_document"
    form_class = DocumentForm
    done = "Document saved."

    def get(self, request, *args, **kwargs):
        document = self.get_object()
        if not document.editable:
            messages.warning(request, f"{document} was withdrawn and cannot be changed.")
            return HttpResponseRedirect(document.get_absolute_url())
        return super().get(request, *args, **kwargs)

    def keep(self, form, changed):
        return revise_document(form.instance, by=self.request.user, changed=changed)


class DocumentWithdraw(UnderDocument, ActionPage):
    """Take a document out of force for good."""

    model = Document
    permission_required = "mission.withdraw_document"
    form_class = WithdrawForm
    action = staticmethod(withdraw_document)
    button = "Withdraw document"
    intro = "Its page stays with your reason and the successor. Its files can no longer be opened. This is for good."
    done = "Document withdrawn."

    def is_dangerous(self):
        return True


class OfVersion(InLibrary):
    """A page about one version, found by its document's key and its own number."""

    model = DocumentVersion
    slug_field = "n"
    slug_url_kwarg = "n"

    def get_queryset(self):
        rows = super().get_queryset().filter(document__key=self.kwargs["key"])
        return rows.select_related("document__unit", "file")

    def trail(self):
        document = self.object.document
        return [*super().trail(), (document.number, document.get_absolute_url())]


class BelowVersion(OfVersion):
    """A page about what is done with one version."""

    def trail(self):
        return [*super().trail(), (f"Version {self.object.n}", self.object.get_absolute_url())]


class DocumentVersionDetail(OfVersion, DetailPage):
    """One version as it was published, or a draft as it would be."""

    permission_required = "mission.view_documentversion"
    template_name = "mission/documentversion_detail.html"
    fields = ("effective_on", "change_kind", "published_at", "sha256")
    names = ("In force from", "Kind of change", "Published", "Fingerprint (SHA-256)")

    def facts(self):
        """Under names a reader understands."""
        return [(name, value) for name, (_, value) in zip(self.names, super().facts(), strict=True)]

    def get_title(self):
        return f"{self.object.document.number}, version {self.object.n}"

    def get_intro(self):
        return self.object.summary

    def get_version(self):
        """Its number among those of the document."""
        return self.object.n

    def successor(self) -> Document | None:
        """What takes the place of its document."""
        return successor_of(self.object.document, self.request.user)

    def works_on_it(self) -> bool:
        return self.may("mission.change_documentversion", self.object)

    def history(self):
        return super().history() if self.works_on_it() else []

    def actions(self):
        """Edit and publish, while it is a draft."""
        if not self.object.editable or self.object.document.withdrawn_on:
            return []
        place = [self.object.document.key, self.object.n]
        offered = (("edit", "change", "Edit"), ("publish", "publish", "Publish version"))
        return [
            {
                "verb": verb,
                "url": reverse(f"mission:documentversion-{verb}", args=place),
                "label": label,
                "danger": False,
            }
            for verb, right, label in offered
            if self.may(f"mission.{right}_documentversion", self.object)
        ]


class DocumentVersionCreate(InLibrary, CreatePage):
    """Write the next version. It starts from the text of the version before."""

    model = DocumentVersion
    permission_required = "mission.add_documentversion"
    form_class = DocumentVersionForm
    button = "Save draft"
    done = "Draft saved. Read it through below, then publish it."

    @cached_property
    def document(self) -> Document:
        """The document, on which the person must hold the page's permission."""
        return get_object_or_404(Document.objects.visible_to(self.request.user), key=self.kwargs["key"])

    def answer(self, request, *args, **kwargs):
        """Only where the person may add versions to this document."""
        if not self.may(self.permission_required, self.document):
            raise PermissionDenied(self.permission_required)
        return super().answer(request, *args, **kwargs)

    def get_title(self):
        return f"New version of {self.document.number}"

    def get_initial(self):
        latest = self.document.versions.order_by("-n").values_list("text", flat=True).first()
        return super().get_initial() | {"text": latest or ""}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": DocumentVersion(document=self.document)}

    def trail(self):
        return [*super().trail(), (self.document.number, self.document.get_absolute_url())]

    def keep(self, form):
        fields = {name: form.cleaned_data[name] for name in form.Meta.fields}
        warn_of_acronyms(self.request, fields["summary"], fields["text"])
        return draft_version(self.document, by=self.request.user, file=form.read, **fields)


class DocumentVersionEdit(BelowVersion, EditPage):
    """Change a draft."""

    permission_required = "mission.change_documentversion"
    form_class = DocumentVersionForm
    button = "Save draft"
    done = "Draft saved."

    def get(self, request, *args, **kwargs):
        self.object = self.get_object()
        if not self.object.editable:
            return self.refuse(str(frozen(self.object)))
        return super().get(request, *args, **kwargs)

    def keep(self, form, changed):
        removed = form.cleaned_data.get("remove_file", False)
        warn_of_acronyms(self.request, form.instance.summary, form.instance.text)
        return revise_version(form.instance, by=self.request.user, changed=changed, file=form.read, remove_file=removed)


class DocumentVersionPublish(BelowVersion, ActionPage):
    """Publish a draft for good."""

    permission_required = "mission.publish_documentversion"
    form_class = ConfirmForm
    template_name = "mission/documentversion_publish.html"
    action = staticmethod(publish_version)

    def done_message(self):
        if self.object.is_coming:
            return f"Version published. It takes effect on {long_date(self.object.effective_on)}."
        return f"Version published. It is in force from {long_date(self.object.effective_on)}."

    def get_success_url(self):
        return self.object.document.get_absolute_url()


class DocumentVersionFile(OfVersion, SingleObjectMixin):
    """The file of a version, the only address it leaves by. Who opened a restricted one is kept."""

    permission_required = "mission.view_documentversion"

    def get(self, request, *args, **kwargs):
        """The file as a download that no browser runs; 404 once the document is withdrawn."""
        version = self.get_object()
        if version.file is None or version.document.withdrawn_on is not None:
            raise Http404
        try:
            file = path_of(version.file.uuid).open("rb")
        except OSError as error:
            logger.error("The file of attachment %s cannot be read: %s", version.file.pk, error)
            raise Http404 from None
        if version.document.visibility == Document.Visibility.RESTRICTED:
            log("download", version, by=request.user, details={"file": version.file.name})
        kind = KINDS[version.file.kind]
        response = FileResponse(file, as_attachment=True, filename=version.file.name, content_type=kind)
        response["X-Content-Type-Options"] = "nosniff"
        response["Content-Security-Policy"] = "sandbox; default-src 'none'"
        return response


class DocumentCompare(InLibrary, PlainPage):
    """Two versions side by side, beside the line that says what changed."""

    model = Document
    permission_required = "mission.view_document"
    template_name = "mission/document_compare.html"
    intro = "Words that go are struck through, words that come are underlined."

    @cached_property
    def object(self) -> Document:
        return get_object_or_404(self.get_queryset().select_related("unit"), key=self.kwargs["key"])

    @cached_property
    def versions(self) -> list[DocumentVersion]:
        """Every version this person may see, oldest first, without its text."""
        rows = DocumentVersion.objects.visible_to(self.request.user).filter(document=self.object)
        return list(rows.defer("text", "file_text").order_by("n"))

    @cached_property
    def chosen(self) -> tuple[DocumentVersion, DocumentVersion] | None:
        """The two versions asked for; the last two where the address asks for none that can be read."""
        by_number = {str(one.n): one for one in self.versions}
        asked = [by_number.get(self.request.GET.get(name, "")) for name in ("from", "to")]
        if len(self.versions) < 2:
            return None
        if None in asked or asked[0] == asked[1]:
            asked = self.versions[-2:]
        numbers = [one.pk for one in asked]
        whole = DocumentVersion.objects.in_bulk(numbers)
        return whole[numbers[0]], whole[numbers[1]]

    def notice(self) -> str:
        """What could not be read in the address."""
        asked = [self.request.GET.get(name) for name in ("from", "to")]
        if not any(asked) or self.chosen is None or asked == [str(one.n) for one in self.chosen]:
            return ""
        return "We could not read the two versions in the address, so these are the last two."

    def rows(self) -> list:
        """The lines of both, or nothing where they say the same."""
        before, after = self.chosen
        return compare(before.words, after.words) if before.words != after.words else []

    def is_cut(self) -> bool:
        """Whether the texts are longer than what is compared."""
        return any(len(one.words) > LONGEST for one in self.chosen)

    def from_files(self) -> bool:
        """Whether a text was read from a file, where line ends are a guess."""
        return any(not one.text and one.file_text for one in self.chosen)

    def get_title(self):
        return f"Compare versions of {self.object.number}"

    def trail(self):
        return [*super().trail(), (self.object.number, self.object.get_absolute_url())]
