"""Applications: who applies, what they sent, and where it stands (personnel.md 3, items 10 to 15, 18, 27).

The database's own gate (migration `application_gate`) decides whether a submission comes in time.
"""

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.access import scope_of
from doc_portal.core.models import Attachment, PortalQuerySet, Record, append_only
from doc_portal.core.models.base import days_within_reason
from doc_portal.core.workflow import Transition, WorkflowRecord
from personnel.models.announcements import Posting, PostingLocation
from personnel.models.catalogue import ReasonCode
from personnel.models.people import Person


class Applicant(models.Model):
    """Somebody from outside who applies. Never a person of the directory, and an account for nothing but applying."""

    email = models.EmailField("e-mail")
    password = models.CharField(max_length=128, default="!", editable=False)
    first_name = models.CharField(max_length=60)
    last_name = models.CharField(max_length=60)
    phone = models.CharField(max_length=30, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    verified_at = models.DateTimeField("e-mail confirmed", null=True, editable=False)
    ended_at = models.DateTimeField("closed", null=True, editable=False)
    sample = models.BooleanField("invented for the sample", default=False, editable=False)

    class Meta:
        ordering = ["last_name", "first_name", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="applicant_email_once",
                violation_error_message="There is already an account with this e-mail address. Sign in instead.",
            ),
            models.CheckConstraint(
                name="applicant_has_a_name",
                condition=~Q(first_name="") & ~Q(last_name=""),
                violation_error_message="Enter your first and your last name.",
            ),
        ]

    def __str__(self):
        return f"{self.first_name} {self.last_name}"

    @property
    def initials(self):
        """One or two letters for the round mark beside the name."""
        return f"{self.first_name[:1]}{self.last_name[:1]}".upper()

    def set_password(self, raw: str) -> None:
        """Keep the hash of a password."""
        self.password = make_password(raw)

    def has_password(self, raw: str) -> bool:
        """Whether this is the password."""
        return check_password(raw, self.password)


class StatusWordsQuerySet(PortalQuerySet):
    def visible_to(self, user):
        """They belong to the whole department: for everybody who may read them somewhere."""
        return self if user.has_perm("personnel.view_statuswords") else self.none()


class StatusWords(models.Model):
    """What an applicant reads of each status, in fixed words, and what comes next (item 15)."""

    status = models.CharField(max_length=30, unique=True)
    words = models.CharField("what the applicant reads", max_length=80)
    next_step = models.CharField("what comes next", max_length=240, blank=True)
    source = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = StatusWordsQuerySet.as_manager()

    class Meta:
        verbose_name = "status in words"
        verbose_name_plural = "statuses in words"
        ordering = ["status"]
        default_permissions = ("change", "view")

    def __str__(self):
        return self.words

    def get_absolute_url(self):
        return reverse("personnel:statuswords-list")

    @property
    def status_name(self):
        """The status by its name in the portal."""
        return dict(Application.Status.choices).get(self.status, self.status)


