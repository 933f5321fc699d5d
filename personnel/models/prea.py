"""What 28 CFR 115.17 asks of hiring and promotion (personnel.md 3, item 23)."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.models import PortalQuerySet, Record, append_only
from doc_portal.core.models.base import days_within_reason
from personnel.models.applications import Application
from personnel.models.people import Person


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
        constraints = [days_within_reason("prea_question_days_within_reason", "starts_on", "ends_on")]

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

    KEPT_APART = frozenset({"outcome"})

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
            days_within_reason("employer_contact_day_within_reason", "contacted_on"),
            models.CheckConstraint(
                name="employer_contact_names_the_employer",
                condition=~Q(employer=""),
                violation_error_message="Enter the employer.",
            ),
        ]
        triggers = [append_only()]

    def __str__(self):
        return f"{self.employer}, {self.contacted_on}"
