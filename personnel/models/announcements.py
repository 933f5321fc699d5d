"""Job Opportunity Announcements, “postings” (personnel.md 3, items 5 to 8). Open and closed follow the clock."""

import secrets
from decimal import Decimal

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.access import scope_of
from doc_portal.core.models import PortalQuerySet, Record, Worksite
from doc_portal.core.money import dollars
from doc_portal.core.workflow import Transition, WorkflowRecord
from personnel.deadlines import deadline
from personnel.models.catalogue import JobCategory, JobClass, twice_a_month
from personnel.models.contacts import RoleContact
from personnel.models.positions import Shift
from personnel.models.requisitions import Requisition


def new_slug() -> str:
    """An address nobody can guess from another: internal announcements must not be found by counting."""
    return secrets.token_hex(6)


PUBLISHED_COLUMNS = (
    "title", "job_class_id", "category", "audience", "pay_low", "pay_high", "duties", "min_quals", "ksa", "drug_test",
    "background_check", "firearms", "physical", "special_requirements", "documents", "work_schedule",
    "appointment_type", "service", "supervisory", "promotion_potential", "travel", "telework", "contact_id",
    "contact_words", "eeo_statement", "apply_here", "how_to_apply", "closing_type", "opens_at", "closes_at",
    "announced_closes_at", "first_cutoff_at", "applicant_cap", "stages", "public_slug", "number",
)  # fmt: skip
"""What readers and applicants go by: once published it changes by a numbered revision alone."""


