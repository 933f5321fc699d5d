"""Selection: panels and their sealed sheets, offers, clearance and appointment (personnel.md items 16, 17, 23, 25)."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.access import scope_of
from doc_portal.core.models import PortalQuerySet, Record, Worksite, append_only
from personnel.models.announcements import Posting, PostingLocation
from personnel.models.applications import Application
from personnel.models.catalogue import JobClass
from personnel.models.people import Person
from personnel.models.positions import Position, Shift

RATINGS = (1, 2, 3, 4, 5)


class PanelQuerySet(PortalQuerySet):
    def visible_to(self, user):
        """Those one sits on, and those of announcements at worksites where one keeps panels or may read them."""
        kinds = [scope_of(user, f"personnel.{right}_panel") for right in ("change", "view")]
        if any(kind.everywhere for kind in kinds) or user.has_perm("personnel.view_all_panel"):
            return self.all()
        sits = Q(Exists(PanelMember.objects.filter(panel=OuterRef("pk"), user=user)))
        for kind in kinds:
            if kind.worksites:
                sits |= Q(posting__locations__worksite__in=kind.worksites)
        return self.filter(pk__in=self.model._default_manager.filter(sits).values("pk"))

    def for_list(self):
        return self.select_related("posting")

    def being_scored(self):
        """Those that were started and where somebody has not locked yet."""
        return self.filter(started_at__isnull=False, closed_at=None)


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
        triggers = [
            pgtrigger.Trigger(
                name="panel_closed_once_all_have_locked",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Condition("NEW.closed_at IS NOT NULL"),
                func="""
                    IF NEW.started_at IS NULL OR NOT EXISTS (SELECT 1 FROM personnel_panelmember m
                            WHERE m.panel_id = NEW.id AND m.locked_at IS NOT NULL)
                       OR EXISTS (SELECT 1 FROM personnel_panelmember m WHERE m.panel_id = NEW.id
                                    AND m.locked_at IS NULL AND m.conflict IS DISTINCT FROM true)
                    THEN RAISE EXCEPTION 'A panel closes once every member who scores has locked.'
                        USING ERRCODE = '23514', CONSTRAINT = 'panel_closed_once_all_have_locked';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="panel_once_started_or_closed_stays_so",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.started_at IS NOT NULL AND NEW.started_at IS DISTINCT FROM OLD.started_at"
                    " OR OLD.closed_at IS NOT NULL AND NEW.closed_at IS DISTINCT FROM OLD.closed_at"
                    " OR OLD.posting_id IS DISTINCT FROM NEW.posting_id"
                ),
                func="RAISE EXCEPTION 'A panel that was started or closed stays so.'"
                " USING ERRCODE = '23514', CONSTRAINT = 'panel_once_started_or_closed_stays_so';",
            ),
        ]

    def __str__(self):
        return f"{self.name}, {self.posting}"

    def get_absolute_url(self):
        return reverse("personnel:panel-detail", args=[self.pk])

    @property
    def editable(self):
        """What is scored, by what and about whom, is settled before the start."""
        return self.started_at is None

    @property
    def phase(self) -> str:
        """Where the panel stands, in words."""
        if self.closed_at:
            return "Closed"
        return "Scoring" if self.started_at else "Being set up"

    def lies_in(self, scope) -> bool:
        """Whether its announcement has a place inside a scope."""
        if scope.everywhere or not scope.worksites:
            return scope.everywhere
        return any(place.worksite_id in scope.worksites for place in self.posting.locations.all())


PANEL_LEVELS = {"Being set up": "off", "Scoring": "warn", "Closed": "ok"}


