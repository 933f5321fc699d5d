"""What counts: the ledger of completions, certificates, reports of worksites, and what an import could not place."""

import secrets

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q, Sum
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.access import scope_of
from doc_portal.core.models import Attachment, ImportRun, PortalQuerySet, Worksite
from doc_portal.core.workflow import Transition, WorkflowRecord
from personnel.models import Assignment, Person
from training.models.catalogue import Category, Certification, Course, CourseVersion
from training.models.enrolment import Enrolment
from training.models.rules import forever, guard, own, unchanged


class FiscalYear(Func):
    """The fiscal year of a day, July 1 to June 30, named by the year in which it ends."""

    template = "(extract(year FROM %(expressions)s + interval '6 months')::integer)"
    output_field = models.PositiveSmallIntegerField()


class TrainingCreditQuerySet(PortalQuerySet):
    def standing(self):
        """Those that were not voided."""
        return self.filter(voided_at=None)

    def counting(self):
        """Those whose hours count: of a course that does not repeat, one a fiscal year."""
        return self.standing().filter(counts=True)

    def in_year(self, fiscal_year: int):
        return self.filter(fiscal_year=fiscal_year)

    def hours(self):
        """The hours that count, in all."""
        return self.counting().aggregate(all=Sum("hours"))["all"] or 0

    def visible_to(self, user):
        """One's own, those of the people one leads, and of worksites where one reads transcripts."""
        read = scope_of(user, "training.view_trainingcredit")
        rows = self.filter(person__in=Person.objects.visible_to(user))
        if read.everywhere:
            return rows
        led = Assignment.objects.current().filter(supervisor__user=user).values("person")
        return rows.filter(Q(person__user=user) | Q(person__in=led) | read.rows_of(self.model))

    def for_list(self):
        return self.select_related("person", "course", "course_version")


class TrainingCredit(models.Model):
    """One completion. The transcript is this ledger: lines are added, and voided with a reason, never changed."""

    WORKSITE_PATH = "person__worksite"
    UNIT_PATH = ""

    class Source(models.TextChoices):
        CLASS = "class", "Class"
        LOCAL = "local", "Training held by a worksite"
        DOCOTA = "docota", "DOCOTA or GPS"
        MOLEARNING = "molearning", "MoLearning"
        EXTERNAL = "external", "Outside course"
        OJT = "ojt", "On the job"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="credits", db_index=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="credits")
    course_version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="credits")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, null=True, related_name="credits")
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, editable=False, related_name="replaced_by"
    )
    hours = models.DecimalField(max_digits=5, decimal_places=2)
    category = models.CharField(max_length=20, choices=Category)
    completed_on = models.DateField("completed")
    fiscal_year = models.GeneratedField(
        expression=FiscalYear("completed_on"),
        output_field=models.PositiveSmallIntegerField("fiscal year"),
        db_persist=True,
    )
    source = models.CharField(max_length=12, choices=Source)
    external_id = models.CharField("number there", max_length=120)
    repeatable = models.BooleanField(default=False)
    counts = models.BooleanField(default=True)
    authority = models.CharField(max_length=300, blank=True, default="")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)
    voided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    voided_at = models.DateTimeField(null=True)
    void_reason = models.CharField(max_length=240, blank=True, default="")

    objects = TrainingCreditQuerySet.as_manager()

    class Meta:
        verbose_name = "credit"
        ordering = ["-completed_on", "-pk"]
        default_permissions = ("add", "view", "export", "import")
        permissions = [("void_trainingcredit", "Can void a credit")]
        indexes = [
            models.Index(fields=["person", "course", "-completed_on"], name="credit_of_person"),
            models.Index(fields=["fiscal_year", "person"], name="credit_of_year"),
            models.Index(fields=["-completed_on", "-id"], name="credit_by_day"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "external_id"],
                condition=Q(voided_at=None),
                name="credit_once_a_source",
                violation_error_message="This completion was already recorded.",
            ),
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=Q(voided_at=None),
                name="credit_stands_once_an_enrolment",
                violation_error_message="This place in the class already has its credit.",
            ),
            models.UniqueConstraint(
                fields=["person", "course", "fiscal_year"],
                condition=Q(counts=True, repeatable=False, voided_at=None),
                name="credit_counts_once_a_fiscal_year",
                violation_error_message="This course already counts in that fiscal year.",
            ),
            models.CheckConstraint(
                name="credit_names_its_source",
                condition=~Q(external_id=""),
                violation_error_message="Enter the number of the completion.",
            ),
            models.CheckConstraint(
                name="credit_hours_within_reason",
                condition=Q(hours__gte=0, hours__lte=400),
                violation_error_message="Enter the hours, up to 400.",
            ),
            models.CheckConstraint(
                name="credit_day_within_reason",
                condition=Q(completed_on__range=("1950-01-01", "2199-12-31")),
                violation_error_message="Enter a year between 1950 and 2199.",
            ),
            models.CheckConstraint(
                name="credit_voided_with_a_reason",
                condition=Q(voided_at=None, voided_by=None, void_reason="")
                | (Q(voided_at__isnull=False, voided_by__isnull=False) & ~Q(void_reason="")),
                violation_error_message="Say why it is voided.",
            ),
            models.CheckConstraint(
                name="credit_source_known",
                condition=Q(source__in=["class", "local", "docota", "molearning", "external", "ojt"]),
            ),
        ]
        triggers = [
            unchanged(
                "credit_is_voided_never_changed", "fiscal_year", "counts", "voided_by_id", "voided_at", "void_reason"
            ),
            guard("credit_once_voided_stays_so", "OLD.voided_at IS NOT NULL", pgtrigger.Update),
            guard("credit_not_given_to_oneself", own("NEW.person_id", "NEW.recorded_by_id"), pgtrigger.Insert),
            guard("credit_not_voided_by_oneself", own("NEW.person_id", "NEW.voided_by_id"), pgtrigger.Update),
            guard(
                "credit_replaces_what_was_voided",
                """EXISTS (SELECT 1 FROM training_trainingcredit k
                    WHERE k.id = NEW.replaces_id AND k.voided_at IS NULL)""",
                pgtrigger.Insert,
                condition="NEW.replaces_id IS NOT NULL",
            ),
        ]

    def __str__(self):
        return f"{self.person}: {self.course}"

    def get_absolute_url(self):
        return reverse("training:trainingcredit-detail", args=[self.pk])

    @property
    def hours_words(self) -> str:
        """The hours as a number: they are no amount of money."""
        return f"{self.hours.normalize():f}"

    @property
    def year_words(self) -> str:
        """The fiscal year as it is said: no thousands between its digits."""
        return f"FY {self.fiscal_year}"

    @property
    def counts_words(self) -> str:
        """Whether its hours count."""
        if self.voided_at is not None:
            return "Voided"
        return "Counts" if self.counts else "Counted once this year"

    @property
    def is_derived(self) -> bool:
        """Whether it follows from a class: then the class is corrected, and the credit follows."""
        return self.enrolment_id is not None


