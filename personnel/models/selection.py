"""Offers, clearance and appointment (personnel.md 3, items 17 and 22)."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse

from doc_portal.core.access import scope_of
from doc_portal.core.display import long_date
from doc_portal.core.models import PortalQuerySet, Record, Worksite
from personnel.models.announcements import PostingLocation
from personnel.models.applications import Application
from personnel.models.catalogue import JobClass
from personnel.models.people import Person
from personnel.models.positions import Position, Shift
from personnel.models.requisitions import Requisition


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
    PAST_ACTS = {
        "create": "Offer made",
        "accept": "Acceptance noted",
        "decline": "Declined by the applicant",
        "rescind": "Offer taken back",
        "clear_item": "Clearance item decided",
        "ask_prea": "Asked to answer what PREA asks",
        "answer_prea": "Answered what PREA asks",
    }

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
            return "Did not begin" if self.appointment.not_begun_at else "Appointed"
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
    "Did not begin": "off",
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
    KEPT_APART = frozenset({"outcome", "conclusion"})

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
        return f"{self.get_kind_display()}, {self.offer}"


class AppointmentQuerySet(PortalQuerySet):
    def visible_to(self, user):
        read = scope_of(user, "personnel.view_appointment")
        return self.filter(read.rows_of(self.model)) if read else self.none()

    def standing(self):
        """All but those of people who did not begin: they fill nothing, and nothing is promised for them."""
        return self.filter(not_begun_at=None)

    def starting_from(self, day):
        """Those who begin on a day or later: what the academy asks for (item 22)."""
        return self.standing().filter(starts_on__gte=day)

    def for_list(self):
        return self.select_related("application__posting", "person", "job_class", "worksite")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Appointment(Record):
    """The hire: who begins when, where, in which class. The academy reserves a seat from this (item 22).

    `person` is the entry in the directory; for somebody from outside it is filled when a steward adds them.
    `requisition` is the request it fills: left empty, the database finds it among those of the announcement and
    refuses one more than it asks for. `seated_at` is when the person was put into a position; until then the vacancy
    stays promised to them, unless it was noted that they did not begin (`not_begun_at`).
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
    not_begun_at = models.DateTimeField("did not begin", null=True, editable=False)
    not_begun_note = models.CharField("what happened", max_length=1000, blank=True, editable=False)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        default_permissions = ("view", "export")
        permissions = [("release_appointment", "Can note that somebody who was appointed did not begin")]
        constraints = [
            models.CheckConstraint(
                name="appointment_not_begun_says_why_and_holds_nothing",
                condition=Q(not_begun_at=None, not_begun_note="")
                | (Q(not_begun_at__isnull=False, seated_at=None) & ~Q(not_begun_note="")),
                violation_error_message="Say what happened.",
            )
        ]
        indexes = [
            models.Index(fields=["starts_on"], name="appointment_by_start"),
            models.Index(fields=["worksite", "starts_on"], name="appointment_at_worksite"),
        ]
        triggers = [
            pgtrigger.Protect(name="appointment_is_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="appointment_closes_what_is_open_until_filled",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                declare=[("post", "bigint")],
                func="""
                    SELECT l.posting_id INTO post FROM personnel_postinglocation l WHERE l.id = NEW.location_id;
                    PERFORM 1 FROM personnel_posting p
                      WHERE p.id = post AND p.closing_type = 'until_filled' AND p.cap_reached_at IS NULL
                        AND (p.closes_at IS NULL OR p.closes_at > clock_timestamp()) FOR NO KEY UPDATE;
                    IF FOUND AND (SELECT count(*) FROM personnel_appointment a
                                    JOIN personnel_postinglocation l ON l.id = a.location_id
                                   WHERE l.posting_id = post AND a.not_begun_at IS NULL)
                       >= (SELECT sum(l.vacancies) FROM personnel_postinglocation l WHERE l.posting_id = post)
                    THEN UPDATE personnel_posting SET cap_reached_at = clock_timestamp() WHERE id = post; END IF;
                    RETURN NULL;
                """,
            ),
            pgtrigger.Trigger(
                name="appointment_stays_as_it_was_signed",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "((OLD.application_id, OLD.offer_id, OLD.location_id, OLD.job_class_id, OLD.worksite_id)"
                    " IS DISTINCT FROM"
                    " (NEW.application_id, NEW.offer_id, NEW.location_id, NEW.job_class_id, NEW.worksite_id))"
                ),
                func="RAISE EXCEPTION 'An appointment stays as it was signed.'"
                " USING ERRCODE = '23514', CONSTRAINT = 'appointment_stays_as_it_was_signed';",
            ),
            pgtrigger.Trigger(
                name="appointment_not_begun_stays_so",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "(OLD.not_begun_at IS NOT NULL AND"
                    " (OLD.not_begun_at, OLD.not_begun_note) IS DISTINCT FROM (NEW.not_begun_at, NEW.not_begun_note))"
                ),
                func="RAISE EXCEPTION 'Who did not begin is appointed anew or not at all.'"
                " USING ERRCODE = '23514', CONSTRAINT = 'appointment_not_begun_stays_so';",
            ),
        ]

    def __str__(self):
        return f"{self.application.who}, {self.job_class}, from {long_date(self.starts_on)}"

    def get_absolute_url(self):
        return reverse("personnel:appointment-detail", args=[self.pk])