def settled_before_the_start(name: str) -> pgtrigger.Trigger:
    """What a panel scores, and whom, is not changed once it was started."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func="""
            IF EXISTS (SELECT 1 FROM personnel_panel p WHERE p.started_at IS NOT NULL
                         AND p.id = CASE TG_OP WHEN 'DELETE' THEN OLD.panel_id ELSE NEW.panel_id END)
            THEN RAISE EXCEPTION 'A panel that was started keeps what it scores.'
                USING ERRCODE = '23514', CONSTRAINT = 'NAME';
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """.replace("NAME", name),
    )


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
        triggers = [settled_before_the_start("competency_settled_before_the_start")]

    def __str__(self):
        return self.name

    def anchor(self, rating: int) -> str:
        """What a rating means here; empty where nobody has said so yet."""
        return self.anchors.get(str(rating), "")

    @property
    def is_anchored(self) -> bool:
        """Whether every rating has its text."""
        return all(self.anchor(rating) for rating in RATINGS)

    @property
    def told(self) -> list[tuple[int, str]]:
        """Every rating with its text."""
        return [(rating, self.anchor(rating)) for rating in RATINGS]


class PanelApplicant(models.Model):
    """One whom a panel scores: the same for every member, settled before the start."""

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="candidates")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="panel_seats")

    class Meta:
        ordering = ["panel", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["panel", "application"], name="panel_scores_an_applicant_once"),
        ]
        triggers = [
            settled_before_the_start("panel_applicant_settled_before_the_start"),
            pgtrigger.Trigger(
                name="panel_applicant_of_its_announcement",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    IF NOT EXISTS (SELECT 1 FROM personnel_application a
                                   JOIN personnel_panel p ON p.posting_id = a.posting_id
                                   WHERE a.id = NEW.application_id AND p.id = NEW.panel_id)
                    THEN RAISE EXCEPTION 'A panel scores those who applied for its announcement.'
                        USING ERRCODE = '23514', CONSTRAINT = 'panel_applicant_of_its_announcement';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return str(self.application.who)


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
            pgtrigger.Trigger(
                name="panel_member_not_after_the_end",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF EXISTS (SELECT 1 FROM personnel_panel p WHERE p.id = NEW.panel_id AND p.closed_at IS NOT NULL)
                    THEN RAISE EXCEPTION 'A closed panel takes no further member.'
                        USING ERRCODE = '23514', CONSTRAINT = 'panel_member_not_after_the_end';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="panel_member_did_not_apply",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF EXISTS (SELECT 1 FROM personnel_panel p
                               JOIN personnel_application a ON a.posting_id = p.posting_id
                               JOIN personnel_person o ON o.id = a.person_id
                               WHERE p.id = NEW.panel_id AND o.user_id = NEW.user_id
                                 AND a.status NOT IN ('draft', 'abandoned', 'withdrawn'))
                    THEN RAISE EXCEPTION 'Who applied does not sit on the panel.'
                        USING ERRCODE = '23514', CONSTRAINT = 'panel_member_did_not_apply';
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

    @property
    def phase(self) -> str:
        """Where this member stands, in words."""
        if self.conflict:
            return "Stands down"
        if self.locked_at:
            return "Locked"
        return "Scores" if self.declared_at else "To declare"

    @property
    def phase_level(self) -> str:
        """The shape beside the phase."""
        return {"Locked": "ok", "To declare": "warn", "Scores": "info"}.get(self.phase, "off")


class ScoreSheetQuerySet(PortalQuerySet):
    def visible_to(self, user):
        """One's own ratings, and all of a panel that has closed. The database seals them by itself besides."""
        return self.filter(Q(panellist=user) | Q(panel__closed_at__isnull=False))

    def counting(self):
        """Those of members who locked: the sheets of who stood down do not count."""
        locked = PanelMember.objects.filter(
            panel=OuterRef("panel"), user=OuterRef("panellist"), locked_at__isnull=False, conflict=False
        )
        return self.filter(Exists(locked))


