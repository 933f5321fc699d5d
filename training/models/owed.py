"""What people owe: one row for each person, rule and cycle, and who was reminded of it."""

from datetime import timedelta

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.access import scope_of
from doc_portal.core.models import PortalQuerySet
from personnel.models import Assignment, Person
from personnel.suppression import of_people_shown_to
from training.models.catalogue import Mode
from training.models.requirements import RequirementRule, RuleTerms

DUE_STEPS = (90, 60, 30, 7)
"""Days before the due date that name a standing (training.md 3, item 4); when people are reminded is a setting."""


class PersonRequirementQuerySet(PortalQuerySet):
    def visible_to(self, user):
        """One's own, those of the people one leads, and those of worksites where one may see the standing of teams.

        Nothing tells of people who are not listed but to whom they are shown anyway.
        """
        read = scope_of(user, "training.view_personrequirement")
        rows = self.filter(of_people_shown_to(user))
        if read.everywhere:
            return rows
        led = Assignment.objects.current().filter(supervisor__user=user).values("person")
        return rows.filter(Q(person__user=user) | Q(person__in=led) | read.rows_of(self.model))

    def open(self):
        """Those that are still owed."""
        return self.filter(settled=PersonRequirement.Settled.OPEN)

    def overdue(self, on=None):
        return self.open().filter(due_on__lt=on or timezone.localdate())

    def with_standing(self, on=None):
        """With `standing` as of a day: the fact that settles a row, else how near its due date is."""
        on = on or timezone.localdate()
        near = [When(due_on__lte=on + timedelta(days=days), then=Value(f"due_{days}")) for days in reversed(DUE_STEPS)]
        return self.annotate(
            standing=Case(
                When(~Q(settled=""), then=F("settled")),
                When(due_on__lt=on, then=Value("overdue")),
                *near,
                default=Value("not_due"),
                output_field=models.CharField(),
            )
        )

    def due_soon(self, on=None):
        """Those owed within the longest time a standing names, and overdue ones."""
        return self.open().filter(due_on__lte=(on or timezone.localdate()) + timedelta(days=DUE_STEPS[0]))

    def of(self, user):
        """What somebody owes or owed themselves."""
        return self.filter(person__user=user)

    def holding_back(self, on=None):
        """Rows of the post gate for which somebody is not cleared: overdue, or never met and owed or on hold."""
        on = on or timezone.localdate()
        held = PersonRequirement.objects.filter(
            Q(valid_until=None) | Q(valid_until__gte=on),
            person=models.OuterRef("person"), rule=models.OuterRef("rule"), settled="met",
        )  # fmt: skip
        yearly = (RuleTerms.Cadence.FISCAL_YEAR, RuleTerms.Cadence.ALTERNATING)
        never = ~Q(terms__cadence__in=yearly) & ~Q(models.Exists(held))
        return self.filter(Q(due_on__lt=on) | never, rule__is_post_gate=True, settled__in=["", "suspended"])

    def for_list(self):
        return self.select_related("rule", "terms", "person__worksite")


class PersonRequirement(models.Model):
    """What one person owes by one rule in one cycle: by when, what brought it about, and what settled it.

    Written by the rebuild alone, from facts; nobody edits it. How near the due date is follows from the clock
    (`with_standing`), and is not kept.
    """

    WORKSITE_PATH = "person__worksite"
    UNIT_PATH = ""

    class Settled(models.TextChoices):
        OPEN = "", "Owed"
        MET = "met", "Met"
        WAIVED = "waived", "Waived"
        EXEMPT = "exempt", "Exempt"
        SUSPENDED = "suspended", "Suspended"

    STANDINGS = {
        "met": ("Met", "ok"), "waived": ("Waived", "off"), "exempt": ("Exempt", "off"),
        "suspended": ("On hold", "off"), "overdue": ("Overdue", "bad"), "due_7": ("Due within 7 days", "bad"),
        "due_30": ("Due within 30 days", "warn"), "due_60": ("Due within 60 days", "warn"),
        "due_90": ("Due within 90 days", "info"), "not_due": ("Not due yet", "off"),
    }  # fmt: skip

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="requirements")
    rule = models.ForeignKey(RequirementRule, on_delete=models.PROTECT, related_name="owed")
    terms = models.ForeignKey(RuleTerms, on_delete=models.PROTECT, related_name="owed")
    cycle = models.CharField(max_length=20)
    due_on = models.DateField("due")
    settled = models.CharField(max_length=10, choices=Settled, blank=True, default="")
    met_on = models.DateField("completed", null=True)
    valid_until = models.DateField(null=True)
    needs_mode = models.CharField("to be taken", max_length=12, choices=Mode, blank=True, default="")
    fact = models.CharField("what brought it about", max_length=200, blank=True, default="")
    rebuilt_at = models.DateTimeField(auto_now=True)

    objects = PersonRequirementQuerySet.as_manager()

    class Meta:
        verbose_name = "requirement of a person"
        verbose_name_plural = "requirements of people"
        ordering = ["due_on", "pk"]
        default_permissions = ("view", "export")
        permissions = [("view_gate_personrequirement", "Can see who is cleared for a post with inmate contact")]
        indexes = [
            models.Index(fields=["due_on"], name="requirement_owed_by_day", condition=Q(settled="")),
            models.Index(fields=["rule", "settled"], name="requirement_by_rule"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["person", "rule", "cycle"], name="person_requirement_once_a_cycle"),
            models.CheckConstraint(
                name="person_requirement_met_on_a_day", condition=~Q(settled="met") | Q(met_on__isnull=False)
            ),
            models.CheckConstraint(
                name="person_requirement_settled_known",
                condition=Q(settled__in=["", "met", "waived", "exempt", "suspended"]),
            ),
        ]

    def __str__(self):
        return f"{self.person}: {self.rule}"

    def get_absolute_url(self):
        return reverse("training:personrequirement-detail", args=[self.pk])

    @property
    def cycle_words(self) -> str:
        """The cycle as people say it; empty where there is one alone."""
        return f"Fiscal year {self.cycle[2:]}" if self.cycle.startswith("FY") else ""

    @property
    def standing_words(self) -> str:
        """How it stands, of rows of `with_standing()`."""
        return self.STANDINGS[self.standing][0]

    @property
    def standing_level(self) -> str:
        """The shape of that word."""
        return self.STANDINGS[self.standing][1]


class Reminder(models.Model):
    """A reminder that was sent, so that it is sent once: of what is owed, or before a class."""

    requirement = models.ForeignKey(PersonRequirement, on_delete=models.CASCADE, null=True, related_name="reminders")
    enrolment = models.ForeignKey("training.Enrolment", on_delete=models.PROTECT, null=True, related_name="reminders")
    step = models.PositiveSmallIntegerField("days before")
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["requirement", "step"], name="reminder_once_a_step", condition=Q(requirement__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["enrolment", "step"], name="reminder_once_a_class", condition=Q(enrolment__isnull=False)
            ),
            models.CheckConstraint(
                name="reminder_is_of_one_thing",
                condition=Q(requirement__isnull=False, enrolment=None) | Q(requirement=None, enrolment__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.requirement or self.enrolment}, {self.step} days before"
