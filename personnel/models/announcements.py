"""Job Opportunity Announcements, “postings” (personnel.md 3, items 5 to 9). Open and closed follow the clock."""

import secrets

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.access import scope_of
from doc_portal.core.models import PortalQuerySet, Record, Worksite
from doc_portal.core.workflow import Transition, WorkflowRecord
from personnel.models.catalogue import JobCategory, JobClass, twice_a_month
from personnel.models.contacts import RoleContact
from personnel.models.positions import Shift
from personnel.models.requisitions import Requisition


def new_slug() -> str:
    """An address nobody can guess from another: internal announcements must not be found by counting."""
    return secrets.token_hex(6)


class StageTemplateQuerySet(PortalQuerySet):
    def visible_to(self, user):
        return self if user.has_perm("personnel.view_stagetemplate") else self.none()

    def in_use(self):
        return self.filter(retired=False)


class StageTemplate(Record):
    """A process that announcements may follow: which stages an application passes between review and offer."""

    name = models.CharField(max_length=80, unique=True)
    stages = ArrayField(models.CharField(max_length=30))
    note = models.CharField(max_length=240, blank=True)
    retired = models.BooleanField("no longer chosen", default=False)

    objects = StageTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = "process"
        verbose_name_plural = "processes"
        ordering = ["name"]
        default_permissions = ("add", "change", "view")

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("personnel:stagetemplate-list")


