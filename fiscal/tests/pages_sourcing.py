"""How the pages of sourcing, of its rules and classes, and of questions to MVE are reached."""

from datetime import timedelta

from django.utils import timezone

from doc_portal.core.tests.files_for_tests import PDF, upload
from doc_portal.tests.cases import Case, Expect
from fiscal.models import ProcurementRule
from fiscal.tests.factories_bids import make_posted
from fiscal.tests.factories_sourcing import make_asked, make_certificate, make_class, make_decision
from fiscal.tests.factories_suppliers import make_contract

READ = Expect(200, 405)
NOWHERE = Expect(404, 405)
GONE = Expect(404, 404)
COUNTS_ELSEWHERE = Expect(200, 409)


def day(days):
    return f"{timezone.localdate() + timedelta(days=days):%Y-%m-%d}"


def asked(world, by):
    return make_asked("900.00", worksite=world.site)


def decision(world, by):
    return make_decision(make_asked(worksite=world.site), papers=["determination"], created_by=by)


def certificate(world, by):
    return make_certificate(worksite=world.site, created_by=by)


def certificates(world, n):
    for _ in range(n):
        make_certificate(worksite=world.site)


def classes(world, n):
    for _ in range(n):
        make_class()


def rules(world, n):
    """Below what the rules of works hold for, each for a dollar."""
    first = ProcurementRule.objects.filter(method=9).count()
    for lower in range(first, first + n):
        ProcurementRule.objects.create(
            method=9, lower=lower, upper=lower + 1, starts_on="2000-01-01", says="Nothing.", authority="RSMo 8.250"
        )


def a_rule(world, by):
    return ProcurementRule.objects.filter(method=7).latest("pk")


def a_class(world, by):
    return make_class()


def rule_body(world, row):
    return {
        "method": 3, "lower": "0.00", "upper": "5000.00", "starts_on": "1990-01-01", "ends_on": "1995-01-01",
        "says": "No competition.", "quotes_required": 0, "advertise_days": 0, "authority": "RSMo 34.040",
    }  # fmt: skip


def end_body(world, row):
    return {"says": row.says, "ends_on": "2090-01-01", "confirmed": "on", "source": row.source}


def class_body(world, row):
    return {"code": f"N{make_class().pk}", "name": "Towels", "kind": "goods", "active": "on"}


def mve_body(world, row):
    return {
        "item": "Desks", "commodity": make_class(mve_makes=True).pk, "amount": "400.00", "need_by": day(60),
        "worksite": world.site.pk,
    }  # fmt: skip


def issue_body(world, row):
    return {"certificate_number": "NA-17", "promised_days": 120}


def supplies_body(world, row):
    return {"promised_days": 30}


def decide_body(world, row):
    return {"grounds": ""}


def paper_body(world, row):
    return {"paper": "determination", "covers": 1, "file": upload("paper.pdf", PDF)}


def waiting(world, n):
    """Up to eight of each kind."""
    for _ in range(min(n, 4)):
        make_asked(worksite=world.site)
        decision(world, None)
        make_posted()
        certificate(world, None)
        make_contract()


SEEN = ("fiscal.view_requisition",)
SOURCING = (
    Case("fiscal:purchase-ask", queries=10,
         query=f"?item=Desks&amount=900.00&need_by={day(30)}&commodity=1&worksite=no-such"),
    Case("fiscal:requisition-decide", queries=13, row=asked, body=decide_body, scope="worksite", also=SEEN,
         elsewhere=GONE),
    Case("fiscal:sourcingdecision-detail", queries=10, row=decision, scope="worksite", owner=READ, elsewhere=NOWHERE),
    Case("fiscal:sourcingdecision-attach", queries=8, row=decision, body=paper_body, scope="worksite",
         also=("fiscal.view_sourcingdecision",), elsewhere=GONE),
    Case("fiscal:buyer-desk", queries=12, rows=waiting, also=(*SEEN, "fiscal.view_sourcingdecision",
         "fiscal.view_solicitation", "fiscal.view_mvecertificate", "fiscal.view_contract")),
    Case("fiscal:mvecertificate-list", queries=9, scope="worksite", rows=certificates,
         empty_query="?status=denied"),
    Case("fiscal:mvecertificate-detail", queries=9, row=certificate, scope="worksite", owner=READ, elsewhere=NOWHERE),
    Case("fiscal:mvecertificate-create", queries=8, body=mve_body, scope="worksite", elsewhere=COUNTS_ELSEWHERE),
    Case("fiscal:mvecertificate-issue", queries=7, row=certificate, body=issue_body, scope="worksite",
         also=("fiscal.view_mvecertificate",), elsewhere=GONE),
    Case("fiscal:mvecertificate-deny", queries=7, row=certificate, body=supplies_body, scope="worksite",
         also=("fiscal.view_mvecertificate",), elsewhere=GONE),
    Case("fiscal:procurementrule-list", queries=8, rows=rules, empty_query="?on=1950-01-01"),
    Case("fiscal:procurementrule-create", queries=6, body=rule_body, elsewhere=COUNTS_ELSEWHERE),
    Case("fiscal:procurementrule-edit", queries=7, row=a_rule, body=end_body, also=("fiscal.view_procurementrule",),
         elsewhere=GONE),
    Case("fiscal:commodityclass-list", queries=8, rows=classes),
    Case("fiscal:commodityclass-create", queries=6, body=class_body, elsewhere=COUNTS_ELSEWHERE),
    Case("fiscal:commodityclass-edit", queries=7, row=a_class, body=class_body, also=("fiscal.view_commodityclass",),
         elsewhere=GONE),
)  # fmt: skip
