"""Pages of vendors."""

from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html

from doc_portal.core.addresses import address_of
from doc_portal.core.display import BLANK, long_date, long_moment, written
from doc_portal.core.values import value_of
from doc_portal.core.views.pages import CreatePage, EditPage, ListPage
from fiscal.actions.vendors import keep_vendor
from fiscal.forms.suppliers import VendorFilter, VendorForm
from fiscal.models import Vendor
from fiscal.models.vendors import UNPAID_MONTHS
from fiscal.tables.suppliers import VendorTable
from fiscal.vendors import TAX_CLEARANCE, refusal_for
from fiscal.views.central import CentralPage
from fiscal.views.parts import Part, RecordPage


class VendorList(ListPage):
    """Everybody who is ordered from or paid."""

    model = Vendor
    permission_required = "fiscal.view_vendor"
    title = "Vendors"
    intro = "Who is ordered from and who is paid, by the statewide vendor number."
    table_class = VendorTable
    filterset_class = VendorFilter
    order_by = "name"
    empty_text = "No vendor is entered here."


class VendorDetail(CentralPage, RecordPage):
    """One vendor: what bars it, its contracts, who last changed it."""

    model = Vendor
    permission_required = "fiscal.view_vendor"

    def get_queryset(self):
        return super().get_queryset().select_related("created_by", "changed_by")

    def notices(self):
        """What bars it, that it must register again, that sales tax was not answered."""
        one, today = self.object, timezone.localdate()
        found = [("danger", refusal_for(one, today))]
        if Vendor.objects.must_reregister(today).filter(pk=one.pk).exists():
            months = value_of(UNPAID_MONTHS, today)
            found.append(("warning", f"Nothing was paid to it for {months} months: it must register again."))
        if one.retails_in_missouri and one.tax_status == Vendor.Tax.UNCHECKED:
            found.append(("info", f"It sells at retail in Missouri. {value_of(TAX_CLEARANCE, today)}."))
        return [notice for notice in found if notice[1]]

    def facts(self):
        """Everything about it, who last changed it included: they approve none of its bills."""
        one = self.object
        kinds = (("Minority business", one.mbe), ("Women business", one.wbe), ("Vocational Enterprises", one.is_mve))
        return [
            ("Statewide number", one.number),
            ("FEIN", written(one.fein)),
            ("MissouriBUYS ID", written(one.missouribuys_id)),
            *([("Another of the same name", one.another_reason)] if one.another_reason else []),
            ("Used for", one.get_usage_display()),
            ("Kind", ", ".join(name for name, holds in kinds if holds) or BLANK),
            ("Electronic transfer", written(one.eft)),
            ("Sales tax", self.tax),
            ("Debarred", self.debarred),
            ("Contact", written(one.contact)),
            ("Email", written(one.email)),
            ("Telephone", written(one.phone)),
            ("Postal address", written(one.address)),
            ("Registered on", long_date(one.registered_on)),
            ("Last paid on", written(one.last_paid_on, long=True)),
            ("Last changed", self.changed),
        ]

    @cached_property
    def tax(self) -> str:
        """What was answered about sales tax and when."""
        one = self.object
        return one.get_tax_status_display() + (f", {long_date(one.tax_checked_on)}" if one.tax_checked_on else "")

    @cached_property
    def debarred(self) -> str:
        """From when until when, by whom."""
        one = self.object
        if one.debarred_from is None:
            return "No"
        until = f" until {long_date(one.debarred_until)}" if one.debarred_until else ""
        return f"From {long_date(one.debarred_from)}{until}, by {one.debarment_authority}"

    @cached_property
    def changed(self) -> str:
        """Who changed it last and when; who entered it, where nobody did."""
        one = self.object
        who, when = (one.changed_by, one.changed_at) if one.changed_at else (one.created_by, one.created_at)
        return f"{long_moment(when)}{f', {who.shown_name}' if who else ''}"

    def parts(self):
        """Its contracts."""
        rows = self.object.contracts.order_by("-ends_on", "pk")[:50]
        return [
            Part(
                "Contracts", ("Contract", "Title", "Last day", "State"),
                [
                    (
                        format_html('<a class="row-link" href="{}">{}</a>', one.get_absolute_url(), one.number),
                        one.title, written(one.ends_on), one.state,
                    )
                    for one in rows
                ],
                "There is no contract with this vendor.",
            )
        ]  # fmt: skip


class VendorCreate(CreatePage):
    """Add a vendor."""

    model = Vendor
    permission_required = "fiscal.add_vendor"
    form_class = VendorForm
    button = "Add vendor"
    done = "Vendor added."

    def keep(self, form):
        return keep_vendor(form.instance, by=self.request.user)


class VendorEdit(EditPage):
    """Change a vendor; who did approves none of its bills."""

    model = Vendor
    permission_required = "fiscal.change_vendor"
    form_class = VendorForm
    button = "Save vendor"
    done = "Vendor saved."
    intro = "Whoever changes a vendor approves none of its bills."

    def keep(self, form, changed):
        return keep_vendor(form.instance, by=self.request.user, changed=changed)

    def trail(self):
        return [("Vendors", address_of("fiscal:vendor-list")), (str(self.object), self.object.get_absolute_url())]
