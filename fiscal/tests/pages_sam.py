"""How the pages of the SAM II desk and of the registers are reached."""

from django.core.files.uploadedfile import SimpleUploadedFile

from doc_portal.core.tests.factories import make_user, make_worksite
from doc_portal.tests.cases import Case, Expect
from fiscal.models import LedgerColumn, LedgerImport, LedgerLine, Reconciliation, ReconciliationItem
from fiscal.tests.factories import make_appropriation, make_year, period
from fiscal.tests.factories_sam import (
    day,
    document_type,
    make_access,
    make_account,
    make_approval,
    make_code_change,
    make_export,
    make_field,
    make_issue,
    make_item,
    make_ledger,
    make_override,
    make_problem,
    make_reference,
    system,
)

READ = Expect(200, 405)
NOWHERE = Expect(404, 405)
GONE = Expect(404, 404)
COUNTS_ELSEWHERE = Expect(200, 409)


def many(make):
    def rows(world, n):
        for _ in range(n):
            make()

    return rows


def reference(world, by):
    return make_reference(created_by=by)


def reference_body(world, row):
    return {
        "system": system().pk, "document_type": document_type("JV").pk, "agency": "931", "number": "JV0001",
        "action": "E", "seq": 1,
    }  # fmt: skip


def item(world, by):
    return make_item(created_by=by)


def item_body(world, row):
    owner = make_user("fiscal.view_coordinationitem")
    return {
        "office": "oa", "kind": "deliverable", "title": "Needs list", "owner": owner.username,
        "due_on": f"{day(40):%Y-%m-%d}",
    }  # fmt: skip


def outcome_body(world, row):
    return {"needed": "yes", "outcome": "Sent on paper and by e-mail."}


def account(world, by):
    return make_account(created_by=by)


def account_body(world, row):
    return {
        "name": "Petty cash", "bank": "Sample Bank", "last_digits": "0042", "purpose": "Small purchases",
        "worksite": make_worksite().pk, "custodian": make_user().username, "opened_on": f"{day(-10):%Y-%m-%d}",
    }  # fmt: skip


def answer_body(world, row):
    return {"taken": "yes"}


def issue(world, by):
    return make_issue(created_by=by)


def issue_body(world, row):
    owner = make_user("fiscal.view_samissue")
    return {"document": "JV 931 0001", "error_code": "B0001", "owner": owner.username}


def wait_body(world, row):
    return {"verb": "wait", "note": "Asked OA to open the account."}


def access(world, by):
    return make_access(created_by=by)


def asked(world, by):
    return make_access(created_by=by, granted=False)


def access_body(world, row):
    return {"system": system().pk, "person": make_user().username, "profile": "Vouchers", "reason": "Enters them."}


def decide_body(world, row):
    return {"granted": "yes"}


def reason_body(world, row):
    return {"note": "Moved to another unit."}


def certify_body(world, row):
    return {"accesses": [make_access(certified_on=day(-90)).pk]}


def code_change(world, by):
    return make_code_change(created_by=by)


def code_body(world, row):
    return {
        "year": make_year().pk, "kind": "org", "change": "add", "code": "4711", "name": "New center",
        "reason": "It opens in July.",
    }  # fmt: skip


def send_body(world, row):
    return {"verb": "send"}


def ledger(world, by):
    return make_ledger(created_by=by, status="rejected", problems_found=1)


def ledgers(world, n):
    for _ in range(n):
        make_ledger(status="replaced")


def ledger_body(world, row):
    head = "|".join(LedgerColumn.objects.values_list("heading", flat=True))
    make_year()
    return {
        "period": period(no=3).pk, "header": SimpleUploadedFile("head.txt", head.encode(), "text/plain"),
        "data": SimpleUploadedFile("ledger.txt", b"2027|3|0101", "text/plain"),
    }  # fmt: skip


def broken_ledger(world, by):
    return make_problem().run


def problems(world, n):
    run = LedgerImport.objects.filter(status="rejected").latest("pk")
    for _ in range(n):
        make_problem(run)


def lines(world, n):
    run = LedgerImport.objects.filter(status="loaded").first()
    if run is None:
        make_ledger(lines=n)
        return
    first = run.lines.first()
    LedgerLine.objects.bulk_create(
        LedgerLine(
            run=run, line=100 + line, appropriation=first.appropriation, bucket="exp", amount=1, document_type="P1",
            document_number="N1", posted_on=day(),
        )
        for line in range(n)
    )  # fmt: skip


