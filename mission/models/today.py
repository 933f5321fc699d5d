"""What is different today: alerts, the status of worksites, and events (portal.md 6, 7, 20)."""

import uuid
from datetime import timedelta

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from doc_portal.core.addresses import address_of
from doc_portal.core.display import clock, long_date, long_moment
from doc_portal.core.models import PortalQuerySet, Record, Unit, Worksite
from doc_portal.core.models.base import positive_period
from doc_portal.core.ranges import OnePoint, TimeHeld
from personnel.models import RoleContact

CRITICAL_AT_MOST = timedelta(hours=72)
EVENT_AT_MOST = timedelta(days=31)
WITHIN_REASON = ("1990-01-01T00:00Z", "2200-12-31T00:00Z")


def _named_at(model, name: str, worksite_id):
    """The keys of the rows that name one worksite; a subquery, so that no row is found twice."""
    return model.worksites.through.objects.filter(worksite=worksite_id).values(name)


class AlertQuerySet(PortalQuerySet):
    def visible_to(self, user):
        """Every member of staff may read every alert; `concerning` says which are shown to whom."""
        return self

    def live(self, at=None):
        """Begun, not over and not ended early."""
        at = at or timezone.now()
        return self.filter(starts_at__lte=at, ends_at__gt=at).filter(Q(ended_at__isnull=True) | Q(ended_at__gt=at))

    def concerning(self, worksite_id):
        """Those of the whole department and of one worksite."""
        return self.filter(Q(everywhere=True) | Q(pk__in=_named_at(self.model, "alert", worksite_id)))

    def begun(self, at=None):
        return self.filter(starts_at__lte=at or timezone.now())

    def scheduled(self, at=None):
        """Not begun yet, and not ended before they could."""
        return self.filter(starts_at__gt=at or timezone.now(), ended_at__isnull=True)

    def over(self, at=None):
        at = at or timezone.now()
        return self.filter(Q(ends_at__lte=at) | Q(ended_at__lte=at))

    def for_list(self):
        return self.select_related("created_by").prefetch_related("worksites")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Alert(Record):
    """A line above every page, for a while. No approval: speed matters; who, when and why are on record."""

    class Severity(models.TextChoices):
        INFORMATION = "information", "Information"
        WARNING = "warning", "Warning"
        CRITICAL = "critical", "Critical"

    LEVELS = {Severity.INFORMATION: "info", Severity.WARNING: "warn", Severity.CRITICAL: "bad"}
    RANKS = {Severity.INFORMATION: 1, Severity.WARNING: 2, Severity.CRITICAL: 3}

    severity = models.CharField(max_length=12, choices=Severity)
    text = models.CharField(max_length=200)
    link = models.CharField("page of the portal with more", max_length=300, blank=True)
    everywhere = models.BooleanField("for the whole department", default=False)
    worksites = models.ManyToManyField(Worksite, blank=True, related_name="alerts")
    starts_at = models.DateTimeField("from")
    ends_at = models.DateTimeField("until")
    reason = models.CharField("why", max_length=300)
    extended_because = models.CharField("why longer", max_length=300, blank=True, editable=False)
    ended_at = models.DateTimeField("ended early", null=True, blank=True, editable=False)

    objects = AlertQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at", "-pk"]
        default_permissions = ("add", "change", "view", "export")
        permissions = [("extend_alert", "Can extend an alert"), ("end_alert", "Can end an alert early")]
        indexes = [models.Index(fields=["ends_at"], name="alert_by_end")]
        constraints = [
            models.CheckConstraint(
                name="alert_ends_after_it_starts",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message="The alert must end after it starts.",
            ),
            models.CheckConstraint(
                name="alert_critical_for_72_hours_unless_extended",
                condition=~Q(severity="critical")
                | Q(ends_at__lte=F("starts_at") + CRITICAL_AT_MOST)
                | ~Q(extended_because=""),
                violation_error_message="A critical alert lasts 72 hours at most. Choose an earlier end; it can be "
                "extended later with a reason.",
            ),
            models.CheckConstraint(
                name="alert_leads_into_the_portal",
                condition=Q(link="") | Q(link__startswith="/") & ~Q(link__startswith="//"),
                violation_error_message="An alert leads to a page of the portal, like /news/.",
            ),
            models.CheckConstraint(
                name="alert_says_something_and_why",
                condition=~Q(text="") & ~Q(reason=""),
                violation_error_message="Enter the text and why it is shown.",
            ),
            models.CheckConstraint(
                name="alert_dates_within_reason",
                condition=Q(starts_at__range=WITHIN_REASON, ends_at__range=WITHIN_REASON),
                violation_error_message="Enter a year between 1990 and 2199.",
            ),
        ]
        triggers = [pgtrigger.Protect(name="alert_ends_and_is_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self):
        return self.text

    def get_absolute_url(self):
        return address_of("mission:alert-detail", self.pk)

    @property
    def phase(self) -> str:
        """Where it stands by the clock."""
        now = timezone.now()
        if self.ended_at is not None and self.ended_at <= now:
            return "Ended early"
        return "Ended" if self.ends_at <= now else "Live" if self.starts_at <= now else "Scheduled"

    @property
    def readers(self) -> str:
        """Above whose pages it stands, in words."""
        return _readers(self)


def _readers(record) -> str:
    """“Whole department” or the worksites, by name."""
    if record.everywhere:
        return "Whole department"
    return ", ".join(sorted(site.name for site in record.worksites.all()))


class WorksiteState(models.Model):
    """A word for how a worksite runs ("Delayed start"). Data: the department chooses its words."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=60)
    level = models.CharField(max_length=4, choices=[("ok", "ok"), ("info", "info"), ("warn", "warn"), ("bad", "bad")])
    order = models.PositiveSmallIntegerField(default=0)
    in_use = models.BooleanField(default=True)

    objects = PortalQuerySet.as_manager()

    class Meta:
        ordering = ["order"]
        default_permissions = ()

    def __str__(self):
        return self.name


class WorksiteStatusQuerySet(PortalQuerySet):
    def visible_to(self, user):
        return self

    def current(self, at=None):
        """What holds now: begun, not replaced, not over. A worksite without one runs normally."""
        at = at or timezone.now()
        return self.standing(at).filter(starts_at__lte=at)

    def standing(self, at=None):
        """What holds now or is set for later: at most one of each at a worksite."""
        at = at or timezone.now()
        return self.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=at)).filter(
            Q(closed_at__isnull=True) | Q(closed_at__gt=at) & Q(closed_at__gt=F("starts_at"))
        )

    def in_force_once(self):
        """Without those that were replaced before they began."""
        return self.filter(Q(closed_at__isnull=True) | Q(closed_at__gt=F("starts_at")))

    def for_list(self):
        return self.select_related("worksite", "state", "created_by")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class WorksiteStatus(Record):
    """How a worksite runs from a moment on, and what staff should do. Staff only: never in mail, search or feeds."""

    WORKSITE_PATH = "worksite"

    worksite = models.ForeignKey(Worksite, on_delete=models.PROTECT, related_name="statuses")
    state = models.ForeignKey(WorksiteState, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField("from")
    ends_at = models.DateTimeField("until", null=True, blank=True)
    note = models.CharField("what staff should do", max_length=300)
    closed_at = models.DateTimeField("replaced", null=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = WorksiteStatusQuerySet.as_manager()

    class Meta:
        verbose_name = "worksite status"
        verbose_name_plural = "worksite statuses"
        ordering = ["-starts_at", "-pk"]
        default_permissions = ("add", "change", "view", "export")
        constraints = [
            models.UniqueConstraint(
                fields=["worksite"],
                condition=Q(closed_at__isnull=True),
                name="worksite_has_one_open_status",
                violation_error_message="The worksite already has a status. Replace that one.",
            ),
            positive_period("worksite_status_ends_after_it_starts", "starts_at", "ends_at"),
            ExclusionConstraint(
                name="worksite_statuses_do_not_overlap",
                expressions=[
                    (OnePoint("worksite"), RangeOperators.OVERLAPS),
                    (TimeHeld("starts_at", "ends_at", "closed_at"), RangeOperators.OVERLAPS),
                ],
                violation_error_message="The worksite already has a status for this time. Replace that one.",
            ),
            models.CheckConstraint(
                name="worksite_status_dates_within_reason",
                condition=Q(starts_at__range=WITHIN_REASON)
                & (Q(ends_at__isnull=True) | Q(ends_at__range=WITHIN_REASON)),
                violation_error_message="Enter a year between 1990 and 2199.",
            ),
        ]
        triggers = [pgtrigger.Protect(name="worksite_status_is_kept", operation=pgtrigger.Delete)]

    def __str__(self):
        return f"{self.worksite}: {self.state}"

    def get_absolute_url(self):
        return self.worksite.get_absolute_url()

    @property
    def over_at(self):
        """When it stopped holding, or will; None while it holds until further notice."""
        return min(filter(None, (self.ends_at, self.closed_at)), default=None)


class EventQuerySet(PortalQuerySet):
    def visible_to(self, user):
        return self

    def coming(self, at=None):
        """Not over yet, canceled ones included: those stay, marked."""
        return self.filter(ends_at__gt=at or timezone.now())

    def in_use(self, at=None):
        """Those that are yet to take place or go on."""
        return self.coming(at).filter(canceled_at__isnull=True)

    def concerning(self, worksite_id):
        """Those of the whole department and of one worksite."""
        return self.filter(Q(everywhere=True) | Q(pk__in=_named_at(self.model, "event", worksite_id)))

    def between(self, start, stop):
        """Those of which a part lies in [start, stop): one over New Year's Eve is in December and in January."""
        return self.filter(starts_at__lt=stop, ends_at__gt=start)

    def for_list(self):
        return self.select_related("unit", "contact").prefetch_related("worksites")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Event(Record):
    """Something that happens at a time and a place. All-day ones run from midnight to midnight in Chicago.

    `uid` and `sequence` are those of its calendar entry: the number rises with each change, canceling included.
    """

    UNIT_PATH = "unit"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    title = models.CharField(max_length=120)
    body = models.TextField("more about it", blank=True)
    starts_at = models.DateTimeField("from")
    ends_at = models.DateTimeField("until")
    all_day = models.BooleanField("all day", default=False)
    place = models.CharField("where", max_length=160)
    everywhere = models.BooleanField("for the whole department", default=False)
    worksites = models.ManyToManyField(Worksite, blank=True, related_name="calendar")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="calendar")
    contact = models.ForeignKey(
        RoleContact,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="calendar",
        verbose_name="whom to ask",
    )
    canceled_at = models.DateTimeField("canceled", null=True, editable=False)
    canceled_because = models.CharField("reason", max_length=300, blank=True, editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        default_permissions = ("add", "change", "view", "export")
        permissions = [("cancel_event", "Can cancel an event")]
        indexes = [models.Index(fields=["ends_at"], name="event_by_end")]
        constraints = [
            models.CheckConstraint(
                name="event_ends_after_it_starts",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message="The event must end after it starts.",
            ),
            models.CheckConstraint(
                name="event_lasts_31_days_at_most",
                condition=Q(ends_at__lte=F("starts_at") + EVENT_AT_MOST + timedelta(hours=1)),
                violation_error_message="An event lasts 31 days at most. Choose an earlier end.",
            ),
            models.CheckConstraint(
                name="event_canceled_with_a_reason",
                condition=Q(canceled_at__isnull=True) | ~Q(canceled_because=""),
                violation_error_message="Say why the event is canceled.",
            ),
            models.CheckConstraint(
                name="event_dates_within_reason",
                condition=Q(starts_at__range=WITHIN_REASON, ends_at__range=WITHIN_REASON),
                violation_error_message="Enter a year between 1990 and 2199.",
            ),
        ]
        triggers = [pgtrigger.Protect(name="event_is_canceled_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return address_of("mission:event-detail", self.pk)

    @property
    def editable(self) -> bool:
        """What was canceled stays as it is."""
        return self.canceled_at is None

    @property
    def readers(self) -> str:
        """Whom it is for, in words."""
        return _readers(self)

    @property
    def sites(self) -> list[Worksite]:
        """The worksites it is for, by name; none where it is for the whole department."""
        return sorted(self.worksites.all(), key=lambda site: site.name) if self.pk else []

    @property
    def starts_on(self):
        """Its first day, in Chicago."""
        return timezone.localdate(self.starts_at) if self.starts_at else None

    @property
    def ends_on(self):
        """Its last day, in Chicago. An event that ends at midnight does not touch the day that begins then."""
        return timezone.localdate(self.ends_at - timedelta(microseconds=1)) if self.ends_at else None

    @property
    def start_time(self):
        """When it starts on its first day; none for all-day events."""
        return None if self.all_day or not self.starts_at else timezone.localtime(self.starts_at).time()

    @property
    def end_time(self):
        """When it ends; none for all-day events."""
        return None if self.all_day or not self.ends_at else timezone.localtime(self.ends_at).time()

    @property
    def when(self) -> str:
        """“January 12, 2026, 9:00 am to 11:00 am”, “January 12 to 14, 2026, all day”."""
        first, last = self.starts_on, self.ends_on
        if self.all_day:
            return f"{_days(first, last)}, all day"
        if first == last:
            return f"{long_moment(self.starts_at)} to {clock(self.ends_at)}"
        return f"{long_moment(self.starts_at)} to {long_moment(self.ends_at)}"


def _days(first, last) -> str:
    """“January 12, 2026”, “January 12 to 14, 2026”, “January 30 to February 2, 2026”."""
    if first == last:
        return long_date(first)
    if first.year != last.year:
        return f"{long_date(first)} to {long_date(last)}"
    ends = str(last.day) if first.month == last.month else f"{last:%B} {last.day}"
    return f"{first:%B} {first.day} to {ends}, {last.year}"
