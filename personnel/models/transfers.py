"""Transfers: standing wishes to change worksite, and exchanges of two or three (personnel.md 3, item 26)."""

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.access import scope_of
from doc_portal.core.models import PortalQuerySet, Worksite
from doc_portal.core.models.base import days_within_reason
from doc_portal.core.workflow import Transition, WorkflowRecord
from personnel.models.catalogue import JobClass
from personnel.models.people import Person
from personnel.models.positions import Shift


class TransferWishQuerySet(PortalQuerySet):
    def open(self, on=None):
        """Wishes that stand on a day."""
        on = on or timezone.localdate()
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=on), status=TransferWish.Status.OPEN, starts_on__lte=on)

    def visible_to(self, user):
        """One's own; all for those who keep transfers; for a worksite's head those from and to it."""
        read = scope_of(user, "personnel.view_transferwish")
        if read.everywhere:
            return self.all()
        own = Q(person__user=user)
        if read:
            own |= Q(from_worksite__in=read.worksites) | Q(to_worksite__in=read.worksites)
        return self.filter(own)

    def in_turn(self):
        """In the order of seniority: who has waited longest in service comes first."""
        return self.order_by("seniority_date", "created_at", "pk")

    def for_list(self):
        return self.select_related("person", "job_class", "from_worksite", "to_worksite")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class TransferWish(WorkflowRecord):
    """What somebody would like: the same class of job at another worksite.

    An empty shift is any shift, or one that is not known. `miles` is what the person says; no address is kept.
    """

    WORKSITE_PATH = "from_worksite"

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        FULFILLED = "fulfilled", "Fulfilled"
        WITHDRAWN = "withdrawn", "Withdrawn"

    STATUS_LEVELS = {Status.OPEN: "info", Status.FULFILLED: "ok", Status.WITHDRAWN: "off"}
    TRANSITIONS = {
        "withdraw": Transition(
            frozenset({Status.OPEN}), Status.WITHDRAWN, "Withdraw wish", "Wish withdrawn", danger=True
        ),
        "fulfill": Transition(frozenset({Status.OPEN}), Status.FULFILLED, "Note as fulfilled", "Wish fulfilled"),
    }

    person = models.ForeignKey(Person, on_delete=models.PROTECT, editable=False, related_name="transfer_wishes")
    job_class = models.ForeignKey(JobClass, on_delete=models.PROTECT, related_name="+", db_index=False)
    from_worksite = models.ForeignKey(
        Worksite, on_delete=models.PROTECT, editable=False, related_name="+", verbose_name="from"
    )
    to_worksite = models.ForeignKey(
        Worksite, on_delete=models.PROTECT, related_name="+", verbose_name="to", db_index=False
    )
    from_shift = models.CharField("shift now", max_length=10, choices=Shift, blank=True, editable=False)
    to_shift = models.CharField("shift wished for", max_length=10, choices=Shift, blank=True)
    miles = models.PositiveSmallIntegerField("miles from home to there", null=True, blank=True)
    seniority_date = models.DateField("in service since")
    starts_on = models.DateField("stands from", default=timezone.localdate)
    ends_on = models.DateField("stands until", null=True, blank=True)
    status = models.CharField(max_length=20, choices=Status, default=Status.OPEN, editable=False)
    note = models.CharField(max_length=240, blank=True)

    objects = TransferWishQuerySet.as_manager()

    class Meta:
        verbose_name = "transfer wish"
        verbose_name_plural = "transfer wishes"
        ordering = ["seniority_date", "pk"]
        default_permissions = ("add", "view", "export")
        permissions = [
            ("view_own_transferwish", "Can see their own transfer wishes"),
            ("withdraw_transferwish", "Can withdraw a transfer wish"),
        ]
        indexes = [
            models.Index(
                fields=["job_class", "from_worksite", "to_worksite"],
                name="transfer_wish_to_match",
                condition=Q(status="open"),
            ),
        ]
        constraints = [
            days_within_reason("transfer_wish_end_within_reason", "ends_on"),
            models.CheckConstraint(
                name="transfer_wish_leads_elsewhere",
                condition=~Q(from_worksite=F("to_worksite")),
                violation_error_message="You already work there. Choose another worksite.",
            ),
            models.CheckConstraint(
                name="transfer_wish_ends_after_it_starts",
                condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
                violation_error_message="The end must come after the start.",
            ),
            models.CheckConstraint(
                name="transfer_wish_dates_within_reason",
                condition=Q(seniority_date__range=("1950-01-01", "2199-12-31"))
                & Q(starts_on__range=("2000-01-01", "2199-12-31")),
                violation_error_message="Enter a year between 1950 and 2199.",
            ),
            models.UniqueConstraint(
                fields=["person", "job_class", "to_worksite"],
                condition=Q(status="open"),
                name="transfer_wish_open_once",
                violation_error_message="You already wish for this. Withdraw the other one first.",
            ),
        ]

    def __str__(self):
        return f"{self.person}: {self.from_worksite} to {self.to_worksite}"

    def get_absolute_url(self):
        return reverse("personnel:transferwish-detail", args=[self.pk])

    @property
    def shift_words(self) -> str:
        """The shift wished for, or that any will do."""
        return self.get_to_shift_display() if self.to_shift else "Any shift"