def new_code() -> str:
    """A code nobody guesses; whoever has it may ask whether a certificate stands."""
    return secrets.token_hex(10).upper()


class CertificateQuerySet(PortalQuerySet):
    def valid(self, on=None):
        """Those that stand on a day."""
        on = on or timezone.localdate()
        return self.filter(Q(valid_until=None) | Q(valid_until__gte=on), revoked_at=None)

    def visible_to(self, user):
        """One's own, and those of people whose transcript one reads."""
        read = scope_of(user, "training.view_certificate")
        rows = self.filter(person__in=Person.objects.visible_to(user))
        if read.everywhere:
            return rows
        led = Assignment.objects.current().filter(supervisor__user=user).values("person")
        return rows.filter(Q(person__user=user) | Q(person__in=led) | read.rows_of(self.model))

    def for_list(self):
        return self.select_related("person", "course", "certification")


class Certificate(models.Model):
    """A certificate that was issued. It is revoked with a reason, never changed; another may take its place."""

    WORKSITE_PATH = "person__worksite"
    UNIT_PATH = ""

    serial = models.CharField(max_length=20, unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="certificates")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+")
    certification = models.ForeignKey(Certification, on_delete=models.PROTECT, null=True, related_name="certificates")
    credit = models.ForeignKey(TrainingCredit, on_delete=models.PROTECT, null=True, related_name="certificates")
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, editable=False, related_name="replaced_by"
    )
    issued_on = models.DateField("issued")
    valid_until = models.DateField("valid until", null=True, help_text="The last day on which it holds.")
    verify_code = models.CharField(max_length=40, unique=True, default=new_code)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField("revoked", null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    revoke_reason = models.CharField(max_length=240, blank=True, default="")

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_on", "-pk"]
        default_permissions = ("add", "view", "export")
        permissions = [("revoke_certificate", "Can revoke a certificate")]
        constraints = [
            models.UniqueConstraint(
                fields=["credit"],
                condition=Q(revoked_at=None),
                name="certificate_stands_once_a_credit",
                violation_error_message="A certificate for this credit stands already.",
            ),
            models.CheckConstraint(
                name="certificate_valid_after_it_was_issued",
                condition=Q(valid_until=None) | Q(valid_until__gte=F("issued_on")),
                violation_error_message="A certificate is valid for a day at least.",
            ),
            models.CheckConstraint(
                name="certificate_days_within_reason",
                condition=Q(issued_on__range=("1950-01-01", "2199-12-31"))
                & (Q(valid_until__isnull=True) | Q(valid_until__range=("1950-01-01", "2299-12-31"))),
            ),
            models.CheckConstraint(
                name="certificate_revoked_with_a_reason",
                condition=Q(revoked_at=None, revoked_by=None, revoke_reason="")
                | (Q(revoked_at__isnull=False, revoked_by__isnull=False) & ~Q(revoke_reason="")),
                violation_error_message="Say why it is revoked.",
            ),
        ]
        triggers = [
            unchanged("certificate_is_revoked_never_changed", "revoked_at", "revoked_by_id", "revoke_reason"),
            guard("certificate_once_revoked_stays_so", "OLD.revoked_at IS NOT NULL", pgtrigger.Update),
            guard("certificate_not_issued_to_oneself", own("NEW.person_id", "NEW.issued_by_id"), pgtrigger.Insert),
            guard("certificate_not_revoked_by_oneself", own("NEW.person_id", "NEW.revoked_by_id"), pgtrigger.Update),
            guard(
                "certificate_is_of_its_credit",
                """EXISTS (SELECT 1 FROM training_trainingcredit k WHERE k.id = NEW.credit_id
                    AND (k.voided_at IS NOT NULL OR k.person_id <> NEW.person_id OR k.course_id <> NEW.course_id))""",
                pgtrigger.Insert,
            ),
        ]

    def __str__(self):
        return f"Certificate {self.serial}"

    def get_absolute_url(self):
        return reverse("training:certificate-detail", args=[self.serial])

    @property
    def standing(self) -> tuple[str, str]:
        """Whether it holds today, in words, and the shape of its mark."""
        if self.revoked_at is not None:
            return "Revoked", "bad"
        if self.valid_until is not None and self.valid_until < timezone.localdate():
            return "Run out", "off"
        return "Valid", "ok"

    @property
    def standing_words(self) -> str:
        """Whether it holds today, in words."""
        return self.standing[0]

    @property
    def awarded_for(self) -> str:
        """What it certifies: the certification, else the course."""
        return str(self.certification or self.course.title)

    @property
    def revoked_on(self):
        """The day on which it was revoked."""
        return timezone.localdate(self.revoked_at) if self.revoked_at else None

    @property
    def code_words(self) -> str:
        """The code as it is read aloud and typed: in groups of five."""
        return " ".join(self.verify_code[start : start + 5] for start in range(0, len(self.verify_code), 5))


class UnplacedCompletionQuerySet(PortalQuerySet):
    def open(self):
        return self.filter(settled_at=None)

    def visible_to(self, user):
        return self if user.has_perm("training.import_trainingcredit") else self.none()

    def for_list(self):
        return self.select_related("settled_by")


class UnplacedCompletion(models.Model):
    """A line of an import that fits no person or no course. It waits here and is never dropped."""

    class Problem(models.TextChoices):
        PERSON = "person", "Nobody has this employee number"
        COURSE = "course", "No course has this code"
        UNREADABLE = "unreadable", "A value cannot be read"
        VOIDED = "voided", "It was voided here, and now it reads otherwise"
        OWN = "own", "It is credit of who brought the list in"

    source = models.CharField(max_length=12, choices=TrainingCredit.Source)
    external_id = models.CharField("number there", max_length=120)
    row = models.JSONField()
    problem = models.CharField(max_length=12, choices=Problem)
    words = models.CharField("in words", max_length=240, blank=True)
    run = models.ForeignKey(ImportRun, on_delete=models.PROTECT, null=True, related_name="+")
    arrived_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    credit = models.ForeignKey(TrainingCredit, on_delete=models.PROTECT, null=True, related_name="+")
    settled_because = models.CharField(max_length=240, blank=True, default="")

    objects = UnplacedCompletionQuerySet.as_manager()

    class Meta:
        verbose_name = "completion not placed"
        verbose_name_plural = "completions not placed"
        ordering = ["arrived_at", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["source", "external_id"],
                condition=Q(settled_at=None),
                name="unplaced_completion_once",
                violation_error_message="This completion already waits.",
            ),
            models.CheckConstraint(
                name="unplaced_completion_settled_by_somebody",
                condition=Q(settled_at=None, settled_by=None)
                | (Q(settled_at__isnull=False, settled_by__isnull=False)
                   & (Q(credit__isnull=False) | ~Q(settled_because=""))),
            ),
        ]  # fmt: skip
        triggers = [
            forever("unplaced_completion_never_dropped"),
            guard("unplaced_completion_once_settled_stays", "OLD.settled_at IS NOT NULL", pgtrigger.Update),
            guard(
                "unplaced_completion_not_matched_to_oneself",
                """EXISTS (SELECT 1 FROM training_trainingcredit k JOIN personnel_person p ON p.id = k.person_id
                    WHERE k.id = NEW.credit_id AND p.user_id = NEW.settled_by_id)""",
                pgtrigger.Update,
            ),
        ]

    def __str__(self):
        return f"{self.get_source_display()} {self.external_id}"

    def get_absolute_url(self):
        return reverse("training:unplacedcompletion-settle", args=[self.pk])

    @property
    def state_words(self) -> str:
        """Whether it still waits, and else what became of it."""
        if self.settled_at is None:
            return "Waits"
        return "Matched" if self.credit_id else "Set aside"


