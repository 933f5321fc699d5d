"""Whom the department buys from and pays (fiscal.md 3.15)."""

import pghistory
import pgtrigger
from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Func, Q, TextField, Value
from django.db.models.functions import Coalesce, NullIf, Upper
from django.urls import reverse
from django.utils import timezone

from doc_portal.core.models import Record
from doc_portal.core.models.base import days_within_reason
from doc_portal.core.models.places import PHONE
from doc_portal.core.models.rules import but_for, forever, guard
from doc_portal.core.values import value_of
from fiscal.models.central import CentralQuerySet

UNPAID_MONTHS = "vendor_reregister_months"
FEIN = RegexValidator(r"\A[0-9]{2}-[0-9]{7}\Z", "Enter nine digits, like 43-1234567.")
WRITTEN_BESIDE = ("last_paid_on", "name_upper", "name_key", "since", "version", "changed_by_id", "changed_at")
"""What changes without somebody changing the vendor: payments, what follows from columns, and who changed it."""
NUMBER = RegexValidator(r"\A[A-Z0-9][A-Z0-9-]*\Z", "Enter capital letters, digits and hyphens.")


class Compatible(Func):
    """Letters and digits as everybody writes them: full width and the like become plain."""

    template = "normalize(%(expressions)s, NFKC)"
    output_field = TextField()


def name_key(name) -> Coalesce:
    """A name without punctuation, spaces and case: by it two vendors are named the same."""
    written = Upper(Compatible(name))
    bare = Func(written, Value("[^[:alnum:]]"), Value(""), Value("g"), function="regexp_replace")
    return Coalesce(NullIf(bare, Value("")), written, output_field=TextField())


def barred_from_orders(vendor: str, on: str) -> str:
    """SQL for triggers: whether a vendor (an expression for its id) may not be ordered from on a day."""
    return (
        f"EXISTS (SELECT 1 FROM fiscal_vendor v WHERE v.id = {vendor} AND (NOT v.active OR v.usage = 'payments'"  # noqa: S608
        f" OR v.debarred_from <= {on} AND (v.debarred_until IS NULL OR v.debarred_until > {on})"
        " OR v.retails_in_missouri AND v.tax_status = 'fails'))"
    )


