"""How the pages of years, codes, funding strings, appropriations and plans are reached."""

from decimal import Decimal
from itertools import count

from doc_portal.tests.cases import Case, Expect
from fiscal.models import FiscalYear
from fiscal.tests.factories import make_appropriation, make_code, make_string, make_year
from fiscal.tests.factories_budget import make_adjustment, make_billed, make_charged, make_plan
from fiscal.tests.factories_purchases import asked as asked_line
from fiscal.tests.factories_purchases import make_issued

READ, CLOSED, THERE = Expect(200, 405), Expect(403, 403), Expect(200, 409)


def year(world, by):
    return make_year()


def years(world, n):
    first = 1990 if n == 1 else 1991
    for fy in range(first, first + n):
        make_year(fy)


def year_body(world, row):
    return {"fy": 2041, "closes_on": "2041-07-31", "expires_on": "2041-12-31", "authority": "Memo of May 1"}


def days_body(world, row):
    return {"authority": "Memo of May 1", "closes_on": f"{row.fy}-08-01", "expires_on": f"{row.fy}-12-31"}


def stands(fy, status):
    """A year of long ago at a point of its life."""

    def made(world, by):
        there = set(FiscalYear.objects.values_list("fy", flat=True))
        one = make_year(next(year for year in count(fy, -10) if year not in there))
        steps = ("open", "lapse", "closed", "expired")
        for step in steps[1 : steps.index(status) + 1]:
            FiscalYear.objects.filter(pk=one.pk).update(status=step)
        one.refresh_from_db()
        return one

    return made


def note(world, row):
    return {"note": "As agreed."}


def periods_body(world, row):
    return {"periods": ["1", "2", "13"]}


def year_with_codes(world, by):
    make_code("fund", make_year(2026))
    return make_year(2027)


def differing(world, n):
    for _ in range(n):
        make_code("object", make_year(2026))


def nothing(world, row):
    return {}


def code(world, by):
    return make_code("fund", created_by=by)


def codes(world, n):
    make_year()
    for _ in range(n):
        make_code("object")


def code_body(world, row):
    return {"year": make_year().pk, "kind": "fund", "code": "0644", "name": "Highway fund", "active": "on"}


def code_edit_body(world, row):
    return {"name": "General Revenue", "active": "on"}


def strings(world, n):
    for _ in range(n):
        make_string()


def string_body(world, row):
    one = make_string()
    parts = ("fund", "agency", "org", "appropriation_code")
    return {"year": one.budget_fy_id} | {part: getattr(one, part).code for part in parts}


def asked(world, by):
    return make_charged()[1]


def appropriation(world, by):
    one, string = make_charged()
    make_billed(one, string)
    make_adjustment(one, "reserve", "30.00", created_by=by)
    return one


def appropriations(world, n):
    for _ in range(n):
        make_appropriation()


def appropriation_body(world, row):
    one = make_year()
    return {
        "budget_fy": one.pk, "kind": "operating", "hb_section": "9.005", "code": "4321", "name": "Food",
        "fund_code": make_code("fund", one).code, "agency_code": make_code("agency", one).code, "authority": "1,000.00",
        "authority_document": "HB 9, section 9.005",
    }  # fmt: skip


def appropriation_edit_body(world, row):
    return {"name": "Food and kitchens", "hb_section": "9.010", "flex_percent": "10", "flex_authority": "HB 9, 9.010"}


def adjust_body(world, row):
    return {"kind": "supplemental", "amount": "250.00", "authority_document": "HB 15"}


def allot_body(world, row):
    return {"q1": "200.00", "q2": "", "q3": "", "q4": ""}


def adjustment(world, by):
    return make_adjustment(created_by=by)


def document_body(world, row):
    return {"authority_document": "Letter of January 4"}


def plan(world, by):
    return make_plan(created_by=by)


def plans(world, n):
    for _ in range(n):
        make_plan()


def plan_body(world, row):
    one = make_year()
    return {
        "year": one.pk, "org_code": make_code("org", one).code, "object_code": make_code("object", one).code,
        "m1": "100.00",
    }  # fmt: skip


def plan_edit_body(world, row):
    return {"m1": "120.00", "m2": "80.00"}


def on_string(row):
    return []


def ordered(world, by):
    return make_issued(worksite=world.site)