def reconciliation(world, by):
    """One with a difference of a dollar, explained by somebody."""
    one = make_reconciliation_of(fresh_ledger(), created_by=world.author)
    made = make_appropriation()
    LedgerLine.objects.create(
        run=LedgerImport.objects.get(period=one.period), line=1, appropriation=made, bucket="exp", amount=1,
        document_type="P1", document_number="N1", posted_on=day(),
    )  # fmt: skip
    ReconciliationItem.objects.create(
        reconciliation=one, appropriation=made, bucket="exp", amount=-1, reason="Posted late", created_by=world.author
    )
    return one


def fresh_ledger():
    """Of a year that no other row is of."""
    year = make_year(1950 + LedgerImport.objects.count())
    return make_ledger(period=year.periods.get(no=2))


def make_reconciliation_of(run, **fields):
    return Reconciliation.objects.create(period=run.period, **{"created_by": make_user(), **fields})


def reconciliations(world, n):
    for _ in range(n):
        make_reconciliation_of(fresh_ledger())


def begin_body(world, row):
    return {"period": fresh_ledger().period_id}


def explain_body(world, row):
    one = LedgerLine.objects.filter(run__period=row.period).first()
    return {"place": f"{one.appropriation_id}-exp", "amount": "-1.00", "reason": "Posted a day later"}


ISSUE_READ, ACCESS_READ, CODE_READ = (
    ("fiscal.view_samissue",),
    ("fiscal.view_systemaccess",),
    ("fiscal.view_codechange",),
)
REF_READ = ("fiscal.view_externaldocref",)
ITEM_READ, ACCOUNT_READ = ("fiscal.view_coordinationitem",), ("fiscal.view_bankaccount",)


def field(world, by):
    return make_field(created_by=by)


def field_body(world, row):
    return {
        "layout": "JV", "record": "L", "field": "Amount", "start": 40, "length": 14, "justified": "right",
        "source": "OA, letter of May 4",
    }  # fmt: skip


def approval(world, by):
    return make_approval(created_by=by)


def approval_body(world, row):
    return {
        "system": system().pk, "document_types": [document_type("JV").pk], "agency_name": "Department of Corrections",
        "agency_number": "931", "contact_name": "Desk", "contact_email": "desk@example.mo.gov",
        "contact_phone": "573-555-0101", "asked_on": f"{day():%Y-%m-%d}",
    }  # fmt: skip


def release_body(world, row):
    return {"verb": "release", "note": "OA set the file up."}


def export(world, by):
    return make_export(created_by=by)


def export_body(world, row):
    make_reference()
    return {"purpose": "test", "approval": make_approval().pk, "document_type": document_type().pk}