class VendorQuerySet(CentralQuerySet):
    def active(self):
        """Those not retired from the list."""
        return self.filter(active=True)

    def debarred(self, on=None):
        """Those nobody may buy from on a day."""
        on = on or timezone.localdate()
        return self.filter(Q(debarred_until=None) | Q(debarred_until__gt=on), debarred_from__lte=on)

    def without_tax(self):
        """Those that sell at retail in Missouri and do not collect its sales tax (RSMo 34.040)."""
        return self.filter(retails_in_missouri=True, tax_status=Vendor.Tax.FAILS)

    def usable_for_orders(self, on=None):
        """Those an order can be given to on a day; `vendors.refusal_for` says of the others why not."""
        barred = Q(pk__in=self.model.objects.debarred(on)) | Q(pk__in=self.model.objects.without_tax())
        return self.active().exclude(usage=Vendor.Usage.PAYMENTS).exclude(barred)

    def must_reregister(self, on=None):
        """Those nothing was paid to for so many months, by the setting in force, counted from the last payment."""
        on = on or timezone.localdate()
        return self.active().filter(since__lte=on - relativedelta(months=int(value_of(UNPAID_MONTHS, on))))

    def named_like(self, name: str):
        """Those whose name begins with the same two words: a hint against entering somebody twice."""
        begins = " ".join(name.upper().split()[:2])
        return self.filter(name_upper__startswith=begins) if len(begins) > 2 else self.none()

    def same_name(self, name: str):
        """Those in use whose name is this one but for punctuation and case."""
        return self.active().filter(name_key=name_key(Value(name)))

    def found_by(self, text: str):
        """Those whose name, statewide number, FEIN or MissouriBUYS ID holds a text."""
        text = " ".join(text.upper().split())
        return self.filter(
            Q(name_upper__contains=text)
            | Q(number__contains=text)
            | Q(fein__contains=text)
            | Q(missouribuys_id__contains=text)
        )

    def for_list(self):
        return self


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    exclude=["version", "name_upper", "name_key", "since"],
)
class Vendor(Record):
    """Somebody outside the department who is ordered from, paid, or both. Vendors never sign in.

    `last_paid_on` is written as payments are made. That a vendor must register again follows from it by the setting
    in force and is stored nowhere.
    """

    class Usage(models.TextChoices):
        BOTH = "both", "Orders and payments"
        ORDERS = "orders", "Orders only"
        PAYMENTS = "payments", "Payments only"

    class Tax(models.TextChoices):
        UNCHECKED = "unchecked", "Not asked yet"
        COLLECTS = "collects", "Collects Missouri sales tax"
        EXEMPT = "exempt", "Need not collect it"
        FAILS = "fails", "Does not collect it"

    number = models.CharField("statewide vendor number", max_length=30, unique=True, validators=[NUMBER])
    name = models.CharField(max_length=160)
    name_upper = models.GeneratedField(
        expression=Upper("name"), output_field=models.CharField(max_length=160), db_persist=True
    )
    name_key = models.GeneratedField(expression=name_key("name"), output_field=models.TextField(), db_persist=True)
    another_reason = models.CharField(
        "why it is another vendor of the same name", max_length=200, blank=True, default="", db_default=""
    )
    fein = models.CharField("FEIN", max_length=10, blank=True, default="", validators=[FEIN])
    missouribuys_id = models.CharField("MissouriBUYS ID", max_length=30, blank=True, default="", validators=[NUMBER])
    usage = models.CharField("used for", max_length=10, choices=Usage, default=Usage.BOTH)
    is_mve = models.BooleanField("Missouri Vocational Enterprises", default=False)
    mbe = models.BooleanField("minority business enterprise", default=False)
    wbe = models.BooleanField("women business enterprise", default=False)
    eft = models.BooleanField("paid by electronic transfer", default=False)
    debarred_from = models.DateField(null=True, blank=True)
    debarred_until = models.DateField(
        null=True, blank=True, help_text="The first day on which it may be used again; empty where none is set."
    )
    debarment_authority = models.CharField("debarred by", max_length=160, blank=True, default="")
    retails_in_missouri = models.BooleanField("sells at retail in Missouri", default=False)
    tax_status = models.CharField("sales tax", max_length=10, choices=Tax, default=Tax.UNCHECKED)
    tax_checked_on = models.DateField("sales tax answered on", null=True, blank=True)
    contact = models.CharField("contact", max_length=120, blank=True, default="")
    email = models.EmailField("email", blank=True, default="")
    phone = models.CharField("telephone", max_length=24, blank=True, default="", validators=[PHONE])
    address = models.TextField("postal address", max_length=300, blank=True, default="")
    registered_on = models.DateField("registered on", default=timezone.localdate)
    last_paid_on = models.DateField("last paid on", null=True, blank=True, editable=False)
    since = models.GeneratedField(
        expression=Coalesce("last_paid_on", "registered_on"), output_field=models.DateField(), db_persist=True
    )
    active = models.BooleanField("in use", default=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    changed_at = models.DateTimeField("changed", null=True, editable=False)

    objects = VendorQuerySet.as_manager()

    class Meta:
        ordering = ["name_upper", "pk"]
        default_permissions = ("add", "change", "view", "export")
        indexes = [models.Index(fields=["name_upper"], name="vendors_by_name")]
        constraints = [
            models.UniqueConstraint(
                fields=["fein"],
                condition=~Q(fein=""),
                name="vendor_fein_stands_once",
                violation_error_message="Another vendor has this FEIN. Open that one instead.",
            ),
            models.UniqueConstraint(
                fields=["name_key"],
                condition=Q(active=True, another_reason=""),
                name="vendor_name_stands_once",
                violation_error_message=(
                    "Another vendor in use has this name. Open that one instead, or say why this is another."
                ),
            ),
            models.UniqueConstraint(
                fields=["missouribuys_id"],
                condition=~Q(missouribuys_id=""),
                name="vendor_missouribuys_id_stands_once",
                violation_error_message="Another vendor has this MissouriBUYS ID. Open that one instead.",
            ),
            models.CheckConstraint(
                name="vendor_fein_is_nine_digits",
                condition=Q(fein="") | Q(fein__regex=r"^[0-9]{2}-[0-9]{7}$"),
                violation_error_message="Enter nine digits, like 43-1234567.",
            ),
            models.CheckConstraint(
                name="vendor_number_in_capitals",
                condition=Q(number__regex=r"^[A-Z0-9][A-Z0-9-]*$"),
                violation_error_message="Enter capital letters, digits and hyphens.",
            ),
            models.CheckConstraint(
                name="vendor_debarment_has_order",
                condition=Q(debarred_until=None)
                | Q(debarred_from__isnull=False, debarred_until__gt=F("debarred_from")),
                violation_error_message="Enter the day the debarment begins, and an end after it.",
            ),
            models.CheckConstraint(
                name="vendor_debarment_names_authority",
                condition=Q(debarred_from=None) | ~Q(debarment_authority=""),
                violation_error_message="Name who debarred the vendor.",
            ),
            models.CheckConstraint(
                name="vendor_tax_answer_has_its_day",
                condition=Q(tax_status="unchecked") | Q(tax_checked_on__isnull=False),
                violation_error_message="Enter the day on which sales tax was answered.",
            ),
            models.CheckConstraint(
                name="vendor_words_known",
                condition=Q(usage__in=["both", "orders", "payments"])
                & Q(tax_status__in=["unchecked", "collects", "exempt", "fails"]),
            ),
            days_within_reason(
                "vendor_days_within_reason", "debarred_from", "debarred_until", "tax_checked_on", "registered_on",
                "last_paid_on",
            ),
        ]  # fmt: skip
        triggers = [
            forever("vendor_never_deleted"),
            guard(
                "vendor_change_names_who",
                f"({but_for(*WRITTEN_BESIDE)})"
                " AND (NEW.changed_by_id IS NULL OR NEW.changed_at IS NOT DISTINCT FROM OLD.changed_at)",
                pgtrigger.Update,
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("fiscal:vendor-detail", args=[self.pk])

    def keepers_since(self, moment) -> set[int | None]:
        """The accounts of those who entered it, changed it last, or changed it since a moment."""
        since = self.events.filter(changed_at__gte=moment).values_list("changed_by", flat=True)
        return {self.created_by_id, self.changed_by_id, *since}

    @property
    def is_debarred(self) -> bool:
        """Whether nobody may buy from it today."""
        return self.debarred_on(timezone.localdate())

    def debarred_on(self, on) -> bool:
        """Whether nobody may buy from it on a day."""
        begun = self.debarred_from is not None and self.debarred_from <= on
        return begun and (self.debarred_until is None or self.debarred_until > on)

    @property
    def state(self) -> str:
        """How it stands today, in one or two words."""
        if not self.active:
            return "Not in use"
        if self.is_debarred:
            return "Debarred"
        if self.retails_in_missouri and self.tax_status == self.Tax.FAILS:
            return "No sales tax"
        return "In use"