class ApplicationQuerySet(PortalQuerySet):
    def live(self):
        """All but withdrawn and abandoned ones: of these one person has one for each announcement."""
        return self.exclude(status__in=GONE)

    def sent(self):
        """Those that were submitted, withdrawn ones included."""
        return self.filter(submitted_at__isnull=False)

    def drafts(self):
        return self.filter(status=Application.Status.DRAFT)

    def in_review(self):
        return self.filter(status__in=UNDER_REVIEW)

    def undecided(self):
        """Submitted ones that have come to no end."""
        return self.sent().exclude(status__in=ENDED)

    def of_user(self, user):
        """One's own, as a member of staff."""
        return self.filter(person__user=user)

    def not_beside(self, user):
        """Without those of others to announcements this person applied to as well: who competes works on none."""
        mine = self.model._default_manager.live().sent().filter(person__user=user)
        return self.filter(Q(person__user=user) | ~Q(posting__in=mine.values("posting")))

    def visible_to(self, user):
        """One's own; and submitted ones for who works on them here, by right, and does not compete with them.

        Who may only read referred names (managers) sees those of their worksites from referral on, once the
        announcement has closed or lets them see before. Who verifies claims reaches the proof of those that carry one.
        """
        review = scope_of(user, "personnel.review_application")
        if review.everywhere:
            return self.filter(Q(submitted_at__isnull=False) | Q(person__user=user)).not_beside(user)
        condition = Q(person__user=user)
        if review:
            condition |= Q(submitted_at__isnull=False, posting__locations__worksite__in=review.worksites)
        if user.has_perm("personnel.decide_preferenceclaim"):
            condition |= Q(submitted_at__isnull=False, claims__isnull=False)
        read = scope_of(user, "personnel.view_application")
        if read:
            referred = Q(status__in=REFERRED_ON) & (
                Q(posting__managers_see_before_close=True)
                | ~Q(posting__status=Posting.Status.PUBLISHED)
                | Q(posting__closes_at__lte=timezone.now())
                | Q(posting__cap_reached_at__isnull=False)
            )
            condition |= referred if read.everywhere else referred & Q(posting__locations__worksite__in=read.worksites)
        return self.filter(pk__in=self.model._default_manager.filter(condition).values("pk")).not_beside(user)

    def permitted(self, user, permission):
        """A right counts for applications to announcements that name one of its worksites, and for no other."""
        scope = scope_of(user, permission)
        if scope.everywhere:
            return self.not_beside(user)
        here = PostingLocation.objects.filter(posting=OuterRef("posting"), worksite__in=scope.worksites)
        return self.filter(Exists(here)).not_beside(user) if scope.worksites else self.none()

    def for_list(self):
        return self.select_related("posting", "person", "applicant", "reason")

    def by_close(self):
        """Those whose announcement closes first, first; without a close by when they came."""
        return self.order_by(F("posting__closes_at").asc(nulls_last=True), "submitted_at", "pk")


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(condition=pghistory.AnyChange(exclude=["body", "saved_at"])),
    pghistory.DeleteEvent(),
    exclude=["body", "saved_at"],
)
class Application(WorkflowRecord):
    """One person's application to one announcement: a draft until it is submitted; of its versions the last counts.

    `body` is what is being typed. Submitting copies it into an `ApplicationVersion`.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        ABANDONED = "abandoned", "Abandoned"
        SUBMITTED = "submitted", "Submitted"
        MQ_REVIEW = "mq_review", "Review of qualifications"
        QUALIFIED = "qualified", "Qualified"
        NOT_QUALIFIED = "not_qualified", "Not qualified"
        SCORED = "scored", "Scored"
        LISTED = "listed", "On the eligible list"
        REFERRED = "referred", "Referred"
        INTERVIEW = "interview", "Interview"
        CONDITIONAL_OFFER = "conditional_offer", "Conditional offer"
        CLEARANCE = "clearance", "Clearance"
        APPOINTED = "appointed", "Appointed"
        NOT_SELECTED = "not_selected", "Not selected"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "Withdrawn"
        OFFER_RESCINDED = "offer_rescinded", "Offer taken back"

    STATUS_LEVELS = {
        **dict.fromkeys(Status, "info"),
        Status.DRAFT: "warn",
        Status.ABANDONED: "off",
        Status.NOT_QUALIFIED: "bad",
        Status.NOT_SELECTED: "bad",
        Status.OFFER_RESCINDED: "bad",
        Status.DECLINED: "off",
        Status.WITHDRAWN: "off",
        Status.APPOINTED: "ok",
    }
    _UNDER_REVIEW = frozenset({Status.SUBMITTED, Status.MQ_REVIEW})
    _QUALIFIED = frozenset({Status.QUALIFIED, Status.SCORED, Status.LISTED, Status.REFERRED, Status.INTERVIEW})
    TRANSITIONS = {
        "submit": Transition(frozenset({Status.DRAFT}), Status.SUBMITTED, "Submit application", "Submitted"),
        "abandon": Transition(frozenset({Status.DRAFT}), Status.ABANDONED, "Throw draft away", "Draft thrown away"),
        "review": Transition(frozenset({Status.SUBMITTED}), Status.MQ_REVIEW, "Start review", "Review started"),
        "qualify": Transition(_UNDER_REVIEW, Status.QUALIFIED, "Mark as qualified", "Found qualified"),
        "disqualify": Transition(
            _UNDER_REVIEW | {Status.QUALIFIED},
            Status.NOT_QUALIFIED,
            "Mark as not qualified",
            "Found not qualified",
            danger=True,
        ),
        "score": Transition(frozenset({Status.QUALIFIED, Status.INTERVIEW}), Status.SCORED, "Note scores", "Scored"),
        "list": Transition(
            frozenset({Status.QUALIFIED, Status.SCORED}), Status.LISTED, "Put on the list", "Put on the eligible list"
        ),
        "refer": Transition(
            frozenset({Status.QUALIFIED, Status.SCORED, Status.LISTED}), Status.REFERRED, "Refer", "Referred"
        ),
        "interview": Transition(
            frozenset({Status.QUALIFIED, Status.SCORED, Status.LISTED, Status.REFERRED}),
            Status.INTERVIEW,
            "Invite to interview",
            "Invited to interview",
        ),
        "offer": Transition(
            frozenset({Status.SCORED, Status.LISTED, Status.REFERRED, Status.INTERVIEW}),
            Status.CONDITIONAL_OFFER,
            "Make offer",
            "Conditional offer made",
        ),
        "clear": Transition(
            frozenset({Status.CONDITIONAL_OFFER}),
            Status.CLEARANCE,
            "Start clearance",
            "Offer accepted, clearance started",
        ),
        "appoint": Transition(frozenset({Status.CLEARANCE}), Status.APPOINTED, "Appoint", "Appointed"),
        "miss": Transition(
            frozenset({Status.APPOINTED}), Status.DECLINED, "Did not begin", "Did not begin", danger=True
        ),
        "decline": Transition(
            frozenset({Status.INTERVIEW, Status.CONDITIONAL_OFFER, Status.CLEARANCE}),
            Status.DECLINED,
            "Mark as declined",
            "Declined by the applicant",
            danger=True,
        ),
        "rescind": Transition(
            frozenset({Status.CONDITIONAL_OFFER, Status.CLEARANCE}),
            Status.OFFER_RESCINDED,
            "Take offer back",
            "Offer taken back",
            danger=True,
        ),
        "pass": Transition(
            _UNDER_REVIEW | _QUALIFIED, Status.NOT_SELECTED, "Mark as not selected", "Not selected", danger=True
        ),
        "withdraw": Transition(
            _UNDER_REVIEW | _QUALIFIED | {Status.CONDITIONAL_OFFER, Status.CLEARANCE},
            Status.WITHDRAWN,
            "Withdraw application",
            "Withdrawn by the applicant",
            danger=True,
        ),
    }

    PAST_ACTS = {
        "create": "Draft begun",
        "resubmit": "Submitted again",
        "extend": "Extension granted",
        "see_document": "Document seen",
        "note_result": "Result of the panel noted",
        "points": "Points of preference given",
        "note_contact": "Former employer contacted",
    }
    VALUES_APART = frozenset({"points"})
    SEALED_ACTS = {
        "points": "personnel.points_application",
        "note_contact": "personnel.decide_prea_clearanceitem",
    }
    """Acts that tell of preference or of PREA, each with the right without which nobody reads of it on the file."""

    number = models.CharField(max_length=20, unique=True, null=True, editable=False)  # noqa: DJ001 - given when sent
    posting = models.ForeignKey(
        Posting, on_delete=models.PROTECT, related_name="applications", verbose_name="announcement"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, editable=False, related_name="applications")
    applicant = models.ForeignKey(
        Applicant, on_delete=models.PROTECT, null=True, editable=False, related_name="applications"
    )
    body = models.JSONField(default=dict, editable=False)
    saved_at = models.DateTimeField("last saved", default=timezone.now, editable=False)
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT, editable=False)
    submitted_at = models.DateTimeField("submitted", null=True, editable=False)
    flagged = models.BooleanField("an answer asks for a look", default=False, editable=False)
    reason = models.ForeignKey(ReasonCode, on_delete=models.PROTECT, null=True, editable=False, related_name="+")
    result = models.DecimalField("panel result", max_digits=8, decimal_places=4, null=True, editable=False)
    points = models.DecimalField("preference points", max_digits=5, decimal_places=2, default=0, editable=False)
    reminded_at = models.DateTimeField(null=True, editable=False)
    retention_until = models.DateField("kept until", null=True, editable=False)
    legal_hold = models.BooleanField(default=False, editable=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        default_permissions = ("view", "export")
        permissions = [
            ("apply_application", "Can apply for jobs as a member of staff"),
            ("review_application", "Can review the qualifications of applicants"),
            ("refer_application", "Can put applicants on the list and refer them"),
            ("interview_application", "Can invite applicants to interviews"),
            ("offer_application", "Can make and take back offers"),
            ("appoint_application", "Can appoint"),
            ("extend_application", "Can grant an extension to an applicant"),
            ("points_application", "Can apply preference points after the panel has locked"),
            ("view_eeo_application", "Can see totals of selection by group"),
        ]
        indexes = [
            models.Index(fields=["posting", "status"], name="application_by_stage"),
            models.Index(fields=["person", "-created_at"], name="application_of_person"),
            models.Index(fields=["applicant", "-created_at"], name="application_of_applicant"),
            models.Index(
                fields=["submitted_at"],
                name="application_to_review",
                condition=Q(status__in=["submitted", "mq_review"]),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="application_is_of_one_person",
                condition=Q(person__isnull=False, applicant=None) | Q(person=None, applicant__isnull=False),
            ),
            models.CheckConstraint(
                name="application_submitted_unless_draft_or_abandoned",
                condition=Q(status__in=["draft", "abandoned"], submitted_at=None)
                | (~Q(status__in=["draft", "abandoned"]) & Q(submitted_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="application_submitted_has_a_number", condition=Q(submitted_at=None) | Q(number__isnull=False)
            ),
            models.CheckConstraint(
                name="application_turned_down_with_a_reason",
                condition=~Q(status__in=["not_qualified", "not_selected"]) | Q(reason__isnull=False),
                violation_error_message="Choose a reason.",
            ),
            models.UniqueConstraint(
                fields=["posting", "person"],
                condition=~Q(status__in=["withdrawn", "abandoned"]),
                name="application_one_live_per_person",
            ),
            models.UniqueConstraint(
                fields=["posting", "applicant"],
                condition=~Q(status__in=["withdrawn", "abandoned"]),
                name="application_one_live_per_applicant",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="application_is_withdrawn_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="application_stays_whose_it_is",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "(((OLD.posting_id, OLD.person_id, OLD.applicant_id)"
                    " IS DISTINCT FROM (NEW.posting_id, NEW.person_id, NEW.applicant_id))"
                    " OR OLD.submitted_at IS NOT NULL"
                    " AND (OLD.submitted_at, OLD.number) IS DISTINCT FROM (NEW.submitted_at, NEW.number))"
                ),
                func="RAISE EXCEPTION 'An application stays whose it is, and as of when it came.'"
                " USING ERRCODE = '23514', CONSTRAINT = 'application_stays_whose_it_is';",
            ),
            pgtrigger.Trigger(
                name="application_taken_back_stays_so",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.status IN ('withdrawn', 'abandoned') AND NEW.status IS DISTINCT FROM OLD.status"
                ),
                func="RAISE EXCEPTION 'What was taken back is sent anew or not at all.'"
                " USING ERRCODE = '23514', CONSTRAINT = 'application_taken_back_stays_so';",
            ),
            pgtrigger.Trigger(
                name="application_from_outside_to_the_public_alone",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Condition("NEW.applicant_id IS NOT NULL"),
                func="""
                    IF EXISTS (SELECT 1 FROM personnel_posting p WHERE p.id = NEW.posting_id AND p.audience <> 'public')
                    THEN RAISE EXCEPTION 'People from outside apply to what is for the public.'
                        USING ERRCODE = '23514', CONSTRAINT = 'application_from_outside_to_the_public_alone';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="application_points_of_verified_claims",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Condition("NEW.points <> 0"),
                func="""
                    IF NEW.points <> (SELECT coalesce(sum(c.points_applied), 0) FROM personnel_preferenceclaim c
                                       WHERE c.application_id = NEW.id AND c.status = 'verified')
                    THEN RAISE EXCEPTION 'Points are those of verified claims.'
                        USING ERRCODE = '23514', CONSTRAINT = 'application_points_of_verified_claims';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.number or 'Draft'}: {self.who}"

    def get_absolute_url(self):
        return reverse("personnel:application-detail", args=[self.pk])

    @property
    def who(self):
        """Whose application it is."""
        return self.person or self.applicant

    @property
    def is_live(self):
        return self.status not in GONE

    @property
    def is_draft(self):
        return self.status == self.Status.DRAFT

    @property
    def version_sent(self):
        """What counts of all that was sent: the newest version; None before anything was."""
        return self.versions.order_by("-no").first()

    def lies_within(self, scope) -> bool:
        """Whether the announcement names one of the worksites of a scope."""
        return any(place.worksite_id in scope.worksites for place in self.posting.locations.all())


GONE = (Application.Status.WITHDRAWN, Application.Status.ABANDONED)
UNDER_REVIEW = (Application.Status.SUBMITTED, Application.Status.MQ_REVIEW)
ENDED = (
    Application.Status.NOT_QUALIFIED,
    Application.Status.NOT_SELECTED,
    Application.Status.DECLINED,
    Application.Status.WITHDRAWN,
    Application.Status.OFFER_RESCINDED,
    Application.Status.APPOINTED,
)
REFERRED_ON = (
    Application.Status.REFERRED,
    Application.Status.INTERVIEW,
    Application.Status.CONDITIONAL_OFFER,
    Application.Status.CLEARANCE,
    Application.Status.APPOINTED,
)


class ApplicationVersion(models.Model):
    """What was sent, each time it was sent. Only the newest counts; none is ever changed."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="versions")
    no = models.PositiveSmallIntegerField()
    sent_at = models.DateTimeField(default=timezone.now)
    body = models.JSONField()

    class Meta:
        ordering = ["application", "no"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["application", "no"], name="application_version_once")]
        triggers = [append_only()]

    def __str__(self):
        return f"Version {self.no}"