class ScoreSheet(models.Model):
    """One rating by one member for one applicant and competency.

    Row-level security seals it (migration `panels_keep_what_they_score`): the app's role sees another's sheet only once
    the panel has closed, which takes every member's lock; `doc_portal.core.actor` says in the transaction who asks.
    """

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="+")
    panellist = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="+")
    competency = models.ForeignKey(Competency, on_delete=models.PROTECT, related_name="+")
    rating = models.PositiveSmallIntegerField()
    note = models.TextField(blank=True, max_length=1000)
    rated_at = models.DateTimeField(default=timezone.now)

    objects = ScoreSheetQuerySet.as_manager()

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
                    IF NOT EXISTS (SELECT 1 FROM personnel_panel p
                                   JOIN personnel_competency c ON c.panel_id = p.id
                                   JOIN personnel_panelapplicant a ON a.panel_id = p.id
                                   WHERE p.id = NEW.panel_id AND p.started_at IS NOT NULL
                                     AND c.id = NEW.competency_id AND a.application_id = NEW.application_id)
                    THEN RAISE EXCEPTION 'A sheet is about what its panel scores.'
                        USING ERRCODE = '23514', CONSTRAINT = 'score_sheet_about_what_its_panel_scores';
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
        return self.none()

    def standing(self):
        """Those that wait: for an answer, for clearance or for the appointment. A withdrawal ends them too."""
        waits = (Application.Status.CONDITIONAL_OFFER, Application.Status.CLEARANCE)
        return self.filter(ended_at=None, appointment=None, application__status__in=waits)

    def with_phase(self):
        """With how many items of each are still in the way (`open_items`), and the appointment where there is one."""
        in_the_way = Q(clearance__isnull=False) & ~Q(clearance__outcome__in=["cleared", "restricted"])
        return self.annotate(open_items=Count("clearance", filter=in_the_way)).select_related("appointment")

    def for_list(self):
        return self.select_related(
            "application__posting", "application__person", "application__applicant", "location__worksite"
        )


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Offer(Record):
    """A conditional offer: the job, from a day on, once every clearance item is cleared."""

    WORKSITE_PATH = "location__worksite"

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

    @property
    def phase(self) -> str:
        """Where a row of `with_phase()` stands, in words."""
        if hasattr(self, "appointment"):
            return "Appointed"
        if self.ended_at or self.application.status == Application.Status.WITHDRAWN:
            return "Ended"
        if self.accepted_at is None:
            return "To be answered"
        return "To be cleared" if self.open_items else "Ready to appoint"

    @property
    def phase_level(self) -> str:
        """The shape beside the phase."""
        return OFFER_LEVELS[self.phase]


OFFER_LEVELS = {
    "Appointed": "ok",
    "Ended": "off",
    "To be answered": "info",
    "To be cleared": "warn",
    "Ready to appoint": "ok",
}


class ClearanceItemQuerySet(PortalQuerySet):
    def open(self):
        return self.filter(
            outcome=ClearanceItem.Outcome.OPEN,
            offer__ended_at=None,
            offer__application__status=Application.Status.CLEARANCE,
        )

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
    """

    WORKSITE_PATH = "worksite"

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="appointment")
    offer = models.OneToOneField(Offer, on_delete=models.PROTECT, related_name="appointment")
    location = models.ForeignKey(PostingLocation, on_delete=models.PROTECT, related_name="appointments")
    job_class = models.ForeignKey(JobClass, on_delete=models.PROTECT, related_name="appointments")
    worksite = models.ForeignKey(Worksite, on_delete=models.PROTECT, related_name="appointments")
    shift = models.CharField(max_length=10, choices=Shift)
    position = models.ForeignKey(Position, on_delete=models.PROTECT, null=True, blank=True, related_name="appointments")
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
        return reverse("personnel:preaquestion-detail", args=[self.pk])


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

    @property
    def who(self) -> str:
        """Whose it is."""
        return str(self.person or self.applicant)

    @property
    def kind(self) -> str:
        """Whether that is a person in post or an applicant."""
        return "Person of the department" if self.person_id else "Applicant"

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
