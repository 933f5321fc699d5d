"""Whether a vendor can be used, said in a sentence."""

from datetime import date

from doc_portal.core.display import long_date
from doc_portal.core.values import value_of
from fiscal.models import Vendor

TAX_CLEARANCE = "vendor_tax_clearance"
"""The setting that says how sales tax is asked about: Form 943 to the Department of Revenue."""


def refusal_for(vendor: Vendor, on: date) -> str:
    """Why no order may be given to a vendor on a day, with the way out; empty where one may.

    `VendorQuerySet.usable_for_orders` gives the rows for which it is empty.
    """
    if not vendor.active:
        return f"{vendor} is no longer in use. Choose another vendor, or have it taken into use again."
    if vendor.usage == Vendor.Usage.PAYMENTS:
        return f"{vendor} is registered for payments only. Choose another vendor, or have its use changed."
    if vendor.debarred_on(on):
        until = f" until {long_date(vendor.debarred_until)}" if vendor.debarred_until else ""
        return f"{vendor} is debarred{until} by {vendor.debarment_authority}. Choose another vendor."
    if vendor.retails_in_missouri and vendor.tax_status == Vendor.Tax.FAILS:
        return (
            f"{vendor} sells at retail in Missouri and does not collect its sales tax, so nothing is ordered from it "
            f"(RSMo 34.040). {value_of(TAX_CLEARANCE, on)}, or choose another vendor."
        )
    return ""