def _row(name: str) -> str:
    return ", ".join(f"{name}.{column}" for column in PUBLISHED_COLUMNS)


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

    def unfinished(self):
        """Those on somebody's desk: written, and not published yet."""
        return self.filter(status__in=UNFINISHED)

    def to_close_outside(self):
        """Over here, and not yet noted as closed on the outside boards they were pushed to."""
        over = Q(pk__in=self.closed().values("pk")) | Q(status=Posting.Status.WITHDRAWN, published_at__isnull=False)
        return self.filter(over, outside_closed_on__isnull=True).exclude(outside_boards="")

    def permitted(self, user, permission):
        """A right at some worksites covers an announcement all of whose places are among them."""
        scope = scope_of(user, permission)
        if scope.everywhere:
            return self
        places = PostingLocation.objects.filter(posting=OuterRef("pk"))
        elsewhere = places.exclude(worksite__in=scope.worksites)
        return self.filter(Exists(places.filter(worksite__in=scope.worksites)), ~Exists(elsewhere))

    def worked_on_by(self, user):
        """Those one writes, decides on or may read before they appear: by right at one of their places, or as author.

        Auditors among them. What is merely announced is not.
        """
        kinds = [scope_of(user, f"personnel.{right}_posting") for right in ("change", "approve", "view_unpublished")]
        if any(scope.everywhere for scope in kinds):
            return self.all()
        worksites = frozenset().union(*(scope.worksites for scope in kinds))
        here = PostingLocation.objects.filter(posting=OuterRef("pk"), worksite__in=worksites)
        return self.filter(Q(created_by=user) | Exists(here)) if worksites else self.filter(created_by=user)

    def visible_to(self, user):
        """Announced ones for all staff, the others for who works on them; for a visitor, those for the public."""
        if not user.is_authenticated:
            return self.for_the_public()
        worked_on = self.worked_on_by(user)
        if not user.has_perm("personnel.view_posting"):
            return worked_on
        return self.filter(Q(pk__in=self.announced().values("pk")) | Q(pk__in=worked_on.values("pk")))

    def for_list(self):
        """With the class and the places."""
        places = PostingLocation.objects.select_related("worksite")
        return self.select_related("job_class").prefetch_related(Prefetch("locations", places))


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
        "approve": Transition(
            frozenset({Status.IN_REVIEW}), Status.APPROVED, "Approve announcement", "Announcement approved"
        ),
        "publish": Transition(
            frozenset({Status.APPROVED}), Status.PUBLISHED, "Publish announcement", "Announcement published"
        ),
        "return": Transition(
            frozenset({Status.IN_REVIEW, Status.APPROVED}),
            Status.RETURNED,
            "Return for changes",
            "Announcement returned to its author",
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
    PAST_ACTS = {
        "assign": "Handed over",
        "ask_change": "Change asked for",
        "refuse_change": "Change turned down",
        "revise": "Changed as approved",
        "extend": "Extended",
        "close_outside": "Noted as closed on other boards",
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
    cap_reached_at = models.DateTimeField("number reached, or filled", null=True, editable=False)
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
    alerts_matched_at = models.DateTimeField("job alerts matched", null=True, editable=False)
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
            models.Index(
                fields=["opens_at"],
                name="posting_unmatched",
                condition=Q(status="published", alerts_matched_at__isnull=True),
            ),
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
                condition=Q(closing_type="cap", applicant_cap__isnull=False, applicant_cap__gt=0)
                | (~Q(closing_type="cap") & Q(applicant_cap=None)),
                violation_error_message="Enter the number of applications at which it closes, and only there.",
            ),
            models.CheckConstraint(
                name="posting_cutoff_where_it_continues",
                condition=Q(closing_type="cutoff", first_cutoff_at__isnull=False, first_cutoff_at__gt=F("opens_at"))
                | (~Q(closing_type="cutoff") & Q(first_cutoff_at=None)),
                violation_error_message="Enter a first cut-off after the opening, and only where it then goes on.",
            ),
            models.CheckConstraint(
                name="posting_lowest_pay_not_above_highest",
                condition=Q(pay_low__isnull=True, pay_high__isnull=True)
                | Q(pay_low__isnull=False, pay_high__isnull=False, pay_low__gt=0, pay_high__gte=F("pay_low")),
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
                name="posting_once_published_stays_so",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.published_at IS NOT NULL AND (NEW.published_at IS DISTINCT FROM OLD.published_at"
                    " OR NEW.status IN ('draft', 'in_review', 'returned', 'approved'))"
                ),
                func="RAISE EXCEPTION 'What was published is no draft again.'"
                " USING ERRCODE = '23514', CONSTRAINT = 'posting_once_published_stays_so';",
            ),
            pgtrigger.Trigger(
                name="posting_once_published_changes_by_revision",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    f"OLD.published_at IS NOT NULL AND ({_row('OLD')}) IS DISTINCT FROM ({_row('NEW')})"
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
    def yearly_pay(self) -> str:
        """What the job pays a year, in words; empty where it is not known."""
        return span(self.pay_low, self.pay_high) if self.pay_low else ""

    @property
    def pay_twice_a_month(self) -> str:
        """What the job pays twice a month, in words; empty where it is not known."""
        return span(twice_a_month(self.pay_low), twice_a_month(self.pay_high)) if self.pay_low else ""

    @property
    def place_names(self) -> str:
        """The worksite, or the first and how many more."""
        names = list(dict.fromkeys(place.worksite.name for place in self.locations.all()))
        more = f" and {len(names) - 1} more" if len(names) > 1 else ""
        return f"{names[0]}{more}" if names else ""

    @property
    def requirements(self) -> list[str]:
        """What is asked of everybody who is to be hired, in words."""
        asked = ("drug_test", "background_check", "firearms", "physical")
        return [str(self._meta.get_field(name).verbose_name).capitalize() for name in asked if getattr(self, name)]

    @property
    def openings(self) -> int:
        """How many vacancies it names, over all worksites."""
        return sum(place.vacancies for place in self.locations.all())

    @property
    def is_for_the_public(self) -> bool:
        return self.audience == self.Audience.PUBLIC

    @property
    def deadline(self) -> str:
        """Until when one may apply, to the minute and with the zone."""
        if self.cap_reached_at:
            return deadline(self.cap_reached_at)
        if self.closes_at:
            return deadline(self.closes_at)
        if self.closing_type == self.ClosingType.CAP:
            return f"When {self.applicant_cap:,} applications have arrived"
        if self.closing_type == self.ClosingType.CUTOFF:
            return f"Open until further notice; first list on {deadline(self.first_cutoff_at)}"
        return "Open until filled"

    @property
    def full_because(self) -> str:
        """Why it closed although its day had not come: the last vacancy filled, or the number reached."""
        if self.closing_type == self.ClosingType.UNTIL_FILLED:
            return "when its last vacancy was filled"
        number = f"{self.applicant_cap:,} application{'' if self.applicant_cap == 1 else 's'}"
        return f"when {number} had arrived"

    @property
    def closes_today(self) -> bool:
        """Whether this is the last day on which it takes applications."""
        return self.closes_on == timezone.localdate() and self.is_open()

    @property
    def closes_on(self):
        """The day of the deadline in Chicago."""
        return timezone.localdate(self.closes_at) if self.closes_at else None

    @property
    def closes_time(self):
        """The time of day of the deadline in Chicago."""
        return timezone.localtime(self.closes_at).time().replace(second=0, microsecond=0) if self.closes_at else None

    @property
    def first_cutoff_on(self):
        """The day of the first cut-off in Chicago."""
        return timezone.localdate(self.first_cutoff_at) if self.first_cutoff_at else None

    def lies_within(self, scope) -> bool:
        """Whether all of its places are among the worksites of a scope; a right elsewhere covers none of it."""
        places = {place.worksite_id for place in self.locations.all()}
        return bool(places) and places <= scope.worksites

    def needs_another_approver_than(self, user) -> bool:
        """Nobody approves what they wrote, or were the last to change."""
        return user.pk in (self.created_by_id, self.revised_by_id)


def span(low: Decimal, high: Decimal) -> str:
    """Two amounts in words, without cents where there are none: “$38,000 to $52,000”; one where they are alike."""
    low, high = (dollars(one).removesuffix(".00") for one in (low, high))
    return low if low == high else f"{low} to {high}"


UNFINISHED = (Posting.Status.DRAFT, Posting.Status.IN_REVIEW, Posting.Status.RETURNED, Posting.Status.APPROVED)
AFTER_CLOSE = (Posting.Status.EVALUATING, Posting.Status.COMPLETED, Posting.Status.CANCELLED)


def kept_once_published(name: str) -> pgtrigger.Trigger:
    """Refuses to add to, change or remove what belongs to a published announcement."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            IF EXISTS (SELECT 1 FROM personnel_posting p WHERE p.published_at IS NOT NULL AND p.id IN (
                CASE WHEN TG_OP <> 'INSERT' THEN OLD.posting_id END,
                CASE WHEN TG_OP <> 'DELETE' THEN NEW.posting_id END))
            THEN RAISE EXCEPTION 'What belongs to a published announcement stays.'
                USING ERRCODE = '23514', CONSTRAINT = '{name}';
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,  # noqa: S608 - our own names
    )


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
        triggers = [kept_once_published("posting_location_stays_once_published")]

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
        triggers = [kept_once_published("question_stays_once_published")]

    def __str__(self):
        return self.text


class PostingRevisionQuerySet(PortalQuerySet):
    def undecided(self):
        return self.filter(approved_at__isnull=True, refused_at__isnull=True)

    def approved(self):
        return self.filter(approved_at__isnull=False)

    def visible_to(self, user):
        """For who works on the announcement. What was changed by approved ones stands on its page."""
        return self.filter(posting__in=Posting.objects.worked_on_by(user))


class PostingRevision(models.Model):
    """A change of a published announcement. Only an extension needs no second person's approval.

    `changes` holds field names with [before, after] as text. It is numbered and applied when it is approved; of one
    announcement one change at most waits for a decision.
    """

    class Kind(models.TextChoices):
        EXTENSION = "extension", "Extension"
        EARLY_CLOSE = "early_close", "Earlier close"
        CONTENT = "content", "Change of pay, qualifications or text"

    posting = models.ForeignKey(Posting, on_delete=models.PROTECT, related_name="revisions")
    no = models.PositiveSmallIntegerField("number", null=True)
    kind = models.CharField(max_length=20, choices=Kind)
    changes = models.JSONField(default=dict)
    reason = models.TextField(max_length=1000)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    refused_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    notified_at = models.DateTimeField(null=True)

    objects = PostingRevisionQuerySet.as_manager()

    class Meta:
        verbose_name = "change"
        ordering = ["posting", "made_at", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["posting", "no"], name="posting_revision_number_once"),
            models.UniqueConstraint(
                fields=["posting"],
                condition=Q(approved_at=None, refused_at=None),
                name="posting_revision_one_undecided",
                violation_error_message="A change of this announcement already waits for a decision.",
            ),
            models.CheckConstraint(
                name="posting_revision_numbered_once_approved",
                condition=Q(approved_at=None, no=None) | Q(approved_at__isnull=False, no__isnull=False),
            ),
            models.CheckConstraint(
                name="posting_revision_refused_by_somebody",
                condition=Q(refused_at=None, refused_by=None)
                | Q(refused_at__isnull=False, refused_by__isnull=False, approved_at=None),
            ),
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
        triggers = [
            pgtrigger.Protect(
                name="posting_revision_once_decided_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.made_at IS NOT NULL AND (OLD.approved_at IS NOT NULL OR OLD.refused_at IS NOT NULL) AND"
                    " (OLD.no, OLD.kind, OLD.changes, OLD.reason, OLD.made_by_id, OLD.made_at, OLD.approved_by_id,"
                    " OLD.approved_at, OLD.refused_at, OLD.refused_by_id) IS DISTINCT FROM"
                    " (NEW.no, NEW.kind, NEW.changes, NEW.reason, NEW.made_by_id, NEW.made_at, NEW.approved_by_id,"
                    " NEW.approved_at, NEW.refused_at, NEW.refused_by_id)"
                ),
            ),
            pgtrigger.Protect(name="posting_revision_is_never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self):
        return f"Revision {self.no}: {self.get_kind_display()}" if self.no else f"{self.get_kind_display()}, asked for"

    def get_absolute_url(self):
        return reverse("personnel:postingrevision-detail", args=[self.pk])

    def lies_within(self, scope) -> bool:
        """A right counts for a change where it counts for the announcement."""
        return self.posting.lies_within(scope)

    @property
    def is_undecided(self) -> bool:
        return self.approved_at is None and self.refused_at is None