class ApplicationDocumentQuerySet(PortalQuerySet):
    def kept(self):
        """Those that were not taken back."""
        return self.filter(removed_at__isnull=True)

    def visible_to(self, user):
        """One's own; papers of preference for who verifies claims; the others for who sees the application.

        What was taken back is kept and opened by nobody, but for the proof of a claim that was decided on it.
        """
        told = ~Q(kind=ApplicationDocument.Kind.PREFERENCE) & Q(application__in=Application.objects.visible_to(user))
        if user.has_perm("personnel.decide_preferenceclaim"):
            told |= Q(kind=ApplicationDocument.Kind.PREFERENCE, application__submitted_at__isnull=False)
        decided = PreferenceClaim.objects.exclude(decided_at=None).values("evidence")
        return self.filter(Q(removed_at=None) | Q(pk__in=decided), told | Q(application__person__user=user))


class ApplicationDocument(models.Model):
    """A paper handed in with an application: judged by content, kept privately, handed out by one view.

    Its file hangs on it, not on the application, so that papers of preference reach those who verify them alone.
    """

    class Kind(models.TextChoices):
        RESUME = "resume", "Résumé"
        TRANSCRIPT = "transcript", "Transcript"
        LICENSE = "license", "License or certificate"
        LETTER = "letter", "Letter"
        PREFERENCE = "preference", "Proof of preference (DD-214, NGB-22, VA letter)"
        OTHER = "other", "Other"

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="documents")
    attachment = models.OneToOneField(Attachment, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind)
    added_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    seen_at = models.DateTimeField(null=True)

    objects = ApplicationDocumentQuerySet.as_manager()

    class Meta:
        ordering = ["application", "pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="application_document_seen_by_somebody",
                condition=Q(seen_by=None, seen_at=None) | Q(seen_by__isnull=False, seen_at__isnull=False),
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.attachment.name}"