class LocalReportQuerySet(PortalQuerySet):
    def waiting(self):
        return self.filter(status=LocalReport.Status.SENT)

    def for_list(self):
        return self.select_related("worksite", "course_version__course")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class LocalReport(WorkflowRecord):
    """Training a worksite held by itself, with its roster and lesson plan; the registrar accepts or returns it."""

    WORKSITE_PATH = "worksite"

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        SENT = "sent", "Sent to the registrar"
        RETURNED = "returned", "Returned"
        ACCEPTED = "accepted", "Accepted"

    STATUS_LEVELS = {
        Status.DRAFT: "off", Status.SENT: "warn", Status.RETURNED: "bad", Status.ACCEPTED: "ok",
    }  # fmt: skip
    TRANSITIONS = {
        "send": Transition(
            frozenset({Status.DRAFT, Status.RETURNED}), Status.SENT, "Send report", "Report sent to the registrar"
        ),
        "accept": Transition(frozenset({Status.SENT}), Status.ACCEPTED, "Accept report", "Report accepted"),
        "return": Transition(frozenset({Status.SENT}), Status.RETURNED, "Return report", "Report returned"),
    }

    number = models.CharField(max_length=20, unique=True, editable=False)
    worksite = models.ForeignKey(Worksite, on_delete=models.PROTECT, related_name="+")
    course_version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="+", verbose_name="course")
    held_on = models.DateField("held on")
    taught_by = models.CharField("taught by", max_length=160)
    lesson_plan = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    answer = models.CharField("what the registrar says", max_length=400, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = LocalReportQuerySet.as_manager()

    class Meta:
        verbose_name = "report of training"
        verbose_name_plural = "reports of training"
        ordering = ["-held_on", "-pk"]
        default_permissions = ("add", "change", "view")
        permissions = [
            ("send_localreport", "Can send a report of training held"),
            ("accept_localreport", "Can accept or return a report of training held"),
        ]
        constraints = [
            models.CheckConstraint(
                name="local_report_day_within_reason",
                condition=Q(held_on__range=("2000-01-01", "2199-12-31")),
                violation_error_message="Enter a year between 2000 and 2199.",
            ),
            models.CheckConstraint(
                name="local_report_decided_by_another",
                condition=Q(decided_by=None) | Q(created_by=None) | ~Q(decided_by=F("created_by")),
                violation_error_message="Somebody else must decide on the report you wrote.",
            ),
        ]
        triggers = [
            guard(
                "local_report_once_accepted_stays",
                "OLD.status = 'accepted'",
                pgtrigger.Update | pgtrigger.Delete,
            )
        ]

    def __str__(self):
        return f"{self.number} {self.course_version.course.title}"

    def get_absolute_url(self):
        return reverse("training:localreport-detail", args=[self.pk])

    @property
    def editable(self):
        """What was sent waits for the registrar."""
        return self.status in (self.Status.DRAFT, self.Status.RETURNED)


class LocalReportPerson(models.Model):
    """Somebody on the roster of a worksite's own training."""

    report = models.ForeignKey(LocalReport, on_delete=models.CASCADE, related_name="roster")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    minutes = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = "person on a roster"
        verbose_name_plural = "people on rosters"
        ordering = ["report", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["report", "person"],
                name="local_report_names_a_person_once",
                violation_error_message="This person is already on the roster.",
            )
        ]
        triggers = [
            guard(
                "roster_of_an_accepted_report_stays",
                """EXISTS (SELECT 1 FROM training_localreport l
                    WHERE l.id = (COALESCE(NEW, OLD)).report_id AND l.status = 'accepted')""",
                pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
            )
        ]

    def __str__(self):
        return str(self.person)