class PostingQuerySet(PortalQuerySet):
    def open(self, at=None):
        """Those that take applications at an instant; by the database's clock where none is given."""
        at = at or Now()
        return self.filter(
            Q(closes_at__isnull=True) | Q(closes_at__gt=at),
            status=Posting.Status.PUBLISHED,
            opens_at__lte=at,
            cap_reached_at__isnull=True,
        )

    def scheduled(self, at=None):
        return self.filter(status=Posting.Status.PUBLISHED, opens_at__gt=at or Now())

    def closed(self, at=None):
        """Those that were open once and take no more applications."""
        at = at or Now()
        over = Q(status=Posting.Status.PUBLISHED) & (Q(closes_at__lte=at) | Q(cap_reached_at__isnull=False))
        return self.filter(over | Q(status__in=AFTER_CLOSE), opens_at__lte=at)

    def announced(self, at=None):
        """Those that readers may have seen: published, and their hour has come; closed ones included."""
        return self.filter(status__in=[Posting.Status.PUBLISHED, *AFTER_CLOSE], opens_at__lte=at or Now())

    def for_the_public(self):
        """Announced ones that anybody may read. The only rows an anonymous visitor, a feed or a sitemap may hold."""
        return self.announced().filter(audience=Posting.Audience.PUBLIC)

    def visible_to(self, user):
        """Announced ones for all staff; the others for who works on them: by right, or as their author."""
        kinds = [scope_of(user, f"personnel.{right}_posting") for right in ("change", "approve", "view_unpublished")]
        if any(scope.everywhere for scope in kinds):
            return self.all()
        announced = Q(status__in=[Posting.Status.PUBLISHED, *AFTER_CLOSE], opens_at__lte=Now())
        condition = Q(created_by=user)
        if user.has_perm("personnel.view_posting"):
            condition |= announced
        for scope in kinds:
            if scope.worksites:
                condition |= Q(locations__worksite__in=scope.worksites)
        return self.filter(pk__in=self.model._default_manager.filter(condition).values("pk"))

    def for_list(self):
        return self.select_related("job_class").prefetch_related("locations__worksite")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Posting(WorkflowRecord):
    """One announcement; may cover several worksites. Scheduled, open and closed are not states: the clock says so."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        IN_REVIEW = "in_review", "In review"
        RETURNED = "returned", "Returned for changes"
        APPROVED = "approved", "Approved"
        PUBLISHED = "published", "Published"
        EVALUATING = "evaluating", "Reviewing applications"
        COMPLETED = "completed", "Hiring complete"
        CANCELLED = "cancelled", "Cancelled"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class ClosingType(models.TextChoices):
        FIXED = "fixed", "Fixed date"
        CUTOFF = "cutoff", "First cut-off, then continuous"
        UNTIL_FILLED = "until_filled", "Until filled"
        CAP = "cap", "When a number of applications is reached"

    class Audience(models.TextChoices):
        PUBLIC = "public", "The public"
        DEPARTMENT = "department", "Staff of the department"
        WORKSITE = "worksite", "Staff of the worksites named"
        PROMOTIONAL = "promotional", "Promotion: staff of the department"
        TRANSFER = "transfer", "Transfer: staff of the same class"

    class Appointment(models.TextChoices):
        PERMANENT = "permanent", "Permanent"
        TEMPORARY = "temporary", "Temporary"
        HOURLY = "hourly", "Hourly"
        EMERGENCY = "emergency", "Emergency"

    STATUS_LEVELS = {
        Status.DRAFT: "off",
        Status.IN_REVIEW: "warn",
        Status.RETURNED: "warn",
        Status.APPROVED: "ok",
        Status.PUBLISHED: "ok",
        Status.EVALUATING: "info",
        Status.COMPLETED: "off",
        Status.CANCELLED: "off",
        Status.WITHDRAWN: "off",
    }
    TRANSITIONS = {
        "submit": Transition(
            frozenset({Status.DRAFT, Status.RETURNED}),
            Status.IN_REVIEW,
            "Send for review",
            "Announcement sent for review",
        ),
        "return": Transition(
            frozenset({Status.IN_REVIEW}), Status.RETURNED, "Return for changes", "Announcement returned to its author"
        ),
        "approve": Transition(
            frozenset({Status.IN_REVIEW}), Status.APPROVED, "Approve announcement", "Announcement approved"
        ),
        "publish": Transition(
            frozenset({Status.APPROVED}), Status.PUBLISHED, "Publish announcement", "Announcement published"
        ),
        "evaluate": Transition(
            frozenset({Status.PUBLISHED}), Status.EVALUATING, "Start reviewing", "Review of applications started"
        ),
        "complete": Transition(
            frozenset({Status.EVALUATING}), Status.COMPLETED, "Complete hiring", "Hiring completed", danger=True
        ),
        "cancel": Transition(
            frozenset({Status.PUBLISHED, Status.EVALUATING}),
            Status.CANCELLED,
            "Cancel announcement",
            "Announcement cancelled",
            danger=True,
        ),
        "withdraw": Transition(
            frozenset({Status.DRAFT, Status.IN_REVIEW, Status.RETURNED, Status.APPROVED, Status.PUBLISHED}),
            Status.WITHDRAWN,
            "Withdraw announcement",
            "Announcement withdrawn",
            danger=True,
        ),
    }

    number = models.CharField(max_length=20, unique=True, editable=False)
    public_slug = models.SlugField(max_length=20, unique=True, default=new_slug, editable=False)
    title = models.CharField(max_length=120)
    job_class = models.ForeignKey(JobClass, on_delete=models.PROTECT, related_name="postings")
    category = models.CharField(max_length=20, choices=JobCategory, editable=False)
    requisitions = models.ManyToManyField(Requisition, related_name="postings", blank=True)
    audience = models.CharField("who may apply", max_length=20, choices=Audience, default=Audience.PUBLIC)
    pay_low = models.DecimalField("lowest yearly pay", max_digits=10, decimal_places=2, null=True, blank=True)
    pay_high = models.DecimalField("highest yearly pay", max_digits=10, decimal_places=2, null=True, blank=True)
    duties = models.TextField()
    min_quals = models.TextField("minimum qualifications")
    ksa = models.TextField("knowledge, skills, abilities", blank=True)
    drug_test = models.BooleanField("drug test", default=False)
    background_check = models.BooleanField("background check", default=True)
    firearms = models.BooleanField("firearms qualification", default=False)
    physical = models.BooleanField("physical examination", default=False)
    special_requirements = models.TextField("other special requirements", blank=True)
    documents = models.TextField("documents to hand in", blank=True)
    work_schedule = models.CharField(max_length=200)
    appointment_type = models.CharField(
        "type of appointment", max_length=20, choices=Appointment, default=Appointment.PERMANENT
    )
    service = models.CharField("kind of service", max_length=20, choices=JobClass.Service, blank=True)
    supervisory = models.CharField(
        "supervision", max_length=20, choices=JobClass.Supervisory, default=JobClass.Supervisory.NONE
    )
    promotion_potential = models.CharField("promotion potential", max_length=200, blank=True)
    travel = models.CharField(max_length=200, blank=True)
    telework = models.CharField(max_length=200, blank=True)
    contact = models.ForeignKey(
        RoleContact, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="whom to ask"
    )
    contact_words = models.CharField("whom to ask, in words", max_length=200, blank=True)
    eeo_statement = models.TextField("EEO statement")
    apply_here = models.BooleanField("apply in the portal", default=True)
    how_to_apply = models.TextField("how to apply elsewhere", blank=True)
    outside_boards = models.CharField("also posted on", max_length=200, blank=True)
    outside_closed_on = models.DateField("closed there", null=True, blank=True, editable=False)
    closing_type = models.CharField(max_length=20, choices=ClosingType, default=ClosingType.FIXED)
    opens_at = models.DateTimeField("opens")
    closes_at = models.DateTimeField("closes", null=True, blank=True)
    announced_closes_at = models.DateTimeField("deadline as announced", null=True, editable=False)
    first_cutoff_at = models.DateTimeField("first cut-off", null=True, blank=True)
    applicant_cap = models.PositiveIntegerField("number of applications", null=True, blank=True)
    cap_reached_at = models.DateTimeField(null=True, editable=False)
    managers_see_before_close = models.BooleanField("managers see applications before the close", default=False)
    stages = ArrayField(models.CharField(max_length=30), default=list, editable=False)
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT, editable=False)
    revision = models.PositiveSmallIntegerField(default=0, editable=False)
    revised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, editable=False)
    published_at = models.DateTimeField(null=True, editable=False)
    list_sent_at = models.DateTimeField("names sent to the managers", null=True, editable=False)
    retention_until = models.DateField("kept until", null=True, editable=False)
    legal_hold = models.BooleanField(default=False, editable=False)

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = "announcement"
        ordering = ["-opens_at", "-pk"]
        default_permissions = ("add", "change", "view", "export")
        permissions = [
            ("view_unpublished_posting", "Can read announcements that are not published"),
            ("submit_posting", "Can send an announcement for review"),
            ("return_posting", "Can return an announcement to its author"),
            ("approve_posting", "Can approve an announcement"),
            ("publish_posting", "Can publish an announcement"),
            ("revise_posting", "Can ask for a change of a published announcement"),
            ("extend_posting", "Can extend a published announcement"),
            ("evaluate_posting", "Can start the review of applications"),
            ("complete_posting", "Can complete the hiring"),
            ("cancel_posting", "Can cancel an announcement"),
            ("withdraw_posting", "Can withdraw an announcement"),
            ("view_board_posting", "Can see the director's board of hiring"),
        ]
        indexes = [
            models.Index(fields=["status", "closes_at"], name="posting_by_close"),
            models.Index(fields=["status", "-opens_at"], name="posting_newest"),
            models.Index(fields=["job_class", "status"], name="posting_by_class"),
        ]
        constraints = [
            models.CheckConstraint(
                name="posting_closes_after_it_opens",
                condition=Q(closes_at__isnull=True) | Q(closes_at__gt=F("opens_at")),
                violation_error_message="The announcement must close after it opens.",
            ),
            models.CheckConstraint(
                name="posting_without_a_close_stays_open_until_filled",
                condition=Q(closes_at__isnull=False) | Q(closing_type__in=["until_filled", "cutoff", "cap"]),
                violation_error_message="Enter when it closes, or choose another way of closing.",
            ),
            models.CheckConstraint(
                name="posting_evaluated_once_closed",
                condition=~Q(status__in=["evaluating", "completed"])
                | Q(closes_at__isnull=False)
                | Q(cap_reached_at__isnull=False)
                | Q(closing_type="cutoff"),
                violation_error_message="Close the announcement first.",
            ),
            models.CheckConstraint(
                name="posting_cap_where_it_closes_by_number",
                condition=Q(closing_type="cap", applicant_cap__gt=0) | (~Q(closing_type="cap") & Q(applicant_cap=None)),
                violation_error_message="Enter the number of applications at which it closes, and only there.",
            ),
            models.CheckConstraint(
                name="posting_cutoff_where_it_continues",
                condition=Q(closing_type="cutoff", first_cutoff_at__gt=F("opens_at"))
                | (~Q(closing_type="cutoff") & Q(first_cutoff_at=None)),
                violation_error_message="Enter a first cut-off after the opening, and only where it then goes on.",
            ),
            models.CheckConstraint(
                name="posting_lowest_pay_not_above_highest",
                condition=Q(pay_low__isnull=True, pay_high__isnull=True) | Q(pay_low__gt=0, pay_high__gte=F("pay_low")),
                violation_error_message="Enter both amounts, the lowest not above the highest, or neither.",
            ),
            models.CheckConstraint(
                name="posting_not_approved_by_its_author",
                condition=Q(approved_by__isnull=True)
                | ~Q(approved_by=F("created_by")) & (Q(revised_by=None) | ~Q(approved_by=F("revised_by"))),
                violation_error_message="Somebody who did not write it must approve an announcement.",
            ),
            models.CheckConstraint(
                name="posting_published_once_approved",
                condition=~Q(status__in=["approved", "published", "evaluating", "completed", "cancelled"])
                | Q(approved_by__isnull=False, approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="posting_published_with_an_eeo_statement",
                condition=Q(status__in=["draft", "returned", "withdrawn"]) | ~Q(eeo_statement=""),
                violation_error_message="Enter the EEO statement.",
            ),
            models.CheckConstraint(
                name="posting_says_how_to_apply",
                condition=Q(apply_here=True) | Q(status__in=["draft", "returned", "withdrawn"]) | ~Q(how_to_apply=""),
                violation_error_message="Say how people apply where they do not apply here.",
            ),
            models.CheckConstraint(
                name="posting_dates_within_reason",
                condition=Q(opens_at__range=("2000-01-01T00:00Z", "2199-12-31T00:00Z"))
                & (Q(closes_at=None) | Q(closes_at__range=("2000-01-01T00:00Z", "2200-12-31T00:00Z"))),
                violation_error_message="Enter a year between 2000 and 2199.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="posting_is_withdrawn_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="posting_once_published_changes_by_revision",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.published_at IS NOT NULL AND "
                    "(OLD.title, OLD.job_class_id, OLD.audience, OLD.pay_low, OLD.pay_high, OLD.duties, OLD.min_quals,"
                    " OLD.ksa, OLD.drug_test, OLD.background_check, OLD.firearms, OLD.physical,"
                    " OLD.special_requirements, OLD.documents, OLD.work_schedule, OLD.appointment_type, OLD.service,"
                    " OLD.eeo_statement, OLD.apply_here, OLD.how_to_apply, OLD.closing_type, OLD.opens_at,"
                    " OLD.closes_at, OLD.first_cutoff_at, OLD.applicant_cap, OLD.public_slug, OLD.number)"
                    " IS DISTINCT FROM "
                    "(NEW.title, NEW.job_class_id, NEW.audience, NEW.pay_low, NEW.pay_high, NEW.duties, NEW.min_quals,"
                    " NEW.ksa, NEW.drug_test, NEW.background_check, NEW.firearms, NEW.physical,"
                    " NEW.special_requirements, NEW.documents, NEW.work_schedule, NEW.appointment_type, NEW.service,"
                    " NEW.eeo_statement, NEW.apply_here, NEW.how_to_apply, NEW.closing_type, NEW.opens_at,"
                    " NEW.closes_at, NEW.first_cutoff_at, NEW.applicant_cap, NEW.public_slug, NEW.number)"
                ),
                func="""
                    IF NEW.revision <> OLD.revision + 1 OR NOT EXISTS (
                        SELECT 1 FROM personnel_postingrevision r
                         WHERE r.posting_id = NEW.id AND r.no = NEW.revision AND r.approved_at IS NOT NULL)
                    THEN RAISE EXCEPTION 'A published announcement changes by a numbered revision.'
                        USING ERRCODE = '23514', CONSTRAINT = 'posting_once_published_changes_by_revision';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.title} ({self.number})"

    def get_absolute_url(self):
        return reverse("personnel:posting-detail", args=[self.public_slug])

    @property
    def editable(self):
        """Only what its author still has on the desk may be edited; later there are revisions."""
        return self.status in (self.Status.DRAFT, self.Status.RETURNED)

    def is_open(self, at=None) -> bool:
        """Whether it takes applications at an instant. The database's own gate decides in the end."""
        at = at or timezone.now()
        return (
            self.status == self.Status.PUBLISHED
            and self.opens_at <= at
            and self.cap_reached_at is None
            and (self.closes_at is None or self.closes_at > at)
        )

    @property
    def phase(self) -> str:
        """Where a published announcement stands by the clock: scheduled, open or closed; otherwise its status."""
        if self.status != self.Status.PUBLISHED:
            return self.get_status_display()
        if self.opens_at > timezone.now():
            return "Scheduled"
        return "Open" if self.is_open() else "Closed"

    @property
    def stage_words(self) -> str:
        """What readers are told about the whole announcement: Accepting, Reviewing or Hiring complete."""
        if self.is_open():
            return "Accepting applications"
        return "Hiring complete" if self.status == self.Status.COMPLETED else "Reviewing applications"

    @property
    def closed_early(self) -> bool:
        """Whether it closed before the deadline that was announced; then both are shown."""
        return bool(self.announced_closes_at and self.closes_at and self.closes_at < self.announced_closes_at)

    @property
    def pay_low_twice_a_month(self):
        return twice_a_month(self.pay_low) if self.pay_low else None

    @property
    def pay_high_twice_a_month(self):
        return twice_a_month(self.pay_high) if self.pay_high else None

    @property
    def openings(self) -> int:
        """How many vacancies it names, over all worksites."""
        return self.locations.aggregate(total=Sum("vacancies"))["total"] or 0