APPROVAL_READ, FIELD_READ = ("fiscal.view_interfaceapproval",), ("fiscal.view_interfacefield",)
RECONCILE_READ = ("fiscal.view_reconciliation",)
SAM_II = (
    Case("fiscal:interfacefield-list", rows=many(make_field), queries=8, empty_query="?layout=no-such"),
    Case("fiscal:interfacefield-create", body=field_body, also=FIELD_READ, elsewhere=COUNTS_ELSEWHERE, queries=6),
    Case("fiscal:interfacefield-edit", row=field, body=field_body, also=FIELD_READ, elsewhere=GONE, queries=7),
    Case("fiscal:interfaceapproval-list", rows=many(make_approval), queries=9, empty_query="?status=ended"),
    Case("fiscal:interfaceapproval-detail", row=approval, elsewhere=NOWHERE, owner=READ, queries=10),
    Case("fiscal:interfaceapproval-create", body=approval_body, elsewhere=COUNTS_ELSEWHERE, queries=9),
    Case(
        "fiscal:interfaceapproval-move", row=approval, body=release_body, also=APPROVAL_READ, elsewhere=GONE, queries=8
    ),
    Case("fiscal:interfaceexport-list", rows=many(make_export), queries=8, empty_query="?purpose=production"),
    Case("fiscal:interfaceexport-detail", row=export, elsewhere=NOWHERE, owner=READ, queries=9),
    Case("fiscal:interfaceexport-create", body=export_body, elsewhere=COUNTS_ELSEWHERE, queries=8),
    Case("fiscal:ledgerimport-list", rows=ledgers, queries=8, empty_query="?status=stopped"),
    Case("fiscal:ledgerimport-detail", row=ledger, elsewhere=NOWHERE, owner=READ, queries=9),
    Case("fiscal:ledgerimport-create", body=ledger_body, elsewhere=COUNTS_ELSEWHERE, queries=8),
    Case(
        "fiscal:ledgerproblem-list",
        row=broken_ledger,
        rows=problems,
        queries=9,
        owner=READ,
        elsewhere=READ,
        empty_query="?column=no-such",
    ),
    Case("fiscal:ledgerline-list", rows=lines, queries=8, empty_query="?q=no-such"),
    Case("fiscal:reconciliation-list", rows=reconciliations, queries=8, empty_query="?status=signed"),
    Case("fiscal:reconciliation-detail", row=reconciliation, elsewhere=NOWHERE, owner=READ, queries=11),
    Case("fiscal:reconciliation-create", body=begin_body, elsewhere=COUNTS_ELSEWHERE, queries=7),
    Case(
        "fiscal:reconciliation-explain",
        row=reconciliation,
        body=explain_body,
        also=RECONCILE_READ,
        elsewhere=GONE,
        queries=9,
    ),
    Case(
        "fiscal:reconciliation-sign",
        row=reconciliation,
        body=lambda world, row: {},
        also=RECONCILE_READ,
        elsewhere=GONE,
        queries=7,
    ),
    Case("fiscal:samii-desk", rows=many(make_issue), queries=10),
    Case("fiscal:samissue-list", rows=many(make_issue), queries=8, empty_query="?q=no-such"),
    Case("fiscal:samissue-detail", row=issue, elsewhere=NOWHERE, owner=READ, queries=8),
    Case("fiscal:samissue-create", body=issue_body, elsewhere=COUNTS_ELSEWHERE, queries=6),
    Case("fiscal:samissue-edit", row=issue, body=issue_body, also=ISSUE_READ, elsewhere=GONE, queries=7),
    Case("fiscal:samissue-move", row=issue, body=wait_body, also=ISSUE_READ, elsewhere=GONE, queries=7),
    Case("fiscal:systemaccess-list", rows=many(make_access), queries=11, empty_query="?q=no-such"),
    Case("fiscal:systemaccess-detail", row=access, elsewhere=NOWHERE, owner=READ, queries=11),
    Case("fiscal:systemaccess-create", body=access_body, elsewhere=COUNTS_ELSEWHERE, queries=7),
    Case(
        "fiscal:systemaccess-decide",
        row=asked,
        body=decide_body,
        also=ACCESS_READ,
        elsewhere=GONE,
        owner=Expect(200, 409),
        queries=7,
    ),
    Case("fiscal:systemaccess-remove", row=access, body=reason_body, also=ACCESS_READ, elsewhere=GONE, queries=7),
    Case(
        "fiscal:systemaccess-certify",
        body=certify_body,
        also=ACCESS_READ,
        elsewhere=Expect(200, 200),
        queries=9,
    ),
    Case("fiscal:codechange-list", rows=many(make_code_change), queries=8, empty_query="?q=no-such"),
    Case("fiscal:codechange-detail", row=code_change, elsewhere=NOWHERE, owner=READ, queries=8),
    Case("fiscal:codechange-create", body=code_body, elsewhere=COUNTS_ELSEWHERE, queries=7),
    Case("fiscal:codechange-move", row=code_change, body=send_body, also=CODE_READ, elsewhere=GONE, queries=7),
    Case("fiscal:overridelog-list", rows=many(make_override), queries=9, empty_query="?q=no-such"),
    Case("fiscal:externaldocref-answer", row=reference, body=answer_body, also=REF_READ, elsewhere=GONE, queries=7),
    Case("fiscal:documenttype-list", queries=9),
    Case("fiscal:externaldocref-list", rows=many(make_reference), queries=9, empty_query="?q=no-such"),
    Case("fiscal:externaldocref-detail", row=reference, elsewhere=NOWHERE, owner=READ, queries=8),
    Case("fiscal:externaldocref-create", body=reference_body, elsewhere=COUNTS_ELSEWHERE, queries=8),
    Case("fiscal:coordinationitem-list", rows=many(make_item), queries=8, empty_query="?q=no-such"),
    Case("fiscal:coordinationitem-detail", row=item, elsewhere=NOWHERE, owner=READ, queries=9),
    Case("fiscal:coordinationitem-create", body=item_body, elsewhere=COUNTS_ELSEWHERE, queries=7),
    Case("fiscal:coordinationitem-edit", row=item, body=item_body, also=ITEM_READ, elsewhere=GONE, queries=8),
    Case("fiscal:coordinationitem-finish", row=item, body=outcome_body, also=ITEM_READ, elsewhere=GONE, queries=7),
    Case("fiscal:bankaccount-list", rows=many(make_account), queries=9, empty_query="?q=no-such"),
    Case("fiscal:bankaccount-detail", row=account, elsewhere=NOWHERE, owner=READ, queries=8),
    Case("fiscal:bankaccount-create", body=account_body, elsewhere=COUNTS_ELSEWHERE, queries=7),
    Case("fiscal:bankaccount-edit", row=account, body=account_body, also=ACCOUNT_READ, elsewhere=GONE, queries=9),
)
