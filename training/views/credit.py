"""Pages of completed training: transcripts as a page and on paper, the ledger, voiding, and certificates."""

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.views.generic.base import View
from django.views.generic.detail import SingleObjectMixin

from doc_portal.core.addresses import address_of
from doc_portal.core.display import BLANK, long_date, long_moment
from doc_portal.core.forms import NoteForm, ReasonForm
from doc_portal.core.views.pages import ActionPage, DetailPage, ListPage, Page
from personnel.models import Person
from training.actions.certificates import issue_certificate, reissue_certificate, revoke_certificate
from training.actions.crediting import void_by_hand
from training.forms.credit import CreditFilter
from training.models import Certificate, TrainingCredit
from training.papers import certificate_paper, transcript_paper
from training.tables.credit import CreditTable
from training.transcripts import READS, Transcript, readable_by

LEDGER = "Completions"
MINE = "My training"


def as_pdf(content: bytes, name: str) -> HttpResponse:
    """A PDF as a browser shows it, under a name to be saved by."""
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer


def trail_to_ledger(user) -> list[tuple[str, str]]:
    """The ledger for who reads others' completions, else one's own training."""
    if user.has_perm(READS):
        return [(LEDGER, address_of("training:trainingcredit-list"))]
    return [(MINE, address_of("training:personrequirement-mine"))]


class TranscriptPage(Page):
    """A page about what one person completed."""

    model = Person
    permission_required = "training.view_requirementrule"
    slug_field = slug_url_kwarg = "uuid"

    def get_queryset(self):
        return readable_by(self.request.user).select_related("worksite")

    def get_title(self):
        return f"Transcript: {self.object}"

    def trail(self):
        return trail_to_ledger(self.request.user)

    @cached_property
    def transcript(self) -> Transcript:
        """Everything that stands for the person."""
        return Transcript(self.object)


class TranscriptDetail(TranscriptPage, DetailPage):
    """Completions by fiscal year with hours and authority, and certificates; it prints as it stands."""

    template_name = "training/transcript.html"
    show_history = False

    def get_version(self):
        return ""

    def actions(self):
        return []


class TranscriptPaper(TranscriptPage, SingleObjectMixin, View):
    """The transcript as an accessible PDF."""

    def get(self, request, *args, **kwargs):
        """The PDF."""
        self.object = self.get_object()
        printed = f"Printed on {long_moment(timezone.now())} by {request.user.shown_name}"
        name = f"transcript-{self.object.employee_number or self.object.pk}"
        return as_pdf(transcript_paper(self.transcript, printed=printed), name)


class TrainingCreditList(ListPage):
    """The ledger: completions of the people whose transcript one reads."""

    model = TrainingCredit
    permission_required = READS
    title = LEDGER
    intro = "What people you lead or look after have completed. A line is voided with a reason, never changed."
    filterset_class = CreditFilter
    table_class = CreditTable
    row_name = "completion"
    order_by = "-completed_on"
    empty_text = "Completions appear here when a class is made final or a list is brought in."

    def create_url(self):
        return None


class CreditPage(Page):
    """A page about one completion."""

    model = TrainingCredit

    def get_queryset(self):
        rows = super().get_queryset().for_list()
        return rows.select_related(
            "person__worksite", "enrolment__scheduled_class", "replaces", "recorded_by", "voided_by"
        )

    def trail(self):
        up = trail_to_ledger(self.request.user)
        if isinstance(self, ActionPage):
            return [*up, (str(self.object), self.object.get_absolute_url())]
        return [*up, (f"Transcript: {self.object.person}", address_of("training:transcript", self.object.person.uuid))]