def worksheet_body(world, row):
    line = make_issued(worksite=world.site).lines.get()
    return {f"line-{line.pk}": "cancel", "rest": "cancel"}


def open_lines(world, n):
    make_issued(*(asked_line(price=Decimal("2.00")) for _ in range(n)), worksite=world.site)


def service_body(world, row):
    return {"in_service_on": f"{row.issued_on:%Y-%m-%d}"}


YEAR_SEEN, SEEN = ("fiscal.view_fiscalyear",), ("fiscal.view_appropriation",)
BUDGET = (
    Case("fiscal:fiscalyear-list", rows=years, queries=8),
    Case("fiscal:fiscalyear-create", body=year_body, elsewhere=THERE, queries=7),
    Case("fiscal:fiscalyear-detail", row=year, elsewhere=READ, queries=11, also=("fiscal.view_coacode",)),
    Case("fiscal:fiscalyear-edit", row=year, body=days_body, also=YEAR_SEEN, elsewhere=CLOSED, queries=7),
    Case("fiscal:fiscalyear-lapse", row=stands(2002, "open"), body=note, also=YEAR_SEEN, elsewhere=CLOSED, queries=7),
    Case("fiscal:fiscalyear-close", row=stands(2003, "lapse"), body=note, also=YEAR_SEEN, elsewhere=CLOSED, queries=7),
    Case("fiscal:fiscalyear-expire", row=stands(2004, "closed"), body=note, also=YEAR_SEEN, elsewhere=CLOSED,
         queries=7),
    Case("fiscal:fiscalyear-periods", row=year, body=periods_body, also=YEAR_SEEN, elsewhere=CLOSED, queries=8),
    Case("fiscal:fiscalyear-codes", row=year_with_codes, body=nothing, also=YEAR_SEEN, rows=differing,
         elsewhere=CLOSED, queries=10),
    Case("fiscal:coacode-list", rows=codes, queries=11, empty_query="?q=no-such"),
    Case("fiscal:coacode-create", body=code_body, elsewhere=THERE, also=("fiscal.view_coacode",), queries=7),
    Case("fiscal:coacode-current", html=False),
    Case("fiscal:coacode-edit", row=code, body=code_edit_body, also=("fiscal.view_coacode",), elsewhere=CLOSED,
         queries=7),
    Case("fiscal:fundingstring-list", rows=strings, queries=9, empty_query="?q=no-such"),
    Case("fiscal:fundingstring-create", body=string_body, also=("fiscal.view_fundingstring",), queries=7),
    Case("fiscal:funds", queries=6),
    Case("fiscal:appropriation-list", rows=appropriations, queries=10, empty_query="?q=no-such"),
    Case("fiscal:appropriation-create", body=appropriation_body, elsewhere=THERE, also=SEEN, queries=8),
    Case("fiscal:appropriation-detail", row=appropriation, elsewhere=READ, queries=14),
    Case("fiscal:appropriation-edit", row=appropriation, body=appropriation_edit_body, also=SEEN, elsewhere=CLOSED,
         queries=7),
    Case("fiscal:appropriation-adjust", row=appropriation, body=adjust_body, also=SEEN, elsewhere=CLOSED, queries=8),
    Case("fiscal:appropriation-allot", row=appropriation, body=allot_body, also=SEEN, elsewhere=CLOSED, queries=8),
    Case("fiscal:adjustment-reverse", row=adjustment, body=document_body,
         also=SEEN, elsewhere=CLOSED, queries=7),
    Case("fiscal:spendingplan-list", rows=plans, queries=10, empty_query="?org=no-such"),
    Case("fiscal:spendingplan-create", body=plan_body, elsewhere=THERE, also=("fiscal.view_spendingplan",), queries=8),
    Case("fiscal:spendingplan-detail", row=plan, elsewhere=READ, queries=9),
    Case("fiscal:spendingplan-edit", row=plan, body=plan_edit_body, also=("fiscal.view_spendingplan",),
         elsewhere=CLOSED, queries=7),
    Case("fiscal:lapse", rows=open_lines, scope="worksite", queries=14, empty_query="?q=no-such"),
    Case("fiscal:worksheet", rows=open_lines, body=worksheet_body, scope="worksite", queries=13),
    Case("fiscal:lapse-service", row=ordered, body=service_body, scope="worksite", also=("fiscal.view_purchaseorder",),
         elsewhere=Expect(404, 404), queries=7),
)  # fmt: skip
