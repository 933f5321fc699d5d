"""Numbers of law and policy in fiscal: dated rows, as far as nobody has confirmed them marked so (fiscal.md 8)."""

from doc_portal.core.registry import SettingSpec

ASSUMED = "Assumption: to be confirmed by Fiscal Management"


def assumed(key: str, name: str, value: str, measured_in: str = "", help: str = "", authority: str = ASSUMED):
    """A first value that nobody has confirmed."""
    return SettingSpec(key, name, value, authority, measured_in=measured_in, help=help, confirmed=False)


SETTINGS = (
    SettingSpec("fiscal_reserve_percent", "Share of an appropriation held in reserve", "3", "RSMo 33.290", "percent",
                "Not of personal service for salaries fixed by law."),
    SettingSpec("codes_reach_oa_by", "Day by which changes of next year's codes must have reached OA", "06-01",
                "Office of Administration", "month and day"),
    assumed("worksheet_due", "Day by which every open order line has its year-end disposition", "06-15",
            "month and day"),
    assumed("worksheet_director_days", "Days after it on which the director is told of undecided lines", "3",
            "days"),
    assumed("lapse_cockpit_from", "Day from which the lapse cockpit is watched", "03-01", "month and day"),
    assumed("late_buy_from", "Day from which what is ordered tells when it goes into service", "06-15",
            "month and day"),
    assumed("fiscal_price_tolerance_percent", "Price above the order that still matches, as a share", "0", "percent",
            "Of the price ordered; the smaller of the share and the amount counts."),
    assumed("fiscal_price_tolerance_amount", "Price above the order that still matches, as an amount", "0", "dollars",
            "For each unit; the smaller of the share and the amount counts."),
    SettingSpec("fiscal_clock_amber_days", "Days after which an unpaid bill is amber", "25", ASSUMED, "days",
                "From the later of delivery and bill.", confirmed=False),
    SettingSpec("fiscal_clock_red_days", "Days after which an unpaid bill is red", "30", "RSMo 34.055", "days",
                "From the later of delivery and bill.", confirmed=False),
    SettingSpec("fiscal_clock_last_day", "Days until which a bill is paid without interest", "45", "RSMo 34.055",
                "days", "Interest runs from the day after, back to the thirtieth; re-enacted 2022, to be confirmed.",
                confirmed=False),
    SettingSpec("fiscal_interest_points", "Points above the average predominant prime rate", "3", "RSMo 34.055",
                "percent", "Of interest on late payment, on the vendor’s application.", confirmed=False),
    SettingSpec("fiscal_interest_back_to", "Day after which interest runs once it is owed", "30", "RSMo 34.055", "days",
                "From the later of delivery and bill, up to and with the day of payment.", confirmed=False),
    assumed("fiscal_interest_year_days", "Days of a year by which interest of a day is worked out", "365", "days"),
    assumed("fiscal_weight_tolerance_percent", "Weight billed that may differ from what was weighed", "0", "percent",
            "Of lines that are billed by weight."),
    assumed("fiscal_over_receipt_most", "Most that may come over on a line of an order", "10", "percent",
            "Of the quantity ordered; each line says how much of it may come over, zero unless said."),
    assumed("fiscal_hand_off_most", "Objects of one line that are handed over one by one", "200", "objects",
            "Of more than these, or of part of an object, one hand-off is made for all."),
    # vendors and contracts
    assumed("vendor_reregister_months", "Months without a payment after which a vendor must register again", "22",
            "months", "Counted from the last payment, else from the registration."),
    SettingSpec("vendor_tax_clearance", "How a vendor's sales tax is asked about",
                "Ask the vendor for Form 943 sent to taxclearance@dor.mo.gov", "Department of Revenue, Form 943"),
    # cash
    assumed("receipts_transmit_days", "Business days within which receipts are transmitted", "1", "business days",
            "Counted from the day of receipt; afterwards Fiscal Management is told."),
    assumed("commission_due_day", "Day of the month after by which a commission and its statement are expected", "15",
            help="Where a vending contract names no other."),
    SettingSpec("needs_list_due", "Month and day by which the list of needs is at OA", "05-01", "RSMo 34.130"),
    assumed("contract_alert_days", "Days before the last day of a contract on which it is told of", "180", "days"),
    # SAM II desk and registers
    assumed("fiscal_access_certify_days", "Days after which access to SAM II must be certified again", "92", "days",
            "Quarterly. What is not certified in time is listed for removal."),
    assumed("fiscal_access_notice_days", "Days before that on which it is asked for", "14", "days"),
    SettingSpec("fiscal_code_changes_before", "Month and day before which changes of codes must reach OA", "06-01",
                "Fiscal Management brief, numbers 2 and 26", help="Of the calendar year before the fiscal year ends."),
    assumed("fiscal_coordination_remind_days", "Days before a coordination item is due on which its owner is reminded",
            "14, 3", "days"),
    assumed("fiscal_coordination_late_days", "Days after it was due on which owner and director are told", "1, 7, 14",
            "days"),
    # sourcing and solicitations
    SettingSpec("mve_days", "Days within which MVE must be able to supply", "90", "RSMo 217.575", "days",
                "A reasonable time instead where the market cannot supply within these days either."),
    assumed("mve_certificate_days", "Days for which a certificate of MVE can be used", "365", "days",
            "From the day MVE answered; for one requisition of the worksite it was asked for."),
    assumed("emergency_report_days", "Days within which an emergency purchase is reported", "30", "days",
            "From the day it was decided to buy so."),
    assumed("split_days", "Days over which purchases are added up for the split test", "365", "days",
            "Rolling, back from the day it is asked."),
    assumed("split_warn_percent", "Share of the limit from which the split test warns", "80", "percent"),
    SettingSpec("protest_days", "State business days after award in which a protest is timely", "10",
                "Terms of the department's own solicitations", "business days", confirmed=False),
    SettingSpec("bid_closing_hour", "Hour at which solicitations close unless another is set", "14",
                "Closing hour of the department's own solicitations, 2:00 p.m.", "o'clock", confirmed=False),
)  # fmt: skip