class TrainingCreditDetail(CreditPage, DetailPage):
    """One completion: where it comes from, what it counts for, and what took its place."""

    permission_required = "training.view_requirementrule"

    @cached_property
    def certificates(self) -> list[Certificate]:
        """Those issued for it, the latest first."""
        return list(self.object.certificates.order_by("-pk"))

    def facts(self):
        one = self.object
        return [
            ("Course", _link(one.course.get_absolute_url(), one.course)),
            ("Person", one.person),
            ("Completed", long_date(one.completed_on)),
            ("Fiscal year", one.year_words),
            ("Hours", one.hours_words),
            ("Counts", one.counts_words),
            ("Authority", one.authority or BLANK),
            ("How", one.get_source_display()),
            self._origin(),
            *self._follows(),
            ("Recorded", f"{long_moment(one.recorded_at)}{_by(one.recorded_by)}"),
            *self._voided(),
            *[("Certificate", _link(paper.get_absolute_url(), f"{paper.serial}, {paper.standing_words.lower()}"))
              for paper in self.certificates],
        ]  # fmt: skip

    def _origin(self) -> tuple[str, str]:
        """The class, or the number of the completion where it came from."""
        one = self.object
        if one.enrolment is not None:
            scheduled = one.enrolment.scheduled_class
            return "Class", _link(scheduled.get_absolute_url(), scheduled.number)
        return "Number there", one.external_id or BLANK

    def _follows(self) -> list[tuple[str, str]]:
        """Why a line that follows from a class is not voided by hand."""
        one = self.object
        if not one.is_derived or one.voided_at is not None or not self.may("training.void_trainingcredit", one):
            return []
        return [("To correct it", "It follows from the class: ask there that it be reopened, and correct the class.")]

    def _voided(self) -> list[tuple[str, str]]:
        one = self.object
        found = []
        if one.replaces is not None:
            found.append(("Takes the place of", _link(one.replaces.get_absolute_url(), "a line that was voided")))
        if one.voided_at is not None:
            found.append(("Voided", f"{long_moment(one.voided_at)}{_by(one.voided_by)}: {one.void_reason}"))
            later = TrainingCredit.objects.filter(replaces=one).first()
            if later is not None:
                found.append(("In its place", _link(later.get_absolute_url(), later.course)))
        return found

    def actions(self):
        one = self.object
        if one.voided_at is not None:
            return []
        stands = any(paper.revoked_at is None for paper in self.certificates)
        steps = [
            ("certify", "Issue certificate", "training.add_certificate", False, not stands),
            ("void", "Void completion", "training.void_trainingcredit", True, not one.is_derived),
        ]
        return [
            {"verb": verb, "label": label, "danger": danger,
             "url": address_of(f"training:trainingcredit-{verb}", one.pk)}
            for verb, label, right, danger, possible in steps
            if possible and self.may(right, one)
        ]  # fmt: skip


def _link(url, words):
    return format_html('<a href="{}">{}</a>', url, words)


def _by(user) -> str:
    return f" by {user.shown_name}" if user else ""


class TrainingCreditVoid(CreditPage, ActionPage):
    """Void a completion that is wrong."""

    permission_required = "training.void_trainingcredit"
    form_class = ReasonForm
    button = "Void completion"

    @cached_property
    def certified(self) -> bool:
        """Whether a certificate stands for it before it is voided."""
        return self.object.certificates.filter(revoked_at=None).exists()

    def get_intro(self):
        """What becomes of it."""
        revoked = "Its certificate is revoked, and requirements" if self.certified else "Requirements"
        return f"The line stays and says so. {revoked} are worked out again."

    def action(self, credit, *, by, note):
        """Void it, once it is known whether a certificate goes with it."""
        self.revoked = self.certified
        return void_by_hand(credit, by=by, note=note)

    def done_message(self):
        return "The completion is voided, and its certificate revoked." if self.revoked else "The completion is voided."

    def is_dangerous(self):
        return True


