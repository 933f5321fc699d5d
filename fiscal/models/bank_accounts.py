"""Every bank account of the department, and the policy that allows it (fiscal.md 39)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from doc_portal.core.models import PortalQuerySet, Record, Worksite
from doc_portal.core.models.base import days_within_reason
from doc_portal.core.models.rules import forever


class BankAccountQuerySet(PortalQuerySet):
    def open(self):
        return self.filter(closed_on=None)

    def without_authority(self):
        """Open accounts that no policy is named for: each is an exception until one is, or it is closed."""
        return self.open().filter(authority="")

    def for_list(self):
        return self.select_related("worksite", "custodian")


class BankAccount(Record):
    """An account at a bank. Of its number the portal keeps the last four digits alone."""

    name = models.CharField(max_length=120)
    bank = models.CharField(max_length=120)
    last_digits = models.CharField("last four digits", max_length=4)
    purpose = models.TextField(max_length=1000)
    worksite = models.ForeignKey(Worksite, on_delete=models.PROTECT, related_name="+")
    custodian = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    authority = models.CharField(
        "policy authority", max_length=200, blank=True, default="",
        help_text="The policy and its paragraph. Left empty, the account stands as an exception.",
    )  # fmt: skip
    opened_on = models.DateField("opened on")
    closed_on = models.DateField("closed on", null=True, blank=True)

    objects = BankAccountQuerySet.as_manager()

    class Meta:
        verbose_name = "bank account"
        ordering = ["name", "pk"]
        default_permissions = ("add", "change", "view", "export")
        permissions = [("oversee_bankaccount", "Is told of bank accounts without authority")]
        constraints = [
            days_within_reason("bank_account_days_within_reason", "opened_on", "closed_on"),
            models.CheckConstraint(
                name="bank_account_closes_after_it_opens",
                condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")),
                violation_error_message="An account is closed on or after the day it was opened.",
            ),
            models.CheckConstraint(
                name="bank_account_shows_four_digits",
                condition=Q(last_digits__regex=r"^[0-9]{4}$"),
                violation_error_message="Enter the last four digits of the number, and no more of it.",
            ),
            models.CheckConstraint(
                name="bank_account_says_its_purpose",
                condition=~Q(purpose=""),
                violation_error_message="Say what the account is for.",
            ),
            models.UniqueConstraint(
                fields=["bank", "last_digits", "name"],
                name="bank_account_stands_once",
                violation_error_message="This account is in the register already.",
            ),
        ]
        triggers = [forever("bank_account_never_deleted")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("fiscal:bankaccount-detail", args=[self.pk])

    def stands(self) -> tuple[str, str]:
        """How it stands, and the shape of the words."""
        if self.closed_on:
            return "Closed", "off"
        return ("Open", "ok") if self.authority else ("No authority", "bad")

    @property
    def state(self) -> str:
        """How it stands."""
        return self.stands()[0]
