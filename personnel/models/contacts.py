"""Whom to ask about what: services at a place, held by people (portal.md 10), and what they answer for (18)."""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone

from doc_portal.core.addresses import address_of
from doc_portal.core.models import PortalQuerySet, Record, Unit, Worksite
from personnel.models.people import Person

WITH_CONTACT = ("contact__worksite", "contact__holder", "contact__backup")
"""What a page that names a row's contact reads together with the row."""


ANSWERING = [
    f"{who}__{name}"
    for who in ("holder", "backup")
    for name in ("first_name", "preferred_name", "last_name", "email", "phone", "extension", "suppressed", "ended_on")
]
"""What a page has to know of the people behind a contact to say who answers."""


class Reviewed(models.Model):
    """What has an owner and is looked over again and again: pages, documents, terms, contacts (portal.md 18).

    Next review is `review_months` after `reviewed_on`, or at once where it was never reviewed. Empty months mean the
    department's usual interval, the setting `review_months`.
    """

    reviewed_on = models.DateField("last reviewed", null=True, blank=True)
    review_months = models.PositiveSmallIntegerField("months between reviews", null=True, blank=True)

    class Meta:
        abstract = True


def reviews_within_reason(kind: str) -> list[models.CheckConstraint]:
    """The bounds of what a `Reviewed` row says of its reviews; `kind` begins their names."""
    return [
        models.CheckConstraint(
            name=f"{kind}_last_review_within_reason",
            condition=Q(reviewed_on__isnull=True) | Q(reviewed_on__range=("1950-01-01", "2199-12-31")),
            violation_error_message="Enter a year between 1950 and 2199.",
        ),
        models.CheckConstraint(
            name=f"{kind}_reviewed_every_1_to_120_months",
            condition=Q(review_months__isnull=True) | Q(review_months__range=(1, 120)),
            violation_error_message="Enter 1 to 120 months between reviews.",
        ),
    ]


class RoleContactQuerySet(PortalQuerySet):
    def visible_to(self, user):
        return self

    def kept(self):
        return self.filter(ended_on__isnull=True)

    def for_list(self):
        return self.select_related("unit", "worksite", "holder", "backup")

    def for_rows(self):
        """With what a row on the page of a unit or a worksite says: the service, who answers, how to reach them."""
        return self.select_related("holder", "backup").only("service", "phone", "email", *ANSWERING)

    def for_place(self, worksite: Worksite | None):
        """Who helps at a worksite: of each service the contact nearest to it, one a unit.

        Nearest is the worksite's own, then its region's, then the department's. Without a worksite: the department's.
        """
        counts = Q(worksite__isnull=True, region="")
        if worksite is not None:
            counts |= Q(worksite=worksite)
            counts |= Q(worksite__isnull=True, region=worksite.region) if worksite.region else Q()
        distance = Case(When(worksite__isnull=False, then=Value(0)), When(region="", then=Value(2)), default=Value(1))
        nearest = (
            self.kept()
            .filter(counts)
            .order_by("service", "unit_id", distance, "pk")
            .distinct("service", "unit_id")
            .values("pk")
        )
        return self.filter(pk__in=nearest)

    def vacant(self, on=None):
        """Contacts whose holder is missing or has left."""
        on = on or timezone.localdate()
        return self.kept().filter(Q(holder__isnull=True) | Q(holder__ended_on__lte=on))


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class RoleContact(Reviewed, Record):
    """A service at a place ("FMLA questions, ERDCC") with who holds it now and who stands in.

    Looked up for a worksite: that worksite's own, then its region's, then the department's. `unit` answers for it.
    """

    UNIT_PATH = "unit"
    WORKSITE_PATH = "worksite"

    service = models.CharField(max_length=120)
    summary = models.CharField("what it covers", max_length=240, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="contacts")
    worksite = models.ForeignKey(
        Worksite, on_delete=models.PROTECT, null=True, blank=True, related_name="contacts", verbose_name="at worksite"
    )
    region = models.CharField("for the region", max_length=60, blank=True)
    holder = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="holds")
    backup = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="backs_up")
    phone = models.CharField("service's own telephone", max_length=20, blank=True)
    email = models.EmailField("service's own e-mail", blank=True)
    ended_on = models.DateField("no longer offered from", null=True, blank=True, editable=False)

    objects = RoleContactQuerySet.as_manager()

    class Meta:
        verbose_name = "contact"
        ordering = ["service", "worksite__name", "pk"]
        default_permissions = ("add", "change", "view", "export")
        permissions = [("end_rolecontact", "Can end a contact that is no longer offered")]
        constraints = [
            *reviews_within_reason("role_contact"),
            models.CheckConstraint(
                name="role_contact_backup_is_another_person",
                condition=Q(holder__isnull=True) | Q(backup__isnull=True) | ~Q(holder=F("backup")),
                violation_error_message="The backup must be another person than the holder.",
            ),
            models.CheckConstraint(
                name="role_contact_names_a_service",
                condition=~Q(service=""),
                violation_error_message="Name the service.",
            ),
            models.CheckConstraint(
                name="role_contact_is_for_a_worksite_or_a_region",
                condition=Q(worksite__isnull=True) | Q(region=""),
                violation_error_message="Choose a worksite or a region, not both.",
            ),
            models.UniqueConstraint(
                fields=["service", "unit", "worksite", "region"],
                condition=Q(ended_on__isnull=True),
                nulls_distinct=False,
                name="role_contact_once_per_place",
                violation_error_message="This service already has a contact at that place. Change that one instead.",
            ),
        ]
        triggers = [pgtrigger.Protect(name="role_contact_ends_and_is_never_deleted", operation=pgtrigger.Delete)]

    def __str__(self):
        return f"{self.service}, {self.place}"

    def get_absolute_url(self):
        return address_of("personnel:rolecontact-detail", self.pk)

    @property
    def place(self):
        """Where it counts, in words."""
        if self.worksite_id:
            return str(self.worksite)
        return f"{self.region} region" if self.region else "whole department"

    @property
    def counts_for(self):
        """The same, at the beginning of a line."""
        return f"{self.place[:1].upper()}{self.place[1:]}"

    @property
    def vacant(self):
        """Whether nobody holds it: never filled, or the holder has left. Reads the holder."""
        return self.holder_id is None or not self.holder.is_current

    @property
    def answers(self):
        """The person to turn to today: the holder, else the backup while they work here, else nobody."""
        if not self.vacant:
            return self.holder
        return self.backup if self.backup_id and self.backup.is_current else None

    @property
    def state(self):
        """Whether somebody holds it, in words."""
        if self.ended_on:
            return "Ended"
        return "Position vacant" if self.vacant else "Held"

    @property
    def answered_by(self):
        """Whom to turn to, as anybody may read it: people who are not listed stay unnamed."""
        person = self.answers
        if person is None:
            return ""
        return "Not listed" if person.suppressed else person.full_name

    @property
    def telephone(self):
        """The service's own number, else that of whoever answers and is listed."""
        person = self.answers
        return self.phone or (person.telephone if person is not None and not person.suppressed else "")

    @property
    def mail(self):
        """The service's own address, else that of whoever answers and is listed."""
        person = self.answers
        return self.email or (person.email if person is not None and not person.suppressed else "")

    @property
    def editable(self):
        """A contact that is no longer offered stays as it was."""
        return self.ended_on is None
