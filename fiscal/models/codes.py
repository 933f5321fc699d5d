"""The chart of accounts, by year, and strings of its codes (fiscal.md 3.2, 3.3)."""

from urllib.parse import urlencode

from django.db import models
from django.db.models import ExpressionWrapper, F, Func, Q, Value
from django.urls import reverse

from doc_portal.core.models import Record
from doc_portal.core.models.rules import forever, guard, unchanged
from fiscal.models.central import CentralQuerySet
from fiscal.models.years import FiscalYear

PARTS = (
    "fund", "agency", "org", "sub_org", "appropriation_code", "activity", "function", "object", "sub_object",
    "reporting_category", "project",
)  # fmt: skip
"""The parts of a funding string, each a code of the kind of its name."""

OF_ANOTHER_YEAR_OR_KIND = " OR ".join(
    f"EXISTS (SELECT 1 FROM fiscal_coacode c WHERE c.id = NEW.{part}_id"  # noqa: S608
    f" AND (c.year_id <> NEW.budget_fy_id OR c.kind <> '{part}'))"
    for part in PARTS
)


FOLLOWS_ANOTHER_KIND_OR_A_LATER_YEAR = (
    "EXISTS (SELECT 1 FROM fiscal_coacode c WHERE c.id = NEW.follows_id"
    " AND (c.kind <> NEW.kind OR c.year_id >= NEW.year_id))"
)
UNDER_ANOTHER_YEAR = (
    "EXISTS (SELECT 1 FROM fiscal_coacode c WHERE c.id = NEW.parent_id AND (c.year_id <> NEW.year_id OR c.id = NEW.id))"
)


class CoaCodeQuerySet(CentralQuerySet):
    def in_use(self):
        return self.filter(active=True)

    def successor_in(self, fy: int, kind: str, code: str):
        """What a code of another year is called in this one, to offer where the wrong year's was given."""
        same = self.in_use().filter(year=fy, kind=kind)
        return same.filter(code=code).first() or same.filter(follows__code=code).first()

    def for_list(self):
        return self.select_related("parent", "follows")


class CoaCode(Record):
    """One code of one year. Codes are text of no fixed width (“0101”); changes reach OA before June 1."""

    class Kind(models.TextChoices):
        FUND = "fund", "Fund"
        AGENCY = "agency", "Agency"
        ORG = "org", "Organization"
        SUB_ORG = "sub_org", "Sub-organization"
        APPROPRIATION = "appropriation_code", "Appropriation"
        ACTIVITY = "activity", "Activity"
        FUNCTION = "function", "Function"
        OBJECT = "object", "Object"
        SUB_OBJECT = "sub_object", "Sub-object"
        REPORTING = "reporting_category", "Reporting category"
        PROJECT = "project", "Project"
        BALANCE_SHEET = "balance_sheet", "Balance-sheet account"
        COMMODITY = "commodity", "Commodity"

    kind = models.CharField(max_length=20, choices=Kind)
    year = models.ForeignKey(FiscalYear, on_delete=models.PROTECT, related_name="codes", verbose_name="fiscal year")
    code = models.CharField(max_length=30)
    name = models.CharField(max_length=120)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    follows = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by", verbose_name="replaces"
    )
    active = models.BooleanField("in use", default=True)
    confirmed = models.BooleanField(default=False)
    source = models.CharField(max_length=200, blank=True, default="")

    objects = CoaCodeQuerySet.as_manager()

    class Meta:
        verbose_name = "account code"
        ordering = ["year", "kind", "code"]
        default_permissions = ("add", "change", "view", "export")
        permissions = [("import_coacode", "Can bring in lists of account codes")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "year", "code"],
                name="account_code_once_a_year",
                violation_error_message="The year has this code already.",
            ),
            models.CheckConstraint(
                name="account_code_is_written",
                condition=Q(code__regex=r"^\S(.*\S)?$"),
                violation_error_message="Enter the code without spaces around it.",
            ),
        ]
        triggers = [
            forever("account_code_never_deleted"),
            unchanged(
                "account_code_keeps_its_year", "name", "active", "confirmed", "source", "parent_id", "follows_id",
                "version",
            ),
            guard("account_code_follows_an_earlier_one", FOLLOWS_ANOTHER_KIND_OR_A_LATER_YEAR),
            guard("account_code_lies_under_its_year", UNDER_ANOTHER_YEAR),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.code} {self.name}"

    def get_absolute_url(self):
        """The list, narrowed to this code in every year."""
        return f"{reverse('fiscal:coacode-list')}?{urlencode({'q': self.code, 'kind': self.kind})}"


class FundingStringQuerySet(CentralQuerySet):
    def for_list(self):
        return self.select_related(*PARTS)

    def written_as(self, texts):
        """Those that are written so, codes in order; each with `text`."""
        codes = Func(Value("-"), *(F(f"{part}__code") for part in PARTS), function="CONCAT_WS")
        return self.annotate(text=ExpressionWrapper(codes, output_field=models.TextField())).filter(text__in=texts)


class FundingString(models.Model):
    """Codes of one budget year that money is charged to, as one thing. One string stands once, blanks included."""

    budget_fy = models.ForeignKey(FiscalYear, on_delete=models.PROTECT, related_name="strings")
    fund = models.ForeignKey(CoaCode, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(CoaCode, on_delete=models.PROTECT, related_name="+")
    org = models.ForeignKey(CoaCode, on_delete=models.PROTECT, related_name="+")
    sub_org = models.ForeignKey(CoaCode, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    appropriation_code = models.ForeignKey(CoaCode, on_delete=models.PROTECT, related_name="+")
    activity = models.ForeignKey(CoaCode, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    function = models.ForeignKey(CoaCode, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    object = models.ForeignKey(CoaCode, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    sub_object = models.ForeignKey(CoaCode, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    reporting_category = models.ForeignKey(CoaCode, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    project = models.ForeignKey(CoaCode, on_delete=models.PROTECT, related_name="+", null=True, blank=True)

    objects = FundingStringQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        default_permissions = ("add", "view")
        constraints = [
            models.UniqueConstraint(
                fields=["budget_fy", *PARTS], name="funding_string_stands_once", nulls_distinct=False
            )
        ]
        triggers = [
            guard("funding_string_of_codes_of_its_year", OF_ANOTHER_YEAR_OR_KIND),
            unchanged("funding_string_stays"),
        ]

    def __str__(self):
        return self.written

    def get_absolute_url(self):
        """What is left of it."""
        return f"{reverse('fiscal:funds')}?string={self.pk}"

    @property
    def written(self) -> str:
        """Its codes in order."""
        return "-".join(getattr(self, part).code for part in PARTS if getattr(self, f"{part}_id"))
