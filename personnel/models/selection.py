"""Selection: panels and their sealed sheets, offers, clearance and appointment (personnel.md items 16, 17, 23, 25)."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.access import scope_of
from doc_portal.core.models import PortalQuerySet, Record, Worksite, append_only
from personnel.models.announcements import Posting, PostingLocation
from personnel.models.applications import Application
from personnel.models.catalogue import JobClass
from personnel.models.people import Person
from personnel.models.positions import Position, Shift
from personnel.models.requisitions import Requisition

RATINGS = (1, 2, 3, 4, 5)


class PanelQuerySet(PortalQuerySet):
    def visible_to(self, user):
        """Those one sits on, and those of announcements one keeps."""
        keeps = scope_of(user, "personnel.change_panel")
        if keeps.everywhere or user.has_perm("personnel.view_all_panel"):
            return self.all()
        sits = Q(Exists(PanelMember.objects.filter(panel=OuterRef("pk"), user=user)))
        if keeps:
            sits |= Q(posting__locations__worksite__in=keeps.worksites)
        return self.filter(pk__in=self.model._default_manager.filter(sits).values("pk"))

    def for_list(self):
        return self.select_related("posting")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Panel(Record):
    """Who scores the applicants of one announcement. At least as many members as the setting says."""

    posting = models.ForeignKey(Posting, on_delete=models.PROTECT, related_name="panels", verbose_name="announcement")
    name = models.CharField(max_length=80, default="Interview panel")
    meets_on = models.DateField("meets", null=True, blank=True)
    started_at = models.DateTimeField(null=True, editable=False)
    closed_at = models.DateTimeField("all sheets locked", null=True, editable=False)

    objects = PanelQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        default_permissions = ("add", "change", "view")
        permissions = [
            ("view_all_panel", "Can see every panel"),
            ("score_panel", "Can score as a member of a panel"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["posting", "name"],
                name="panel_named_once",
                violation_error_message="This announcement already has a panel of that name.",
            )
        ]

    def __str__(self):
        return f"{self.name}, {self.posting}"

    def get_absolute_url(self):
        return reverse("personnel:panel-detail", args=[self.pk])


class Competency(models.Model):
    """What a panel rates from 1 to 5, with its weight and the anchor text of each rating."""

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="competencies")
    order = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=120)
    weight = models.DecimalField(max_digits=5, decimal_places=2, default=1)
    anchors = models.JSONField("what each rating means", default=dict)

    class Meta:
        verbose_name_plural = "competencies"
        ordering = ["panel", "order", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["panel", "name"],
                name="competency_once_per_panel",
                violation_error_message="This competency already stands on the sheet.",
            ),
            models.CheckConstraint(
                name="competency_weighs_something",
                condition=Q(weight__gt=0),
                violation_error_message="Enter a weight above zero.",
            ),
        ]

    def __str__(self):
        return self.name


class PanelMember(models.Model):
    """One who scores: declares conflicts, kinship included (policy D2-11.3), before scoring; locks their sheets after.

    Who declares a conflict stands down: they score nobody, and nobody waits for them.
    """

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="panel_seats")
    declared_at = models.DateTimeField(null=True)
    conflict = models.BooleanField(null=True)
    declaration = models.TextField("what was declared", blank=True, max_length=1000)
    locked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["panel", "user__last_name", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["panel", "user"],
                name="panel_member_once",
                violation_error_message="This person already sits on the panel.",
            ),
            models.CheckConstraint(
                name="panel_member_declared_before_locking",
                condition=Q(locked_at=None) | Q(declared_at__isnull=False),
            ),
            models.CheckConstraint(
                name="panel_member_conflict_is_declared",
                condition=Q(declared_at=None, conflict=None) | Q(declared_at__isnull=False, conflict__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="panel_member_once_locked_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.locked_at IS NOT NULL"),
                func="RAISE EXCEPTION 'A locked sheet stays locked.'"
                " USING ERRCODE = '23514', CONSTRAINT = 'panel_member_once_locked_stays';",
            ),
            pgtrigger.Trigger(
                name="panel_member_verified_no_claim",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF EXISTS (SELECT 1 FROM personnel_preferenceclaim c
                               JOIN personnel_application a ON a.id = c.application_id
                               JOIN personnel_panel p ON p.posting_id = a.posting_id
                               WHERE p.id = NEW.panel_id AND c.decided_by_id = NEW.user_id)
                    THEN RAISE EXCEPTION 'Who verified claims does not sit on the panel.'
                        USING ERRCODE = '23514', CONSTRAINT = 'panel_member_verified_no_claim';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return str(self.user)

    @property
    def scores(self) -> bool:
        """Whether this member may write on their sheets now."""
        return self.declared_at is not None and not self.conflict and self.locked_at is None


class ScoreSheet(models.Model):
    """One rating by one member for one applicant and competency.

    Row-level security seals it (migration `score_sheets_are_sealed`): the app's role sees another's sheet only once
    every member who scores has locked; `doc_portal.core.actor` says in the transaction who is asking.
    """

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="+")
    panellist = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="+")
    rating = models.PositiveSmallIntegerField()
    note = models.TextField(blank=True, max_length=1000)
    rated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["panellist", "application", "competency"], name="score_sheet_once"),
            models.CheckConstraint(
                name="score_sheet_rating_from_one_to_five",
                condition=Q(rating__range=(1, 5)),
                violation_error_message="Rate from 1 to 5.",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="score_sheet_written_by_a_member_who_declared",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF TG_OP <> 'INSERT' AND EXISTS (SELECT 1 FROM personnel_panelmember m
                        WHERE m.panel_id = OLD.panel_id AND m.user_id = OLD.panellist_id AND m.locked_at IS NOT NULL)
                    THEN RAISE EXCEPTION 'A locked sheet is not changed.'
                        USING ERRCODE = '23514', CONSTRAINT = 'score_sheet_once_locked_stays';
                    END IF;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                    IF NOT EXISTS (SELECT 1 FROM personnel_panelmember m
                        WHERE m.panel_id = NEW.panel_id AND m.user_id = NEW.panellist_id
                          AND m.declared_at IS NOT NULL AND NOT m.conflict AND m.locked_at IS NULL)
                    THEN RAISE EXCEPTION 'Scoring comes after declaring and before locking.'
                        USING ERRCODE = '23514', CONSTRAINT = 'score_sheet_written_by_a_member_who_declared';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self):
        return f"{self.application_id}: {self.rating}"


class OfferQuerySet(PortalQuerySet):
    def visible_to(self, user):
        """For those who make offers, clear and appoint."""
        rights = ("offer_application", "appoint_application")
        if any(user.has_perm(f"personnel.{right}") for right in rights):
            return self.filter(application__in=Application.objects.visible_to(user))
        if user.has_perm("personnel.decide_clearanceitem"):
            return self
        return self.none()

    def for_list(self):
        return self.select_related("application__posting", "application__person", "application__applicant")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Offer(Record):
    """A conditional offer: the job, from a day on, once every clearance item is cleared."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="offers")
    location = models.ForeignKey(PostingLocation, on_delete=models.PROTECT, related_name="+", verbose_name="place")
    position = models.ForeignKey(Position, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    annual_pay = models.DecimalField("yearly pay", max_digits=10, decimal_places=2, null=True, blank=True)
    starts_on = models.DateField("first day")
    accepted_at = models.DateTimeField(null=True, editable=False)
    ended_at = models.DateTimeField("declined or taken back", null=True, editable=False)

    objects = OfferQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(ended_at=None), name="offer_one_standing_per_application"
            ),
            models.CheckConstraint(
                name="offer_pay_is_positive",
                condition=Q(annual_pay=None) | Q(annual_pay__gt=0),
                violation_error_message="Enter the pay as an amount above zero.",
            ),
            models.CheckConstraint(
                name="offer_dates_within_reason",
                condition=Q(starts_on__range=("2000-01-01", "2199-12-31")),
                violation_error_message="Enter a year between 2000 and 2199.",
            ),
        ]

    def __str__(self):
        return f"Offer to {self.application.who}"

    def get_absolute_url(self):
        return reverse("personnel:offer-detail", args=[self.pk])