class ApplicationExtension(models.Model):
    """A later deadline for one applicant (“special application”), or a case recorded without one (item 11)."""

    class Kind(models.TextChoices):
        LEAVE = "leave", "Employee on leave"
        OUTAGE = "outage", "System outage"
        ACCOMMODATION = "accommodation", "Disability accommodation"
        MILITARY = "military", "Military service"

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="extensions")
    kind = models.CharField(max_length=20, choices=Kind)
    justification = models.TextField(max_length=1000)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["application", "-granted_at"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="application_extension_says_why",
                condition=~Q(justification=""),
                violation_error_message="Say why the extension is granted.",
            ),
            models.CheckConstraint(
                name="application_extension_within_reason",
                condition=Q(until=None) | Q(until__range=("2000-01-01T00:00Z", "2200-12-31T00:00Z")),
                violation_error_message="Enter a year between 2000 and 2199.",
            ),
        ]
        triggers = [
            append_only(),
            pgtrigger.Trigger(
                name="application_extension_not_granted_to_oneself",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF EXISTS (SELECT 1 FROM personnel_application a JOIN personnel_person p ON p.id = a.person_id
                               WHERE a.id = NEW.application_id AND p.user_id = NEW.granted_by_id)
                    THEN RAISE EXCEPTION 'Nobody grants an extension to themselves.'
                        USING ERRCODE = '23514', CONSTRAINT = 'application_extension_not_granted_to_oneself';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} for {self.application}"


class ApplicationNote(models.Model):
    """What somebody who works on an application wrote about it; never shown to the applicant, never changed."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField(max_length=2000)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["application", "made_at"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="application_note_says_something", condition=~Q(text=""), violation_error_message="Write the note."
            )
        ]
        triggers = [append_only()]

    def __str__(self):
        return self.text[:60]


class PreferenceRuleQuerySet(PortalQuerySet):
    def in_force(self, on):
        """The rules in force on a day."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=on), starts_on__lte=on)

    def overlapping(self, kind, starts_on, ends_on):
        """Rules of a kind that share a day with [starts_on, ends_on)."""
        rows = self.filter(Q(ends_on=None) | Q(ends_on__gt=starts_on), kind=kind)
        return rows if ends_on is None else rows.filter(starts_on__lt=ends_on)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class PreferenceRule(Record):
    """What a kind of preference gives, between two days, with its authority. None is a constant (item 14)."""

    class Kind(models.TextChoices):
        VETERAN = "veteran", "Veteran"
        DISABLED_VETERAN = "disabled_veteran", "Disabled veteran"
        SURVIVING_SPOUSE = "surviving_spouse", "Surviving spouse of a veteran"
        SPOUSE_OF_DISABLED = "spouse_disabled_vet", "Spouse of a disabled veteran"
        NATIONAL_GUARD = "national_guard", "Member of the National Guard"
        PARENTAL = "parental", "Parental preference"

    class Effect(models.TextChoices):
        POINTS = "points", "Points"
        INTERVIEW = "guaranteed_interview", "Offered an interview"

    kind = models.CharField(max_length=30, choices=Kind)
    effect = models.CharField(max_length=30, choices=Effect)
    points = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    applies_to = models.CharField("applies to", max_length=200, blank=True)
    evidence = models.CharField("proof asked for", max_length=200)
    authority = models.CharField(max_length=200)
    rule_text = models.TextField("text of the rule", blank=True)
    confirmed = models.BooleanField(default=False)
    starts_on = models.DateField("from")
    ends_on = models.DateField("until", null=True, blank=True)

    objects = PreferenceRuleQuerySet.as_manager()

    class Meta:
        verbose_name = "preference rule"
        ordering = ["kind", "-starts_on"]
        default_permissions = ("add", "change", "view")
        constraints = [
            days_within_reason("preference_rule_days_within_reason", "starts_on", "ends_on"),
            models.CheckConstraint(
                name="preference_rule_gives_points_where_it_says_so",
                condition=(Q(effect="points") & (Q(points__gt=0) | Q(points=None)))
                | Q(effect="guaranteed_interview", points=None),
                violation_error_message="Enter the number of points, and only where the effect is points.",
            ),
            models.CheckConstraint(
                name="preference_rule_ends_after_it_starts",
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                violation_error_message="The end must come after the start.",
            ),
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(ends_on=None),
                name="preference_rule_one_without_an_end",
                violation_error_message="A rule of this kind without an end already stands. End it first.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.told}"

    def get_absolute_url(self):
        return reverse("personnel:preferencerule-detail", args=[self.pk])

    @property
    def told(self) -> str:
        """What it gives, in words."""
        if self.effect == self.Effect.INTERVIEW:
            return "offered an interview"
        return f"{self.points.normalize():f} points" if self.points is not None else "points, number not known"


class PreferenceClaimQuerySet(PortalQuerySet):
    def open(self):
        """Those that wait: of applications that were sent and have not ended."""
        waiting = self.filter(status=PreferenceClaim.Status.CLAIMED, application__submitted_at__isnull=False)
        return waiting.exclude(application__status__in=ENDED)

    def visible_to(self, user):
        """For those who verify claims; who applied sees theirs with the application."""
        if user.has_perm("personnel.decide_preferenceclaim"):
            told = Application.objects.sent().not_beside(user)
            return self.filter(application__in=told)
        return self.filter(application__person__user=user)

    def for_list(self):
        return self.select_related("application__posting", "application__person", "application__applicant", "rule")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class PreferenceClaim(WorkflowRecord):
    """A claim to preference: verified or refused against proof, by somebody who never sits on the panel."""

    class Status(models.TextChoices):
        CLAIMED = "claimed", "Claimed"
        VERIFIED = "verified", "Verified"
        REFUSED = "refused", "Refused"

    STATUS_LEVELS = {Status.CLAIMED: "warn", Status.VERIFIED: "ok", Status.REFUSED: "bad"}
    TRANSITIONS = {
        "verify": Transition(frozenset({Status.CLAIMED}), Status.VERIFIED, "Verify claim", "Claim verified"),
        "refuse": Transition(frozenset({Status.CLAIMED}), Status.REFUSED, "Refuse claim", "Claim refused", danger=True),
    }
    KEPT_APART = frozenset({"kind", "evidence", "rule", "points_applied", "decision_note"})

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="claims")
    kind = models.CharField(max_length=30, choices=PreferenceRule.Kind)
    evidence = models.ForeignKey(
        ApplicationDocument, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="proof"
    )
    rule = models.ForeignKey(PreferenceRule, on_delete=models.PROTECT, null=True, editable=False, related_name="+")
    status = models.CharField(max_length=20, choices=Status, default=Status.CLAIMED, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, editable=False)
    decision_note = models.CharField("why it was decided so", max_length=1000, blank=True, editable=False)
    points_applied = models.DecimalField(max_digits=5, decimal_places=2, null=True, editable=False)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    applied_at = models.DateTimeField(null=True, editable=False)

    objects = PreferenceClaimQuerySet.as_manager()

    class Meta:
        verbose_name = "preference claim"
        ordering = ["application", "kind"]
        default_permissions = ("view",)
        permissions = [("decide_preferenceclaim", "Can verify or refuse claims to preference")]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "kind"],
                name="preference_claimed_once",
                violation_error_message="This preference is already claimed on the application.",
            ),
            models.CheckConstraint(
                name="preference_verified_with_proof",
                condition=~Q(status="verified")
                | Q(evidence__isnull=False, rule__isnull=False, decided_by__isnull=False, decided_at__isnull=False),
                violation_error_message="A claim is verified against its proof.",
            ),
            models.CheckConstraint(
                name="preference_points_of_verified_claims_alone",
                condition=Q(points_applied=None, applied_by=None, applied_at=None)
                | Q(status="verified", points_applied__isnull=False, points_applied__gte=0)
                & Q(applied_by__isnull=False, applied_at__isnull=False),
                violation_error_message="Points are given for a verified claim alone.",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="preference_verifier_sits_on_no_panel",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Condition("NEW.decided_by_id IS NOT NULL"),
                func="""
                    PERFORM 1 FROM personnel_posting p JOIN personnel_application a ON a.posting_id = p.id
                      WHERE a.id = NEW.application_id FOR SHARE OF p;
                    IF EXISTS (SELECT 1 FROM personnel_application a
                               JOIN personnel_panel p ON p.posting_id = a.posting_id
                               JOIN personnel_panelmember m ON m.panel_id = p.id
                               WHERE a.id = NEW.application_id AND m.user_id IN (NEW.decided_by_id, NEW.applied_by_id))
                    THEN RAISE EXCEPTION 'Who sits on the panel decides no claim and gives no points.'
                        USING ERRCODE = '23514', CONSTRAINT = 'preference_verifier_sits_on_no_panel';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="preference_points_after_the_panel_locked",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Condition("NEW.points_applied IS NOT NULL"),
                func="""
                    IF EXISTS (SELECT 1 FROM personnel_application a
                               JOIN personnel_panel p ON p.posting_id = a.posting_id
                               JOIN personnel_panelmember m ON m.panel_id = p.id
                               WHERE a.id = NEW.application_id AND m.locked_at IS NULL
                                 AND m.conflict IS DISTINCT FROM true)
                    THEN RAISE EXCEPTION 'Preference is applied once every sheet is locked.'
                        USING ERRCODE = '23514', CONSTRAINT = 'preference_points_after_the_panel_locked';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return f"Claim to preference, {self.application}"

    def get_absolute_url(self):
        return reverse("personnel:preferenceclaim-detail", args=[self.pk])