AFTER_CLOSE = (Posting.Status.EVALUATING, Posting.Status.COMPLETED, Posting.Status.CANCELLED)


class PostingLocation(models.Model):
    """Where and when the job is worked, with how many vacancies. How many are filled follows from appointments."""

    WORKSITE_PATH = "worksite"
    UNIT_PATH = ""

    posting = models.ForeignKey(Posting, on_delete=models.CASCADE, related_name="locations")
    worksite = models.ForeignKey(Worksite, on_delete=models.PROTECT, related_name="posting_locations")
    shift = models.CharField(max_length=10, choices=Shift, default=Shift.DAYS)
    vacancies = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["posting", "worksite__name", "shift"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["posting", "worksite", "shift"],
                name="posting_location_once",
                violation_error_message="This worksite and shift already stand on the announcement.",
            ),
            models.CheckConstraint(
                name="posting_location_has_vacancies",
                condition=Q(vacancies__range=(1, 500)),
                violation_error_message="Enter 1 to 500 vacancies.",
            ),
        ]

    def __str__(self):
        return f"{self.worksite}, {self.get_shift_display()}"


class Question(models.Model):
    """A question asked of all applicants. A knockout answer flags for review; it screens nobody out by itself."""

    class Kind(models.TextChoices):
        YES_NO = "yes_no", "Yes or no"
        CHOICE = "choice", "One of several answers"
        NUMBER = "number", "A number"
        TEXT = "text", "Words"

    posting = models.ForeignKey(Posting, on_delete=models.CASCADE, related_name="questions")
    order = models.PositiveSmallIntegerField(default=0)
    text = models.CharField("question", max_length=400)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.YES_NO)
    choices = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    required = models.BooleanField("must be answered", default=True)
    knockout_value = models.CharField("answer that flags for review", max_length=120, blank=True)

    class Meta:
        ordering = ["posting", "order", "pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="question_says_something", condition=~Q(text=""), violation_error_message="Enter the question."
            ),
            models.CheckConstraint(
                name="question_offers_choices_where_it_asks_for_one",
                condition=Q(kind="choice", choices__len__gte=2) | ~Q(kind="choice"),
                violation_error_message="Enter at least two answers to choose from.",
            ),
        ]

    def __str__(self):
        return self.text