class ClearanceItemQuerySet(PortalQuerySet):
    def open(self):
        return self.filter(outcome=ClearanceItem.Outcome.OPEN, offer__ended_at=None, offer__accepted_at__isnull=False)

    def visible_to(self, user):
        """PREA items are for the Office of Professional Standards; the others for those who clear."""
        kinds = [kind for kind in ClearanceItem.Kind.values if user.has_perm(clearance_permission(kind))]
        return self.filter(kind__in=kinds)

    def for_list(self):
        return self.select_related("offer__application__posting", "offer__application__person")


def clearance_permission(kind: str) -> str:
    """The right to decide a clearance item: PREA has one of its own."""
    return f"personnel.decide_{'prea_' if kind == 'prea' else ''}clearanceitem"


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ClearanceItem(models.Model):
    """One thing that must be cleared before an appointment. Medical has room for the outcome alone."""

    class Kind(models.TextChoices):
        BACKGROUND = "background", "Background"
        DRUG = "drug", "Drug test"
        MEDICAL = "medical", "Medical"
        PREA = "prea", "PREA"

    class Outcome(models.TextChoices):
        OPEN = "open", "Open"
        CLEARED = "cleared", "Cleared"
        RESTRICTED = "restricted", "Cleared with restriction"
        NOT_CLEARED = "not_cleared", "Not cleared"

    LEVELS = {Outcome.OPEN: "warn", Outcome.CLEARED: "ok", Outcome.RESTRICTED: "ok", Outcome.NOT_CLEARED: "bad"}
    PASSED = (Outcome.CLEARED, Outcome.RESTRICTED)

    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="clearance")
    kind = models.CharField(max_length=20, choices=Kind)
    outcome = models.CharField(max_length=20, choices=Outcome, default=Outcome.OPEN)
    conclusion = models.TextField("written conclusion", blank=True, max_length=2000)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = ClearanceItemQuerySet.as_manager()

    class Meta:
        verbose_name = "clearance item"
        ordering = ["offer", "kind"]
        default_permissions = ()
        permissions = [
            ("decide_clearanceitem", "Can clear background, drug test and medical"),
            ("decide_prea_clearanceitem", "Can clear under the PREA hiring rule"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["offer", "kind"], name="clearance_item_once"),
            models.CheckConstraint(
                name="clearance_item_decided_by_somebody",
                condition=Q(outcome="open", decided_by=None, decided_at=None)
                | (~Q(outcome="open") & Q(decided_by__isnull=False, decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="clearance_medical_says_the_outcome_alone", condition=~Q(kind="medical") | Q(conclusion="")
            ),
            models.CheckConstraint(
                name="clearance_restriction_is_medical",
                condition=~Q(outcome="restricted") | Q(kind="medical"),
                violation_error_message="Only medical clearance comes with a restriction.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.get_outcome_display().lower()}"


class AppointmentQuerySet(PortalQuerySet):
    def visible_to(self, user):
        read = scope_of(user, "personnel.view_appointment")
        return self.filter(read.rows_of(self.model)) if read else self.none()

    def starting_from(self, day):
        """Those who begin on a day or later: what the academy asks for (item 22)."""
        return self.filter(starts_on__gte=day)

    def for_list(self):
        return self.select_related("application__posting", "person", "job_class", "worksite")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Appointment(Record):
    """The hire: who begins when, where, in which class. The academy reserves a seat from this (item 22).

    `person` is the entry in the directory; for somebody from outside it is filled when a steward adds them.
    `requisition` is the request it fills: left empty, the database finds it among those of the announcement and
    refuses one more than it asks for. `seated_at` is when the person was put into a position; until then the vacancy
    stays promised to them.
    """

    WORKSITE_PATH = "worksite"

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="appointment")
    offer = models.OneToOneField(Offer, on_delete=models.PROTECT, related_name="appointment")
    location = models.ForeignKey(PostingLocation, on_delete=models.PROTECT, related_name="appointments")
    job_class = models.ForeignKey(JobClass, on_delete=models.PROTECT, related_name="appointments")
    worksite = models.ForeignKey(Worksite, on_delete=models.PROTECT, related_name="appointments")
    shift = models.CharField(max_length=10, choices=Shift)
    position = models.ForeignKey(Position, on_delete=models.PROTECT, null=True, blank=True, related_name="appointments")
    requisition = models.ForeignKey(Requisition, on_delete=models.PROTECT, null=True, related_name="appointments")
    seated_at = models.DateTimeField("took the position", null=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="appointments")
    starts_on = models.DateField("first day")

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        default_permissions = ("view", "export")
        indexes = [
            models.Index(fields=["starts_on"], name="appointment_by_start"),
            models.Index(fields=["worksite", "starts_on"], name="appointment_at_worksite"),
        ]
        triggers = [pgtrigger.Protect(name="appointment_is_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self):
        return f"{self.application.who}, {self.job_class}, from {self.starts_on}"

    def get_absolute_url(self):
        return reverse("personnel:appointment-detail", args=[self.pk])


class PreaQuestion(Record):
    """A question 28 CFR 115.17 asks of everybody who may meet inmates, between two days."""

    class Kind(models.TextChoices):
        BAR = "bar", "A “yes” bars the appointment"
        HARASSMENT = "harassment", "A “yes” is considered with a written conclusion"

    kind = models.CharField(max_length=20, choices=Kind)
    order = models.PositiveSmallIntegerField(default=0)
    text = models.TextField("question", max_length=1000)
    authority = models.CharField(max_length=200)
    starts_on = models.DateField("from")
    ends_on = models.DateField("until", null=True, blank=True)

    class Meta:
        verbose_name = "PREA question"
        ordering = ["order", "pk"]
        default_permissions = ("add", "change", "view")

    def __str__(self):
        return self.text

    def get_absolute_url(self):
        return reverse("personnel:preaquestion-list")


class PreaAnswer(models.Model):
    """What an applicant answered to a mandatory question. For the Office of Professional Standards alone."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="prea_answers")
    question = models.ForeignKey(PreaQuestion, on_delete=models.PROTECT, related_name="+")
    yes = models.BooleanField()
    explanation = models.TextField(blank=True, max_length=2000)
    answered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["application", "question"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["application", "question"], name="prea_answered_once")]

    def __str__(self):
        return "Yes" if self.yes else "No"


class PreaCheckQuerySet(PortalQuerySet):
    def visible_to(self, user):
        return self if user.has_perm("personnel.view_preacheck") else self.none()

    def lapsing(self, until):
        """The newest check of each person where it runs out by a day."""
        newer = PreaCheck.objects.filter(person=OuterRef("person"), valid_until__gt=OuterRef("valid_until"))
        return self.filter(~Exists(newer), person__isnull=False, valid_until__lte=until)

    def for_list(self):
        return self.select_related("person", "applicant")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class PreaCheck(Record):
    """A criminal background check: of a person in post or of an applicant; repeated at least every five years."""

    class Outcome(models.TextChoices):
        CLEAR = "clear", "Nothing that bars"
        BARRED = "barred", "Barred"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="prea_checks")
    applicant = models.ForeignKey(
        "personnel.Applicant", on_delete=models.PROTECT, null=True, blank=True, related_name="prea_checks"
    )
    checked_on = models.DateField("checked")
    valid_until = models.DateField("due again", editable=False)
    outcome = models.CharField(max_length=20, choices=Outcome, default=Outcome.CLEAR)

    objects = PreaCheckQuerySet.as_manager()

    class Meta:
        verbose_name = "background check"
        ordering = ["-checked_on", "-pk"]
        default_permissions = ("add", "view", "export")
        indexes = [
            models.Index(fields=["person", "-valid_until"], name="prea_check_of_person"),
            models.Index(fields=["valid_until"], name="prea_check_by_due"),
        ]
        constraints = [
            models.CheckConstraint(
                name="prea_check_is_of_one_person",
                condition=Q(person__isnull=False, applicant=None) | Q(person=None, applicant__isnull=False),
            ),
            models.CheckConstraint(
                name="prea_check_due_again_later", condition=Q(valid_until__gt=models.F("checked_on"))
            ),
            models.CheckConstraint(
                name="prea_check_dates_within_reason",
                condition=Q(checked_on__range=("2000-01-01", "2199-12-31")),
                violation_error_message="Enter a year between 2000 and 2199.",
            ),
        ]

    def __str__(self):
        return f"{self.person or self.applicant}, {self.checked_on}"

    def get_absolute_url(self):
        return reverse("personnel:preacheck-list")


class InstitutionalEmployerContact(models.Model):
    """The log of contacts to every prior institutional employer (28 CFR 115.17(c)(2))."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="employer_contacts")
    employer = models.CharField(max_length=160)
    contacted_on = models.DateField("contacted")
    outcome = models.CharField("what they said", max_length=20, choices=[
        ("nothing", "Nothing substantiated"),
        ("substantiated", "A substantiated allegation"),
        ("no_answer", "No answer"),
        ("refused", "Answer refused"),
    ])  # fmt: skip
    note = models.TextField(blank=True, max_length=1000)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "contact to a prior employer"
        verbose_name_plural = "contacts to prior employers"
        ordering = ["application", "contacted_on"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="employer_contact_names_the_employer",
                condition=~Q(employer=""),
                violation_error_message="Enter the employer.",
            )
        ]
        triggers = [append_only()]

    def __str__(self):
        return f"{self.employer}, {self.contacted_on}"