class ExchangeProposalQuerySet(PortalQuerySet):
    def open(self):
        return self.filter(status=ExchangeProposal.Status.PROPOSED)

    def awaiting(self, user):
        """Those of which a part is to be decided at a worksite where `user` decides, and in which they have no part."""
        scope = scope_of(user, "personnel.decide_exchangeproposal")
        legs = ExchangeLeg.objects.filter(proposal=OuterRef("pk"))
        waiting = legs.filter(scope.rows_of(ExchangeLeg), agreed__isnull=True)
        return self.open().filter(Exists(waiting), ~Exists(legs.filter(wish__person__user=user)))

    def visible_to(self, user):
        """Those one is part of, those of one's worksites, all for those who keep transfers."""
        kinds = [scope_of(user, f"personnel.{right}_exchangeproposal") for right in ("decide", "add", "view")]
        if any(scope.everywhere for scope in kinds):
            return self.all()
        part = Q(legs__wish__person__user=user)
        if sites := set().union(*(scope.worksites for scope in kinds)):
            part |= Q(legs__from_worksite__in=sites)
        return self.filter(pk__in=self.model._default_manager.filter(part).values("pk"))

    def for_list(self):
        return self.select_related("job_class").prefetch_related("legs__wish__person", "legs__from_worksite")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class ExchangeProposal(WorkflowRecord):
    """Two or three people of one class who could change places; the head of every worksite must agree."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", "Waiting for the worksites' heads"
        APPROVED = "approved", "Agreed"
        REFUSED = "refused", "Refused"
        DROPPED = "dropped", "Dropped"

    STATUS_LEVELS = {Status.PROPOSED: "warn", Status.APPROVED: "ok", Status.REFUSED: "bad", Status.DROPPED: "off"}
    TRANSITIONS = {
        "approve": Transition(frozenset({Status.PROPOSED}), Status.APPROVED, "Agree", "All heads agreed"),
        "refuse": Transition(frozenset({Status.PROPOSED}), Status.REFUSED, "Refuse", "Refused by a head", danger=True),
        "drop": Transition(frozenset({Status.PROPOSED}), Status.DROPPED, "Drop proposal", "Dropped", danger=True),
    }

    job_class = models.ForeignKey(JobClass, on_delete=models.PROTECT, related_name="+")
    moves_on = models.DateField("first day at the new worksite", default=timezone.localdate)
    status = models.CharField(max_length=20, choices=Status, default=Status.PROPOSED, editable=False)
    handed_over_at = models.DateTimeField("positions handed over", null=True, editable=False)

    objects = ExchangeProposalQuerySet.as_manager()

    class Meta:
        verbose_name = "exchange"
        ordering = ["-created_at", "-pk"]
        default_permissions = ("add", "view")
        permissions = [
            ("decide_exchangeproposal", "Can agree to or refuse an exchange as worksite head"),
            ("drop_exchangeproposal", "Can drop a proposed exchange"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="exchange_agreed_by_every_head",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("NEW.status = 'approved' AND OLD.status <> 'approved'"),
                func="""
                    IF (SELECT count(*) FROM personnel_exchangeleg g WHERE g.proposal_id = NEW.id) NOT IN (2, 3)
                       OR EXISTS (SELECT 1 FROM personnel_exchangeleg g
                                  WHERE g.proposal_id = NEW.id AND g.agreed IS NOT TRUE)
                    THEN RAISE EXCEPTION 'Every head must agree.'
                        USING ERRCODE = '23514', CONSTRAINT = 'exchange_agreed_by_every_head';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self):
        return f"Exchange {self.pk}, {self.job_class}"

    def get_absolute_url(self):
        return reverse("personnel:exchangeproposal-detail", args=[self.pk])

    def lies_within(self, scope) -> bool:
        """Whether somebody would leave one of the worksites of a scope: its head decides on that part."""
        return any(leg.from_worksite_id in scope.worksites for leg in self.legs.all())

    @property
    def name(self) -> str:
        """What lists call it."""
        return str(self)

    @property
    def places(self) -> str:
        """The worksites people would leave, in the order of the ring."""
        return ", ".join(str(leg.from_worksite) for leg in self.legs.all())


class ExchangeLeg(models.Model):
    """One person's part in an exchange: from where to where, and what the head of the worksite they leave says."""

    UNIT_PATH = ""
    WORKSITE_PATH = "from_worksite"

    proposal = models.ForeignKey(ExchangeProposal, on_delete=models.PROTECT, related_name="legs")
    wish = models.ForeignKey(TransferWish, on_delete=models.PROTECT, related_name="legs")
    from_worksite = models.ForeignKey(Worksite, on_delete=models.PROTECT, related_name="+", verbose_name="from")
    to_worksite = models.ForeignKey(Worksite, on_delete=models.PROTECT, related_name="+", verbose_name="to")
    agreed = models.BooleanField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True, max_length=1000)

    class Meta:
        verbose_name = "part of an exchange"
        verbose_name_plural = "parts of an exchange"
        ordering = ["proposal", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["proposal", "wish"], name="exchange_leg_once"),
            models.UniqueConstraint(fields=["proposal", "from_worksite"], name="exchange_leg_one_per_worksite"),
            models.CheckConstraint(
                name="exchange_leg_decided_by_somebody",
                condition=Q(agreed=None, decided_by=None, decided_at=None)
                | Q(agreed__isnull=False, decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="exchange_leg_refused_with_a_reason",
                condition=Q(agreed=None) | Q(agreed=True) | ~Q(reason=""),
                violation_error_message="Say why.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="exchange_leg_once_decided_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Condition("OLD.agreed IS NOT NULL"),
            )
        ]

    def __str__(self):
        return f"{self.wish.person}: {self.from_worksite} to {self.to_worksite}"