class PostingRevision(models.Model):
    """A numbered change of a published announcement. Only an extension needs no second person's approval.

    `changes` holds field names with [before, after] as text. It is applied to the posting when it is approved.
    """

    class Kind(models.TextChoices):
        EXTENSION = "extension", "Extension"
        EARLY_CLOSE = "early_close", "Earlier close"
        CONTENT = "content", "Change of pay, qualifications or text"

    posting = models.ForeignKey(Posting, on_delete=models.PROTECT, related_name="revisions")
    no = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=Kind)
    changes = models.JSONField(default=dict)
    reason = models.TextField(max_length=1000)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    notified_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["posting", "no"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["posting", "no"], name="posting_revision_number_once"),
            models.CheckConstraint(
                name="posting_revision_says_why", condition=~Q(reason=""), violation_error_message="Say why it changes."
            ),
            models.CheckConstraint(
                name="posting_revision_approved_by_another",
                condition=Q(kind="extension") | Q(approved_by=None) | ~Q(approved_by=F("made_by")),
                violation_error_message="Somebody else must approve the change.",
            ),
            models.CheckConstraint(
                name="posting_revision_approved_by_somebody",
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"Revision {self.no}: {self.get_kind_display()}"


class JobAlertQuerySet(PortalQuerySet):
    def live(self, at=None):
        """Wishes that have not run out or been ended."""
        return self.filter(ended_at__isnull=True, expires_at__gt=at or timezone.now())

    def visible_to(self, user):
        """An alert is its owner's alone."""
        return self.filter(user=user)

    def for_list(self):
        return self.select_related("job_class", "worksite")


class JobAlert(models.Model):
    """A standing wish to hear of new announcements, for twelve months. Of a member of staff or of an applicant."""

    class Cadence(models.TextChoices):
        NOW = "now", "At once"
        DAILY = "daily", "Once a day"
        WEEKLY = "weekly", "Once a week"

    UNIT_PATH = ""
    WORKSITE_PATH = ""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="job_alerts"
    )
    applicant = models.ForeignKey(
        "personnel.Applicant", on_delete=models.CASCADE, null=True, blank=True, related_name="job_alerts"
    )
    job_class = models.ForeignKey(
        JobClass, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="job class"
    )
    category = models.CharField(max_length=20, choices=JobCategory, blank=True)
    worksite = models.ForeignKey(Worksite, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    cadence = models.CharField("how often", max_length=10, choices=Cadence, default=Cadence.DAILY)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField("ends")
    renewal_told_at = models.DateTimeField(null=True, editable=False)
    last_sent_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    unsubscribe_token = models.CharField(max_length=43, unique=True, default=secrets.token_urlsafe, editable=False)

    objects = JobAlertQuerySet.as_manager()

    class Meta:
        verbose_name = "job alert"
        ordering = ["-created_at", "-pk"]
        default_permissions = ("add", "view")
        indexes = [
            models.Index(fields=["job_class"], name="job_alert_by_class", condition=Q(ended_at=None)),
            models.Index(fields=["category"], name="job_alert_by_category", condition=Q(ended_at=None)),
        ]
        constraints = [
            models.CheckConstraint(
                name="job_alert_has_one_owner",
                condition=Q(user__isnull=False, applicant=None) | Q(user=None, applicant__isnull=False),
            ),
            models.CheckConstraint(
                name="job_alert_looks_for_something",
                condition=Q(job_class__isnull=False) | ~Q(category="") | Q(worksite__isnull=False),
                violation_error_message="Choose a class, a category or a worksite. An alert for everything is the list "
                "of jobs itself.",
            ),
        ]

    def __str__(self):
        wanted = [self.job_class, self.get_category_display() if self.category else None, self.worksite]
        return ", ".join(str(one) for one in wanted if one)

    def get_absolute_url(self):
        return reverse("personnel:jobalert-list")


class JobAlertMatch(models.Model):
    """An announcement an alert found. One row at most for each alert and announcement: nobody hears of it twice."""

    alert = models.ForeignKey(JobAlert, on_delete=models.CASCADE, related_name="matches")
    posting = models.ForeignKey(Posting, on_delete=models.PROTECT, related_name="matches")
    found_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["alert", "posting"], name="job_alert_match_once")]
        indexes = [models.Index(fields=["alert"], name="job_alert_match_unsent", condition=Q(sent_at=None))]

    def __str__(self):
        return f"{self.alert_id}: {self.posting_id}"