class TrainingCreditCertify(CreditPage, ActionPage):
    """Issue a certificate for a completion."""

    permission_required = "training.add_certificate"
    form_class = NoteForm
    button = "Issue certificate"
    done = "The certificate is issued."
    intro = "It gets a serial and a code by which anybody can ask whether it holds."

    def action(self, credit, *, by, **typed):
        """Issue it and lead there."""
        self.issued = issue_certificate(credit, by=by, **typed)
        return credit

    def get_success_url(self):
        return self.issued.get_absolute_url()


class CertificatePage(Page):
    """A page about one certificate, found by its serial."""

    model = Certificate
    slug_field = slug_url_kwarg = "serial"

    def get_queryset(self):
        rows = super().get_queryset().for_list()
        return rows.select_related("person__worksite", "credit", "revoked_by", "replaces")

    def trail(self):
        person = self.object.person
        up = [*trail_to_ledger(self.request.user),
              (f"Transcript: {person}", address_of("training:transcript", person.uuid))]  # fmt: skip
        return up if isinstance(self, DetailPage) else [*up, (str(self.object), self.object.get_absolute_url())]

    def verify_url(self) -> str:
        """Where anybody may ask whether it holds."""
        return f"{settings.PORTAL_ADDRESS.rstrip('/')}{reverse('training:certificate-verify')}"


class CertificateDetail(CertificatePage, DetailPage):
    """A certificate as it is printed, and whether it holds."""

    permission_required = "training.view_requirementrule"
    template_name = "training/certificate_detail.html"

    def facts(self):
        one = self.object
        credit = one.credit
        found = [
            ("Completed", long_date(one.issued_on)),
            ("Valid until", long_date(one.valid_until) if one.valid_until else "No end"),
            ("Hours", credit.hours_words if credit else BLANK),
            ("Fiscal year", credit.year_words if credit else BLANK),
            ("Authority", (credit.authority if credit else "") or BLANK),
            ("Serial", one.serial),
            ("Code", one.code_words),
        ]
        if one.revoked_at is not None:
            found.append(("Revoked", f"{long_moment(one.revoked_at)}{_by(one.revoked_by)}: {one.revoke_reason}"))
        return found

    @cached_property
    def later(self) -> Certificate | None:
        """The certificate that took its place."""
        return Certificate.objects.filter(replaces=self.object).first()

    def actions(self):
        one = self.object
        backed = one.credit is not None and one.credit.voided_at is None
        steps = [
            ("reissue", "Issue another certificate", "training.add_certificate", False, backed and self.later is None),
            ("revoke", "Revoke certificate", "training.revoke_certificate", True, one.revoked_at is None),
        ]
        return [
            {"verb": verb, "label": label, "danger": danger,
             "url": address_of(f"training:certificate-{verb}", one.serial)}
            for verb, label, right, danger, possible in steps
            if possible and self.may(right, one)
        ]  # fmt: skip


class CertificatePaper(CertificatePage, SingleObjectMixin, View):
    """The certificate as an accessible PDF."""

    permission_required = "training.view_requirementrule"

    def get_title(self):
        return f"{self.object} on paper"

    def get(self, request, *args, **kwargs):
        """The PDF."""
        self.object = self.get_object()
        return as_pdf(certificate_paper(self.object, verify_url=self.verify_url()), self.object.serial)


class CertificateRevoke(CertificatePage, ActionPage):
    """Revoke a certificate."""

    permission_required = "training.revoke_certificate"
    form_class = ReasonForm
    action = staticmethod(revoke_certificate)
    button = "Revoke certificate"
    done = "The certificate is revoked."
    intro = "Whoever asks by its code is told from now on that it does not hold. Your reason is told to its holder."

    def is_dangerous(self):
        return True


class CertificateReissue(CertificatePage, ActionPage):
    """Issue another in the place of a certificate."""

    permission_required = "training.add_certificate"
    form_class = ReasonForm
    action = staticmethod(reissue_certificate)
    button = "Issue another certificate"
    done = "Another certificate is issued, with a serial and a code of its own."
    intro = "This one is revoked with your reason, and another is issued for the same completion."
